"""What the last four weeks would have sent: so that nobody has to try it out to know what it is like."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from stepin.ledger.sight import Sight
from stepin.notify.digest import Digest, past_digests
from stepin.notify.due import period_due

WEEKS = 4


def would_have_sent(sight: Sight, *, timezone: str, hour: int, now: datetime) -> tuple[Digest, ...]:
    """Latest first; days on which nothing would have gone out are left out. What was stuck is not kept, so
    earlier digests are told without it."""
    moments = tuple(_days(now, timezone, hour))
    due = [(period_due(at, timezone=timezone, hour=hour), at) for at in moments]
    days = [(day[0], at) for day, at in due if day is not None]
    return tuple(told for told in past_digests(sight, days) if told.is_due)


def _days(now: datetime, timezone: str, hour: int) -> Iterator[datetime]:
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    for back in range(7 * WEEKS):
        at = datetime.combine(today - timedelta(days=back), time(hour), zone)
        if at <= now:
            yield at
