"""A home at the size of a large organisation: 200 teams, 5,000 people, 100,000 items, 10,000 step-ins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stepin.findings.model import (
    Ask,
    Chances,
    Estimate,
    Expectation,
    Findings,
    Forecast,
    LogSummary,
    Need,
    NeedRow,
    Pattern,
    StepIn,
    Stuck,
    WaitingOn,
)
from stepin.findings.runs import Origin, Run, run_id
from stepin.log.home import LogHome
from stepin.log.records import Event, Item
from stepin.log.writing import append

AS_OF = datetime(2026, 3, 2, 9, tzinfo=UTC)
KINDS = ("change", "issue", "request", "incident")
FORMS = ("chased", "decided", "clarified", "wrote", "pressed", "investigated")


@dataclass(frozen=True, slots=True)
class Size:
    """``groups`` of teams stand below one director."""

    groups: int
    teams: int
    people: int
    items: int
    step_ins: int
    stuck: int


LARGE = Size(groups=20, teams=200, people=5000, items=100_000, step_ins=10_000, stuck=4_000)
SMALL = Size(groups=2, teams=8, people=80, items=400, step_ins=60, stuck=60)


def team_of(number: int, size: Size) -> str:
    return f"team-{number % size.teams:03}"


def lead_of(team: int, size: Size) -> str:
    return f"lead-{team % size.teams:03}"


def organisation_text(size: Size) -> str:
    """The director leads the root, a head each group, a lead each team; members fill the teams evenly."""
    per_team = (size.people - size.teams - size.groups - 1) // size.teams
    lines = ['owner = "director"\n', _person("director")]
    lines += [_person(f"head-{g:02}") for g in range(size.groups)]
    lines += [_person(f"lead-{t:03}") for t in range(size.teams)]
    lines.append('[[team]]\nid = "root"\nleads = ["director"]\n')
    lines += [
        f'[[team]]\nid = "group-{g:02}"\nparent = "root"\nleads = ["head-{g:02}"]\n'
        for g in range(size.groups)
    ]
    for team in range(size.teams):
        members = ", ".join(f'"github:m-{team:03}-{n:02}"' for n in range(per_team))
        lines.append(
            f'[[team]]\nid = "{team_of(team, size)}"\nparent = "group-{team % size.groups:02}"\n'
            f'owns = ["github:acme/{team:03}"]\nleads = ["lead-{team:03}"]\nmembers = [{members}]\n'
        )
    return "\n".join(lines)


def _person(person: str) -> str:
    return f'[[person]]\nid = "{person}"\nlogins = ["github:{person}"]\n'


def build(home: Path, size: Size) -> None:
    """The organisation and the log; some six events an item."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "stepin.toml").write_text(organisation_text(size), encoding="utf-8")
    append(LogHome(home), items=_items(size), events=_events(size), now=AS_OF)


def item_of(number: int, size: Size) -> str:
    return f"github:acme/{number % size.teams:03}#{number}"


def _items(size: Size) -> Iterator[Item]:
    for n in range(size.items):
        opened = AS_OF - timedelta(days=400) + timedelta(minutes=5 * n % 500_000)
        yield Item(
            item_of(n, size),
            "github",
            KINDS[n % 2],
            f"acme/{n % size.teams:03}",
            f"Item number {n}",
            opened_at=opened,
        )


def _events(size: Size) -> Iterator[Event]:
    for n in range(size.items):
        at = AS_OF - timedelta(days=400) + timedelta(minutes=5 * n % 500_000)
        team = n % size.teams
        told = (
            ("opened", f"github:m-{team:03}-01", None),
            ("assigned", f"github:m-{team:03}-02", f"github:m-{team:03}-02"),
            ("commented", f"github:m-{team:03}-03", "ask"),
            ("commented", f"github:lead-{team:03}", "ask chase"),
            ("pushed", f"github:m-{team:03}-02", None),
            ("closed", f"github:m-{team:03}-02", "completed"),
        )
        for place, (kind, actor, value) in enumerate(told[: 4 if n < size.stuck else 6]):
            yield Event(
                f"github:e{n}-{place}",
                item_of(n, size),
                at + timedelta(days=place),
                place,
                actor,
                kind,
                value,
            )


def run_of(size: Size, *, as_of: datetime = AS_OF) -> Run:
    """Findings of that size, made up whole: the pages are measured, not the analysis."""
    findings = Findings(
        version=1,
        as_of=as_of,
        run=run_id(as_of),
        log=LogSummary(size.items * 6, size.items, size.people, AS_OF - timedelta(days=400), as_of),
        stuck=tuple(_stuck(n, size) for n in range(size.stuck)),
        step_ins=tuple(_step_in(n, size) for n in range(size.step_ins)),
        need=(_need("*", "*"), *(_need(team_of(t, size), "change") for t in range(size.teams))),
        controls=(),
        patterns=tuple(_pattern(t, size) for t in range(min(size.teams, 40))),
        expectations=tuple(
            Expectation(team_of(t, size), kind, 8.0, 16.0, 80.0, True, 400)
            for t in range(size.teams)
            for kind in KINDS
        ),
        notes=(),
    )
    return Run(findings, Origin(0, "hash", "0"))


def _stuck(n: int, size: Size) -> Stuck:
    chances = Chances(0.2, 0.5, 0.8)
    member = f"github:m-{n % size.teams:03}-02"
    return Stuck(
        item_of(n, size), f"Item number {n}", f"https://acme.test/{n}", team_of(n, size), KINDS[n % 4],
        20.0 + n % 90, 8.0, "next", AS_OF - timedelta(days=3 + n % 9), WaitingOn("owner", member), n % 3,
        (Ask(member, AS_OF - timedelta(days=1), False),), "yes" if n % 50 == 0 else "unknown",
        Forecast(chances, chances, chances), ("ask the owner", "wait", "ask the lead")[n % 3],
        "Like it moves.", 40.0, 80.0,
    )  # fmt: skip


def _step_in(n: int, size: Size) -> StepIn:
    """One in five is the director's, one a head's, the rest of the team's own lead."""
    team = n % size.teams
    leader, level = {0: ("director", 3), 1: (f"head-{team % size.groups:02}", 2)}.get(
        n % 5, (lead_of(team, size), 1)
    )
    return StepIn(
        f"github:e{n}-3", item_of(n, size), f"Item number {n}", f"https://acme.test/{n}", team_of(n, size),
        KINDS[n % 4], leader, level, AS_OF - timedelta(hours=151 * n % 9000), n % 9 == 0,
        (FORMS[n % 6],), 2, 20.0, 8.0, WaitingOn("owner", f"github:m-{team:03}-02"), (), (),
        ("moved", "still", "carried", "answered")[n % 4], 3.0 if n % 4 != 1 else None,
        Need(0.5, 0.3, 0.2), None,
    )  # fmt: skip


def _need(team: str, kind: str) -> NeedRow:
    third = Estimate(1 / 3, 0.2, 0.5)
    return NeedRow(team, kind, 400, 300, 20, 80, third, third, third, 2.0, None)


def _pattern(team: int, size: Size) -> Pattern:
    ids = tuple(f"github:e{n}-3" for n in range(team, size.step_ins, size.teams) if n % 4 == 0)
    rate = Estimate(3.0, 2.0, 4.5)
    return Pattern(
        team_of(team, size), KINDS[0], len(ids), 900.0, rate, 0.97, AS_OF - timedelta(days=300), AS_OF, ids
    )
