"""What logging by hand needs to know: at which level, into which teams, and what is alike."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from stepin.errors import InputError
from stepin.ledger.actions.stuck import zone
from stepin.ledger.models import Account, PatternCard, StepIn
from stepin.ledger.publishing_cards import WITHIN
from stepin.ledger.sight import Sight, cards_seen, own_step_ins
from stepin.log.schema import ITEM_KINDS
from stepin.org.organisation import Organisation
from stepin.org.teams import leads_on

_EARLIER = 200  # of their own that are looked through for names they have used


_FIRST_YEAR = 2000


class NotADayError(InputError):
    def __init__(self) -> None:
        super().__init__("Give the day it was, today or before, like 2024-06-10.")


@dataclass(frozen=True, slots=True)
class Suggestions:
    teams: tuple[str, ...]
    kinds: tuple[str, ...]


def level_in(organisation: Organisation, team: str, person: str | None, on: date) -> int:
    """At which level ``person`` led the team on that day; 1 where they did not, or it is not declared."""
    if team not in {each.id for each in organisation.teams}:
        return 1
    return next((lead.level for lead in leads_on(organisation, team, on) if lead.person == person), 1)


def at_on(text: str, account: Account, now: datetime) -> datetime:
    """Noon of a day like ``2024-06-10``, where the account is; now, for today or "". Raises NotADayError."""
    here = zone(account)
    today = now.astimezone(here).date()
    try:
        on = date.fromisoformat(text) if text else today
    except ValueError:
        raise NotADayError from None
    if on.year < _FIRST_YEAR or on > today:
        raise NotADayError
    return now if on == today else datetime.combine(on, time(12), here).astimezone(UTC)


def past(at: datetime, now: datetime) -> datetime:
    """``at``, aware. Raises NotADayError for what is to come, or was before anything was kept."""
    if at > now or at.year < _FIRST_YEAR:
        raise NotADayError
    return at


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
