"""What keeps needing a lead: each card with its counts, the answers of its look backs, and its response."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from stepin.findings.model import Pattern as FoundPattern
from stepin.findings.records_json import from_plain
from stepin.ledger import ladder
from stepin.ledger.effects import ByTeam, came_by_card, scope
from stepin.ledger.models import LookBack, Pattern, PatternCard, Response, StepIn
from stepin.ledger.publishing_cards import WITHIN
from stepin.ledger.sight import Sight, step_ins_seen


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one step-in: when it was, and the causes that its last look back found."""

    at: datetime
    causes: tuple[str, ...]


Answers = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Told:
    """One card. ``causes``: how many look backs answered yes, in the ladder's order; ``looked_back``: how
    many of its step-ins were; ``found``: the estimate, where the last analysis has one."""

    card: PatternCard
    came: tuple[datetime, ...]
    recent: int
    causes: dict[str, int]
    looked_back: int
    found: FoundPattern | None
    running: tuple[Response, ...]

    @property
    def main_cause(self) -> str | None:
        """The one answered most often; of several, the first of the ladder."""
        return max(self.causes, key=lambda key: self.causes[key]) if any(self.causes.values()) else None


def told(cards: Sequence[PatternCard], now: datetime) -> list[Told]:
    """A constant number of queries. ``cards`` with their running responses: ``with_running``."""
    came = came_by_card(cards)
    answers = answers_by_card(cards)
    found = {(row.team, row.kind): row for row in Pattern.objects.filter(team__in={c.team for c in cards})}
    return [
        Told(
            card=card,
            came=tuple(came[card.pk]),
            recent=sum(at >= now - WITHIN for at in came[card.pk]),
            causes=count_causes(answers[card.pk]),
            looked_back=len(answers[card.pk]),
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


def answers_by_card(cards: Sequence[PatternCard]) -> dict[int, Answers]:
    """The last look back of each step-in of each card, without what was written; one query."""
    answers: dict[int, Answers] = {card.pk: {} for card in cards}
    by_team = ByTeam.of(cards)
    rows = LookBack.objects.filter(step_in__team__in=by_team.cards, step_in__withdrawn_at=None)
    rows = rows.exclude(step_in__state=StepIn.State.NOT_ONE).order_by("at", "id")
    about = ("step_in__team", "step_in__kind", "step_in__leader", "step_in__source")
    for *cell, step_in, at, causes in rows.values_list(*about, "step_in_id", "step_in__at", "causes"):
        for card in by_team.about(*cell):
            answers[card][step_in] = Answer(at, tuple(causes))
    return answers


def count_causes(answers: Answers, *, until: datetime | None = None) -> dict[str, int]:
    """How many have each cause, in the ladder's order; of step-ins before ``until`` only."""
    held = [row for row in answers.values() if until is None or row.at < until]
    counted = Counter(cause for row in held for cause in row.causes)
    return {key: counted[key] for key in ladder.BEFORE_PERFORMANCE}


def behind(card: PatternCard, sight: Sight) -> QuerySet[StepIn]:
    """Its step-ins that the viewer may see one by one, the last first."""
    return step_ins_seen(sight).filter(scope(card)).order_by("-at", "id")
