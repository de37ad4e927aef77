"""The chance that stuck work moves within 1, 3 and 10 working days: left alone, if anyone or a lead asks.

From the stratified hazard (method.md, "Forecast"): θ_s·f_q·h_b over the ages ahead, multiplied for W after a
touch. Nothing of one person's history goes in.
"""

from bisect import bisect
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain, pairwise

import numpy as np

from stepin.analysis.estimates.need_rows import RowsFit
from stepin.analysis.estimates.pieces import split_by_bin
from stepin.analysis.estimates.states import FRESH_SUBS, NOBODY, state_of, stretched
from stepin.analysis.estimates.sums import total
from stepin.analysis.estimates.windows import class_of
from stepin.analysis.records import BINS, HOUR_US, SINCE_EDGES_US, WINDOW_US, Bools, Floats, Ints, Who

HORIZONS_US = tuple(hours * HOUR_US for hours in (8, 24, 80))
FEWEST_MOVES = 30  # after touches of a kind, to speak of what one does
AT_A_TIME = 1000
THREADS = 2

_EDGES_US = sorted({*SINCE_EDGES_US[: FRESH_SUBS + 1], *HORIZONS_US})
STRETCHES_US = tuple(pairwise(_EDGES_US))  # of the time ahead, between every edge that matters
UNTIL = [_EDGES_US.index(horizon) - 1 for horizon in HORIZONS_US]  # the last stretch before each horizon
# The sub-window of each stretch within W:
WITHIN_W = [bisect(SINCE_EDGES_US, low) - 1 for low, _ in STRETCHES_US if low < WINDOW_US]


@dataclass(frozen=True, slots=True)
class Ahead:
    """By (row, horizon): chances between 0 and 1; None where too few touches tell."""

    unprompted: Floats
    if_anyone: Floats | None
    if_a_lead: Floats | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Waits still running, at the moment analysed: one row each, ages on their clocks.

    ``last`` is who of all persons touched it last (a Who, −1 nobody), ``since_us`` ago.
    """

    stratum: Ints
    quarter: Ints
    age_us: Ints
    expected_us: Ints
    last: Ints
    since_us: Ints

    def part(self, rows: slice | Ints | Bools) -> "Waiting":
        return Waiting(*(getattr(self, name)[rows] for name in Waiting.__slots__))


def ahead(found: RowsFit, waiting: Waiting) -> Ahead:
    """One row per wait. An age below the expectation counts as the expectation."""
    parts = [
        waiting.part(slice(first, first + AT_A_TIME)) for first in range(0, len(waiting.age_us), AT_A_TIME)
    ]
    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(partial(_chances, found), parts))
    alone, anyone, lead = np.concatenate(told, axis=1) if told else np.empty((3, 0, len(HORIZONS_US)))
    return Ahead(
        alone, anyone if _tells(found, Who.PEER) else None, lead if _tells(found, Who.LEAD) else None
    )


def _tells(found: RowsFit, who: Who) -> bool:
    return bool(found.ahead.moved[found.ahead.who == who].sum() >= FEWEST_MOVES)


def _chances(found: RowsFit, w: Waiting) -> Floats:
    """By (left alone, anyone asks, a lead asks; row; horizon), none less likely than the one before it.

    Whoever asks can only add to what would happen anyway, and a lead can ask as anyone does. Where the
    estimates say otherwise it is noise, and would read as advice against asking.
    """
    pace = _of(found.pace, w.stratum) * found.base.season_of(w.quarter)[:, None]
    untouched = [pace * _per_pace(found, w, low, high) for low, high in STRETCHES_US]
    moves = (
        _left_alone(found, w, untouched, pace),
        _asked(found, w, untouched, Who.PEER),
        _asked(found, w, untouched, Who.LEAD),
    )
    chances = [[-np.expm1(-each).mean(axis=-1) for each in accumulate(stretches)] for stretches in moves]
    return np.maximum.accumulate(np.moveaxis(np.array(chances)[:, UNTIL], 1, -1))


def _left_alone(found: RowsFit, w: Waiting, untouched: list[Floats], pace: Floats) -> Iterator[Floats]:
    """Draws of the moves to expect in each stretch if nobody touches; a fresh touch works on."""
    rows = np.flatnonzero((w.last != NOBODY) & (w.since_us < WINDOW_US))
    some, pace = w.part(rows), pace[rows]
    for (low, high), moves in zip(STRETCHES_US, untouched, strict=True):
        told = moves.copy()
        for sub in range(FRESH_SUBS):
            start, end = (np.clip(edge - some.since_us, low, high) for edge in SINCE_EDGES_US[sub : sub + 2])
            more = _of(found.fresh[:, :, sub], some.last) - 1
            told[rows] += more * pace * _per_pace(found, some, start, end)
        yield told


def _asked(found: RowsFit, w: Waiting, untouched: list[Floats], who: Who) -> Iterator[Floats]:
    """The same if ``who`` touches now: over W as step-ins and asks have shown, most of it at first."""
    effect = found.peer if who == Who.PEER else found.lead
    times = _of(effect, w.stratum) * found.known[who, class_of(state_of(w.last, w.since_us))][:, None]
    falling = [found.fresh[:, who, sub] * untouched[stretch] for stretch, sub in enumerate(WITHIN_W)]
    whole = sum(untouched[: len(falling)])
    level = times * whole / np.maximum(sum(falling), 1e-12)
    return chain((each * level for each in falling), untouched[len(falling) :])


def _of(draws: Floats, rows: Ints) -> Floats:
    """Of draws by (draw, stratum), or whatever else, those of each row: (row, draw)."""
    return np.ascontiguousarray(draws.T)[rows]


def _per_pace(found: RowsFit, w: Waiting, low: Ints | int, high: Ints | int) -> Floats:
    """Draws of the moves to expect untouched over the ages from ``low`` to ``high`` ahead, at a pace of 1."""
    age = np.maximum(w.age_us, w.expected_us)
    low, high = np.broadcast_to(low, age.shape), np.broadcast_to(high, age.shape)
    rows = np.flatnonzero(high > low)
    of, bins, start, until = split_by_bin(age[rows] + low[rows], age[rows] + high[rows], w.expected_us[rows])
    spent = stretched(until - start, w.expected_us[rows[of]])
    cell, size = rows[of] * BINS + bins, len(age) * BINS
    hours = total(cell, spent / HOUR_US, size).reshape(len(age), BINS)
    return np.asarray(hours @ found.h.T)
