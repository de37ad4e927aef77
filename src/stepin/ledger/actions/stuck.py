"""What a leader does with something stuck on *Now*: puts it off, or takes that back."""

from datetime import UTC, date, datetime, time, timedelta
from logging import getLogger
from zoneinfo import ZoneInfo

from stepin.errors import InputError
from stepin.ledger.models import Account, Stuck

LONGEST = timedelta(days=92)
_log = getLogger("stepin.stuck")


class NotAWaitError(InputError):
    def __init__(self) -> None:
        super().__init__("Give a day to wait until: from tomorrow on, and within three months.")


class MovedOnError(InputError):
    def __init__(self) -> None:
        super().__init__("It has moved on meanwhile: it is stuck no more, or waits on somebody else now.")


def put_off(row: Stuck, until: date, *, by: Account, now: datetime) -> datetime:
    """Out of *Now* until that day begins where ``by`` is: that moment. It comes back sooner once it waits
    anew. Raises NotAWaitError, MovedOnError.
    """
    today = now.astimezone(zone(by)).date()
    if not today < until <= today + LONGEST:
        raise NotAWaitError
    at = datetime.combine(until, time(), zone(by)).astimezone(UTC)
    _write(row, at)
    _log.info("put off", extra={"account": by.pk, "until": until.isoformat()})
    return at


def take_up(row: Stuck, *, by: Account) -> None:
    """Back onto *Now* at once."""
    _write(row, None)
    _log.info("taken up", extra={"account": by.pk})


def _write(row: Stuck, at: datetime | None) -> None:
    """Of this wait, also where a publication writes the table anew meanwhile: its rows are there once it has
    ended, which the first try waited for. Raises MovedOnError."""
    row.wait_until = at
    same = Stuck.objects.filter(item=row.item, since=row.since)
    if not (same.update(wait_until=at) or same.update(wait_until=at)):
        raise MovedOnError


def zone(account: Account) -> ZoneInfo:
    return ZoneInfo(account.timezone or "UTC")
