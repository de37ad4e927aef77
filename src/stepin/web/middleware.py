"""What every request carries: the moment, the home's organisation as of now, and what its account may see."""

from collections.abc import Callable

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stepin import settings
from stepin.ledger.organisation import organisation
from stepin.ledger.sight import sight_of
from stepin.org.problems import OrganisationError

Respond = Callable[[HttpRequest], HttpResponse]


def sight(respond: Respond) -> Respond:
    """Sets ``now``, and for an account that is signed in ``organisation`` and ``sight``: ``asked.Asked``.

    While the organisation's file holds mistakes nobody sees anything: who may see what is not known then.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.now = settings.now()  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            try:
                found = organisation(django_settings.HOME)
            except OrganisationError as mistakes:
                return _unknown(request, mistakes)
            request.organisation = found  # type: ignore[attr-defined]
            request.sight = sight_of(request.user, found, request.now.date())  # type: ignore[attr-defined]
        return respond(request)

    return middleware


def _unknown(request: HttpRequest, mistakes: OrganisationError) -> HttpResponse:
    """What is wrong, line by line, is for administrators: the file names people."""
    administers = request.user.is_authenticated and request.user.is_administrator
    told = {"mistakes": str(mistakes).splitlines() if administers else ()}
    return render(request, "web/organisation_wrong.html", told, status=503)
