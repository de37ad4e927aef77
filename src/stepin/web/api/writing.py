"""What may be done: the same actions as the pages take, on what the account may see."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Status

from stepin.ledger.actions import responses as changing
from stepin.ledger.actions import step_ins as doing
from stepin.ledger.models import PatternCard, StepIn, Stuck
from stepin.ledger.publishing_cards import WITHIN
from stepin.ledger.sight import cards_seen, own_step_ins, responses_seen, stuck_seen
from stepin.org.teams import leads_on
from stepin.web.api import shapes
from stepin.web.api.reading import response_out, step_in_out
from stepin.web.api.routing import router


@router.post("/step-ins", response={201: shapes.LoggedOut}, summary="Log a step-in by hand")
def log(request: Any, told: shapes.LogIn) -> Status[dict[str, Any]]:
    logged = doing.Logged(told.team, told.about, told.forms, told.kind, told.item, at=told.at)
    level = _level(request, told.team)
    kept = doing.log_step_in(logged, by=request.user, now=request.now, level=level)
    if told.had_to_be_you:
        doing.say_had_to_be_you(kept, told.had_to_be_you, by=request.user, now=request.now)
    alike = own_step_ins(request.sight).filter(
        team=kept.team, kind=kept.kind, early=False, withdrawn_at=None, at__gte=request.now - WITHIN
    )
    return Status(201, {"id": kept.id, "due_at": kept.due_at, "alike": alike.count()})


def _level(request: Any, team: str) -> int:
    """At which level the account's person leads the team today; 1 where it is not declared."""
    if team not in {each.id for each in request.organisation.teams}:
        return 1
    leads = leads_on(request.organisation, team, request.now.date())
    return next((lead.level for lead in leads if lead.person == request.user.person), 1)


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
    step_in = own(request, id)
    doing.correct(step_in, told.about, told.value, by=request.user, now=request.now)
    return step_in_out(step_in, request.sight)


@router.post("/step-in/snooze", response=shapes.StepInOut, summary="Look back later")
def snooze(request: Any, id: str, told: shapes.SnoozeIn) -> dict[str, Any]:  # noqa: A002
    step_in = own(request, id)
    doing.snooze(step_in, told.until, by=request.user, now=request.now)
    return step_in_out(step_in, request.sight)


@router.post("/step-in/look-back", response=shapes.StepInOut, summary="Look back at one's own step-in")
def look_back(request: Any, id: str, told: shapes.LookBackIn) -> dict[str, Any]:  # noqa: A002
    step_in = own(request, id)
    answers = doing.LookedBack(
        told.answers, told.same_kind, told.would_have, told.notes, told.hours, told.remind_on
    )
    doing.look_back(step_in, answers, by=request.user, now=request.now, evidence=step_in.row)
    return step_in_out(step_in, request.sight)


@router.post("/step-in/reopen", response=shapes.StepInOut, summary="Back into the queue")
def reopen(request: Any, id: str) -> dict[str, Any]:  # noqa: A002
    step_in = own(request, id)
    doing.reopen(step_in, by=request.user, now=request.now)
    return step_in_out(step_in, request.sight)


@router.post("/stuck/wait", response={204: None}, summary="Leave a stuck item alone until then")
def wait(request: Any, told: shapes.WaitIn) -> Status[None]:
    row = get_object_or_404(stuck_seen(request.sight), item=told.item)
    Stuck.objects.filter(pk=row.pk).update(wait_until=told.until)
    return Status(204, None)


@router.post(
    "/patterns/{pk}/responses",
    response={201: shapes.ResponseOut},
    summary="Change something about it",
)
def respond(request: Any, pk: int, told: shapes.RespondIn) -> Status[dict[str, Any]]:
    card: PatternCard = get_object_or_404(cards_seen(request.sight), pk=pk)
    made = changing.respond(
        card,
        cause=told.cause,
        what=told.what,
        owner=told.owner,
        check_on=told.check_on,
        by=request.user,
        now=request.now,
        before={"step_ins": card.step_ins.count()},
    )
    return Status(201, response_out(made))


@router.post("/responses/{pk}/check", response=shapes.ResponseOut, summary="Whether a change worked")
def check(request: Any, pk: int, told: shapes.CheckIn) -> dict[str, Any]:
    response = get_object_or_404(responses_seen(request.sight), pk=pk)
    changing.check(response, told.verdict, by=request.user, now=request.now, effect={})
    return response_out(response)
