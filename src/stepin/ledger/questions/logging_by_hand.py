"""What logging by hand needs to know: at which level, into which teams, and what is alike."""

from dataclasses import dataclass
from datetime import date

from stepin.ledger.models import PatternCard, StepIn
from stepin.ledger.publishing_cards import WITHIN
from stepin.ledger.sight import Sight, cards_seen, own_step_ins
from stepin.log.schema import ITEM_KINDS
from stepin.org.organisation import Organisation
from stepin.org.teams import leads_on

_EARLIER = 200  # of their own that are looked through for names they have used


@dataclass(frozen=True, slots=True)
class Suggestions:
    teams: tuple[str, ...]
    kinds: tuple[str, ...]


def level_in(organisation: Organisation, team: str, person: str | None, on: date) -> int:
    """At which level ``person`` led the team on that day; 1 where they did not, or it is not declared."""
    if team not in {each.id for each in organisation.teams}:
        return 1
    return next((lead.level for lead in leads_on(organisation, team, on) if lead.person == person), 1)


def suggestions(sight: Sight, organisation: Organisation) -> Suggestions:
    """Teams that they lead, then what they have written before, then all others; each once."""
    used = list(own_step_ins(sight).values_list("team", "kind")[:_EARLIER])
    led = [team.id for team in organisation.teams if sight.sees_team(team.id)]
    others = [team.id for team in organisation.teams if not sight.sees_team(team.id)]
    teams = dict.fromkeys((*led, *(team for team, _ in used), *others))
    kinds = dict.fromkeys((*(kind for _, kind in used if kind != "other"), *ITEM_KINDS))
    return Suggestions(tuple(teams), tuple(kinds))


def alike(step_in: StepIn, sight: Sight) -> int:
    """How many of their own in 90 days are of its team and kind, itself included."""
    own = own_step_ins(sight).filter(team=step_in.team, kind=step_in.kind, early=False, withdrawn_at=None)
    return own.filter(at__gt=step_in.at - WITHIN).exclude(state=StepIn.State.NOT_ONE).count()


def card_of(step_in: StepIn, sight: Sight) -> PatternCard | None:
    """The card that it counts on, or will with the next analysis."""
    return cards_seen(sight).filter(team=step_in.team, kind=step_in.kind).order_by("-leader").first()
