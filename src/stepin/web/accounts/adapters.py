"""Nobody signs up: an administrator makes accounts, or the company's own sign-in knows the person."""

from logging import getLogger
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.shortcuts import render

from stepin.ledger.organisation import organisation
from stepin.org.organisation import Organisation
from stepin.org.problems import OrganisationError
from stepin.web.accounts.outside import claimed, is_let_in_as_another, known_as

_log = getLogger("stepin.accounts")


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "This sign-in name and this password do not belong together.",
        "enter_current_password": "This is not your password until now.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": "This code is not right, or no longer. Wait for the next one.",
        "too_many_login_attempts": "That went wrong too often. Wait five minutes, then try again.",
        "rate_limited": "That was too often. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or no longer. Wait for the next one.",
    }


class Outside(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The company's sign-in: who is known already comes in, who is not is told whom to ask."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Only the kind of error: its text may hold what the provider answered, tokens too."""
        _log.warning("The company's sign-in failed: %s, %s", error, type(exception).__name__)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        identity = sociallogin.account
        claim = claimed(identity.extra_data)
        account = known_as(claim, _organisation()) if claim else None
        taken = account is not None and is_let_in_as_another(account, identity.provider)
        if account is None or taken:
            told = {"claim": claim, "taken": taken}
            raise ImmediateHttpResponse(render(request, "web/accounts_unknown.html", told, status=403))
        sociallogin.connect(request, account)


def _organisation() -> Organisation:
    """Without its logins while the file holds mistakes: by their sign-in name people still come in, and are
    told of the mistakes then."""
    try:
        return organisation(django_settings.HOME)
    except OrganisationError:
        return Organisation()
