"""What a leader does with something stuck on *Now*: puts it off, or takes that back."""

from datetime import UTC, date, datetime, time, timedelta
from logging import getLogger
from zoneinfo import ZoneInfo

from stepin.errors import InputError
from stepin.ledger.models import Account, PutOff, Stuck

LONGEST = timedelta(days=92)
_log = getLogger("stepin.stuck")


class NotAWaitError(InputError):
    def __init__(self) -> None:
        super().__init__("Give a day to wait until: from tomorrow on, and within three months.")


def put_off(row: Stuck, until: date, *, by: Account, now: datetime) -> datetime:
    """Out of their own *Now* until that day begins where ``by`` is: that moment. It comes back sooner once
    it waits anew. Raises NotAWaitError.
    """
    today = now.astimezone(zone(by)).date()
    if not today < until <= today + LONGEST:
        raise NotAWaitError
    at = datetime.combine(until, time(), zone(by)).astimezone(UTC)
    said = {"since": row.since, "until": at}
    PutOff.objects.update_or_create(person=by.person or "", item=row.item, defaults=said)
    _log.info("put off", extra={"account": by.pk, "until": until.isoformat()})
    return at


def take_up(row: Stuck, *, by: Account) -> None:
    """Back onto *Now* at once."""
    PutOff.objects.filter(person=by.person or "", item=row.item).delete()
    _log.info("taken up", extra={"account": by.pk})


def zone(account: Account) -> ZoneInfo:
    return ZoneInfo(account.timezone or "UTC")
