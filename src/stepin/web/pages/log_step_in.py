"""*I stepped in*: logged by hand in ten seconds; then "did it have to be you?", then what comes next."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages as said
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from stepin.errors import InputError
from stepin.ledger import words_step_in
from stepin.ledger.actions.step_ins import Logged, log_step_in, take_back
from stepin.ledger.actions.stuck import zone
from stepin.ledger.models import StepIn
from stepin.ledger.questions.item import About, about_item
from stepin.ledger.questions.logging_by_hand import alike, at_on, card_of, level_in, suggestions
from stepin.ledger.sight import own_step_ins
from stepin.web.asked import Asked, for_leaders


@for_leaders
def log(request: Asked) -> HttpResponse:
    about = _about(request, (request.POST if request.method == "POST" else request.GET).get("item", ""))
    if request.method != "POST":
        return _form(request, about, _prefilled(request, about))
    try:
        step_in = _logged(request, about)
    except InputError as error:
        return _form(request, about, request.POST, error=str(error))
    return redirect(f"{reverse('logged')}?{urlencode({'id': step_in.id})}")


def _about(request: Asked, item: str) -> About | None:
    """The item that it is about, where one is named. One that may not be seen is a 404."""
    if not item:
        return None
    about = about_item(item, request.sight, home=settings.HOME, organisation=request.organisation)
    if about is None:
        raise Http404
    return about


def _prefilled(request: Asked, about: About | None) -> dict[str, str]:
    today = request.now.astimezone(zone(request.user)).date()
    if about is None:
        return {"day": today.isoformat(), "team": request.GET.get("team", "")}
    return {"day": today.isoformat(), "team": about.team, "about": about.title or "", "kind": about.kind}


def _form(request: Asked, about: About | None, given: Mapping[str, Any], *, error: str = "") -> HttpResponse:
    chosen = request.POST.getlist("form")
    forms = [(form, label, form in chosen) for form, label in words_step_in.FORMS.items()]
    context = {
        "item": about,
        "given": given,
        "forms": forms,
        "error": error,
        "today": request.now.astimezone(zone(request.user)).date().isoformat(),
        "suggested": suggestions(request.sight, request.organisation),
    }
    return render(request, "web/log_step_in.html", context, status=422 if error else 200)


def _logged(request: Asked, about: About | None) -> StepIn:
    given = request.POST
    at = at_on(given.get("day", ""), request.user, request.now)
    team = given.get("team", "").strip()
    told = Logged(
        team=team,
        about=given.get("about", ""),
        forms=tuple(given.getlist("form")),
        kind=given.get("kind", ""),
        item=about.item if about else "",
        url=about.url if about else None,
        at=at,
    )
    level = level_in(request.organisation, team, request.user.person, at.date())
    return log_step_in(told, by=request.user, now=request.now, level=level)


@for_leaders
def logged(request: Asked) -> HttpResponse:
    """The question first; once it is answered, what happens next."""
    step_in = get_object_or_404(own_step_ins(request.sight), id=request.GET.get("id", ""))
    number = alike(step_in, request.sight)
    context = {
        "step_in": step_in,
        "title": words_step_in.title(step_in),
        "says": words_step_in.logged(step_in, request.now),
        "next": words_step_in.next_comes(step_in, request.now),
        "alike": words_step_in.alike(number, step_in.team),
        "card": card_of(step_in, request.sight) if step_in.withdrawn_at is None else None,
    }
    return render(request, "web/log_step_in/logged.html", context)


@for_leaders
@require_POST
def undo(request: Asked) -> HttpResponse:
    step_in = get_object_or_404(own_step_ins(request.sight), id=request.POST.get("id", ""))
    try:
        take_back(step_in, by=request.user, now=request.now)
        said.success(request, "It is withdrawn as logged by mistake, and counts nowhere.")
    except InputError as error:
        said.error(request, str(error))
    return redirect("log_step_in")


urls: list[URLPattern] = [
    path("log/", log, name="log_step_in"),
    path("log/kept/", logged, name="logged"),
    path("log/undo/", undo, name="undo_log"),
]
