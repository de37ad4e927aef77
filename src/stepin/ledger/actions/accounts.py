"""Who may sign in: accounts are made and closed by administrators, and open with a link that works once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from logging import getLogger
from secrets import token_urlsafe
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from stepin.errors import InputError
from stepin.ledger.actions.identity import HasAccountError, identify
from stepin.ledger.models import Account, SignInLink

LINK_LASTS = timedelta(hours=24)
FIRST = "first-leader"  # the sign-in name of the first account, until it says who it is
_log = getLogger("stepin.accounts")


class LinkIsNoMoreError(InputError):
    def __init__(self) -> None:
        super().__init__(
            "This link does not sign in: it was used, it is older than a day, or it was never made here. "
            "An administrator can make a new one, or whoever runs stepin: stepin accounts link NAME"
        )


class NameIsTakenError(InputError):
    def __init__(self, username: str) -> None:
        super().__init__(f"Somebody signs in as {username} already. Choose another sign-in name.")


class NotANameError(InputError):
    def __init__(self) -> None:
        super().__init__("Say what your name is, in up to 200 letters.")


class NotASignInNameError(InputError):
    def __init__(self) -> None:
        super().__init__(
            "A sign-in name is up to 150 letters, digits and the signs @ . + - _ without spaces."
        )


class NotAZoneError(InputError):
    def __init__(self, zone: str) -> None:
        super().__init__(f"{zone!r} is no time zone known here. Choose one like Europe/Madrid, or UTC.")


class WeakPasswordError(InputError):
    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))


class LastAdministratorError(InputError):
    def __init__(self) -> None:
        super().__init__("Somebody has to administer this. Make another account an administrator first.")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An account to be made. ``username``: what they sign in with; "" takes the person's id or the name."""

    name: str
    person: str | None = None
    username: str = ""
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Introduced:
    """What somebody says of themselves at their first sign-in. ``password``: "" for none."""

    name: str
    timezone: str
    person: str | None = None
    username: str = ""
    password: str = ""


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def first_leader() -> Account | None:
    """The account for the first leader's link, made where there is none; None once anybody has signed in."""
    if Account.objects.exclude(last_login=None).exists():
        return None
    first = Account.objects.filter(is_administrator=True, is_active=True).order_by("pk").first()
    if first is None:
        first = Account(username=_free(FIRST), is_administrator=True)
        first.set_unusable_password()
        first.save()
    return first


@transaction.atomic
def add_account(told: Newcomer, *, by: Account | None) -> Account:
    """``by``: None where it is done on the shell. Raises InputError."""
    name = _named(told.name)
    if told.person and Account.objects.filter(person=told.person).exists():
        raise HasAccountError(told.person)
    account = Account(
        username=_chosen(told.username) if told.username.strip() else _made_of(told.person or name),
        person=told.person or None,
        name=name,
        timezone=_zone(told.timezone),
    )
    account.set_unusable_password()
    account.save()
    _tell("added", account, by)
    return account


@transaction.atomic
def make_link(account: Account, *, by: Account | None, now: datetime) -> str:
    """A token that signs in once within a day; those made for the account before it end."""
    SignInLink.objects.filter(account=account, used_at=None).delete()
    token = token_urlsafe(32)
    SignInLink.objects.create(account=account, digest=digest(token), expires_at=now + LINK_LASTS)
    _tell("given a link", account, by)
    return token


def whose_link(token: str, *, now: datetime) -> Account:
    """Whom it would sign in; looking does not use it up. Raises LinkIsNoMoreError."""
    links = SignInLink.objects.filter(digest=digest(token), used_at=None, expires_at__gt=now)
    link = links.select_related("account").filter(account__is_active=True).first()
    if link is None:
        raise LinkIsNoMoreError
    return link.account


@transaction.atomic
def use_link(token: str, *, now: datetime) -> Account:
    """Whom it signs in, once: of two at the same moment one gets LinkIsNoMoreError."""
    account = whose_link(token, now=now)
    if not SignInLink.objects.filter(digest=digest(token), used_at=None).update(used_at=now):
        raise LinkIsNoMoreError
    return account


@transaction.atomic
def introduce(account: Account, told: Introduced, *, by: Account) -> Account:
    """Keeps who they are and, where they chose one, their password. Raises InputError."""
    account.name, account.timezone = _named(told.name), _zone(told.timezone)
    if told.person is not None:
        identify(account, told.person, by=by)
    if told.username.strip() and told.username.strip() != account.username:
        account.username = _chosen(told.username, but=account)
    elif account.username.startswith(FIRST):
        account.username = _made_of(account.person or account.name)
    if told.password:
        _set_password(account, told.password)
    account.save()
    _tell("introduced", account, by)
    return account


@transaction.atomic
def close(account: Account, *, by: Account | None, now: datetime) -> None:
    """No more signing in, by any way; what they wrote stays."""
    _not_the_last(account)
    account.is_active = False
    account.save(update_fields=("is_active",))
    SignInLink.objects.filter(account=account, used_at=None).delete()
    account.tokens.filter(revoked_at=None).update(revoked_at=now)
    _tell("closed", account, by)


@transaction.atomic
def open_again(account: Account, *, by: Account | None) -> None:
    account.is_active = True
    account.save(update_fields=("is_active",))
    _tell("opened again", account, by)


@transaction.atomic
def let_administer(account: Account, *, allowed: bool, by: Account | None) -> None:
    """Whether they configure; administering shows them no more of anybody's work."""
    if not allowed:
        _not_the_last(account)
    account.is_administrator = allowed
    account.save(update_fields=("is_administrator",))
    _tell("made an administrator" if allowed else "made no administrator", account, by)


def forget_second_factor(account: Account, *, by: Account | None) -> None:
    """For somebody who lost both their phone and their codes."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=account).delete()
    _tell("freed of the second factor", account, by)


def _not_the_last(account: Account) -> None:
    others = Account.objects.filter(is_administrator=True, is_active=True).exclude(pk=account.pk)
    if account.is_administrator and account.is_active and not others.exists():
        raise LastAdministratorError


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise WeakPasswordError(weak.messages) from None
    account.set_password(password)


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 200:
        raise NotANameError
    return name


def _zone(zone: str) -> str:
    if zone not in available_timezones():
        raise NotAZoneError(zone)
    return zone


def _made_of(text: str) -> str:
    return _free(slugify(text)[:140] or "leader")


def _chosen(username: str, *, but: Account | None = None) -> str:
    username = username.strip()
    try:
        Account.username_validator(username)
    except ValidationError:
        raise NotASignInNameError from None
    if len(username) > 150:
        raise NotASignInNameError
    others = Account.objects.filter(username__iexact=username)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise NameIsTakenError(username)
    return username


def _free(wanted: str) -> str:
    """``wanted``, or that with the first number that nobody signs in with."""
    taken = {name.casefold() for name in Account.objects.values_list("username", flat=True)}
    tried, number = wanted, 1
    while tried.casefold() in taken:
        number += 1
        tried = f"{wanted}-{number}"
    return tried


def _tell(what: str, account: Account, by: Account | None) -> None:
    _log.info("account %s %s, by %s", account.pk, what, by.pk if by else "the shell")
