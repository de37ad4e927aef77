"""People and their logins, teams and their leads, what each team owns, and since when.

Dates bound half-open spans: ``since`` is the first day, ``until`` the first day no longer (both UTC dates;
None is unbounded).
"""

from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    logins: tuple[str, ...]
    bot: bool = False
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody's place in a team: a lead or a member, from ``since`` until ``until``."""

    person: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Parent:
    team: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Selector:
    """What a team owns: ``source:container-pattern``, narrowed by a label or a component.

    ``pattern`` is matched against ``source:container`` of an item (shell-style ``*``), e.g.
    ``github:acme/payments`` or ``pagerduty:PAY*``. A component is the label ``component:NAME``.
    """

    team: str
    pattern: str
    label: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def specificity(self) -> tuple[bool, bool, int]:
        """Greater wins: a label over none, an exact container over a pattern, a longer pattern."""
        return (self.label is not None, "*" not in self.pattern, len(self.pattern))


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    parents: tuple[Parent, ...] = ()
    leads: tuple[Post, ...] = ()
    members: tuple[Post, ...] = ()
    timezone: str | None = None
    hours: tuple[time, time] | None = None
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: str | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """A configured expectation. Each span is microseconds on the item's own clock; None is not set."""

    kind: str = "*"
    team: str = "*"
    first_us: int | None = None
    next_us: int | None = None
    done_us: int | None = None


@dataclass(frozen=True, slots=True)
class KindRule:
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class StatusOrder:
    source: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CuePatterns:
    """Regular expressions that tell what a comment does, beside the built-in ones."""

    ask: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    approve: tuple[str, ...] = ()
    decide: tuple[str, ...] = ()
    chase: tuple[str, ...] = ()
    you: tuple[str, ...] = ()
    promise: tuple[str, ...] = ()
    support: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What a refresh brings in: a repository on GitHub, or a table. Paths start at the home."""

    github: str | None = None  # owner/repo
    table: str | None = None  # the events' file
    items: str | None = None
    map: str | None = None  # a map's file, or the name of one shipped
    api_url: str = "https://api.github.com"
    titles: bool = True

    @property
    def name(self) -> str:
        return f"github:{self.github}" if self.github else f"{self.table}"


@dataclass(frozen=True, slots=True)
class Refreshing:
    """When ``serve`` refreshes by itself; ``every_s`` None: never."""

    every_s: int | None = 3600
    in_working_hours: bool = True


@dataclass(frozen=True, slots=True)
class Keep:
    """How long it is kept who read what, how refreshes ended, and how many analyses."""

    reads_days: int = 365
    refreshes_days: int = 90
    runs: int = 50


@dataclass(frozen=True, slots=True)
class Organisation:
    """The whole of ``stepin.toml`` and ``people.toml`` after checking; teams in file order."""

    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    selectors: tuple[Selector, ...] = ()
    expects: tuple[Expect, ...] = ()
    kind_rules: tuple[KindRule, ...] = ()
    statuses: tuple[StatusOrder, ...] = ()
    owner: str | None = None
    log_url: str = "log/"
    waits_on_owner_labels: tuple[str, ...] = field(
        default=("needs rebase", "waiting for author", "waiting on author", "changes needed")
    )
    cues: CuePatterns = CuePatterns()
    sources: tuple[Source, ...] = ()
    refreshing: Refreshing = Refreshing()
    keep: Keep = Keep()
