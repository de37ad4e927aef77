"""Numbers as a person would say them: spans of time, chances, intervals, counts, dates."""

from datetime import UTC, datetime, timedelta

from stepin.findings.model import Estimate

HARDLY_ANY = 0.05
_HOURS_A_WORKING_DAY = 8
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def span(hours: float, *, round_the_clock: bool) -> str:
    """``hours`` on an item's own clock: ``20 minutes``, ``3 working hours``, ``4 working days``, ``2 days``.

    A working day has 8 hours, a working week 5 days. Past 20 working days (or 28 days) it is told in weeks,
    past 60 weeks in years.
    """
    amount, unit = _amount(hours, round_the_clock=round_the_clock)
    return f"{amount} {unit}"


def span_against(hours: float, expected: float, *, round_the_clock: bool) -> tuple[str, str]:
    """A span and the one expected of it, the second without its unit where that is the same."""
    amount, unit = _amount(hours, round_the_clock=round_the_clock)
    other, other_unit = _amount(expected, round_the_clock=round_the_clock)
    same = unit.rstrip("s") == other_unit.rstrip("s")
    return f"{amount} {unit}", other if same else f"{other} {other_unit}"


def _amount(hours: float, *, round_the_clock: bool) -> tuple[str, str]:
    minutes = round(hours * 60)
    if minutes < 1:
        return "less than a", "minute"
    if minutes < 60:
        return _with_unit(minutes, "minute")
    working = "" if round_the_clock else "working "
    day = 24 if round_the_clock else _HOURS_A_WORKING_DAY
    if round(hours) < day:
        return _with_unit(_halves(hours), f"{working}hour")
    return _in_days(hours / day, working, days_a_week=7 if round_the_clock else 5)


def _in_days(days: float, working: str, *, days_a_week: int) -> tuple[str, str]:
    if days <= 4 * days_a_week:
        return _with_unit(_halves(days), f"{working}day")
    weeks = days / days_a_week
    if weeks < 60:
        return _with_unit(round(weeks), "week")
    return _with_unit(_halves(weeks / 52), "year")


def _halves(number: float) -> float:
    """To the nearest half below 5, to the nearest whole from there."""
    return round(number * 2) / 2 if number < 5 else float(round(number))


def _with_unit(number: float, unit: str) -> tuple[str, str]:
    return f"{number:g}", unit if number == 1 else f"{unit}s"


def count(number: int, thing: str, things: str | None = None) -> str:
    """``1 step-in``, ``12 step-ins``, ``1,204 items``; none is ``no items``."""
    return (
        f"{number:,} {thing}"
        if number == 1
        else f"{number or 'no':{',' if number else ''}} {things or thing + 's'}"
    )


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{small(number)} times")


def small(number: int) -> str:
    """In letters up to ten."""
    return _SMALL[number] if 0 <= number <= 10 else f"{number:,}"


def chance(p: float) -> str:
    """``seven in ten``; ``hardly any`` below one in twenty, ``nearly all`` from nineteen in twenty."""
    if p < HARDLY_ANY:
        return "hardly any"
    if p >= 0.95:
        return "nearly all"
    tenths = min(max(round(p * 10), 1), 9)
    return "half" if tenths == 5 else f"{small(tenths)} in ten"


def share(p: float) -> str:
    """``35%``; never more exact than a whole percent."""
    return f"{round(p * 100)}%"


def between(estimate: Estimate) -> str:
    """``between 40% and 60%``; ``about 40%`` where both ends round to the same."""
    low, high = share(estimate.low), share(estimate.high)
    return f"about {low}" if low == high else f"between {low} and {high}"


def ratio_between(estimate: Estimate) -> str:
    return f"between {estimate.low:.1f} and {estimate.high:.1f}"


def listed(words: tuple[str, ...]) -> str:
    """``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def day(at: datetime, *, near: datetime | None = None) -> str:
    """``3 June``, with the year where it is not that of ``near``."""
    at = at.astimezone(UTC)
    short = f"{at.day} {at:%B}"
    return short if near is not None and at.year == near.astimezone(UTC).year else f"{short} {at.year}"


def moment(at: datetime) -> str:
    """``Monday 10 June 2024, 09:00 UTC``."""
    at = at.astimezone(UTC)
    return f"{at:%A} {at.day} {at:%B} {at.year}, {at:%H:%M} UTC"


def working_days_later(at: datetime, days: int) -> datetime:
    """The same time ``days`` weekdays (Monday to Friday) later; public holidays are not left out."""
    at = at.astimezone(UTC)
    while days:
        at += timedelta(days=1)
        days -= at.weekday() < 5
    return at


def by_when(at: datetime, days: int, *, round_the_clock: bool) -> str:
    """When a horizon of 1, 3 or 10 working days (8, 24 or 80 hours around the clock) ends."""
    if round_the_clock:
        hours = days * _HOURS_A_WORKING_DAY
        return f"within {hours} hours"
    end = working_days_later(at, days)
    return f"by {end:%A}" if days < 5 else f"by {end.day} {end:%B}"
