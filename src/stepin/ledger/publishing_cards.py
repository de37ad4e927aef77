"""Pattern cards: made where the analysis finds a pattern, or where three of a leader's step-ins are alike."""

from collections import defaultdict
from datetime import datetime, timedelta

from stepin.findings.model import Findings
from stepin.ledger.models import PatternCard, Step, StepIn

ALIKE = 3
WITHIN = timedelta(days=90)


def follow_patterns(found: Findings, *, now: datetime) -> None:
    """A card for each pattern found, with its step-ins, and for each leader's own three alike."""
    for pattern in found.patterns:
        card, made = PatternCard.objects.get_or_create(
            team=pattern.team,
            kind=pattern.kind,
            leader="",
            defaults={"source": PatternCard.Source.ESTIMATED, "found_at": now},
        )
        card.step_ins.add(*StepIn.objects.filter(id__in=pattern.step_in_ids).only("id"))
        if made:
            Step.objects.create(card=card, what="found", at=now, evidence={"step_ins": pattern.step_ins})
    count_alike(since=found.as_of - WITHIN, now=now)


def count_alike(*, since: datetime, now: datetime, leader: str | None = None) -> None:
    """Cards for three or more late step-ins of one leader into one team's work of one kind since then."""
    step_ins = StepIn.objects.filter(early=False, withdrawn_at=None, at__gte=since)
    step_ins = step_ins.exclude(state=StepIn.State.NOT_ONE)
    if leader is not None:
        step_ins = step_ins.filter(leader=leader)
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for team, kind, who, step_in in step_ins.values_list("team", "kind", "leader", "id"):
        alike[(team, kind, who)].append(step_in)
    known = set(PatternCard.objects.filter(leader="").values_list("team", "kind"))
    for (team, kind, who), ids in alike.items():
        if len(ids) >= ALIKE and (team, kind) not in known:
            _count(team, kind, who, ids, now)


def _count(team: str, kind: str, leader: str, ids: list[str], now: datetime) -> None:
    card, made = PatternCard.objects.get_or_create(
        team=team,
        kind=kind,
        leader=leader,
        defaults={"source": PatternCard.Source.COUNTED, "found_at": now},
    )
    card.step_ins.add(*StepIn.objects.filter(id__in=ids).only("id"))
    if made:
        Step.objects.create(card=card, what="found", at=now, evidence={"step_ins": len(ids)})


def uncount(step_in: StepIn) -> None:
    """Takes one off the cards that count it. One with fewer than three left, to which nothing was ever
    answered or done, was made by mistake, and goes."""
    for card in step_in.cards.filter(source=PatternCard.Source.COUNTED):
        card.step_ins.remove(step_in)
        touched = card.responses.exists() or card.steps.exclude(what="found").exists()
        if card.step_ins.count() < ALIKE and not touched:
            card.delete()
