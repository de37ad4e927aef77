"""What one reader may see of a run.

A lead sees what is stuck in the teams they lead and the teams below, what waits on them anywhere, their own
step-ins, and those that leads beside or above them made in their teams. Step-ins of the leads below them are
never shown one by one, nor who of them asked; they are in the patterns, and in counts where four leads' or
more are. ``share`` keeps counts by team and kind alone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from stepin.errors import InputError
from stepin.findings.model import Ask, Findings, NeedRow, StepIn, Stuck
from stepin.findings.model_explain import Explanation
from stepin.findings.names import Names
from stepin.findings.plain import listed
from stepin.findings.rows_seen import REASON, rows_seen
from stepin.org.organisation import Organisation, Team
from stepin.org.teams import holds_on, levels_on

SMALLEST_TEAM = 4
EVERYTHING, LEAD, SHARE = "everything", "lead", "share"


@dataclass(frozen=True, slots=True)
class StuckCount:
    team: str
    kind: str
    stuck: int


@dataclass(frozen=True, slots=True)
class View:
    """``findings`` holds only what the reader may see. ``says``: what the view is, and what it leaves out."""

    findings: Findings
    scope: str  # everything, lead or share
    names: Names
    teams: tuple[str, ...]  # that the view is about, in the organisation's order
    stuck_counts: tuple[StuckCount, ...]  # by team and kind; they stand for the items in a shared view
    says: tuple[str, ...]
    whole: bool = True  # whether the row of all teams and kinds is of all there is
    levels: Mapping[str, int] = field(default_factory=dict)  # of the viewer, by team, as of the run


class UnknownPersonError(InputError):
    def __init__(self, person: str, known: tuple[str, ...]) -> None:
        some = f"It has: {listed(known[:12])}" if known else "It has no people yet"
        more = f", and {len(known) - 12} more" if len(known) > 12 else ""
        super().__init__(f"stepin.toml has no person {person!r}. {some}{more}. Give one of these to --for.")


def view_for(findings: Findings, org: Organisation, *, person: str | None) -> View:
    """The view of ``person``, else of the home's owner, else of everything."""
    viewer = org.owner if person is None else person
    names = Names({each.id: each.name for each in org.people}, viewer)
    if viewer is None:
        return _everything(findings, org, names)
    if viewer not in names.people:
        raise UnknownPersonError(viewer, tuple(each.id for each in org.people if not each.bot))
    return _of_a_lead(findings, org, names, viewer)


def view_to_share(findings: Findings, org: Organisation, *, team_sizes: Mapping[str, int]) -> View:
    """Team and kind only: no person, title, item or address, and no row for a team under four people."""
    small = {team for team in _teams_in(findings) if team_sizes.get(team, 0) < SMALLEST_TEAM}
    kept = _of_teams(findings, {team for team in _teams_in(findings) if team not in small})
    counts = tuple(each for each in _stuck_counts(kept.stuck))
    patterns = tuple(replace(each, step_in_ids=()) for each in kept.patterns)
    shared = replace(kept, stuck=(), step_ins=(), patterns=patterns, notes=(), cells=())
    whole = not _gives_away(findings, small, team_sizes)
    if not whole:
        shared = replace(shared, need=(_sum(need_by_cell(kept)), *need_by_cell(kept)))
    return View(shared, SHARE, Names({}), _in_order(org, kept, small), counts, _says_of_a_share(small), whole)


def _gives_away(findings: Findings, small: set[str], team_sizes: Mapping[str, int]) -> bool:
    """Whether the row of all teams, less the rows that are shown, would be that of fewer than four people."""
    left_out = {row.team for row in need_by_cell(findings)} & small
    return bool(left_out) and sum(team_sizes.get(team, 0) for team in left_out) < SMALLEST_TEAM


def _sum(rows: tuple[NeedRow, ...]) -> NeedRow:
    """The counts of what is shown; the shares are of all there is, so they are not told."""
    step_ins, progressed, answered, carried = (
        sum(getattr(row, name) for row in rows) for name in ("step_ins", "progressed", "answered", "carried")
    )
    reason = (
        "Whether it needed a lead is left out: beside the rows shown here, the whole would tell of "
        f"fewer than {SMALLEST_TEAM} people."
    )
    return NeedRow("*", "*", step_ins, progressed, answered, carried, None, None, None, None, reason)


def own(view: View) -> tuple[StepIn, ...]:
    """The viewer's step-ins, early ones too; everybody's where there is no viewer."""
    if view.scope == LEAD:
        return tuple(s for s in view.findings.step_ins if view.names.is_viewer(s.leader))
    return view.findings.step_ins


def overall_need(findings: Findings) -> NeedRow:
    """The row of all teams and kinds; a row of nothing where the run has none."""
    for row in findings.need:
        if (row.team, row.kind) == ("*", "*"):
            return row
    return NeedRow("*", "*", 0, 0, 0, 0, None, None, None, None, "No lead has stepped into stuck work yet.")


def need_by_cell(findings: Findings) -> tuple[NeedRow, ...]:
    return tuple(row for row in findings.need if (row.team, row.kind) != ("*", "*"))


def sizes(org: Organisation, on: date) -> dict[str, int]:
    """How many people, no bots, are members or leads of each team on ``on``."""
    bots = {each.id for each in org.people if each.bot}
    return {team.id: len(_people_of(team, on) - bots) for team in org.teams}


def _people_of(team: Team, on: date) -> set[str]:
    return {post.person for post in (*team.leads, *team.members) if holds_on(post, on)}


def _everything(findings: Findings, org: Organisation, names: Names) -> View:
    says = (
        "This shows all teams and every lead, since nobody was named: add --for PERSON, "
        "or set owner in stepin.toml.",
    )
    teams = _in_order(org, findings, set())
    return View(findings, EVERYTHING, names, teams, _stuck_counts(findings.stuck), says)


def _of_a_lead(findings: Findings, org: Organisation, names: Names, viewer: str) -> View:
    levels = levels_on(org, viewer, findings.as_of.date())
    seen = _of_teams(findings, set(levels))
    stuck = tuple(
        replace(s, asked=askers_seen(s.asked, levels.get(s.team), viewer))
        for s in findings.stuck
        if s.team in levels or s.waiting_on.who == viewer
    )
    step_ins = tuple(
        replace(s, asked_before=askers_seen(s.asked_before, _stood(s, levels, viewer), viewer))
        for s in findings.step_ins
        if _may_see(s, levels, viewer)
    )
    shown = {each.id for each in step_ins}
    patterns = tuple(
        replace(each, step_in_ids=tuple(i for i in each.step_in_ids if i in shown)) for each in seen.patterns
    )
    need = rows_seen(findings, step_ins, set(levels))
    seen = replace(seen, stuck=stuck, step_ins=step_ins, patterns=patterns, need=need, cells=())
    teams = tuple(team.id for team in org.teams if team.id in levels)
    names = replace(names, leads=tuple(team for team in teams if levels[team] == 1))
    return View(
        seen,
        LEAD,
        names,
        teams,
        _stuck_counts(stuck),
        _says_of_a_lead(names, viewer, levels),
        whole=overall_need(seen).reason != REASON,
        levels=levels,
    )


def _stood(step_in: StepIn, levels: Mapping[str, int], viewer: str | None) -> int | None:
    """The viewer's level in the team of a step-in; where they have left it, that at which they came."""
    return levels.get(step_in.team, step_in.level if step_in.leader == viewer else None)


def askers_seen(asks: tuple[Ask, ...], viewers_level: int | None, viewer: str) -> tuple[Ask, ...]:
    """A lead below the viewer is "a lead": when they ask is how they lead, and theirs to tell."""
    return tuple(
        replace(ask, who=None, level=None)
        if ask.lead and ask.who != viewer and _is_below(ask.level or 1, viewers_level)
        else ask
        for ask in asks
    )


def _is_below(level: int, viewers_level: int | None) -> bool:
    """Whether who leads a team at ``level`` is below the viewer there, who may lead nothing of it."""
    return viewers_level is not None and 0 < level < viewers_level


def as_seen(explanation: Explanation, view: View) -> Explanation:
    """One step-in of the view laid open as its reader may see it: no lead below is named for an act."""
    mine = _stood(explanation.step_in, view.levels, view.names.viewer)
    timeline = tuple(
        replace(each, who=None, a_lead=True)
        if _is_below(each.level, mine) and not view.names.is_viewer(each.who)
        else each
        for each in explanation.timeline
    )
    return replace(explanation, timeline=timeline)


def _may_see(step_in: StepIn, levels: Mapping[str, int], viewer: str) -> bool:
    if step_in.leader == viewer:
        return True
    return step_in.team in levels and step_in.level >= levels[step_in.team]


def _of_teams(findings: Findings, teams: set[str]) -> Findings:
    """The rows of ``teams`` and of all teams together."""

    seen = teams | {"*"}
    return replace(
        findings,
        stuck=tuple(row for row in findings.stuck if row.team in seen),
        need=tuple(row for row in findings.need if row.team in seen),
        patterns=tuple(row for row in findings.patterns if row.team in seen),
        expectations=tuple(row for row in findings.expectations if row.team in seen),
    )


def _stuck_counts(stuck: tuple[Stuck, ...]) -> tuple[StuckCount, ...]:
    counted = Counter((each.team, each.kind) for each in stuck)
    return tuple(StuckCount(team, kind, number) for (team, kind), number in sorted(counted.items()))


def _teams_in(findings: Findings) -> set[str]:
    tables = (findings.stuck, findings.step_ins, findings.need, findings.patterns, findings.expectations)
    return {row.team for rows in tables for row in rows} - {"*"}


def _in_order(org: Organisation, findings: Findings, left_out: set[str]) -> tuple[str, ...]:
    """The organisation's teams in file order, then those that only the findings name."""
    named = tuple(team.id for team in org.teams)
    others = sorted(_teams_in(findings) - set(named))
    return tuple(team for team in (*named, *others) if team not in left_out)


def _says_of_a_lead(names: Names, viewer: str, levels: Mapping[str, int]) -> tuple[str, ...]:
    name = names.people[viewer]
    if not levels:
        return (
            f"{name} leads no team, so this shows only what waits on {name} and where {name} stepped in.",
        )
    said = [f"As seen by {name}, who leads {listed(tuple(team for team, n in levels.items() if n == 1))}."]
    if max(levels.values()) > 1:
        said.append(
            "Step-ins of the leads below are not shown one by one. They are counted in the patterns, and "
            "elsewhere only where those of four leads or more are counted together."
        )
    return tuple(said)


def _says_of_a_share(small: set[str]) -> tuple[str, ...]:
    said = ["Made to be shared: by team and kind only, without people, titles or items."]
    if small:
        said.append(f"Left out: teams with fewer than {SMALLEST_TEAM} people listed in stepin.toml.")
    return tuple(said)
