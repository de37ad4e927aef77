"""Whom an identity of the company's sign-in belongs to.

By one claim (``STEPIN_OIDC_CLAIM``, else the e-mail address): it has to be the sign-in name of an account, or
an address among the logins that ``stepin.toml`` gives to its person. After the first time the provider's own
id (``sub``) is held to.
"""

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount

from stepin import settings
from stepin.ledger.models import Account
from stepin.org.organisation import Organisation
from stepin.org.people import bare


def claimed(data: Mapping[str, Any]) -> str | None:
    """What the provider says of them, or None: nothing, or an address that it says is not verified.

    ``data``: the claims of the identity token and of the user's page, as allauth keeps them.
    """
    said = {**data.get("id_token", {}), **data.get("userinfo", {})}
    name = settings.oidc_claim()
    if name == "email" and said.get("email_verified", True) not in (True, "true"):
        return None
    value = said.get(name)
    return value.strip() or None if isinstance(value, str) else None


def known_as(claim: str, organisation: Organisation) -> Account | None:
    """The one account that it names; None where there is none, or where two could be meant."""
    people = [
        person.id
        for person in organisation.people
        if "@" in claim and any(bare(login).casefold() == claim.casefold() for login in person.logins)
    ]
    found = {*Account.objects.filter(username__iexact=claim), *Account.objects.filter(person__in=people)}
    return found.pop() if len(found) == 1 else None


def is_let_in_as_another(account: Account, provider: str) -> bool:
    """Whether an identity of this provider lets it in already: then the claim went on to somebody else."""
    return bool(SocialAccount.objects.filter(user=account, provider=provider).exists())
