"""What was due and new at several moments, in no more queries than for one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q
from django.db.models.functions import Greatest

from stepin.ledger.models import Check, Conversation, LookBack, PatternCard, Response, Step, StepIn
from stepin.ledger.sight import Sight, cards_seen, own_step_ins, responses_seen

NEVER = datetime.max.replace(tzinfo=UTC)
FIRST = 5  # step-ins told one by one
Since = tuple[datetime, datetime]  # from when on cards are new, and the moment


@dataclass(frozen=True, slots=True)
class Standing:
    """At one moment: step-ins to look back at, the first of them whole; changes to check; conversations to be
    reminded of; cards found since the last digest."""

    due: int
    first_due: tuple[StepIn, ...]
    checks: tuple[Response, ...]
    reminders: int
    cards: tuple[PatternCard, ...]


@dataclass(frozen=True, slots=True)
class _Due:
    """A step-in is to be looked back at from ``begins`` until before ``ends``."""

    id: str
    begins: datetime
    ends: datetime


def standing(sight: Sight, moments: Sequence[Since]) -> list[Standing]:
    """One for each moment, in their order."""
    if not moments:
        return []
    first, last = min(since for since, _ in moments), max(at for _, at in moments)
    all_due, responses = tuple(_all_due(sight, last)), _responses(sight, first, last)
    cards = tuple(cards_seen(sight).filter(found_at__gt=first, found_at__lte=last))
    reminders = _reminders(sight)
    due = [_due_at(all_due, at) for _, at in moments]
    whole = StepIn.objects.in_bulk({each for ids in due for each in ids[:FIRST]})
    return [
        Standing(
            due=len(ids),
            first_due=tuple(whole[each] for each in ids[:FIRST]),
            checks=tuple(each for each in responses if _is_to_check(each, at)),
            reminders=sum(on <= at.date() for on in reminders),
            cards=tuple(card for card in cards if since < card.found_at <= at),
        )
        for ids, (since, at) in zip(due, moments, strict=True)
    ]


def _all_due(sight: Sight, last: datetime) -> Iterator[_Due]:
    """What was due at any moment up to ``last``: until it was looked back at, corrected or withdrawn."""
    own = own_step_ins(sight).filter(early=False, first_seen_at__lte=last, due_at__lte=last)
    answered, corrected = _answered(sight), _corrected(sight)
    rows = own.annotate(told_from=Greatest("first_seen_at", "due_at")).order_by("-at", "id")
    for step_in, told_from, snoozed, withdrawn in rows.values_list(
        "id", "told_from", "snoozed_until", "withdrawn_at"
    ):
        ends = [at for at in (withdrawn, answered.get(step_in), corrected.get(step_in)) if at]
        yield _Due(step_in, max(told_from, snoozed or told_from), min(ends, default=NEVER))


def _answered(sight: Sight) -> Mapping[str, datetime]:
    return _earliest(LookBack.objects.filter(step_in__leader=sight.person))


def _corrected(sight: Sight) -> Mapping[str, datetime]:
    ended_by = ("not_a_step_in", "waited_on")
    return _earliest(
        Step.objects.filter(step_in__leader=sight.person, what="corrected", said__about__in=ended_by)
    )


def _earliest(rows: Any) -> Mapping[str, datetime]:
    return dict(rows.order_by().values_list("step_in").annotate(first=Min("at")))


def _due_at(all_due: Sequence[_Due], at: datetime) -> list[str]:
    moment = at.astimezone(UTC)  # times of one zone compare several times as fast
    return [each.id for each in all_due if each.begins <= moment < each.ends]


def _responses(sight: Sight, first: datetime, last: datetime) -> tuple[Response, ...]:
    """Those whose check date has come by ``last`` and that were not all checked before ``first``."""
    later = Exists(Check.objects.filter(response=OuterRef("pk"), at__gt=first))
    there = responses_seen(sight).filter(check_on__lte=last.date(), at__lte=last)
    open_then = there.filter(Q(state=Response.State.RUNNING) | later)
    return tuple(open_then.select_related("card").prefetch_related("checks"))


def _is_to_check(each: Response, at: datetime) -> bool:
    if each.check_on > at.date() or each.at > at:
        return False
    return each.state == Response.State.RUNNING or any(check.at > at for check in each.checks.all())


def _reminders(sight: Sight) -> tuple[date, ...]:
    kept = Conversation.objects.filter(by__person=sight.person, done_at=None)
    return tuple(on for on in kept.values_list("remind_on", flat=True) if on)
