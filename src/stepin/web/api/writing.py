"""What may be done: the same actions as the pages take, on what the account may see."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Status

from stepin.ledger.actions import responses as changing
from stepin.ledger.actions import step_ins as doing
from stepin.ledger.actions.stuck import put_off, take_up
from stepin.ledger.evidence_kept import evidence_of
from stepin.ledger.models import StepIn
from stepin.ledger.questions import logging_by_hand as logging
from stepin.ledger.questions.item import About, about_item
from stepin.ledger.questions.look_back import to_look_back_at
from stepin.ledger.questions.patterns import so_far, with_running
from stepin.ledger.questions.responses import seen
from stepin.ledger.questions.responses import told as effects
from stepin.ledger.questions.step_in import correction_of, whole
from stepin.ledger.sight import cards_seen, own_step_ins, stuck_seen
from stepin.web.api import shapes
from stepin.web.api.reading import response_out, step_in_out
from stepin.web.api.routing import router


@router.post("/step-ins", response={201: shapes.LoggedOut}, summary="Log a step-in by hand")
def log(request: Any, told: shapes.LogIn) -> Status[dict[str, Any]]:
    at, about = logging.past(told.at or request.now, request.now), _about(request, told.item)
    logged = doing.Logged(
        told.team, told.about, told.forms, told.kind, told.item, about.url if about else None, at
    )
    level = logging.level_in(request.organisation, told.team.strip(), request.user.person, at.date())
    kept = doing.log_step_in(logged, by=request.user, now=request.now, level=level)
    if told.had_to_be_you:
        doing.say_had_to_be_you(kept, told.had_to_be_you, by=request.user, now=request.now)
    return Status(201, {"id": kept.id, "due_at": kept.due_at, "alike": logging.alike(kept, request.sight)})


def _about(request: Any, item: str) -> About | None:
    """404 for an item that may not be seen."""
    about = about_item(item, request.sight, home=settings.HOME, organisation=request.organisation)
    if item and about is None:
        raise Http404
    return about if item else None


def own(request: Any, id_: str) -> StepIn:
    return get_object_or_404(own_step_ins(request.sight), id=id_)


@router.post("/step-in/had-to-be-you", response=shapes.StepInOut, summary="Did it have to be you?")
def had_to_be_you(request: Any, id: str, told: shapes.AnswerIn) -> dict[str, Any]:  # noqa: A002
    step_in = own(request, id)
    doing.say_had_to_be_you(step_in, told.answer, by=request.user, now=request.now)
    return step_in_out(step_in, request.sight)


@router.post("/step-in/confirm", response=shapes.StepInOut, summary="Yes, this was a step-in")
def confirm(request: Any, id: str) -> dict[str, Any]:  # noqa: A002
    step_in = own(request, id)
    doing.confirm(step_in, by=request.user, now=request.now)
    return step_in_out(step_in, request.sight)


@router.post("/step-in/correct", response=shapes.StepInOut, summary="A fact that goes back into the analysis")
def correct(request: Any, id: str, told: shapes.CorrectIn) -> dict[str, Any]:  # noqa: A002
    found = whole(id, request.sight)
    value = correction_of(found, told.about, told.value, request.sight) if found else None
    if found is None or value is None:
        raise Http404
    doing.correct(found.step_in, told.about, value, by=request.user, now=request.now)
    return step_in_out(found.step_in, request.sight)


@router.post("/step-in/snooze", response=shapes.StepInOut, summary="Look back later")
def snooze(request: Any, id: str, told: shapes.SnoozeIn) -> dict[str, Any]:  # noqa: A002
    step_in = own(request, id)
    doing.snooze(step_in, told.until, by=request.user, now=request.now)
    return step_in_out(step_in, request.sight)


@router.post("/step-in/look-back", response=shapes.StepInOut, summary="Look back at one's own step-in")
def look_back(request: Any, id: str, told: shapes.LookBackIn) -> dict[str, Any]:  # noqa: A002
    step_in = to_look_back_at(request.sight, id)
    if step_in is None:
        raise Http404
    answers = doing.LookedBack(
        told.answers, told.same_kind, told.would_have, told.notes, told.hours, told.remind_on
    )
    seen = list(evidence_of(step_in, settings.HOME, request.organisation, now=request.now))
    doing.look_back_once(step_in, answers, by=request.user, now=request.now, evidence={"said": seen})
    return step_in_out(step_in, request.sight)


@router.post("/step-in/reopen", response=shapes.StepInOut, summary="Back into the queue")
def reopen(request: Any, id: str) -> dict[str, Any]:  # noqa: A002
    step_in = own(request, id)
    doing.reopen(step_in, by=request.user, now=request.now)
    return step_in_out(step_in, request.sight)


@router.post("/stuck/wait", response={204: None}, summary="Leave a stuck item alone until then")
def wait(request: Any, told: shapes.WaitIn) -> Status[None]:
    row = get_object_or_404(stuck_seen(request.sight), item=told.item)
    if told.until is None:
        take_up(row, by=request.user)
    else:
        put_off(row, told.until, by=request.user, now=request.now)
    return Status(204, None)


@router.post(
    "/patterns/{pk}/responses",
    response={201: shapes.ResponseOut},
    summary="Change something about it",
)
def respond(request: Any, pk: int, told: shapes.RespondIn) -> Status[dict[str, Any]]:
    card = get_object_or_404(with_running(cards_seen(request.sight)), pk=pk)
    made = changing.respond(
        card,
        cause=told.cause,
        what=told.what,
        owner=told.owner,
        check_on=told.check_on,
        by=request.user,
        now=request.now,
        before=so_far(card, request.sight, request.now),
    )
    return Status(201, response_out(made))


@router.post("/responses/{pk}/check", response=shapes.ResponseOut, summary="Whether a change worked")
def check(request: Any, pk: int, told: shapes.CheckIn) -> dict[str, Any]:
    response = get_object_or_404(seen(request.sight), pk=pk)
    (now,) = effects([response], request.sight, request.now)
    changing.check(
        response,
        told.verdict,
        by=request.user,
        now=request.now,
        effect=now.effect.kept(),
        again_on=told.check_on or response.check_on,
    )
    return response_out(response)
