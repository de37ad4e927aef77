"""What every request carries: the moment, the home's organisation as of now, and what its account may see."""

from collections.abc import Callable

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse

from stepin import settings
from stepin.ledger.organisation import organisation
from stepin.ledger.sight import sight_of

Respond = Callable[[HttpRequest], HttpResponse]


def sight(respond: Respond) -> Respond:
    """Sets ``now``, and for an account that is signed in ``organisation`` and ``sight``: ``asked.Asked``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.now = settings.now()  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            found = organisation(django_settings.HOME)
            request.organisation = found  # type: ignore[attr-defined]
            request.sight = sight_of(request.user, found, request.now.date())  # type: ignore[attr-defined]
        return respond(request)

    return middleware
