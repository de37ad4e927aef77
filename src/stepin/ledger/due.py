"""When a step-in is due to be looked back at. Pure: times in, times out."""

from datetime import UTC, datetime, time, timedelta

LATEST_DAYS = 3  # working days after it, whether it has moved or not
CALM_DAYS = 1  # working days without an event, once it has moved


def due_at(*, at: datetime, moved_at: datetime | None, last_event_at: datetime | None) -> datetime:
    """Not while it is hot: one working day after it has moved and nothing more came, but three working days
    after the step-in at the latest. All aware; days are Monday to Friday, UTC."""
    latest = working_days_after(at, LATEST_DAYS)
    if moved_at is None:
        return latest
    return min(latest, working_days_after(max(moved_at, last_event_at or moved_at), CALM_DAYS))


def working_days_after(at: datetime, days: int) -> datetime:
    """The same time of day, that many weekdays later; from a weekend it counts from Monday's begin."""
    at = at.astimezone(UTC)
    if at.weekday() > 4:
        at = datetime.combine(at.date(), time(), UTC) + timedelta(days=7 - at.weekday())
    while days:
        at += timedelta(days=1)
        days -= at.weekday() < 5
    return at


def working_hours_after(at: datetime, hours: float) -> datetime:
    """About when that many working hours have passed: whole working days of eight hours, then the rest."""
    days, rest = divmod(hours, 8)
    return working_days_after(at, int(days)) + timedelta(hours=rest)
