"""Signing somebody in, and where they land."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from stepin.ledger.models import Account


def enter(request: HttpRequest, account: Account) -> HttpResponse:
    """Through allauth: a second factor is asked for where there is one, and the session is a new one."""
    to = reverse("now") if account.last_login and account.name else reverse("welcome")
    record_authentication(request, account, method="link")
    response: Any = perform_login(request, account, email_verification="none", redirect_url=to)
    return response
