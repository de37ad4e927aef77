"""Nobody signs up: an administrator makes accounts, or the company's own sign-in knows the person."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class Outside(DefaultSocialAccountAdapter):  # type: ignore[misc]
    pass
