"""What keeps needing a lead: each card with its counts, the answers of its look backs, and its response."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from stepin.findings.model import Pattern as FoundPattern
from stepin.findings.records_json import from_plain
from stepin.findings.rows_seen import FEWEST_LEADS
from stepin.ledger import ladder
from stepin.ledger.effects import ByTeam, came_by_card, ground, scope
from stepin.ledger.models import LookBack, Pattern, PatternCard, Response, StepIn
from stepin.ledger.publishing_cards import WITHIN
from stepin.ledger.sight import Sight, step_ins_seen


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one step-in: when it was, whose, and the causes that its last look back found."""

    at: datetime
    leader: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Of a card's step-ins, what the viewer may read: their own; others' too where those of four leads or
    more are told together, else ``own`` is True."""

    held: tuple[Answer, ...]
    own: bool

    def before(self, until: datetime) -> "Answers":
        return Answers(tuple(each for each in self.held if each.at < until), self.own)

    def causes(self) -> dict[str, int]:
        """How many have each cause, in the ladder's order."""
        counted = Counter(cause for each in self.held for cause in each.causes)
        return {key: counted[key] for key in ladder.BEFORE_PERFORMANCE}


@dataclass(frozen=True, slots=True)
class Told:
    """One card. ``answers``: of its look backs, what the viewer may read; ``found``: the estimate, where the
    last analysis has one."""

    card: PatternCard
    came: tuple[datetime, ...]
    recent: int
    answers: Answers
    found: FoundPattern | None
    running: tuple[Response, ...]

    @property
    def main_cause(self) -> str | None:
        """The one answered most often; of several, the first of the ladder."""
        causes = self.answers.causes()
        return max(causes, key=lambda key: causes[key]) if any(causes.values()) else None


def told(cards: Sequence[PatternCard], sight: Sight, now: datetime) -> list[Told]:
    """A constant number of queries. ``cards`` with their running responses: ``with_running``."""
    came = came_by_card(cards)
    answers = answers_by_card(cards, sight)
    found = {(row.team, row.kind): row for row in Pattern.objects.filter(team__in={c.team for c in cards})}
    return [
        Told(
            card=card,
            came=tuple(came[card.pk]),
            recent=sum(at >= now - WITHIN for at in came[card.pk]),
            answers=answers[card.pk],
            found=_found(card, found),
            running=tuple(card.running),  # type: ignore[attr-defined]
        )
        for card in cards
    ]


def _found(card: PatternCard, found: dict[tuple[str, str], Pattern]) -> FoundPattern | None:
    row = None if card.leader else found.get((card.team, card.kind))
    return from_plain(FoundPattern, row.row) if row else None


def with_running(cards: QuerySet[PatternCard]) -> QuerySet[PatternCard]:
    running = Response.objects.filter(state=Response.State.RUNNING)
    return cards.prefetch_related(Prefetch("responses", running, to_attr="running"))


def answers_by_card(cards: Sequence[PatternCard], sight: Sight) -> dict[int, Answers]:
    """The last look back of each step-in of each card, without what was written; one query."""
    found: dict[int, dict[str, Answer]] = {card.pk: {} for card in cards}
    by_team = ByTeam.of(cards)
    rows = LookBack.objects.filter(step_in__team__in=by_team.cards, step_in__withdrawn_at=None)
    rows = rows.exclude(step_in__state=StepIn.State.NOT_ONE).order_by("at", "id")
    about = ("step_in__team", "step_in__kind", "step_in__leader", "step_in__source")
    for *cell, step_in, at, causes in rows.values_list(*about, "step_in_id", "step_in__at", "causes"):
        for card in by_team.about(*cell):
            found[card][step_in] = Answer(at, cell[2], tuple(causes))
    return {card.pk: _readable(card, found[card.pk].values(), sight) for card in cards}


def _readable(card: PatternCard, answers: Iterable[Answer], sight: Sight) -> Answers:
    others = {each.leader for each in answers} - {sight.person}
    if len(others) >= FEWEST_LEADS:
        return Answers(tuple(answers), own=False)
    mine = tuple(each for each in answers if each.leader == sight.person)
    return Answers(mine, own=card.leader != sight.person)


def so_far(card: PatternCard, sight: Sight, now: datetime) -> dict[str, Any]:
    """The counts up to now, as a response keeps them."""
    (one,) = told([card], sight, now)
    held = ground([card]).of(card, one.came, changed_at=now, now=now)
    return {"step_ins": held.before, "weeks": held.weeks_before, "stuck_hours": held.hours_before}


def behind(card: PatternCard, sight: Sight) -> QuerySet[StepIn]:
    """Its step-ins that the viewer may see one by one, the last first."""
    return step_ins_seen(sight).filter(scope(card)).order_by("-at", "id")
