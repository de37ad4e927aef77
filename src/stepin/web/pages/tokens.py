"""Tokens for programs: made, shown once, and revoked, on *My data*."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from stepin.errors import InputError
from stepin.ledger.actions.tokens import make_token, revoke_token
from stepin.ledger.models import ApiToken
from stepin.web.asked import Asked, for_everyone


@require_POST
@for_everyone
def make(request: Asked) -> HttpResponse:
    """Shows the token's text this once."""
    try:
        kept, text = make_token(request.POST.get("name", ""), by=request.user, now=request.now)
    except InputError as error:
        messages.error(request, str(error))
        return redirect("my_data")
    response = render(request, "web/token.html", {"token": kept, "text": text})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@for_everyone
def revoke(request: Asked, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, account=request.user, revoked_at=None)
    revoke_token(token, now=request.now)
    messages.success(request, f"{token.name} can act for you no more.")
    return redirect("my_data")


urls: list[URLPattern] = [
    path("my-data/tokens/", make, name="make_token"),
    path("my-data/tokens/<int:pk>/revoke/", revoke, name="revoke_token"),
]
