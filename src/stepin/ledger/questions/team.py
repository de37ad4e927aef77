"""One team, for a talk between its lead and the lead above: the same for both, word for word.

So it holds only what both may see: what is stuck, step-ins from above one by one, those of its own leads as a
count, what is being changed, and what it cost.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from stepin.findings.model import StepIn as Found
from stepin.findings.model import Stuck as FoundStuck
from stepin.findings.records_json import from_plain
from stepin.findings.views import askers_seen
from stepin.ledger.models import PatternCard, Response, StepIn, Stuck
from stepin.org.organisation import Organisation
from stepin.org.teams import Lead, leads_on

ABOVE = 2  # the level right above a team's own leads


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
    from_above: tuple[Found, ...]  # late step-ins of leads above the team's own, latest first: those told
    by_leads_above: int
    by_own_leads: int
    early: int  # of leads above
    cards: tuple[PatternCard, ...]
    responses: tuple[Response, ...]  # running, the first to check first
    cost: Cost


def team_note(organisation: Organisation, team: str, *, level: int, since: datetime, today: date) -> TeamNote:
    """Since then (inclusive), for who leads it at ``level``: the same at 1 and 2. From further up the
    step-ins of leads between are counted and not told, and nowhere a lead below is named for having asked.
    The caller has seen to it that the reader may see the team."""
    lowest = max(level, ABOVE)
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
        from_above=tuple(_as_told(each, lowest) for each in late if each.level >= lowest),
        by_leads_above=sum(each.level >= ABOVE for each in late),
        by_own_leads=sum(each.level < ABOVE for each in late),
        early=sum(each.early and each.level >= ABOVE for each in step_ins),
        cards=tuple(cards),
        responses=tuple(running),
        cost=_cost(late),
    )


def told_about(note: TeamNote) -> set[str]:
    """Whose step-ins it tells or, of a team with few leads, counts."""
    own = {lead.person for lead in note.leads if lead.level < ABOVE}
    return {each.leader for each in note.from_above} | own


def _as_told(step_in: StepIn, lowest: int) -> Found:
    found = from_plain(Found, step_in.row)
    return replace(found, asked_before=askers_seen(found.asked_before, lowest, ""))


def _cost(late: tuple[StepIn, ...]) -> Cost:
    hours = [each.hours for each in late if each.hours is not None]
    rescued = {each.item for each in late if each.outcome in ("carried", "moved")}
    return Cost(len(late), sum(hours), len(hours), len(rescued))
