"""A request as the pages get it, and which pages are for whom."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from stepin.ledger.models import Account
from stepin.ledger.questions.accounts import is_unnamed
from stepin.ledger.sight import Sight
from stepin.org.organisation import Organisation

P = ParamSpec("P")


class Asked(HttpRequest):
    """With what the middleware sets: ``now`` is aware UTC."""

    user: Account
    htmx: HtmxDetails
    now: datetime
    organisation: Organisation
    sight: Sight


Page = Callable[Concatenate[Asked, P], HttpResponseBase]


def for_leaders(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A leader's page. A member is led to *My data*, who is not signed in to signing in, and who has not yet
    said who they are to saying it."""

    @login_required
    @wraps(page)
    def view(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.name:
            return redirect("welcome")
        if not request.sight.leads:
            unnamed = request.sight.administrator and is_unnamed(request.user, request.organisation)
            return redirect("welcome" if unnamed else "my_data")
        return page(request, *args, **kwargs)

    return view


def for_administrators(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @login_required
    @wraps(page)
    def view(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.sight.administrator:
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return view


def for_everyone(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Anybody who is signed in."""

    @login_required
    @wraps(page)
    def view(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return page(request, *args, **kwargs)

    return view


def back(request: HttpRequest, to: str, *args: Any) -> HttpResponse:
    """To where the form came from (``next``, on this site only), else to a page."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect(to, *args)
