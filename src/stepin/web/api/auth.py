"""Who calls: a token in the header, never a cookie, so that no other site's page can call for a reader."""

from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from stepin import settings
from stepin.ledger.actions.tokens import account_of_token
from stepin.ledger.models import Account
from stepin.ledger.organisation import organisation
from stepin.ledger.sight import sight_of


class Token(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        """Sets what the pages' requests carry (``asked.Asked``)."""
        asked: Any = request
        asked.now = settings.now()
        account = account_of_token(token, now=asked.now)
        if account is not None:
            asked.user = account
            asked.organisation = organisation(django_settings.HOME)
            asked.sight = sight_of(account, asked.organisation, asked.now.date())
        return account


class LeadersToken(Token):
    """Of somebody who has a leader's pages; a member's token reads ``/me`` alone."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        account = super().authenticate(request, token)
        asked: Any = request
        if account is not None and not asked.sight.leads:
            raise HttpError(403, "You lead no team in stepin.toml today, so there is nothing here for you.")
        return account
