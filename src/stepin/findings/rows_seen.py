"""Which counts of step-ins a lead may see: none that tell how those of one or a few other leads went.

What a reader may see one by one is theirs to count. The rest is told only together: of four leads or more.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from stepin.findings.model import Findings, NeedRow, StepIn

FEWEST_LEADS = 4
ALL = ("*", "*")
REASON = (
    "Whether it needed a lead is left out, and only step-ins that you may see one by one are counted: "
    f"the rest are of fewer than {FEWEST_LEADS} leads."
)


def rows_seen(found: Findings, seen: tuple[StepIn, ...], teams: set[str]) -> tuple[NeedRow, ...]:
    """The overall row, then those of ``teams``: whole, or of the step-ins ``seen`` alone, without shares and
    with the reason. A row of which nothing would be left is left out."""
    known = {each.id for each in seen}
    hidden = [each for each in found.step_ins if not each.early and each.id not in known]
    cells = [row for row in found.need if row.team in teams]
    whole = {_cell(row) for row in cells if _many_or_none(_behind(hidden, _cell(row)))}
    rest = [each for each in hidden if (each.team, each.kind) not in whole]
    told = [row if _cell(row) in whole else _seen_of(row, seen) for row in cells]
    overall = [row for row in found.need if _cell(row) == ALL]
    if not (
        _many_or_none(hidden) and _many_or_none(rest)
    ):  # all less the rows that are told would be the rest
        overall = [_seen_of(row, seen) for row in overall]
    return (*overall, *(row for row in told if row.step_ins))


def _cell(row: NeedRow) -> tuple[str, str]:
    return row.team, row.kind


def _behind(step_ins: Sequence[StepIn], cell: tuple[str, str]) -> list[StepIn]:
    """The late ones of a team and kind; ``*`` is all of them."""
    team, kind = cell
    return [s for s in step_ins if not s.early and team in (s.team, "*") and kind in (s.kind, "*")]


def _many_or_none(step_ins: Sequence[StepIn]) -> bool:
    leads = {each.leader for each in step_ins}
    return not leads or len(leads) >= FEWEST_LEADS


def _seen_of(row: NeedRow, seen: tuple[StepIn, ...]) -> NeedRow:
    outcomes = Counter(each.outcome for each in _behind(seen, _cell(row)))
    return replace(
        row,
        step_ins=outcomes.total(),
        progressed=outcomes["moved"] + outcomes["answered"],
        answered=outcomes["answered"],
        carried=outcomes["carried"],
        anyway=None,
        anyone=None,
        you=None,
        e_value=None,
        reason=REASON,
    )
