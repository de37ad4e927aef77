"""What the statistics say of each row: need behind, chances ahead."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from stepin.analysis.estimates.controls import Control, gated, timing
from stepin.analysis.estimates.counting import Gathered
from stepin.analysis.estimates.forecast import Ahead, ahead
from stepin.analysis.estimates.need import overall
from stepin.analysis.estimates.need_rows import Singles, fit_rows, rows, single_step_ins
from stepin.analysis.estimates.shares import Need as Shares
from stepin.analysis.records import Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.running import running


@dataclass(frozen=True, slots=True)
class Outlook:
    """``by_stratum`` follows Analysed.strata, ``ahead`` Work.standing. ``singles`` holds the touches of
    step-ins, in ``of_step_in``'s order; −1 there for those that the estimate does not speak of. ``stratum``
    and ``outcome`` are by step-in."""

    overall: Shares
    by_stratum: tuple[Shares, ...]
    controls: tuple[Control, ...]
    singles: Singles
    of_step_in: Ints
    stratum: Ints
    outcome: Ints
    ahead: Ahead
    moves: float  # of untouched stuck work, from which the chances ahead come

    @staticmethod
    def of(found: Analysed, gathered: Gathered, *, rng: np.random.Generator) -> "Outlook":
        one, two, three = rng.spawn(3)
        counts = gathered.counts
        touch, of_step_in = _touches_of(found)
        with threadpool_limits(limits=1, user_api="blas"):  # its threads and ours would wait for each other
            with ThreadPoolExecutor(max_workers=1) as pool:
                rows_fit = pool.submit(fit_rows, counts, rng=one)
                whole, controls = overall(counts, rng=two), timing(counts, rng=three)
            fitted = rows_fit.result()
            singles = single_step_ins(fitted, found.spells, gathered.late, touch)
            forecasts = ahead(fitted, running(found, gathered.left))
            by_stratum = rows(fitted)
        return Outlook(
            overall=gated(whole, controls),
            by_stratum=tuple(gated(row, controls) for row in by_stratum),
            controls=controls,
            singles=singles,
            of_step_in=of_step_in,
            stratum=found.spells.stratum[found.step_ins.spell],
            outcome=found.step_ins.outcome,
            ahead=forecasts,
            moves=float(fitted.base.moves.sum()),
        )

    def failed(self) -> bool:
        """Whether the shares cannot be told from timing."""
        return any(check.passed is False for check in self.controls)


def _touches_of(found: Analysed) -> tuple[Ints, Ints]:
    """The rows in Touches of late step-ins' first acts, and for each step-in its place among those, or −1."""
    a, s = found.work.acts, found.step_ins
    number = np.cumsum(~a.carries) - 1
    late = np.flatnonzero(~s.early & ~a.carries[s.act])
    place = np.full(len(s.act), -1)
    place[late] = np.arange(len(late))
    return number[s.act[late]], place
