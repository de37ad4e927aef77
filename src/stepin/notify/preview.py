"""What would be sent now, and would have been in the last four weeks: so that nobody has to try it out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from stepin.ledger.sight import Sight
from stepin.notify.digest import DAILY, WEEKLY, Digest, digests
from stepin.notify.due import period_due

WEEKS = 4


@dataclass(frozen=True, slots=True)
class Preview:
    """``now``: the weekly and the daily one. ``past``: the latest first, without the days on which nothing
    would have gone out; what was stuck is not kept, so they are told without it."""

    now: tuple[Digest, ...]
    past: tuple[Digest, ...]


def preview(sight: Sight, *, timezone: str, hour: int, now: datetime) -> Preview:
    """All from one reading of what stood when."""
    days = tuple(_sent(now, timezone, hour))
    weekly, daily, *past = digests(sight, ((WEEKLY, now), (DAILY, now), *days), now=now)
    return Preview((weekly, daily), tuple(told for told in past if told.is_due))


def _sent(now: datetime, timezone: str, hour: int) -> Iterator[tuple[str, datetime]]:
    """The period and moment of each that could have gone out, the latest first."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    for back in range(7 * WEEKS):
        at = datetime.combine(today - timedelta(days=back), time(hour), zone)
        due = period_due(at, timezone=timezone, hour=hour)
        if at <= now and due is not None:
            yield due[0], at
