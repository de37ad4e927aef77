"""What *Now* tells one leader: what waits on them, what is stuck in their teams, and what the week holds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, IntegerField, Q, QuerySet, When

from stepin.findings.model import DORMANT_HOURS
from stepin.ledger.models import PatternCard, StepIn, Stuck
from stepin.ledger.questions.put_off import is_put_off
from stepin.ledger.questions.responses import due_to_check
from stepin.ledger.sight import Sight, cards_seen, own_step_ins, stuck_seen
from stepin.org.organisation import Organisation

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is stuck within sight, by team in the organisation file's order: of what waits on others and
    is not put off, where customers are affected (``hurt``), what is dormant, and the ``rest``."""

    mine: int
    put_off: int
    hurt: Mapping[str, int]
    rest: Mapping[str, int]
    dormant: Mapping[str, int]

    @property
    def teams(self) -> dict[str, int]:
        """What the page goes through; for choosing one, so those that are hurt only come last."""
        return {team: self.hurt.get(team, 0) + self.rest.get(team, 0) for team in (*self.rest, *self.hurt)}


@dataclass(frozen=True, slots=True)
class InOrder:
    """Stuck rows: customers first, then by team in file order, as the report has them; never by how much a
    team needs. A part of them costs at most three queries."""

    rows: QuerySet[Stuck]
    hurt: int
    teams: Mapping[str, int]  # in their order, without those that are hurt

    def __len__(self) -> int:
        return self.hurt + sum(self.teams.values())

    def __getitem__(self, part: slice) -> list[Stuck]:
        start, stop, _ = part.indices(len(self))
        first = list(self.rows.filter(_hurt()).order_by("order")[start:stop]) if start < self.hurt else []
        low, high = max(start - self.hurt, 0), max(stop - self.hurt, 0)
        return first + self._by_team(low, high) if low < high else first

    def _by_team(self, low: int, high: int) -> list[Stuck]:
        within, skipped, end = {}, 0, 0
        for place, (team, number) in enumerate(self.teams.items()):
            begin, end = end, end + number
            if end <= low:
                skipped = end
            elif begin < high:
                within[team] = place
        keys = self.rows.exclude(_hurt()).filter(team__in=within).values_list("team", "order", "item")
        ids = [item for _, _, item in sorted(keys, key=lambda key: (within[key[0]], key[1]))]
        found = Stuck.objects.in_bulk(ids[low - skipped : high - skipped])
        return [found[item] for item in ids[low - skipped : high - skipped] if item in found]


@dataclass(frozen=True, slots=True)
class Week:
    """``checks_due``: responses to be checked by now; ``stepped_in``: their own in the last seven days."""

    checks_due: int
    stepped_in: int
    own: int  # ever, withdrawn and corrected ones apart
    cards: tuple[PatternCard, ...]  # their own counted ones, still open


def mine(sight: Sight, now: datetime) -> QuerySet[Stuck]:
    """What waits on them: by name, or on the lead of a team of theirs; customers first."""
    unhurt = Case(When(_hurt(), then=0), default=1, output_field=IntegerField())
    rows = stuck_seen(sight).filter(theirs(sight)).exclude(is_put_off(sight, now))
    return rows.annotate(unhurt=unhurt).order_by("unhurt", "order")


def rest(sight: Sight, now: datetime, counts: Counts, *, team: str = "") -> InOrder:
    """What is stuck and waits on others, of every team or of one."""
    rows = _others(sight, now, team).exclude(_dormant())
    return InOrder(rows, sum(_of(counts.hurt, team).values()), _of(counts.rest, team))


def dormant(sight: Sight, now: datetime, counts: Counts, *, team: str = "") -> InOrder:
    """What nobody moved for sixty working days, customers affected apart: those are never dormant."""
    return InOrder(_others(sight, now, team).filter(_dormant()), 0, _of(counts.dormant, team))


def _others(sight: Sight, now: datetime, team: str) -> QuerySet[Stuck]:
    rows = stuck_seen(sight).exclude(theirs(sight)).exclude(is_put_off(sight, now))
    return rows.filter(team=team) if team else rows


def _of(counted: Mapping[str, int], team: str) -> Mapping[str, int]:
    return {team: counted.get(team, 0)} if team else counted


def counts(sight: Sight, organisation: Organisation, now: datetime) -> Counts:
    groups = (
        stuck_seen(sight)
        .order_by()
        .annotate(
            theirs=_is(theirs(sight)),
            later=_is(is_put_off(sight, now)),
            asleep=_is(_dormant()),
            hurt=_is(_hurt()),
        )
        .values_list("team", "theirs", "later", "asleep", "hurt")
        .annotate(number=Count("item"))
    )
    mine = later = 0
    hurt, rest, asleep = Counter[str](), Counter[str](), Counter[str]()
    for team, is_theirs, is_later, is_asleep, is_hurt, number in groups:
        if is_later:
            later += number
        elif is_theirs:
            mine += number
        else:
            (hurt if is_hurt else asleep if is_asleep else rest)[team] += number
    place = {team.id: number for number, team in enumerate(organisation.teams)}
    return Counts(mine, later, *(_in_file_order(counted, place) for counted in (hurt, rest, asleep)))


def _in_file_order(counted: Mapping[str, int], place: Mapping[str, int]) -> dict[str, int]:
    """Teams that the file does not name come last."""
    return {team: counted[team] for team in sorted(counted, key=lambda t: (place.get(t, len(place)), t))}


def week(sight: Sight, now: datetime) -> Week:
    own = own_step_ins(sight).filter(withdrawn_at=None).exclude(state=StepIn.State.NOT_ONE)
    told = own.aggregate(own=Count("id"), lately=Count("id", filter=Q(at__gt=now - WEEK)))
    checks = due_to_check(sight, now.date()).count()
    cards = cards_seen(sight).filter(leader=sight.person).exclude(state=PatternCard.State.CLOSED)
    return Week(checks, told["lately"], told["own"], tuple(cards.annotate(number=Count("step_ins"))[:12]))


def theirs(sight: Sight) -> Q:
    """What waits on them: by name, or on the lead of a team of theirs where no lead is named."""
    named = Q(waits_who__isnull=False, waits_who=sight.person)
    return named | Q(waits_role="lead", waits_who__isnull=True, team__in=sight.names.leads)


def _hurt() -> Q:
    return Q(customer_impact="yes")


def _dormant() -> Q:
    return Q(idle_hours__gt=DORMANT_HOURS) & ~_hurt()


def _is(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())
