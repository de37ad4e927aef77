"""What a leader changes about a pattern, and whether it worked."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stepin.errors import InputError
from stepin.ledger import ladder
from stepin.ledger.models import Account, Check, PatternCard, Response, Step, StepIn
from stepin.ledger.publishing_cards import WITHIN


class NotACauseError(InputError):
    def __init__(self, cause: str) -> None:
        known = ", ".join(ladder.BEFORE_PERFORMANCE)
        super().__init__(f"{cause!r} is no cause that a response can be made for. It is one of: {known}.")


class PastCheckError(InputError):
    def __init__(self, on: date) -> None:
        super().__init__(f"{on} has passed. Choose a day to come, on which to check whether it worked.")


class NoResponseError(InputError):
    def __init__(self) -> None:
        super().__init__("Say what is changed, and who owns the change.")


class NotRunningError(InputError):
    def __init__(self) -> None:
        super().__init__(
            "This change is over: it was checked or given up already. Start another where needed."
        )


@transaction.atomic
def respond(
    card: PatternCard,
    *,
    cause: str,
    what: str,
    owner: str,
    check_on: date,
    by: Account,
    now: datetime,
    before: Mapping[str, Any],
) -> Response:
    """Starts a response; ``before``: the counts before it, as shown. Raises InputError."""
    if cause not in ladder.BEFORE_PERFORMANCE:
        raise NotACauseError(cause)
    if not what.strip() or not owner.strip():
        raise NoResponseError
    if check_on <= now.date():
        raise PastCheckError(check_on)
    same = card.responses.filter(
        state=Response.State.RUNNING, cause=cause, what=what.strip(), owner=owner.strip()[:200]
    )
    if sent_twice := same.first():
        return sent_twice
    response = Response.objects.create(
        card=card,
        cause=cause,
        what=what.strip(),
        owner=owner.strip()[:200],
        check_on=check_on,
        by=by,
        at=now,
        before=dict(before),
    )
    card.state, card.closed_at = PatternCard.State.RESPONDED, None
    card.save(update_fields=("state", "closed_at"))
    said = {"cause": cause, "what": response.what, "owner": response.owner, "check_on": str(check_on)}
    Step.objects.create(
        card=card, response=response, what="responded", by=by, at=now, said=said, evidence=dict(before)
    )
    return response


@transaction.atomic
def check(
    response: Response,
    verdict: str,
    *,
    by: Account | None,
    now: datetime,
    effect: Mapping[str, Any],
    again_on: date | None = None,
) -> Check:
    """Keeps whether it worked. That it fell ends the response, and the card waits to be closed by its leader;
    that it did not opens the card for the next cause; that it cannot be told yet keeps it running, and moves
    its check to ``again_on``, if given. Raises NotRunningError, PastCheckError."""
    if verdict == Check.Verdict.CANNOT_TELL and again_on is not None:
        check_later(response, again_on, by=by, now=now)
    _lock(response)
    kept = Check.objects.create(
        response=response, verdict=Check.Verdict(verdict), by=by, at=now, effect=dict(effect)
    )
    if verdict != Check.Verdict.CANNOT_TELL:
        response.state = Response.State.CHECKED
        response.save(update_fields=("state",))
    if verdict == Check.Verdict.DID_NOT:
        response.card.state = PatternCard.State.OPEN
        response.card.save(update_fields=("state",))
    Step.objects.create(
        card=response.card,
        response=response,
        what="checked",
        by=by,
        at=now,
        said={"verdict": verdict},
        evidence=dict(effect),
    )
    return kept


def _lock(response: Response) -> None:
    """Two tabs, or two leads, end a change once."""
    response.refresh_from_db(from_queryset=Response.objects.select_for_update())
    if response.state != Response.State.RUNNING:
        raise NotRunningError


@transaction.atomic
def check_later(response: Response, on: date, *, by: Account | None, now: datetime) -> None:
    """Another check date; the earlier one stays in its steps."""
    if on <= now.date():
        raise PastCheckError(on)
    _lock(response)
    before, response.check_on = response.check_on, on
    response.save(update_fields=("check_on",))
    said = {"from": str(before), "to": str(on)}
    Step.objects.create(card=response.card, response=response, what="check_moved", by=by, at=now, said=said)


@transaction.atomic
def drop(response: Response, *, by: Account, now: datetime, why: str = "") -> None:
    """Given up: kept, as given up."""
    _lock(response)
    response.state = Response.State.DROPPED
    response.save(update_fields=("state",))
    card = response.card
    if not card.responses.filter(state=Response.State.RUNNING).exists():
        card.state = PatternCard.State.OPEN
        card.save(update_fields=("state",))
    Step.objects.create(card=card, response=response, what="dropped", by=by, at=now, said={"why": why})


@transaction.atomic
def close_card(card: PatternCard, *, by: Account, now: datetime) -> None:
    """It needs them no more: the card and their own looked-back step-ins of it are closed; other leads' are
    theirs to close. Nothing else closes them."""
    card.state, card.closed_at = PatternCard.State.CLOSED, now
    card.save(update_fields=("state", "closed_at"))
    own = card.step_ins.filter(state=StepIn.State.LOOKED_BACK, leader=by.person or "")
    own.update(state=StepIn.State.CLOSED)
    Step.objects.create(card=card, what="closed", by=by, at=now)


@transaction.atomic
def reopen_card(card: PatternCard, *, by: Account, now: datetime) -> None:
    card.state, card.closed_at = PatternCard.State.OPEN, None
    card.save(update_fields=("state", "closed_at"))
    Step.objects.create(card=card, what="reopened", by=by, at=now)


@transaction.atomic
def follow(step_in: StepIn, *, by: Account, now: datetime) -> PatternCard:
    """A card for the leader's step-ins of this kind, where the analysis has made none: three do that by
    themselves, and they may want it sooner."""
    card, made = PatternCard.objects.get_or_create(
        team=step_in.team,
        kind=step_in.kind,
        leader=step_in.leader,
        defaults={"source": PatternCard.Source.COUNTED, "found_at": now},
    )
    alike = StepIn.objects.filter(
        team=step_in.team, kind=step_in.kind, leader=step_in.leader, early=False, withdrawn_at=None
    ).exclude(state=StepIn.State.NOT_ONE)
    card.step_ins.add(step_in, *alike.filter(at__gte=now - WITHIN))
    if made:
        Step.objects.create(card=card, what="followed", by=by, at=now)
    return card
