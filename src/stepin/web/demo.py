"""In a demo's home, where all is invented, whoever opens the pages is its head of engineering."""

from collections.abc import Callable

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse

from stepin.ledger.models import Account

Respond = Callable[[HttpRequest], HttpResponse]
_OWN_WAY_IN = (
    "/accounts/",
    "/api/",
    "/static/",
    "/sign-in/",
    "/slack/",
    "/calendar/",
    "/healthz",
    "/metrics",
)


def signed_in(respond: Respond) -> Respond:
    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated and not request.path.startswith(_OWN_WAY_IN):
            owner = Account.objects.filter(is_active=True).exclude(person=None).order_by("pk").first()
            if owner is not None:
                login(request, owner, backend="django.contrib.auth.backends.ModelBackend")
        return respond(request)

    return middleware
