"""Who may see what, by the organisation file as of now.

A leader sees their own step-ins, what is stuck in the teams they lead and below or waits on them, and what
leads beside or above them did in their teams. Of the leads below they see patterns and counts, never step-ins
one by one, and never notes. An administrator configures, and sees nothing more for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from stepin.findings.names import Names
from stepin.ledger.models import Account, PatternCard, Response, StepIn, Stuck
from stepin.org.organisation import Organisation
from stepin.org.teams import levels_on


@dataclass(frozen=True, slots=True)
class Sight:
    """``levels``: the teams that the viewer leads, 1 for those led directly, 2 for those right below them.
    ``leads``: whether they have a leader's pages at all; a member has *My data* only."""

    person: str | None
    levels: Mapping[str, int]
    leads: bool
    administrator: bool
    names: Names

    def sees_team(self, team: str) -> bool:
        return team in self.levels


def sight_of(account: Account, organisation: Organisation, today: date) -> Sight:
    """What ``account`` may see today."""
    return sight_for(
        account.person,
        organisation,
        today,
        name=account.get_full_name(),
        administrator=account.is_administrator,
    )


def sight_for(
    person: str | None,
    organisation: Organisation,
    today: date,
    *,
    name: str | None = None,
    administrator: bool = False,
) -> Sight:
    """What a person may see today. Where no team is declared yet, each leads their own ledger alone."""
    levels = levels_on(organisation, person, today) if person else {}
    names = {each.id: each.name for each in organisation.people}
    if person and name:
        names.setdefault(person, name)
    led = tuple(team for team, level in levels.items() if level == 1)
    return Sight(
        person=person,
        levels=levels,
        leads=person is not None and (bool(levels) or not organisation.teams or person == organisation.owner),
        administrator=administrator,
        names=Names(names, person, led),
    )


def own_step_ins(sight: Sight) -> QuerySet[StepIn]:
    """Theirs, withdrawn ones too."""
    return StepIn.objects.filter(leader=sight.person) if sight.person else StepIn.objects.none()


def step_ins_seen(sight: Sight) -> QuerySet[StepIn]:
    """Theirs, and those found that leads beside or above them made in their teams; not withdrawn ones."""
    seen = StepIn.objects.filter(seen_one_by_one(sight), withdrawn_at=None)
    return seen if sight.leads else StepIn.objects.none()


def seen_one_by_one(sight: Sight) -> Q:
    """Which a leader sees, withdrawn ones too. No column of it is ever null, so its contrary holds."""
    seen = Q(leader=sight.person)
    for level in set(sight.levels.values()):
        teams = [team for team, at in sight.levels.items() if at == level]
        seen |= Q(team__in=teams, level__gte=level, source=StepIn.Source.FOUND)
    return seen


def stuck_seen(sight: Sight) -> QuerySet[Stuck]:
    if not sight.leads:
        return Stuck.objects.none()
    return Stuck.objects.filter(Q(team__in=list(sight.levels)) | Q(waits_who=sight.person))


def cards_seen(sight: Sight) -> QuerySet[PatternCard]:
    """Their own, and the organisation's in the teams they lead."""
    if not sight.leads:
        return PatternCard.objects.none()
    return PatternCard.objects.filter(Q(leader=sight.person) | Q(leader="", team__in=list(sight.levels)))


def responses_seen(sight: Sight) -> QuerySet[Response]:
    return Response.objects.filter(card__in=cards_seen(sight))
