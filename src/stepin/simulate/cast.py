"""The people and teams of a simulated organisation, and the ``stepin.toml`` that describes them."""

from dataclasses import dataclass
from datetime import date

from stepin.analysis.records import HOUR_US
from stepin.org.organisation import Expect, Organisation, Parent, Person, Post, Selector, Team


@dataclass(frozen=True, slots=True)
class Character:
    """``login``, in the actor's form, is what the log is told with; ``others`` are theirs elsewhere."""

    id: str
    name: str
    login: str
    bot: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leadership:
    """Who leads from ``since`` on (None: from the first day), until the next one of the team begins."""

    who: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class CastTeam:
    """``containers`` it owns, as ``source:container``; ``leads`` in time order; ``members`` by id.

    ``labelled``: it owns whatever anywhere bears its label, too.
    """

    id: str
    parent: str | None
    leads: tuple[Leadership, ...]
    members: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    timezone: str = "UTC"
    labelled: bool = False

    def lead_on(self, day: date) -> str:
        """The id of whoever leads it that day."""
        return [post.who for post in self.leads if post.since is None or post.since <= day][-1]


@dataclass(frozen=True, slots=True)
class Expected:
    """``first``, ``next`` and ``done`` as ``stepin.toml`` writes them; None is left to be learned."""

    kind: str
    next: str
    first: str | None = None
    done: str | None = None
    team: str = "*"


@dataclass(frozen=True, slots=True)
class Cast:
    people: tuple[Character, ...]
    teams: tuple[CastTeam, ...]
    expects: tuple[Expected, ...] = ()
    owner: str | None = None

    def logins(self) -> dict[str, str]:
        """By id."""
        return {person.id: person.login for person in self.people}


def toml_of(cast: Cast) -> str:
    """The organisation as ``stepin.toml`` text: whose home it is, people, teams, what is expected."""
    parts = [f'owner = "{cast.owner}"\n'] if cast.owner else []
    parts += [_person(person) for person in cast.people]
    parts += [_team(team) for team in cast.teams]
    parts += [_expect(expect) for expect in cast.expects]
    return "\n".join(parts)


def _person(person: Character) -> str:
    bot = "bot = true\n" if person.bot else ""
    logins = _quoted((person.login, *person.others))
    return f'[[person]]\nid = "{person.id}"\nname = "{person.name}"\nlogins = [{logins}]\n{bot}'


def _team(team: CastTeam) -> str:
    lines = ["[[team]]", f'id = "{team.id}"']
    if team.parent:
        lines.append(f'parent = "{team.parent}"')
    owns = [pattern + (f"?label={label}" if label else "") for pattern, label in _owned(team)]
    if owns:
        lines.append(f"owns = [{_quoted(owns)}]")
    lines.append(f"leads = [{', '.join(_posts(team.leads))}]")
    if team.members:
        lines.append(f"members = [{_quoted(team.members)}]")
    return "\n".join([*lines, f'timezone = "{team.timezone}"', ""])


def _owned(team: CastTeam) -> list[tuple[str, str | None]]:
    """Pattern and label of what it owns."""
    owned: list[tuple[str, str | None]] = [(pattern, None) for pattern in team.containers]
    if team.labelled:
        sources = dict.fromkeys(pattern.partition(":")[0] for pattern in team.containers)
        owned += [(f"{source}:*", f"team:{team.id}") for source in sources]
    return owned


def _until(leads: tuple[Leadership, ...]) -> list[date | None]:
    return [*(post.since for post in leads[1:]), None][: len(leads)]


def _posts(leads: tuple[Leadership, ...]) -> list[str]:
    return [
        "{ "
        + ", ".join(
            [f'who = "{post.who}"']
            + [f"{name} = {day}" for name, day in (("from", post.since), ("until", until)) if day]
        )
        + " }"
        for post, until in zip(leads, _until(leads), strict=True)
    ]


def _expect(expect: Expected) -> str:
    spans = (("first", expect.first), ("next", expect.next), ("done", expect.done))
    lines = ["[[expect]]", f'kind = "{expect.kind}"', f'team = "{expect.team}"']
    return "\n".join([*lines, *(f'{name} = "{span}"' for name, span in spans if span), ""])


def _quoted(words: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def organisation_of(cast: Cast) -> Organisation:
    """The same organisation as a checked file gives it."""
    return Organisation(
        people=tuple(Person(who.id, who.name, (who.login, *who.others), bot=who.bot) for who in cast.people),
        teams=tuple(_checked(team) for team in cast.teams),
        selectors=tuple(
            Selector(team.id, pattern, label=label) for team in cast.teams for pattern, label in _owned(team)
        ),
        expects=tuple(
            Expect(row.kind, row.team, *(_us(span) for span in (row.first, row.next, row.done)))
            for row in cast.expects
        ),
        owner=cast.owner,
    )


def _checked(team: CastTeam) -> Team:
    return Team(
        id=team.id,
        parents=(Parent(team.parent),) if team.parent else (),
        leads=tuple(
            Post(post.who, post.since, until)
            for post, until in zip(team.leads, _until(team.leads), strict=True)
        ),
        members=tuple(Post(who) for who in team.members),
        timezone=team.timezone,
    )


def _us(span: str | None) -> int | None:
    """Minutes, hours, or working days of eight hours."""
    unit_us = {"m": HOUR_US // 60, "h": HOUR_US, "d": 8 * HOUR_US}
    return None if span is None else int(span[:-1]) * unit_us[span[-1]]
