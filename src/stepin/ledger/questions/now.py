"""What *Now* tells one leader: what waits on them, what is stuck in their teams, and what the week holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, IntegerField, Q, QuerySet, When

from stepin.findings.model import DORMANT_HOURS
from stepin.ledger.models import PatternCard, Response, StepIn, Stuck
from stepin.ledger.sight import Sight, cards_seen, own_step_ins, responses_seen, stuck_seen
from stepin.org.organisation import Organisation

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is stuck within sight. ``rest`` is what the page goes through: neither theirs, nor put off,
    nor dormant; ``teams``: that by team, in the organisation file's order."""

    mine: int
    affected: int  # of the rest: customers are
    rest: int
    dormant: int
    put_off: int
    teams: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Week:
    """``checks_due``: responses to be checked by now; ``stepped_in``: their own in the last seven days."""

    checks_due: int
    stepped_in: int
    own: int  # ever, withdrawn and corrected ones apart
    cards: tuple[PatternCard, ...]  # their own counted ones, still open


def mine(sight: Sight, now: datetime) -> QuerySet[Stuck]:
    """What waits on them: by name, or on the lead of a team of theirs; customers first."""
    return _first_customers(stuck_seen(sight).filter(_theirs(sight)).exclude(_put_off(now)))


def rest(sight: Sight, organisation: Organisation, now: datetime, *, team: str = "") -> QuerySet[Stuck]:
    """What is stuck and waits on others: customers first, then by team in file order."""
    rows = stuck_seen(sight).exclude(_theirs(sight)).exclude(_put_off(now)).exclude(_dormant())
    return _by_team(_first_customers(rows.filter(team=team) if team else rows), organisation)


def dormant(sight: Sight, organisation: Organisation, now: datetime, *, team: str = "") -> QuerySet[Stuck]:
    """What nobody moved for sixty working days, customers affected apart: those are never dormant."""
    rows = stuck_seen(sight).exclude(_theirs(sight)).exclude(_put_off(now)).filter(_dormant())
    return _by_team(rows.filter(team=team) if team else rows, organisation)


def put_off(sight: Sight, now: datetime) -> QuerySet[Stuck]:
    """Whichever comes back first."""
    return stuck_seen(sight).filter(_put_off(now)).order_by("wait_until", "order")


def counts(sight: Sight, organisation: Organisation, now: datetime) -> Counts:
    groups = (
        stuck_seen(sight)
        .order_by()
        .annotate(
            theirs=_is(_theirs(sight)),
            later=_is(_put_off(now)),
            asleep=_is(_dormant()),
            hurt=_is(Q(customer_impact="yes")),
        )
        .values_list("team", "theirs", "later", "asleep", "hurt")
        .annotate(number=Count("item"))
    )
    theirs = affected = asleep = later = 0
    teams: dict[str, int] = {}
    for team, is_theirs, is_later, is_asleep, is_hurt, number in groups:
        if is_later:
            later += number
        elif is_theirs:
            theirs += number
        elif is_asleep:
            asleep += number
        else:
            teams[team] = teams.get(team, 0) + number
            affected += number if is_hurt else 0
    place = _places(organisation)
    ordered = {team: teams[team] for team in sorted(teams, key=lambda t: (place.get(t, len(place)), t))}
    return Counts(theirs, affected, sum(teams.values()), asleep, later, ordered)


def week(sight: Sight, now: datetime) -> Week:
    own = own_step_ins(sight).filter(withdrawn_at=None).exclude(state=StepIn.State.NOT_ONE)
    told = own.aggregate(own=Count("id"), lately=Count("id", filter=Q(at__gt=now - WEEK)))
    checks = responses_seen(sight).filter(state=Response.State.RUNNING, check_on__lte=now.date()).count()
    cards = cards_seen(sight).filter(leader=sight.person).exclude(state=PatternCard.State.CLOSED)
    return Week(checks, told["lately"], told["own"], tuple(cards.annotate(number=Count("step_ins"))[:12]))


def _theirs(sight: Sight) -> Q:
    named = Q(waits_who__isnull=False, waits_who=sight.person)
    return named | Q(waits_role="lead", waits_who__isnull=True, team__in=sight.names.leads)


def _put_off(now: datetime) -> Q:
    return Q(wait_until__isnull=False, wait_until__gt=now)


def _dormant() -> Q:
    return Q(idle_hours__gt=DORMANT_HOURS) & ~Q(customer_impact="yes")


def _is(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def _first_customers(rows: QuerySet[Stuck]) -> QuerySet[Stuck]:
    hurt = Case(When(customer_impact="yes", then=0), default=1, output_field=IntegerField())
    return rows.annotate(unhurt=hurt).order_by("unhurt", "order")


def _by_team(rows: QuerySet[Stuck], organisation: Organisation) -> QuerySet[Stuck]:
    """In file order, teams that it does not name last; never by how much a team needs."""
    place = _places(organisation)
    whens = [When(team=team, then=at) for team, at in place.items()]
    placed = rows.annotate(place=Case(*whens, default=len(place), output_field=IntegerField()))
    first = ("unhurt",) if "unhurt" in rows.query.annotations else ()
    return placed.order_by(*first, "place", "team", "order")


def _places(organisation: Organisation) -> dict[str, int]:
    return {team.id: number for number, team in enumerate(organisation.teams)}
