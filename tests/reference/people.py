"""Who is who, who leads and belongs where, and which team owns an item."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase

from stepin.log.records import Item
from stepin.org.organisation import Organisation, Parent, Post, Selector


def person_of(organisation: Organisation, login: str | None) -> str | None:
    """The person behind a login; a login that nobody declared is a person of its own."""
    if not login or login.startswith("team:"):
        return None
    return next((person.id for person in organisation.people if login in person.logins), login)


def is_bot(organisation: Organisation, person: str) -> bool:
    declared = [each.bot for each in organisation.people if each.id == person]
    return declared[0] if declared else person.endswith("[bot]")


def file_order(organisation: Organisation, person: str) -> tuple[int, str]:
    """Declared people in the file's order, then the others by login: how ties between people are settled."""
    ids = [each.id for each in organisation.people]
    return (ids.index(person), "") if person in ids else (len(ids), person)


def leads(organisation: Organisation, team: str, at: datetime) -> dict[str, int]:
    """Who leads the team at that moment, with the lowest level at which they do."""
    day, level, found = at.astimezone(UTC).date(), 1, dict[str, int]()
    above, seen = [team], {team}
    while above:
        for person in _posted(organisation, above, "leads", day):
            found.setdefault(person, level)
        above = [parent for parent in _parents(organisation, above, day) if parent not in seen]
        seen.update(above)
        level += 1
    return found


def members(organisation: Organisation, team: str, at: datetime) -> set[str]:
    return set(_posted(organisation, [team], "members", at.astimezone(UTC).date()))


def ever_had_people(organisation: Organisation, team: str) -> bool:
    """Whether on any day at all the team had a member, or a lead at any level."""
    posts = [p.since for t in organisation.teams for p in (*t.leads, *t.members)]
    parents = [p.since for t in organisation.teams for p in t.parents]
    days = {date(1, 1, 1), *(since for since in (*posts, *parents) if since)}
    moments = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days]
    return any(leads(organisation, team, at) or members(organisation, team, at) for at in moments)


def _posted(organisation: Organisation, teams: Iterable[str], where: str, day: date) -> list[str]:
    posts = [p for team in organisation.teams if team.id in teams for p in getattr(team, where)]
    return [post.person for post in posts if _in_force(post, day)]


def _parents(organisation: Organisation, teams: Iterable[str], day: date) -> list[str]:
    parents = [p for team in organisation.teams if team.id in teams for p in team.parents]
    return [parent.team for parent in parents if _in_force(parent, day)]


def _in_force(dated: Post | Parent | Selector, day: date) -> bool:
    return (dated.since is None or dated.since <= day) and (dated.until is None or day < dated.until)


def place_of(item: Item) -> str:
    """The container, told apart by source; the source alone where there is none."""
    return f"{item.source}:{item.container}" if item.container else item.source


def owning_team(
    organisation: Organisation, item: Item, labels: tuple[str, ...], named: str | None, at: datetime
) -> str:
    """The most specific rule's team; else the one that a label names; else the place itself."""
    day, place = at.astimezone(UTC).date(), place_of(item)
    fitting = [s for s in organisation.selectors if _owns(s, place, labels, day)]
    if fitting:
        most = max(selector.specificity for selector in fitting)
        teams = {selector.team for selector in fitting if selector.specificity == most}
        return teams.pop() if len(teams) == 1 else "matched by two teams"
    return place if named is None else named


def _owns(selector: Selector, place: str, labels: tuple[str, ...], day: date) -> bool:
    return (
        fnmatchcase(place, selector.pattern)
        and (selector.label is None or selector.label in labels)
        and _in_force(selector, day)
    )
