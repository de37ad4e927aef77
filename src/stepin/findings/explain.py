"""One step-in laid open: its item's timeline, and how its numbers came about."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from stepin.analysis.definitions.encoded import KIND
from stepin.analysis.definitions.expectations import CONFIGURED
from stepin.analysis.definitions.trace import Trace, trace
from stepin.analysis.definitions.waiting import Rule
from stepin.analysis.records import Bools, End
from stepin.analysis.run import Analysed
from stepin.errors import HomeError
from stepin.findings.analyse import read_and_analyse
from stepin.findings.compose.events_said import added, said
from stepin.findings.compose.naming import Names, hours, instant
from stepin.findings.explain_numbers import numbers
from stepin.findings.model import StepIn
from stepin.findings.model_explain import Explanation, Moment
from stepin.findings.plain import count, span
from stepin.findings.runs import read_run
from stepin.findings.views import View, as_seen
from stepin.log.delta import LogVersion
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.log.schema import AROUND_THE_CLOCK, EVENT_KINDS
from stepin.org.file import read_organisation

WHY = {
    Rule.BLOCKED: "a block on it was open",
    Rule.ASKED: "a question by name was open",
    Rule.PROMISED: "somebody had said that they would do it",
    Rule.DRAFT: "it was a draft",
    Rule.LABEL: "a label said that it waits on its owner",
    Rule.FEEDBACK: "a review had not been answered",
    Rule.MERGE_LEADS: "it was approved, and its leads merge",
    Rule.MERGE_OWNER: "it was approved, and owners merge their own there",
    Rule.MERGE_USUAL: "it was approved, and few people merge there",
    Rule.REQUESTED: "a review had been asked for",
    Rule.APPROVALS: "it was approved, but by fewer than usually approve there",
    Rule.REVIEWERS: "it had been answered since the last review",
    Rule.POOL: "nobody had been asked to review it, so whoever usually reviews there was up",
    Rule.UNCLAIMED: "nobody had been asked to review it, and nobody usually reviews there",
    Rule.UNCLAIMED_LED: "nobody had been asked to review it, and nobody but its leads could be meant",
    Rule.PAGED: "somebody had been paged or assigned",
    Rule.ACKED: "somebody had taken it on",
    Rule.TEAM: "nobody had taken it on yet",
    Rule.REQUESTER: "a question to whoever opened it was open",
    Rule.OWNED: "it was assigned",
    Rule.NOBODY: "it had no assignee, and no question was open",
    Rule.STATED: "it waited on the person whom somebody named later",
}
_MOVES = (End.PROGRESS, End.PASS)


_BY_A_FIX = "a change that fixes it was open"


class StepInGoneError(HomeError):
    def __init__(self, step_in: str) -> None:
        super().__init__(
            f"{step_in} is no step-in as the log and stepin.toml stand now. "
            "Run stepin analyse, then stepin step-ins."
        )


def explain(home: Path, step_in_id: str, *, view: View | None = None) -> Explanation:
    """From the run of a view, as its reader may see it; without one, from the latest run, all of it.

    With the log as it was for that run. Raises StepInGoneError where there is no such step-in.
    """
    run = read_run(home, view.findings.run if view else None)
    shown = view.findings if view else run.findings
    told = next((s for s in shown.step_ins if s.id == step_in_id), None)
    if told is None:
        raise StepInGoneError(step_in_id)
    version = LogVersion(run.origin.log_version, int(dict(run.origin.settings)["items_version"]))
    organisation = read_organisation(home)
    log = open_log(LogHome(home, organisation.log_url), version=version)
    found = read_and_analyse(log, home, organisation, as_of=run.findings.as_of)
    names = Names(found)
    item = names.code_of(told.item)
    laid = trace(found.log, found.clocks, found.work, item)
    row = _row_of(found, laid, told)
    says = (*_says(found, laid, told, row), *numbers(told, shown))
    explanation = Explanation(told, tuple(_moments(found, names, laid, row)), says, shown.as_of)
    return as_seen(explanation, view) if view else explanation


def _row_of(found: Analysed, laid: Trace, told: StepIn) -> int:
    """The row in StepIns: the one on that item at that instant by that person."""
    s, a = found.step_ins, found.work.acts
    rows = a.row[s.act]
    for row in np.flatnonzero((rows >= laid.row[0]) & (rows <= laid.row[-1]) & (s.early == told.early)):
        act = s.act[row]
        if (
            instant(int(found.log.rows.at[a.row[act]])) == told.at
            and found.log.who.people[a.actor[act]].id == told.leader
        ):
            return int(row)
    raise StepInGoneError(told.id)


def _moments(found: Analysed, names: Names, laid: Trace, row: int) -> Iterator[Moment]:
    parts, levels = _parts(found, laid, row), _levels(found, laid, row)
    for place in range(len(laid.row)):
        team = int(found.work.waits.team[laid.spell[place]])
        actor = int(laid.actor[place])
        yield Moment(
            at=instant(int(laid.at[place])),
            who=names.person(actor) if actor >= 0 else None,
            what=what_happened(found, names, laid, place),
            waits_on=names.waiting_on(int(laid.role[place]), int(laid.waited[place]), team)
            if laid.open_after[place]
            else None,
            idle_hours=hours(laid.idle_us[place]) if laid.spell[place] >= 0 else None,
            part=parts[place],
            level=levels[place],
        )


def what_happened(found: Analysed, names: Names, laid: Trace, place: int) -> str:
    """In a few words, the event in that place of the trace."""
    tell = added if np.isin(laid.row[place], found.log.added.rows) else said
    return tell(EVENT_KINDS[laid.kind[place]], names.value(int(laid.value[place])))


def why_after(found: Analysed, laid: Trace, place: int) -> str:
    """Why it waited on whom it did, after the event in that place of the trace."""
    rule = Rule(int(laid.rule[place]))
    if rule == Rule.BLOCKED:
        blocks = np.flatnonzero(laid.kind[: place + 1] == KIND["blocked"])
        if np.isin(laid.row[blocks[-1]], found.log.added.rows):
            return _BY_A_FIX
    return WHY[rule]


def _levels(found: Analysed, laid: Trace, row: int) -> list[int]:
    """At which level whoever acted led the team of the step-in, 0 where not."""
    team = np.full(len(laid.row), found.work.waits.team[found.step_ins.spell[row]])
    levels: list[int] = found.log.cast.lead.level_at(team, laid.actor, laid.at).tolist()
    return levels


def _parts(found: Analysed, laid: Trace, row: int) -> list[str]:
    ours = _acts_of(found, laid, row)
    parts = []
    for place, ending in enumerate(laid.ending.tolist()):
        if ours[place]:
            parts.append("step-in")
        elif ending in _MOVES:
            parts.append("move")
        elif ending in (End.CARRIED, End.ABANDONED, End.BULK):
            parts.append("ended")
        else:
            parts.append("touch" if laid.acts[place] else "noise")
    return parts


def _acts_of(found: Analysed, laid: Trace, row: int) -> Bools:
    """Which of the item's events make up the step-in."""
    s, a = found.step_ins, found.work.acts
    act, spell = s.act[row], s.spell[row]
    same = (a.spell == spell) & (a.actor == a.actor[act]) & a.deliberate
    age = a.at_us - found.work.waits.start_us[spell]
    late = age >= found.expected_us[spell]
    return np.isin(laid.row, a.row[same & (late != bool(s.early[row]))])


def _says(found: Analysed, laid: Trace, told: StepIn, row: int) -> Iterator[str]:
    w, spell = found.work.waits, int(found.step_ins.spell[row])
    clock = told.kind in AROUND_THE_CLOCK
    act_row = int(found.work.acts.row[found.step_ins.act[row]])
    before = int(np.flatnonzero(laid.row == act_row)[0]) - 1
    why = why_after(found, laid, before)
    began = f"{instant(int(w.started_at[spell])):%Y-%m-%d %H:%M} UTC"
    yield f"The wait began on {began}; just before the step-in, {why}."
    idle, expected = (span(h, round_the_clock=clock) for h in (told.idle_hours, told.expected_hours))
    source = _source(found, spell)
    yield f"It had been idle for {idle}, by {_clock(clock)}; {expected} was expected, {source}."
    if told.early:
        yield "It came before that, so it counts as stepping in early and in no estimate."
    acts = count(told.touches, "act")
    yield f"The step-in is {acts} on purpose; remarks in passing and ordinary reviews are none."
    if told.outcome != "still":  # said already, with regard to the moment looked from
        yield _after(told)


def _clock(around: bool) -> str:
    return "the wall clock" if around else "the team's working hours"


def _source(found: Analysed, spell: int) -> str:
    w, figures = found.work.waits, found.expectations
    sort = 1 if w.responded[spell] else 0
    ends = int(
        figures.learned_from[sort, w.kind[spell], w.quarter[spell] - figures.quarter_from, w.team[spell]]
    )
    if ends == CONFIGURED:
        return "as stepin.toml says"
    if ends == 0:
        return "as is usual for its kind, since too little was known to learn from"
    what = "first answers" if sort == 0 else "moves"
    return f"as three in four {what} of its kind took, learned from {ends} before that quarter"


def _after(told: StepIn) -> str:
    if told.outcome == "carried":
        return "Within 24 hours on its clock, the lead took the step that was waited for."
    who = "somebody" if told.waiting_on.role == "nobody" else "whoever it waited on"
    what = "moved it on" if told.outcome == "moved" else "answered or passed it on"
    return f"Within 24 hours on its clock, {who} {what}."
