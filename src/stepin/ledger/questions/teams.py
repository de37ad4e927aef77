"""Who leads whom, what nobody owns, and which logins may be one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stepin.ledger.merging import merged, suggestions
from stepin.ledger.models import Fact, Publication
from stepin.ledger.sight import Sight
from stepin.org.organisation import Organisation, Post, Team
from stepin.org.people import Suggestion
from stepin.org.selectors import selector_text
from stepin.org.teams import holds_on


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team as of today. ``leads``: with since when; ``people``: how many members and leads it has."""

    id: str
    parent: str | None
    leads: tuple[Post, ...]
    owns: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Merge:
    fact: Fact
    first: str
    second: str


def teams_seen(sight: Sight, organisation: Organisation) -> tuple[Team, ...]:
    """The teams they lead, in file order; every team for an administrator, who looks after the file."""
    return tuple(team for team in organisation.teams if sight.administrator or sight.sees_team(team.id))


def told(teams: Iterable[Team], organisation: Organisation, today: date) -> tuple[TeamRow, ...]:
    owned: dict[str, list[str]] = {}
    for selector in organisation.selectors:
        owned.setdefault(selector.team, []).append(selector_text(selector))
    return tuple(_row(team, owned.get(team.id, []), today) for team in teams)


def _row(team: Team, owns: list[str], today: date) -> TeamRow:
    posts = [post for post in (*team.leads, *team.members) if holds_on(post, today)]
    return TeamRow(
        id=team.id,
        parent=next((each.team for each in team.parents if holds_on(each, today)), None),
        leads=tuple(post for post in team.leads if holds_on(post, today)),
        owns=tuple(owns),
        people=len({post.person for post in posts}),
    )


def unowned(organisation: Organisation) -> tuple[str, ...]:
    """Repositories, projects and services in the findings that no team owns."""
    publication = Publication.objects.only("seen").first()
    declared = {team.id for team in organisation.teams}
    named = publication.seen.get("teams", ()) if publication else ()
    return tuple(team for team in named if team not in declared)


def may_be_one(organisation: Organisation) -> tuple[Suggestion, ...]:
    """Pairs that an administrator may merge: one of each is a login that stepin.toml does not declare."""
    publication = Publication.objects.only("seen").first()
    people = publication.seen.get("people", []) if publication else []
    declared = {person.id for person in organisation.people}
    return tuple(
        pair for pair in suggestions(organisation, people) if not {pair.first, pair.second} <= declared
    )


def merges() -> tuple[Merge, ...]:
    """Those in force, latest first."""
    kept = Fact.objects.filter(about=Fact.About.SAME_PERSON, undone_at=None).select_related("by")
    return tuple(Merge(fact, *merged(fact)) for fact in kept.order_by("-at"))
