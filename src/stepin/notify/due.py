"""When somebody is told: in their own working hours, weekly on Monday, daily on the other working days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from stepin.notify.digest import DAILY, WEEKLY

EVENING = 17


def period_due(now: datetime, *, timezone: str, hour: int) -> tuple[str, date] | None:
    """Which digest is due at ``now`` (aware) for somebody there, and on which of their days; None outside of
    Monday to Friday, from ``hour`` to 17:00 on their clock."""
    local = now.astimezone(ZoneInfo(timezone))
    if local.weekday() > 4 or not hour <= local.hour < EVENING:
        return None
    return (WEEKLY if local.weekday() == 0 else DAILY), local.date()
