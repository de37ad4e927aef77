"""*Responses*: what is changed, and on its check date whether it worked."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from stepin.errors import InputError
from stepin.ledger import ladder, words_cards
from stepin.ledger.actions import responses as acting
from stepin.ledger.models import Check, Response
from stepin.ledger.questions import responses as asking
from stepin.web.asked import Asked, for_leaders

LISTED = 50
VERDICTS = (
    (Check.Verdict.FELL, "It fell"),
    (Check.Verdict.DID_NOT, "It did not fall"),
    (Check.Verdict.CANNOT_TELL, "Cannot tell yet"),
)


@for_leaders
def responses(request: Asked) -> HttpResponse:
    """Those to be checked first, then those that run, then those that are over."""
    rows = asking.seen(request.sight).order_by("-state", "check_on", "id")
    paged = Paginator(rows, LISTED).get_page(request.GET.get("page"))
    told = [_told(request, each) for each in asking.told(list(paged), request.sight, request.now)]
    by_state: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in told:
        by_state["due" if each["is_due"] else each["response"].state].append(each)
    context = {
        "to_check": by_state["due"],
        "running": by_state[Response.State.RUNNING],
        "over": by_state[Response.State.CHECKED] + by_state[Response.State.DROPPED],
        "paged": paged,
        "tried": asking.tried(request.sight),
    }
    return render(request, "web/responses.html", context)


@for_leaders
def response(request: Asked, pk: int) -> HttpResponse:
    found = _response(request, pk)
    if request.method == "POST":
        return _checked(request, found)
    return _shown(request, found)


def _checked(request: Asked, found: Response) -> HttpResponse:
    """Keeps the verdict with the numbers as they are now; that it cannot be told yet wants another date."""
    verdict = request.POST.get("verdict", "")
    if found.state != Response.State.RUNNING or verdict not in Check.Verdict:
        return _shown(
            request, found, error="Say whether it fell, did not, or cannot be told yet.", status=400
        )
    (told,) = asking.told([found], request.sight, request.now)
    try:
        acting.check(
            found,
            verdict,
            by=request.user,
            now=request.now,
            effect=told.effect.kept(),
            again_on=_day(request),
        )
    except InputError as error:
        return _shown(request, found, error=str(error), status=400)
    return redirect("response", found.pk)


@require_POST
@for_leaders
def later(request: Asked, pk: int) -> HttpResponse:
    found = _response(request, pk)
    try:
        acting.check_later(found, _day(request), by=request.user, now=request.now)
    except InputError as error:
        return _shown(request, found, error=str(error), status=400)
    return redirect("response", pk)


@require_POST
@for_leaders
def drop(request: Asked, pk: int) -> HttpResponse:
    found = _response(request, pk)
    try:
        acting.drop(found, by=request.user, now=request.now, why=request.POST.get("why", "").strip())
        messages.success(request, "Given up; it stays here, as given up.")
    except InputError as error:
        messages.error(request, str(error))
    return redirect("response", pk)


def _response(request: Asked, pk: int) -> Response:
    return get_object_or_404(asking.seen(request.sight), pk=pk)


def _day(request: Asked) -> date:
    """The date given; today, which is refused, where it is none."""
    try:
        return date.fromisoformat(request.POST.get("check_on", ""))
    except ValueError:
        return request.now.date()


def _shown(request: Asked, found: Response, *, error: str = "", status: int = 200) -> HttpResponse:
    (told,) = asking.told([found], request.sight, request.now)
    checks = [words_cards.checked(each, request.now.date()) for each in found.checks.all()]
    after = ladder.BEFORE_PERFORMANCE.index(found.cause) + 1 if found.cause in ladder.BY_KEY else 0
    context = _told(request, told) | {
        "error": error,
        "against": words_cards.against(told.effect),
        "how": words_cards.how(told.effect),
        "proposed": words_cards.proposed(told.effect),
        "verdicts": [(value, label, value == told.effect.verdict) for value, label in VERDICTS],
        "checks": checks,
        "last": found.checks.last(),
        "next_date": (request.now + asking.CHECK_AFTER).date(),
        "next_cause": ladder.CAUSES[after] if after < len(ladder.CAUSES) - 1 else None,
    }
    return render(request, "web/response.html", context, status=status)


def _told(request: Asked, told: asking.Told) -> dict[str, Any]:
    today = request.now.date()
    return {
        "response": told.response,
        "card": told.response.card,
        "is_due": told.due,
        "about": words_cards.work(told.response.card),
        "cause": ladder.BY_KEY[told.response.cause].name,
        "owned": words_cards.owned(told.response, request.sight.names, today),
        "story": words_cards.story(
            told.response,
            told.effect,
            told.behind,
            now=today,
        ),
    }


urls: list[URLPattern] = [
    path("responses/", responses, name="responses"),
    path("responses/<int:pk>/", response, name="response"),
    path("responses/<int:pk>/later/", later, name="response_later"),
    path("responses/<int:pk>/drop/", drop, name="response_drop"),
]
