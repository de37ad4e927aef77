"""What people, teams and kinds are called, and which kinds run around the clock."""

from collections.abc import Mapping
from dataclasses import dataclass

from stepin.findings.model import WaitingOn
from stepin.findings.page import one_line, ref
from stepin.log.schema import AROUND_THE_CLOCK

_KINDS = {"slo": "SLO"}


@dataclass(frozen=True, slots=True)
class Names:
    """People's names by id, the id of who reads (``you``), and the teams that they lead themselves."""

    people: Mapping[str, str]
    viewer: str | None = None
    leads: tuple[str, ...] = ()

    def who(self, person: str) -> str:
        """A login that nobody in stepin.toml has is shown without its source."""
        if self.is_viewer(person):
            return "you"
        return one_line(self.people[person], longest=60) if person in self.people else ref(person)

    def is_viewer(self, person: str | None) -> bool:
        return person is not None and person == self.viewer

    def is_up(self, waiting_on: WaitingOn, team: str) -> bool:
        """Whether it waits on the viewer: by name, or as a lead of the team where no lead is named."""
        if waiting_on.role == "lead" and waiting_on.who is None:
            return team in self.leads
        return self.is_viewer(waiting_on.who)

    def subject(self, person: str) -> str:
        """At the start of a sentence."""
        return "You" if self.is_viewer(person) else self.who(person)


def clock_of(kind: str) -> bool:
    """Whether the kind's clock runs around the clock, rather than in working hours."""
    return kind in AROUND_THE_CLOCK


def kind_name(kind: str, *, many: bool = True) -> str:
    """``alerts``, ``SLOs``, ``work of every kind``."""
    if kind == "*":
        return "work of every kind"
    name = _KINDS.get(kind, kind)
    if not many:
        return name
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def team_name(team: str) -> str:
    return "every team" if team == "*" else one_line(team, longest=60)


def cell_name(team: str, kind: str) -> str:
    """A team and a kind, as a heading: ``payments, alerts``."""
    if team == "*" and kind == "*":
        return "all teams, all kinds"
    return f"{team_name(team)}, {kind_name(kind)}"
