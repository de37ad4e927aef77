"""What may be read: the same questions as the pages ask, seen through the same sight."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja.errors import HttpError

from stepin.findings import words
from stepin.findings.json_report import to_json_values
from stepin.findings.records_json import to_plain
from stepin.ledger.effects import came_by_card
from stepin.ledger.ladder import CAUSES, Cause
from stepin.ledger.models import PatternCard, Publication, Response, StepIn, Stuck
from stepin.ledger.questions.asking import found_in
from stepin.ledger.questions.put_off import until_of
from stepin.ledger.questions.step_in import found_in as found_step_in
from stepin.ledger.queue import queue
from stepin.ledger.reads import note_read
from stepin.ledger.sight import Sight, cards_seen, responses_seen, step_ins_seen, stuck_seen
from stepin.web.api import shapes
from stepin.web.api.auth import Token
from stepin.web.api.routing import router

MOST = 500  # rows in one answer
COUNTS = ("step_ins", "weeks", "stuck_hours")  # what was answered until then was its author's to read
ESTIMATE = ("need", "need_reason", "anyway", "within")


def _span(limit: int, offset: int) -> slice:
    start = max(offset, 0)
    return slice(start, start + min(max(limit, 1), MOST))


@router.get("/me", response=shapes.Me, auth=Token(), summary="Whose token this is, and what it sees")
def me(request: Any) -> dict[str, Any]:
    user, sight = request.user, request.sight
    return {
        "username": user.username,
        "person": user.person,
        "name": user.get_full_name(),
        "teams": dict(sight.levels),
        "administrator": sight.administrator,
    }


@router.get("/publication", response=dict[str, Any], summary="The analysis that all of this tells of")
def publication(request: Any) -> dict[str, Any]:
    found = Publication.objects.first()
    if found is None:
        raise HttpError(404, "Nothing is published yet. Run: stepin refresh")
    told: dict[str, Any] = to_json_values(
        {"run": found.run, "as_of": found.as_of, "published_at": found.published_at, "log": found.log}
    )
    return told


@router.get("/stuck", response=list[shapes.StuckOut], summary="What is stuck, the first to look at first")
def stuck(request: Any, limit: int = 100, offset: int = 0) -> list[Any]:
    until = until_of(request.sight, request.now)
    rows = stuck_seen(request.sight)[_span(limit, offset)]
    return [stuck_out(row, request.sight, until.get(row.item)) for row in rows]


def stuck_out(row: Stuck, sight: Sight, until: datetime | None) -> dict[str, Any]:
    found = found_in(row, sight)
    told = (words.waits(found, sight.names), words.asked(found.asked, sight.names))
    return {
        "item": row.item,
        "says": [sentence for sentence in told if sentence],
        "advice": words.advice(found, sight.names),
        "wait_until": until,
        "finding": to_plain(found),
    }


@router.get("/step-ins", response=list[shapes.StepInOut], summary="Step-ins that may be seen, latest first")
def step_ins(request: Any, limit: int = 100, offset: int = 0) -> list[Any]:
    rows = step_ins_seen(request.sight)[_span(limit, offset)]
    return _told(request, rows)


def _told(request: Any, rows: Iterable[StepIn]) -> list[dict[str, Any]]:
    """Whose they are is kept, as where a page is opened."""
    found = list(rows)
    leaders = (row.leader for row in found)
    note_read("Step-ins, by a program", about=leaders, by=request.user, now=request.now)
    return [step_in_out(row, request.sight) for row in found]


@router.get("/step-ins/due", response=list[shapes.StepInOut], summary="What is due to be looked back at")
def due(request: Any) -> list[Any]:
    return [step_in_out(row, request.sight) for row in queue(request.sight, request.now)[:MOST]]


@router.get("/step-in", response=shapes.StepInOut, summary="One step-in, by its id")
def step_in(request: Any, id: str) -> dict[str, Any]:  # noqa: A002
    return _told(request, [get_object_or_404(step_ins_seen(request.sight), id=id)])[0]


@router.get("/step-in/steps", response=list[shapes.StepOut], summary="What was done to one's own step-in")
def steps(request: Any, id: str) -> list[Any]:  # noqa: A002
    own = get_object_or_404(StepIn, id=id, leader=request.user.person or "")
    return [
        {"what": each.what, "at": each.at, "by": each.by and each.by.get_full_name(), "said": each.said}
        for each in own.steps.select_related("by")
    ]


def step_in_out(row: StepIn, sight: Sight) -> dict[str, Any]:
    """Another's answers are not told, nor the estimate on theirs; of their own none before the question was
    answered."""
    own = row.leader == sight.person
    told = {name: getattr(row, name) for name in shapes.StepInOut.model_fields if name != "finding"}
    if not own:
        told |= {"had_to_be_you": "", "snoozes": 0, "snoozed_until": None, "due_at": None, "state": "open"}
    found = found_step_in(row, sight)
    finding = to_plain(found) if found else {}
    if not (own and row.had_to_be_you):
        finding = {name: value for name, value in finding.items() if name not in ESTIMATE}
    return told | {"finding": finding}


@router.get("/patterns", response=list[shapes.CardOut], summary="What keeps needing them")
def patterns(request: Any) -> list[Any]:
    cards = list(cards_seen(request.sight))
    came = came_by_card(cards)
    return [card_out(card, len(came[card.pk])) for card in cards]


def card_out(card: PatternCard, step_ins: int) -> dict[str, Any]:
    named = ("id", "source", "team", "kind", "state", "found_at", "closed_at")
    return {name: getattr(card, name) for name in named} | {"step_ins": step_ins}


@router.get(
    "/responses",
    response=list[shapes.ResponseOut],
    summary="What is being changed, and what came of it",
)
def responses(request: Any) -> list[Any]:
    found = responses_seen(request.sight).prefetch_related("checks")
    return [response_out(each) for each in found]


def response_out(each: Response) -> dict[str, Any]:
    named = ("id", "cause", "what", "owner", "check_on", "state")
    return {name: getattr(each, name) for name in named} | {
        "before": {name: each.before[name] for name in COUNTS if name in each.before},
        "pattern": each.card_id,
        "verdicts": [check.verdict for check in each.checks.all()],
    }


@router.get(
    "/causes",
    response=list[shapes.CauseOut],
    summary="The questions of a look back, in their order",
)
def causes(request: Any) -> list[Cause]:
    return list(CAUSES)
