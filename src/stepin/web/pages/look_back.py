"""*Look back*: the step-ins that have gone calm, one at a time."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from stepin.errors import InputError
from stepin.ledger import ladder, words_cards
from stepin.ledger.actions import conversations, step_ins
from stepin.ledger.actions.responses import follow
from stepin.ledger.evidence_kept import evidence_of
from stepin.ledger.models import Conversation, StepIn
from stepin.ledger.questions import look_back as asking
from stepin.ledger.queue import WAITING, queue
from stepin.web.asked import Asked, back, for_leaders

LISTED = 50
AGAIN = {"one_off": False, "again": True}


@for_leaders
def look_back(request: Asked) -> HttpResponse:
    """What is due, the first of it laid open; what was put off, and what was looked back at lately."""
    due = list(queue(request.sight, request.now)[: LISTED + 1])
    done = asking.to_look_back_at(request.sight, request.GET.get("done", ""))
    context = {
        "rest": [_listed(each) for each in due[1:LISTED]],
        "put_off": [_listed(each) for each in asking.put_off(request.sight, request.now)[:LISTED]],
        "lately": [(row, _listed(row.step_in)) for row in asking.lately(request.sight, request.now)[:10]],
        "conversations": [
            (each, conversations.asks(each))
            for each in conversations.due_of(request.user, request.now.date())
        ],
        "done": _done(request, done) if done else None,
        **(_screen(request, due[0]) if due else {}),
    }
    return render(request, "web/look_back.html", context)


@for_leaders
def look_back_one(request: Asked) -> HttpResponse:
    step_in = _own(request)
    if request.method != "POST":
        return render(request, "web/look_back/one.html", _screen(request, step_in))
    try:
        told = _told(request.POST)
    except InputError as error:
        return _refused(request, step_in, error)
    if ladder.opens_performance(dict(told.answers)) and ladder.PERFORMANCE not in request.POST:
        return render(request, "web/look_back/performance.html", _again(request, step_in))
    try:
        _keep(request, step_in, told)
    except InputError as error:
        return _refused(request, step_in, error)
    return redirect(f"{reverse('look_back')}?{urlencode({'done': step_in.pk})}")


def _refused(request: Asked, step_in: StepIn, error: InputError) -> HttpResponse:
    context = _screen(request, step_in, said=request.POST) | {"error": str(error)}
    return render(request, "web/look_back/one.html", context, status=400)


def _keep(request: Asked, step_in: StepIn, told: step_ins.LookedBack) -> None:
    step_ins.look_back_once(
        step_in,
        told,
        by=request.user,
        now=request.now,
        evidence={"said": _evidence(request, step_in)},
        had_to_be_you=request.POST.get("had_to_be_you", ""),
    )


@require_POST
@for_leaders
def snooze(request: Asked) -> HttpResponse:
    step_in = _own(request)
    when, on = request.POST.get("until", ""), request.POST.get("on", "")
    until = asking.until(when, on, now=request.now, timezone=request.user.timezone)
    if until is None:
        messages.error(request, "Choose a day to come, to which to put it off.")
        return back(request, "look_back")
    try:
        step_ins.snooze(step_in, until, by=request.user, now=request.now)
        messages.success(request, f"Put off to {until:%A} {until.day} {until:%B}.")
    except InputError as error:
        messages.error(request, str(error))
    return back(request, "look_back")


@require_POST
@for_leaders
def undo(request: Asked) -> HttpResponse:
    step_in = _own(request)
    if step_in.state not in WAITING:
        step_ins.reopen(step_in, by=request.user, now=request.now)
        messages.success(request, "It is back among those to look back at, with what you had answered.")
    return redirect(f"{reverse('look_back_one')}?{urlencode({'id': step_in.pk})}")


@require_POST
@for_leaders
def follow_it(request: Asked) -> HttpResponse:
    card = follow(_own(request), by=request.user, now=request.now)
    return redirect(f"{reverse('pattern', args=(card.pk,))}#change")


@require_POST
@for_leaders
def conversation(request: Asked, pk: int) -> HttpResponse:
    kept = get_object_or_404(Conversation, pk=pk, by=request.user, done_at=None)
    answer = request.POST.get("answer")
    if answer == "end":
        conversations.end(kept, by=request.user, now=request.now)
    elif answer in ("yes", "no"):
        conversations.answer(kept, yes=answer == "yes", by=request.user, now=request.now)
    return redirect("look_back")


def _own(request: Asked) -> StepIn:
    wanted = request.POST.get("id") or request.GET.get("id", "")
    step_in = asking.to_look_back_at(request.sight, wanted)
    if step_in is None:
        raise Http404
    return step_in


def _listed(step_in: StepIn) -> dict[str, Any]:
    return {
        "step_in": step_in,
        "title": words_cards.title(step_in),
        "about": words_cards.work(step_in),
        "put_off": words_cards.put_off(step_in),
    }


def _screen(request: Asked, step_in: StepIn, *, said: QueryDict | None = None) -> dict[str, Any]:
    """One short screen. ``said``: what was just answered, where it could not be kept."""
    before = asking.last_answers(step_in, request.user.person)
    answers = _answers(said) if said is not None else before.answers if before else {}
    evidence = _evidence(request, step_in)
    return _listed(step_in) | {
        "answered": step_in.state not in WAITING,
        "told": words_cards.told(step_in, request.sight, request.now),
        "questions": asking.questions(answers, evidence),
        "asks_you": not step_in.had_to_be_you,
        "estimate": words_cards.estimate(step_in, request.sight.names) if step_in.had_to_be_you else None,
        "kept": said or _as_said(before, step_in),
    }


def _evidence(request: Asked, step_in: StepIn) -> list[Any]:
    return list(evidence_of(step_in, settings.HOME, request.organisation, now=request.now))


def _as_said(before: Any, step_in: StepIn) -> dict[str, Any]:
    again = {True: "again", False: "one_off", None: ""}[before.same_kind] if before else ""
    return {
        "again": again,
        "would_have": before.would_have if before else "",
        "notes": before.notes if before else "",
        "hours": step_in.hours if step_in.hours is not None else "",
    }


def _answers(said: QueryDict) -> dict[str, str]:
    rest = "no" if said.get("rest_no") else ""
    given = {key: said.get(f"cause-{key}", "") or rest for key in ladder.BEFORE_PERFORMANCE}
    return {key: answer for key, answer in given.items() if answer}


def _told(said: QueryDict) -> step_ins.LookedBack:
    """The answers as they came; those left out are no where ``rest_no`` says so."""
    answers = _answers(said)
    if performance := said.get(ladder.PERFORMANCE):
        answers[ladder.PERFORMANCE] = performance
    return step_ins.LookedBack(
        answers=answers,
        same_kind=AGAIN.get(said.get("again", "")),
        would_have=said.get("would_have", ""),
        notes=said.get("notes", ""),
        hours=_hours(said.get("hours", "")),
        remind_on=_date(said.get("remind_on", "")),
    )


def _again(request: Asked, step_in: StepIn) -> dict[str, Any]:
    """What was answered so far, to be sent again with the last question."""
    kept = [(name, request.POST[name]) for name in request.POST if name != "csrfmiddlewaretoken"]
    return _listed(step_in) | {"kept": kept}


def _done(request: Asked, step_in: StepIn) -> dict[str, Any]:
    """After saving: what it was, and where its kind of work goes on."""
    again = step_in.state == StepIn.State.LOOKED_BACK
    return _listed(step_in) | {
        "again": again,
        "card": asking.card_of(step_in) if again else None,
        "alike": words_cards.alike(asking.alike(step_in, request.now)) if again else "",
    }


class NotHoursError(InputError):
    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no number of hours. Say it like 1.5, or leave it empty.")


def _hours(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        raise NotHoursError(text) from None
    if not 0 <= hours <= 1000:
        raise NotHoursError(text)
    return hours


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


urls: list[URLPattern] = [
    path("look-back/", look_back, name="look_back"),
    path("look-back/one/", look_back_one, name="look_back_one"),
    path("look-back/put-off/", snooze, name="look_back_put_off"),
    path("look-back/undo/", undo, name="look_back_undo"),
    path("look-back/follow/", follow_it, name="look_back_follow"),
    path("look-back/conversation/<int:pk>/", conversation, name="conversation"),
]
