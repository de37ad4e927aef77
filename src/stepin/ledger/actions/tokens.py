"""Tokens: a program's way in, with the sight of the account that made it."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from stepin.errors import InputError
from stepin.ledger.models import Account, ApiToken

PREFIX = "stepin_"
_SEEN_AGAIN = timedelta(minutes=5)  # so that not every call writes


class NamelessTokenError(InputError):
    def __init__(self) -> None:
        super().__init__("Give the token a name that says which program has it.")


@transaction.atomic
def make_token(name: str, *, by: Account, now: datetime) -> tuple[ApiToken, str]:
    """The kept token, and its text, which is shown this once: only its digest is kept."""
    if not name.strip():
        raise NamelessTokenError
    text = PREFIX + token_urlsafe(32)
    kept = ApiToken.objects.create(account=by, name=name.strip()[:100], digest=digest(text), made_at=now)
    return kept, text


def revoke_token(token: ApiToken, *, now: datetime) -> None:
    token.revoked_at = now
    token.save(update_fields=("revoked_at",))


def account_of_token(text: str, *, now: datetime) -> Account | None:
    """Whose token this is; None for one that is unknown or revoked, or whose account is closed."""
    token = ApiToken.objects.filter(digest=digest(text), revoked_at=None, account__is_active=True)
    found = token.select_related("account").first()
    if found is None:
        return None
    if found.used_at is None or now - found.used_at > _SEEN_AGAIN:
        ApiToken.objects.filter(pk=found.pk).update(used_at=now)
    return found.account


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
