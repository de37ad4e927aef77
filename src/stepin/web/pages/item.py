"""One item: on whom it waits now, and how it came to that."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from stepin.findings import words
from stepin.findings.page import ref
from stepin.findings.plain import day
from stepin.ledger import words_item, words_now, words_step_in
from stepin.ledger.models import StepIn
from stepin.ledger.questions.asking import found_in
from stepin.ledger.questions.item import About, about_item
from stepin.ledger.questions.step_in import found_in as step_in_found_in
from stepin.ledger.reads import note_read
from stepin.web.asked import Asked, for_leaders
from stepin.web.timeline_picture import picture


@for_leaders
def item(request: Asked) -> HttpResponse:
    about = about_item(
        request.GET.get("id", ""), request.sight, home=settings.HOME, organisation=request.organisation
    )
    if about is None:
        raise Http404
    told = {"about": about, "ref": ref(about.item), **_stuck(request, about), **_history(request, about)}
    leaders = (each.leader for each in about.step_ins)
    note_read("Item", about=leaders, by=request.user, now=request.now)
    told["step_ins"] = [(each.id, _step_in(request, each)) for each in about.step_ins]
    return render(request, "web/item.html", told)


def _stuck(request: Asked, about: About) -> dict[str, Any]:
    if about.stuck is None:
        return {}
    found = found_in(about.stuck, request.sight)
    as_of = about.timeline.as_of if about.timeline else request.now
    return {"told": words_now.told(found, request.sight.names, as_of)}


def _history(request: Asked, about: About) -> dict[str, Any]:
    names, told = request.sight.names, about.timeline
    if told is None:
        return {}
    return {
        "summary": words_item.summary(told),
        "now": words_item.now(told, names),
        "picture": picture(told, names),
        "events": [words_item.event(each, names, told) for each in told.happened],
        "affected": told.customer_impact == "yes",
    }


def _step_in(request: Asked, each: StepIn) -> str:
    found = step_in_found_in(each, request.sight)
    if found is None:
        return words_step_in.logged(each, request.now)
    return f"{day(each.at, near=request.now)}. {words.stepped_in(found, request.sight.names)}"


urls: list[URLPattern] = [path("item/", item, name="item")]
