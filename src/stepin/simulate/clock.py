"""From hours on a team's clock to instants, for what is simulated in working time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stepin.analysis.records import HOUR_US

_DAY_US = 8 * HOUR_US
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """``begins``: when each working day begins; empty for work that runs around the clock from ``origin``."""

    origin: datetime
    begins: tuple[datetime, ...]

    def instant(self, at_us: int) -> datetime:
        """The instant at ``at_us`` of the clock; the end of a working day is the beginning of the next."""
        if not self.begins:
            return self.origin + at_us * _MICROSECOND
        day, rest = divmod(at_us, _DAY_US)
        return self.begins[day] + rest * _MICROSECOND


def working_clock(first_monday: date, timezone: str, *, weeks: int) -> Clock:
    """Monday to Friday, 09:00–17:00 in that time zone, and one week to spare."""
    zone = ZoneInfo(timezone)
    days = [first_monday + timedelta(days=7 * week + day) for week in range(weeks + 1) for day in range(5)]
    begins = tuple(datetime.combine(day, time(9), zone).astimezone(UTC) for day in days)
    return Clock(begins[0], begins)


def running_clock(first_monday: date) -> Clock:
    """Around the clock from that day's midnight, UTC."""
    return Clock(datetime.combine(first_monday, time(0), UTC), ())
