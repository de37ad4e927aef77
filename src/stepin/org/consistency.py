"""What no single table shows: teams that own nothing, cycles of parents, two claims to the same thing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from stepin.org.organisation import Team
from stepin.org.problems import Mistake
from stepin.org.read_teams import PlacedSelector, Teams, overlapping
from stepin.org.teams import holds_on


def inconsistencies(read: Teams) -> Iterator[Mistake]:
    yield from _teams_that_own_nothing(read)
    yield from _cycles(read)
    yield from _equal_claims(read.selectors)


def _teams_that_own_nothing(read: Teams) -> Iterator[Mistake]:
    """A team above others may own nothing itself."""
    above = {parent.team for team in read.teams for parent in team.parents}
    for team in read.teams:
        place = read.places[team.id]
        if team.id not in read.owning and team.id not in above:
            says = f'"{team.id}" owns nothing; write owns = ["github:acme/{team.id}"], or take the team out.'
            yield Mistake(place, says)


def _cycles(read: Teams) -> Iterator[Mistake]:
    """Each ring of teams that are above each other on some day, once, at its first team in the file."""
    order = {team.id: number for number, team in enumerate(read.teams)}
    told: set[frozenset[str]] = set()
    for day in _days_of_change(read.teams):
        above = {
            team.id: parent.team for team in read.teams for parent in team.parents if holds_on(parent, day)
        }
        for ring in _rings(above):
            if frozenset(ring) not in told:
                told.add(frozenset(ring))
                first = min(ring, key=order.__getitem__)
                turn = ring.index(first)
                way = " under ".join((*ring[turn:], *ring[:turn], first))
                when = "" if day == date.min else f" on {day}"
                says = f"is above itself{when}: {way}. Take one of these parents out."
                yield Mistake(read.places[first].at("parent"), says)


def _days_of_change(teams: Iterable[Team]) -> list[date]:
    """A day in every stretch during which no parent changes."""
    days = {day for team in teams for parent in team.parents for day in (parent.since, parent.until) if day}
    return sorted({date.min, *days})


def _rings(above: dict[str, str]) -> Iterator[list[str]]:
    """The cycles of a map in which everything leads to at most one other."""
    done: set[str] = set()
    for start in above:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in done:
            done.add(at)
            path.append(at)
            at = above.get(at)
        if at in path:
            yield path[path.index(at) :]


def _equal_claims(selectors: Iterable[PlacedSelector]) -> Iterator[Mistake]:
    """Two selectors for the same thing with days in common: the later in the file is the mistake."""
    claims: defaultdict[tuple[str, str | None], list[PlacedSelector]] = defaultdict(list)
    for each in selectors:
        same = claims[each.selector.pattern, each.selector.label]
        days = each.selector.since, each.selector.until
        for other in same:
            if overlapping(days, (other.selector.since, other.selector.until)):
                whose = f'team "{other.selector.team}"' if other.selector.team else "another team"
                says = f"{whose} owns the same at the same time ({other.place}); give it to one of them."
                yield Mistake(each.place, says)
                break
        same.append(each)
