"""What a look back asks, and what is shown beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from stepin.ledger import ladder
from stepin.ledger.models import LookBack, PatternCard, StepIn
from stepin.ledger.publishing_cards import WITHIN
from stepin.ledger.queue import WAITING
from stepin.ledger.sight import Sight, own_step_ins

LATELY = timedelta(days=14)
MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Question:
    """One rung. ``answer``: what was said before, or ""; ``said``: ``evidence.Said`` as plain values."""

    key: str
    asks: str
    answer: str
    said: tuple[Mapping[str, object], ...]
    press: str  # the key that says yes


def questions(answers: Mapping[str, str], evidence: Sequence[Mapping[str, object]]) -> tuple[Question, ...]:
    """The ladder before performance, in its order."""
    return tuple(
        Question(
            key=cause.key,
            asks=cause.asks,
            answer=answers.get(cause.key, ""),
            said=tuple(each for each in evidence if each["cause"] == cause.key),
            press=str(number % 10),
        )
        for number, cause in enumerate(ladder.CAUSES[:-1], start=1)
    )


def to_look_back_at(sight: Sight, step_in: str) -> StepIn | None:
    """One of their own that holds; None where it may not be looked back at by them."""
    return (
        own_step_ins(sight).filter(pk=step_in, withdrawn_at=None).exclude(state=StepIn.State.NOT_ONE).first()
    )


def put_off(sight: Sight, now: datetime) -> QuerySet[StepIn]:
    own = own_step_ins(sight).filter(withdrawn_at=None, early=False, state__in=WAITING)
    return own.filter(snoozed_until__gt=now).order_by("snoozed_until", "id")


def lately(sight: Sight, now: datetime) -> QuerySet[LookBack]:
    """Their own look backs of the last two weeks that still stand, the last first."""
    done = (StepIn.State.LOOKED_BACK, StepIn.State.CLOSED)
    return LookBack.objects.filter(
        step_in__in=own_step_ins(sight), step_in__state__in=done, at__gte=now - LATELY
    ).select_related("step_in")


def last_answers(step_in: StepIn, person: str | None) -> LookBack | None:
    """What they answered before, where it was opened again."""
    return step_in.look_backs.filter(by__person=person).first()


def card_of(step_in: StepIn) -> PatternCard | None:
    """The card that its kind of work goes on with: the organisation's, else its leader's own."""
    about = Q(leader="") | Q(leader=step_in.leader)
    cards = PatternCard.objects.filter(about, team=step_in.team, kind__in=(step_in.kind, "*"))
    return cards.order_by("leader", "-kind").first()


def alike(step_in: StepIn, now: datetime) -> int:
    """Of the same leader, team and kind in 90 days, this one too."""
    same = StepIn.objects.filter(
        team=step_in.team, kind=step_in.kind, leader=step_in.leader, early=False, withdrawn_at=None
    )
    return same.filter(at__gte=now - WITHIN).exclude(state=StepIn.State.NOT_ONE).count()


def until(when: str, on: str, *, now: datetime, timezone: str) -> datetime | None:
    """Nine in the morning where they are: ``tomorrow``, ``monday``, or the date ``on``. None for a day that
    is none, or not to come."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    if when == "tomorrow":
        day = today + timedelta(days=1)
    elif when == "monday":
        day = today + timedelta(days=7 - today.weekday())
    else:
        try:
            day = datetime.fromisoformat(on).date()
        except ValueError:
            return None
    return datetime.combine(day, MORNING, zone) if day > today else None
