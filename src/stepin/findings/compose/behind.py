"""What can be told of each step-in: whether it needed a lead, and why not where not."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.definitions.step_ins import CARRIED, STILL
from stepin.analysis.estimates.forecast import FEWEST_MOVES
from stepin.analysis.estimates.shares import Need as Shares
from stepin.analysis.records import Bools, Floats, Ints
from stepin.findings.compose import arrow
from stepin.findings.compose.outlook import Outlook
from stepin.findings.model import Ends, Estimate, Need, Within

TIMING = "Cannot tell apart from timing: people seem to come where work is about to move anyway."
EARLY = "It came early; the estimate is about stuck work."
TOO_FEW = "Cannot tell yet: too few step-ins were followed by a move."
TOO_FEW_HERE = "Cannot tell yet: too few step-ins into work of its team and kind were followed by a move."
ONLY_ANYWAY = (
    "Cannot tell yet whether anyone's nudge would have done: too few acts on stuck work of its team and kind "
    "were followed by a move."
)
REASONS = (TIMING, EARLY, TOO_FEW, TOO_FEW_HERE, ONLY_ANYWAY)  # without anybody's counts in them
_TOLD = -1  # all three shares are
_NOT_TOLD = pa.scalar(None, pa.float64())


def behind(outlook: Outlook, row: Ints) -> dict[str, pa.Array]:
    """``need``, ``need_reason``, ``anyway`` and ``within`` of these rows of Analysed.step_ins.

    The shares are of those after which whoever it waited on moved; the rest have neither them nor a reason.
    """
    touch, outcome = outlook.of_step_in[row], outlook.outcome[row]
    reason = _by_stratum(outlook)[outlook.stratum[row]]
    moved, late = (outcome != CARRIED) & (outcome != STILL), touch >= 0
    first = moved & late & ((reason == _TOLD) | (reason == REASONS.index(ONLY_ANYWAY)))
    why = np.where(late, reason, REASONS.index(EARLY))
    return {
        "need": _need(outlook, touch, none=~(moved & late & (reason == _TOLD))),
        "need_reason": arrow.taken(REASONS, np.where(moved, why, _TOLD)),
        "anyway": _anyway(outlook, touch, none=~first),
        "within": _within(outlook, touch, all_three=reason == _TOLD),
    }


def _by_stratum(outlook: Outlook) -> Ints:
    """Which of the reasons holds for stuck work of each team and kind, −1 where all can be told."""
    return np.array([_reason(outlook, cell) for cell in outlook.by_stratum], np.int64)


def _reason(outlook: Outlook, cell: Shares) -> int:
    """Why not all of the shares can be told: neither overall, nor of its team and kind."""
    if outlook.failed():
        return REASONS.index(TIMING)
    if outlook.overall.anyway is None:
        return REASONS.index(TOO_FEW)
    if cell.anyway is None:
        return REASONS.index(TOO_FEW_HERE)
    return REASONS.index(ONLY_ANYWAY) if outlook.overall.you is None or cell.you is None else _TOLD


def _need(outlook: Outlook, touch: Ints, *, none: Bools) -> pa.StructArray:
    s = outlook.singles
    shares = {name: _of(getattr(s, name), touch) for name in ("anyway", "anyone", "you")}
    ends = {"low": _ends(s.low, touch, none=none), "high": _ends(s.high, touch, none=none)}
    return arrow.struct_of(Need, shares | ends, none=none)


def _ends(ends: Floats, touch: Ints, *, none: Bools) -> pa.StructArray:
    three = {name: _of(each, touch) for name, each in zip(("anyway", "anyone", "you"), ends, strict=True)}
    return arrow.struct_of(Ends, three, none=none)


def _anyway(outlook: Outlook, touch: Ints, *, none: Bools) -> pa.StructArray:
    s = outlook.singles
    columns = {"mean": _of(s.anyway, touch), "low": _of(s.low[0], touch), "high": _of(s.high[0], touch)}
    return arrow.struct_of(Estimate, columns, none=none)


def _within(outlook: Outlook, touch: Ints, *, all_three: Bools) -> pa.StructArray:
    """None of what the estimate does not speak of, and where too little has moved unprompted yet."""
    told = pa.array(all_three)
    alone, anyone, lead = (_of(chances, touch) for chances in outlook.singles.within)
    columns = {
        "left_alone": alone,
        "anyone": pc.if_else(told, anyone, _NOT_TOLD),
        "lead": pc.if_else(told, lead, _NOT_TOLD),
    }
    return arrow.struct_of(Within, columns, none=(touch < 0) | (outlook.moves < FEWEST_MOVES))


def _of(figures: Floats, touch: Ints) -> pa.Array:
    return arrow.taken(pa.array(figures, pa.float64()), touch)
