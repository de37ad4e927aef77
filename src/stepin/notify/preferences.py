"""How somebody wants to be told: read, and changed."""

from dataclasses import dataclass
from secrets import token_urlsafe
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from stepin.errors import InputError
from stepin.ledger.models import Account
from stepin.notify.due import EVENING
from stepin.notify.models import Preference


class PreferenceError(InputError):
    """What was chosen cannot be."""


@dataclass(frozen=True, slots=True)
class Wanted:
    weekly: bool
    daily: bool
    by_mail: bool
    by_slack: bool
    email: str
    slack_user: str
    hour: int
    timezone: str


def preference(account: Account) -> Preference:
    """Theirs, made at its first use: weekly and daily, and by no channel until they choose one."""
    found, _ = Preference.objects.get_or_create(account=account, defaults={"feed_key": token_urlsafe(24)})
    return found


@transaction.atomic
def prefer(wanted: Wanted, *, by: Account) -> Preference:
    """Raises PreferenceError."""
    _check(wanted)
    kept = preference(by)
    for name in ("weekly", "daily", "by_mail", "by_slack", "hour"):
        setattr(kept, name, getattr(wanted, name))
    kept.slack_user = wanted.slack_user or None
    by.email, by.timezone = wanted.email, wanted.timezone
    by.save(update_fields=("email", "timezone"))
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise PreferenceError("Another account has this Slack member id already.") from None
    return kept


def new_feed(*, by: Account) -> Preference:
    """Another address for the calendar feed; the old one ends."""
    kept = preference(by)
    kept.feed_key = token_urlsafe(24)
    kept.save(update_fields=("feed_key",))
    return kept


def _check(wanted: Wanted) -> None:
    if not 0 <= wanted.hour < EVENING:
        raise PreferenceError(f"The hour is from 0 to {EVENING - 1}: after that, the working day is over.")
    try:
        ZoneInfo(wanted.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise PreferenceError(f"{wanted.timezone!r} is no time zone. Write it like Europe/Madrid.") from None
    if wanted.by_mail or wanted.email:
        try:
            validate_email(wanted.email)
        except ValidationError:
            raise PreferenceError("For digests by mail, give a mail address.") from None
