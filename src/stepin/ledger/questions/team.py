"""One team, for a talk between its lead and the lead above: the same for both, word for word.

So it holds only what both may see: what is stuck, step-ins from above one by one, those of its own leads as a
count, what is being changed, and what it cost.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from stepin.findings.model import StepIn as Found
from stepin.findings.model import Stuck as FoundStuck
from stepin.findings.records_json import from_plain
from stepin.ledger.models import PatternCard, Response, StepIn, Stuck
from stepin.org.organisation import Organisation
from stepin.org.teams import Lead, leads_on


@dataclass(frozen=True, slots=True)
class Cost:
    """What stepping into the team's work took since then. ``hours``: where leads gave them, of ``given``
    step-ins; ``rescued``: items that moved or were done after a lead came."""

    step_ins: int
    hours: float
    given: int
    rescued: int


@dataclass(frozen=True, slots=True)
class TeamNote:
    team: str
    leads: tuple[Lead, ...]
    stuck: tuple[FoundStuck, ...]
    by_party: tuple[tuple[str, int], ...]  # role waited on → stuck items, most first
    from_above: tuple[Found, ...]  # late step-ins of leads above the team's own, latest first
    by_own_leads: int
    early: int  # of leads above
    cards: tuple[PatternCard, ...]
    responses: tuple[Response, ...]  # running, the first to check first
    cost: Cost


def team_note(organisation: Organisation, team: str, *, since: datetime, today: date) -> TeamNote:
    """Since then (inclusive). The caller has seen to it that the reader may see the team."""
    step_ins = tuple(
        StepIn.objects.filter(
            team=team, at__gte=since, withdrawn_at=None, source=StepIn.Source.FOUND
        ).exclude(state=StepIn.State.NOT_ONE)
    )
    late = tuple(each for each in step_ins if not each.early)
    stuck = tuple(from_plain(FoundStuck, each.row) for each in Stuck.objects.filter(team=team))
    cards = PatternCard.objects.filter(team=team, leader="").exclude(state=PatternCard.State.CLOSED)
    running = Response.objects.filter(
        card__team=team, card__leader="", state=Response.State.RUNNING
    ).select_related("card")
    return TeamNote(
        team=team,
        leads=leads_on(organisation, team, today),
        stuck=stuck,
        by_party=tuple(Counter(each.waiting_on.role for each in stuck).most_common()),
        from_above=tuple(from_plain(Found, each.row) for each in late if each.level > 1),
        by_own_leads=sum(each.level == 1 for each in late),
        early=sum(each.early and each.level > 1 for each in step_ins),
        cards=tuple(cards),
        responses=tuple(running),
        cost=_cost(late),
    )


def _cost(late: tuple[StepIn, ...]) -> Cost:
    hours = [each.hours for each in late if each.hours is not None]
    rescued = {each.item for each in late if each.outcome in ("carried", "moved")}
    return Cost(len(late), sum(hours), len(hours), len(rescued))
