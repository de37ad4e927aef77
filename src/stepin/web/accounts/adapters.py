"""Nobody signs up: an administrator makes accounts, or the company's own sign-in knows the person."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.shortcuts import render

from stepin.ledger.organisation import organisation
from stepin.web.accounts.outside import claimed, known_as


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class Outside(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The company's sign-in: who is known already comes in, who is not is told whom to ask."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        claim = claimed(sociallogin.account.extra_data)
        account = known_as(claim, organisation(django_settings.HOME)) if claim else None
        if account is None:
            page = render(request, "web/accounts_unknown.html", {"claim": claim}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.connect(request, account)
