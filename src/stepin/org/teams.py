"""Who led what, and who belonged where, on a given day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from stepin.org.organisation import Organisation, Parent, Post, Team
from stepin.org.people import Directory

Ints = NDArray[np.int64]

DAY_US = 86_400_000_000
EPOCH = date(1970, 1, 1)
ALWAYS_US = (-(2**62), 2**62)  # an unbounded span; halves of int64, so that differences do not overflow
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LeadPosts:
    """A row for every owning team, person who leads it from some level, and unbroken time.

    Half-open from ``from_us`` to ``until_us``, UTC microseconds. Level 1 leads the team itself, 2 its parent
    at that time, and so on. Somebody may lead at two levels at once: the smaller counts. ``team`` indexes
    ``organisation.teams``; ``person`` is a directory code.
    """

    team: Ints
    person: Ints
    level: Ints
    from_us: Ints
    until_us: Ints


@dataclass(frozen=True, slots=True)
class Lead:
    person: str
    level: int


def lead_posts(organisation: Organisation, who: Directory) -> LeadPosts:
    """Every lead of every team, at every level, as arrays; sorted by team, level, time and person."""
    teams = {team.id: team for team in organisation.teams}
    rows = [
        (code, who.code_of_person[post.person], level, *shared)
        for code, team in enumerate(organisation.teams)
        for above, level, span in ancestry(teams, team)
        for post in above.leads
        if (shared := _overlap(span, span_us(post))) is not None
    ]
    rows.sort(key=lambda row: (row[0], row[2], row[3], row[4], row[1]))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return LeadPosts(*columns)


def leads_on(organisation: Organisation, team: str, day: date) -> tuple[Lead, ...]:
    """Who led the team on that day, nearest level first, each person once at their nearest level."""
    return _leads_on({each.id: each for each in organisation.teams}, team, day)


def levels_on(organisation: Organisation, person: str, day: date) -> dict[str, int]:
    """The teams that ``person`` led on that day, in file order: 1 for those led directly, 2 for those right
    below, and so on."""
    teams = {team.id: team for team in organisation.teams}
    led = ((team, lead) for team in teams for lead in _leads_on(teams, team, day))
    return {team: lead.level for team, lead in led if lead.person == person}


def _leads_on(teams: dict[str, Team], team: str, day: date) -> tuple[Lead, ...]:
    leads: dict[str, Lead] = {}
    for level, above in enumerate((teams[team], *above_on(teams, team, day)), start=1):
        for post in above.leads:
            if holds_on(post, day):
                leads.setdefault(post.person, Lead(post.person, level))
    return tuple(leads.values())


def above_on(teams: dict[str, Team], team: str, day: date) -> Iterator[Team]:
    """The teams above it on that day, nearest first; ``teams`` by id."""
    at_us = (day - EPOCH).days * DAY_US
    return (each for each, level, span in ancestry(teams, teams[team]) if level > 1 and _holds(span, at_us))


def holds_on(dated: Post | Parent, day: date) -> bool:
    """Whether the post or parent is in force on that day: from its first day to the day before ``until``."""
    return (dated.since is None or dated.since <= day) and (dated.until is None or day < dated.until)


def span_us(dated: Post | Parent) -> Span:
    """Its span in UTC microseconds, half-open, from midnight to midnight."""
    return bounds_us(dated.since, dated.until)


def bounds_us(since: date | None, until: date | None) -> Span:
    first = ALWAYS_US[0] if since is None else (since - EPOCH).days * DAY_US
    end = ALWAYS_US[1] if until is None else (until - EPOCH).days * DAY_US
    return first, end


def ancestry(teams: dict[str, Team], team: Team) -> Iterator[tuple[Team, int, Span]]:
    """The team itself at level 1, then every team above it with its level and for how long it was above.

    A team that comes twice on the way up is passed over, so a cycle ends.
    """
    reached = [(team, 1, ALWAYS_US, frozenset({team.id}))]
    while reached:
        at, level, span, below = reached.pop(0)
        yield at, level, span
        for parent in at.parents:
            shared = _overlap(span, span_us(parent))
            if shared is not None and parent.team not in below:
                reached.append((teams[parent.team], level + 1, shared, below | {parent.team}))


def _overlap(one: Span, other: Span) -> Span | None:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low < high else None


def _holds(span: Span, at_us: int) -> bool:
    return span[0] <= at_us < span[1]
