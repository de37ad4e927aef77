"""The ``[[team]]`` tables: parents, leads, members, and what each team owns."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from stepin.org.calendar import MONDAY_TO_FRIDAY
from stepin.org.organisation import Parent, Post, Selector, Team
from stepin.org.problems import Place, did_you_mean
from stepin.org.read_people import People
from stepin.org.reading import Table
from stepin.org.selectors import NoSelector, parse_selector
from stepin.org.values import holidays_of, hours_of, timezone_of, weekdays_of

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class PlacedSelector:
    selector: Selector
    place: Place


@dataclass(frozen=True, slots=True)
class Teams:
    """``owning``: the ids of the teams that say they own something, even if what they say is mistaken."""

    teams: tuple[Team, ...]
    selectors: tuple[PlacedSelector, ...]
    places: dict[str, Place]
    owning: frozenset[str]


def read_teams(file: Table, people: People) -> Teams:
    tables = list(file.tables("team"))
    ids = [_id(table) for table in tables]
    known = {team_id for team_id in ids if team_id is not None}
    teams: dict[str, Team] = {}
    places: dict[str, Place] = {}
    selectors: list[PlacedSelector] = []
    for table, team_id in zip(tables, ids, strict=True):
        team = _team(table, team_id or "", people, known)
        selectors += _owned(table, team.id)
        if team_id in teams:
            table.wrong(f'a team "{team_id}" is declared already; give this one another id.', "id")
        elif team_id is not None:
            teams[team_id], places[team_id] = team, table.place
    owning = {team_id or "" for table, team_id in zip(tables, ids, strict=True) if table.values.get("owns")}
    return Teams(tuple(teams.values()), tuple(selectors), places, frozenset(owning))


def overlapping(one: Days, other: Days) -> bool:
    """Whether two half-open spans share a day; None is unbounded."""
    return (one[1] is None or other[0] is None or other[0] < one[1]) and (
        other[1] is None or one[0] is None or one[0] < other[1]
    )


def _id(table: Table) -> str | None:
    team_id = table.needed("id", '"payments"')
    if team_id is not None and (":" in team_id or team_id == "*"):
        table.wrong("a team's id holds no colon, and is not *.", "id")
        return None
    return team_id


def _team(table: Table, team_id: str, people: People, known: Collection[str]) -> Team:
    return Team(
        id=team_id,
        parents=_parents(table, team_id, known),
        leads=_posts(table, "leads", people),
        members=_posts(table, "members", people),
        timezone=timezone_of(table),
        hours=hours_of(table),
        weekdays=weekdays_of(table) or MONDAY_TO_FRIDAY,
        holidays=holidays_of(table),
    )


def _parents(table: Table, team_id: str, known: Collection[str]) -> tuple[Parent, ...]:
    values = table.values.get("parent", [])
    listed = [values] if isinstance(values, str) else values
    whole = Table({**table.values, "parent": listed}, table.place, table.mistakes)
    parents: list[Parent] = []
    for entry in whole.entries("parent", kind="team.parent", word="team"):
        parent, days = entry.needed("team", '"platform"'), entry.span()
        if parent is not None and (parent == team_id or parent not in known):
            hint = " A team is not its own parent." if parent == team_id else did_you_mean(parent, known)
            hint = hint or " Add a [[team]] with that id."
            entry.wrong(f'no other team is called "{parent}".{hint}', "team")
        elif parent is not None and days is not None:
            parents.append(_parent(entry, Parent(parent, *days), parents))
    return tuple(parents)


def _parent(entry: Table, parent: Parent, others: Sequence[Parent]) -> Parent:
    if any(overlapping((parent.since, parent.until), (each.since, each.until)) for each in others):
        entry.wrong("overlaps another parent's dates; a team has one parent at a time.")
    return parent


def _posts(table: Table, key: str, people: People) -> tuple[Post, ...]:
    posts: list[Post] = []
    spans: defaultdict[str, list[Days]] = defaultdict(list)
    for entry in table.entries(key, kind=f"team.{key}", word="who"):
        who, days = entry.needed("who", '"ana"'), entry.span()
        person = None if who is None else people.named_by(entry, "who", who)
        if person is None or days is None:
            continue
        if any(overlapping(days, other) for other in spans[person]):
            entry.wrong(f'overlaps another entry of "{person}" here; join them, or mend from and until.')
        spans[person].append(days)
        posts.append(Post(person, *days))
    return tuple(posts)


def _owned(table: Table, team: str) -> Sequence[PlacedSelector]:
    found = []
    for entry in table.entries("owns", kind="team.owns", word="match"):
        text, days = entry.needed("match", '"github:acme/payments"'), entry.span()
        parsed = None if text is None else parse_selector(text)
        if isinstance(parsed, NoSelector):
            entry.wrong(parsed.says, "match")
        elif parsed is not None and days is not None:
            found.append(PlacedSelector(Selector(team, parsed.pattern, parsed.label, *days), entry.place))
    return found
