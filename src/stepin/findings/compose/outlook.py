"""What the statistics say of each row: need behind, chances ahead."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.step_ins import CARRIED, STILL
from stepin.analysis.estimates.controls import Control, gated, timing
from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.forecast import FEWEST_MOVES, Ahead, ahead
from stepin.analysis.estimates.need import overall
from stepin.analysis.estimates.need_rows import Singles, fit_rows, rows, single_step_ins
from stepin.analysis.estimates.shares import Need as Shares
from stepin.analysis.records import Floats, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.running import running
from stepin.findings.model import Chances, Ends, Estimate, Forecast, Need, Within

TIMING = "Cannot tell apart from timing: people seem to come where work is about to move anyway."
EARLY = "It came early; the estimate is about stuck work."
TOO_FEW = "Cannot tell yet: too few step-ins were followed by a move."
TOO_FEW_HERE = "Cannot tell yet: too few step-ins into work of its team and kind were followed by a move."
ONLY_ANYWAY = (
    "Cannot tell yet whether anyone's nudge would have done: too few acts on stuck work of its team and kind "
    "were followed by a move."
)


@dataclass(frozen=True, slots=True)
class Behind:
    """What can be told of one step-in. ``reason``: why ``need`` is None, without anybody's counts in it."""

    need: Need | None
    anyway: Estimate | None
    within: Within | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """``by_stratum`` follows Analysed.strata. ``singles`` holds the touches of step-ins, in ``of_step_in``'s
    order; −1 there for those that the estimate does not speak of. ``stratum`` is by step-in."""

    overall: Shares
    by_stratum: tuple[Shares, ...]
    controls: tuple[Control, ...]
    singles: Singles
    of_step_in: Ints
    stratum: Ints
    outcome: Ints
    ahead: Ahead
    moves: float  # of untouched stuck work, from which the chances ahead come
    place: dict[int, int]  # of each running spell in ``ahead``

    @staticmethod
    def of(found: Analysed, counts: Counts, *, rng: np.random.Generator) -> "Outlook":
        one, two, three = rng.spawn(3)
        with ThreadPoolExecutor(max_workers=1) as pool:
            rows_fit = pool.submit(fit_rows, counts, rng=one)
            whole, controls = overall(counts, rng=two), timing(counts, rng=three)
        fitted = rows_fit.result()
        touch, of_step_in = _touches_of(found)
        return Outlook(
            overall=gated(whole, controls),
            by_stratum=tuple(gated(row, controls) for row in rows(fitted)),
            controls=controls,
            singles=single_step_ins(fitted, found.spells, found.touches, touch),
            of_step_in=of_step_in,
            stratum=found.spells.stratum[found.step_ins.spell],
            outcome=found.step_ins.outcome,
            ahead=ahead(fitted, running(found)),
            moves=float(fitted.base.moves.sum()),
            place={int(spell): row for row, spell in enumerate(found.work.standing.spell)},
        )

    def forecast(self, spell: int) -> Forecast | None:
        """Of a running spell; None where too little has moved unprompted yet. What asking does is not told
        where the shares cannot be told from timing."""
        if self.moves < FEWEST_MOVES:
            return None
        row, told = self.place[spell], not self._failed()
        anyone, lead = self.ahead.if_anyone, self.ahead.if_a_lead
        return Forecast(
            _chances(self.ahead.unprompted[row]),
            None if anyone is None or not told else _chances(anyone[row]),
            None if lead is None or not told else _chances(lead[row]),
        )

    def need(self, row: int) -> Behind:
        """Of one step-in. The shares are of those after which whoever it waited on moved."""
        touch, reason = int(self.of_step_in[row]), self._tells(row)
        within = None if touch < 0 else self._within(touch, all_three=reason is None)
        if self.outcome[row] in (CARRIED, STILL):
            return Behind(None, None, within, None)
        if touch < 0:
            return Behind(None, None, None, EARLY)
        need = self._shares(touch)
        return Behind(
            need if reason is None else None,
            _first(need) if reason in (None, ONLY_ANYWAY) else None,
            within,
            reason,
        )

    def _tells(self, row: int) -> str | None:
        """Why not all of a step-in's shares can be told: neither overall, nor of its team and kind."""
        cell = self.by_stratum[self.stratum[row]]
        if self._failed():
            return TIMING
        if self.overall.anyway is None:
            return TOO_FEW
        if cell.anyway is None:
            return TOO_FEW_HERE
        return ONLY_ANYWAY if self.overall.you is None or cell.you is None else None

    def _failed(self) -> bool:
        return any(check.passed is False for check in self.controls)

    def _shares(self, touch: int) -> Need:
        s = self.singles
        low, high = (Ends(*ends[:, touch].tolist()) for ends in (s.low, s.high))
        return Need(float(s.anyway[touch]), float(s.anyone[touch]), float(s.you[touch]), low, high)

    def _within(self, touch: int, *, all_three: bool) -> Within | None:
        """None where too little has moved unprompted yet."""
        if self.moves < FEWEST_MOVES:
            return None
        alone, anyone, lead = self.singles.within[:, touch].tolist()
        return Within(alone, anyone, lead) if all_three else Within(alone, None, None)


def _first(need: Need) -> Estimate | None:
    return Estimate(need.anyway, need.low.anyway, need.high.anyway) if need.low and need.high else None


def _chances(by_horizon: Floats) -> Chances:
    one, three, ten = by_horizon.tolist()
    return Chances(one, three, ten)


def _touches_of(found: Analysed) -> tuple[Ints, Ints]:
    """The rows in Touches of late step-ins' first acts, and for each step-in its place among those, or −1."""
    a, s = found.work.acts, found.step_ins
    number = np.cumsum(~a.carries) - 1
    late = np.flatnonzero(~s.early & ~a.carries[s.act])
    place = np.full(len(s.act), -1)
    place[late] = np.arange(len(late))
    return number[s.act[late]], place
