"""How somebody wants to be told: read, and changed."""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from stepin.errors import InputError
from stepin.ledger.models import Account
from stepin.notify.due import EVENING
from stepin.notify.models import Preference

_SALT, _LASTS = "stepin.notify.slack", timedelta(minutes=15)


class PreferenceError(InputError):
    """What was chosen cannot be."""


class CodeError(PreferenceError):
    def __init__(self) -> None:
        super().__init__("This code is not right, or too old. Take the one that the Digests page shows now.")


@dataclass(frozen=True, slots=True)
class Wanted:
    weekly: bool
    daily: bool
    by_mail: bool
    by_slack: bool
    email: str
    forget_slack: bool
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
    if wanted.by_slack and (wanted.forget_slack or not kept.slack_user):
        raise PreferenceError("For digests in Slack, connect it first, with the code on this page.")
    for name in ("weekly", "daily", "by_mail", "by_slack", "hour"):
        setattr(kept, name, getattr(wanted, name))
    kept.slack_user = None if wanted.forget_slack else kept.slack_user
    by.email, by.timezone = wanted.email, wanted.timezone
    by.save(update_fields=("email", "timezone"))
    kept.save()
    return kept


def slack_code(account: Account) -> str:
    """To be sent from their own Slack, which proves whose it is; good for a quarter of an hour."""
    return signing.dumps(account.pk, salt=_SALT)


def connect_slack(code: str, slack_user: str) -> Account:
    """Whoever sent the code is the account that was shown it. Raises CodeError, PreferenceError."""
    try:
        account = Account.objects.get(pk=signing.loads(code, salt=_SALT, max_age=_LASTS), is_active=True)
    except (signing.BadSignature, Account.DoesNotExist):
        raise CodeError from None
    kept = preference(account)
    kept.slack_user = slack_user
    try:
        with transaction.atomic():
            kept.save(update_fields=("slack_user",))
    except IntegrityError:
        raise PreferenceError("Another account is connected to your Slack already.") from None
    return account


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
