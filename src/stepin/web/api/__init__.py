"""The HTTP API: the pages' facts and actions for programs, with a token. OpenAPI at /api/v1/openapi.json."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI

from stepin.errors import BusyError, StepinError
from stepin.org.problems import OrganisationError
from stepin.web.api import reading, writing  # noqa: F401  (they put their paths on the router)
from stepin.web.api.auth import LeadersToken
from stepin.web.api.routing import router

api = NinjaAPI(
    title="stepin",
    version="1",
    description=(
        "What a leader's pages tell and do, for programs. Send the token made on My data as "
        "`Authorization: Bearer …`; it sees and does what its account may. Times are ISO 8601 in UTC."
    ),
    auth=LeadersToken(),
    docs_url=None,  # its page would load scripts from another host
    urls_namespace="api",
)
api.add_router("", router)


@api.exception_handler(OrganisationError)
def _unknown(request: HttpRequest, error: OrganisationError) -> HttpResponse:
    """What is wrong is for administrators, on the pages: the file names people."""
    told = "stepin.toml holds mistakes, so it is not known who may see what. Ask whoever administers stepin."
    return api.create_response(request, {"detail": told}, status=503)


@api.exception_handler(StepinError)
def _cannot(request: HttpRequest, error: StepinError) -> HttpResponse:
    """What a person can mend is told in the words of the pages and the terminal."""
    status = 409 if isinstance(error, BusyError) else 422
    return api.create_response(request, {"detail": str(error)}, status=status)


urls: list[URLPattern | URLResolver] = [path("api/v1/", api.urls)]
