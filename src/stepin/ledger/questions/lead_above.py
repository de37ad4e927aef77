"""What a leader's own lead sees of them, from the very same questions that the lead's pages ask."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from stepin.ledger.effects import HELD
from stepin.ledger.models import StepIn
from stepin.ledger.questions import patterns, responses
from stepin.ledger.questions.asking import found_in
from stepin.ledger.questions.team import TeamNote, team_note
from stepin.ledger.sight import Sight, cards_seen, sight_for, step_ins_seen, stuck_seen
from stepin.ledger.words_now import Told, told
from stepin.org.organisation import Organisation
from stepin.org.teams import leads_on

SINCE_DAYS = 28
FIRST = 25  # stuck items told, as many as a page of the lead's *Now*


@dataclass(frozen=True, slots=True)
class Seen:
    """What ``lead`` sees of the viewer's teams. ``one_by_one``: the viewer's step-ins that the lead may read
    one by one (beside or above the lead's own level); ``counted``: by team and kind, those that the lead gets
    in counts and patterns alone. ``patterns`` and ``changes``: of those teams, as the lead is told of them;
    what the lead answered about their own is not the viewer's to read. ``stuck``: what the lead's *Now* tells
    of those teams, where "you" is the lead."""

    lead: str
    teams: tuple[TeamNote, ...]
    one_by_one: int
    counted: tuple[tuple[str, str, int], ...]
    patterns: tuple[patterns.Told, ...]
    changes: tuple[responses.Told, ...]
    stuck: tuple[Told, ...]
    more_stuck: int  # than FIRST


def seen_by_lead_above(sight: Sight, organisation: Organisation, now: datetime) -> tuple[Seen, ...]:
    """One for each lead right above the viewer, in the organisation's order."""
    today = now.date()
    above: dict[str, list[str]] = {}
    for team, level in sight.levels.items():
        for lead in leads_on(organisation, team, today):
            if lead.level == level + 1 and lead.person != sight.person:
                above.setdefault(lead.person, []).append(team)
    return tuple(_seen(lead, teams, sight, organisation, now) for lead, teams in above.items())


def _seen(lead: str, teams: list[str], sight: Sight, organisation: Organisation, now: datetime) -> Seen:
    since = now - timedelta(days=SINCE_DAYS)
    theirs = sight_for(lead, organisation, now.date())
    mine = StepIn.objects.filter(HELD, leader=sight.person, team__in=teams, source=StepIn.Source.FOUND)
    counted = Counter(mine.values_list("team", "kind"))
    cards = list(patterns.with_running(cards_seen(theirs).filter(leader="", team__in=teams)))
    stuck = stuck_seen(theirs).filter(team__in=teams)
    changed = list(responses.seen(theirs).filter(card__in=cards))
    return Seen(
        lead=lead,
        teams=tuple(
            team_note(organisation, team, level=2, since=since, today=now.date())
            for team in teams
            if sight.levels[team] == 1
        ),
        one_by_one=step_ins_seen(theirs).filter(leader=sight.person).count(),
        counted=tuple((team, kind, number) for (team, kind), number in sorted(counted.items())),
        patterns=tuple(patterns.told(cards, theirs, now)),
        changes=tuple(responses.told(changed, theirs, now)),
        stuck=tuple(told(found_in(row, theirs), theirs.names, now) for row in stuck[:FIRST]),
        more_stuck=max(stuck.count() - FIRST, 0),
    )
