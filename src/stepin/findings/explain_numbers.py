"""How the numbers of one step-in came about, in sentences; and where there are none, what they would take."""

from collections.abc import Iterator

from stepin.analysis.estimates.need import FEWEST_FOR_ANYWAY, FEWEST_FOR_YOU
from stepin.findings.model import Findings, NeedRow, StepIn, Within
from stepin.findings.rows_seen import REASON
from stepin.findings.words import window

MOVED = ("moved", "answered")
RANGES = "The ranges above hold the truth nine times in ten."
ONLY_MOVED = "Shares are told only of step-ins after which somebody else moved it on or answered."
TOO_FEW_MOVES = "Too little stuck work has moved by itself yet to say how likely it was to move."
MINIMUM = (
    f"It takes {FEWEST_FOR_ANYWAY} acts of leads that were followed by a move to say what would have moved "
    f"anyway, and {FEWEST_FOR_YOU} of leads and {FEWEST_FOR_YOU} of others to say whether anyone's nudge "
    "would have done: overall, and on work of its team and kind."
)


def numbers(told: StepIn, found: Findings) -> Iterator[str]:
    """``found`` as the reader may see it. Nothing of early step-ins, which are in no estimate."""
    if told.early:
        return
    if told.within:
        yield _chances(told.within, told.kind)
        yield from _so(told)
    elif told.outcome != "carried":
        yield TOO_FEW_MOVES
    if told.outcome not in MOVED:
        yield ONLY_MOVED
    elif told.need is None:
        yield from _why_not(told, found)
    if told.anyway or told.need:
        yield RANGES


def _chances(within: Within, kind: str) -> str:
    """q0, q1, q2 out of a hundred."""
    many = _hundred(within.left_alone)
    alone = f"Left alone, {many} in 100 of its team, kind and age move within {window(kind)}"
    if within.anyone is None or within.lead is None:
        return f"{alone}."
    return (
        f"{alone}; after anyone's nudge, {_hundred(within.anyone)}; after a lead's, {_hundred(within.lead)}."
    )


def _so(told: StepIn) -> Iterator[str]:
    """What the shares make of those chances."""
    within = told.within
    if told.need is None or within is None or within.anyone is None or within.lead is None:
        return
    alone, anyone, lead = (_hundred(p) for p in (within.left_alone, within.anyone, within.lead))
    yield (
        f"So of {lead} that move once a lead has come, about {alone} would have moved anyway, "
        f"{anyone - alone} more on anyone's nudge, and {lead - anyone} took a lead."
    )


def _why_not(told: StepIn, found: Findings) -> Iterator[str]:
    failed = [check for check in found.controls if check.passed is False]
    yield from (f"A check is not passed. {check.says}" for check in failed)
    if failed:
        return
    yield MINIMUM
    row = next((row for row in found.need if (row.team, row.kind) == (told.team, told.kind)), None)
    yield from _of_its_cell(row)


def _of_its_cell(row: NeedRow | None) -> Iterator[str]:
    if row and row.reason and row.reason != REASON:
        yield f"Of its team and kind: {row.reason[0].lower()}{row.reason[1:]}"


def _hundred(p: float) -> int:
    return round(p * 100)
