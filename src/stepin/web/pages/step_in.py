"""One step-in: what was found, whether it had to be its leader, what was done to it, and correcting it."""

from typing import Any

from django.contrib import messages as said
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from stepin.errors import InputError
from stepin.findings import words
from stepin.findings.page import ref
from stepin.findings.plain import day
from stepin.ledger import words_step_in
from stepin.ledger.actions.step_ins import confirm, correct, say_had_to_be_you, undo_correction
from stepin.ledger.models import Fact, Publication, StepIn
from stepin.ledger.questions.step_in import Whole, correction_of, named_in, whole
from stepin.ledger.reads import note_read
from stepin.ledger.sight import own_step_ins
from stepin.web.asked import Asked, back, for_leaders

NEXT = "From the next refresh on the analysis goes by it. Take it back below, if it was wrong."


@for_leaders
def step_in(request: Asked) -> HttpResponse:
    told = _whole(request, request.GET.get("id", ""))
    note_read("Step-in", about=(told.step_in.leader,), by=request.user, now=request.now)
    return render(request, "web/step_in.html", _about(request, told))


def _whole(request: Asked, id_: str) -> Whole:
    told = whole(id_, request.sight)
    if told is None:
        raise Http404
    return told


def _about(request: Asked, told: Whole) -> dict[str, Any]:
    names, each, found = request.sight.names, told.step_in, told.found
    publication = Publication.objects.only("as_of").first()
    as_of = publication.as_of if publication else request.now
    answered = bool(each.had_to_be_you) or each.withdrawn_at is not None
    return {
        "step_in": each,
        "own": told.own,
        "title": words_step_in.title(each),
        "ref": ref(each.item) if each.item else None,
        "on": day(each.at, near=request.now),
        "says": words_step_in.finding(found, names, as_of)
        if found
        else (words_step_in.logged(each, request.now),),
        "affected": bool(found and "customer_impact" in found.justified_by),
        "answered": answered,
        "answer": words_step_in.ANSWERS.get(each.had_to_be_you),
        "needed": words.needed(found, names) if found and told.own and answered else None,
        "next": words_step_in.next_comes(each, request.now) if told.own else None,
        "steps": [words_step_in.step(step, names, request.now) for step in told.steps],
        "facts": [(fact, words_step_in.correction(fact)) for fact in told.facts],
        "look_backs": [words_step_in.looked_back(back, request.now) for back in told.look_backs],
        "waiting": each.state in (StepIn.State.OPEN, StepIn.State.CONFIRMED) and each.withdrawn_at is None,
        "forms": [(form, label, form in each.forms) for form, label in words_step_in.FORMS.items()],
        "named": [(who, names.who(who)) for who in named_in(found, request.sight)] if found else (),
    }


@for_leaders
@require_POST
def answer(request: Asked) -> HttpResponse:
    """Did it have to be you?"""
    each = get_object_or_404(own_step_ins(request.sight), id=request.POST.get("id", ""))
    try:
        say_had_to_be_you(each, request.POST.get("answer", ""), by=request.user, now=request.now)
    except InputError as error:
        said.error(request, str(error))
    return back(request, "now")


@for_leaders
@require_POST
def confirmed(request: Asked) -> HttpResponse:
    each = get_object_or_404(own_step_ins(request.sight), id=request.POST.get("id", ""))
    confirm(each, by=request.user, now=request.now)
    said.success(request, "Kept: it was a step-in.")
    return back(request, "now")


@for_leaders
@require_POST
def corrected(request: Asked) -> HttpResponse:
    """``about``: one of ``Fact.About``; with ``form``, or ``who`` is a bot."""
    told = _whole(request, request.POST.get("id", ""))
    about = request.POST.get("about", "")
    given = ",".join(request.POST.getlist("form")) or request.POST.get("who", "")
    value = correction_of(told, about, given, request.sight)
    if value is None:
        raise Http404
    try:
        correct(told.step_in, about, value, by=request.user, now=request.now)
        said.success(request, f"Kept: {words_step_in.CORRECTED[Fact.About(about)]}. {NEXT}")
    except InputError as error:
        said.error(request, str(error))
    return back(request, "now")


@for_leaders
@require_POST
def taken_back(request: Asked) -> HttpResponse:
    told = _whole(request, request.POST.get("id", ""))
    given = request.POST.get("fact", "")
    fact = get_object_or_404(
        told.step_in.facts.filter(by=request.user), pk=int(given) if given.isdecimal() else 0
    )
    undo_correction(fact, by=request.user, now=request.now)
    said.success(request, "Taken back: the next refresh goes by the log again.")
    return back(request, "now")


urls: list[URLPattern] = [
    path("step-in/", step_in, name="step_in"),
    path("step-in/answer/", answer, name="had_to_be_you"),
    path("step-in/confirm/", confirmed, name="step_in_confirm"),
    path("step-in/correct/", corrected, name="step_in_correct"),
    path("step-in/take-back/", taken_back, name="step_in_take_back"),
]
