"""The chance that stuck work moves within 1, 3 and 10 working days: left alone, if anyone or a lead asks.

From the stratified hazard (method.md, "Forecast"): θ_s·f_q·h_b over the ages ahead, multiplied for W after a
touch. Nothing of one person's history goes in.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stepin.analysis.estimates.need_rows import RowsFit
from stepin.analysis.estimates.pieces import split_by_bin
from stepin.analysis.estimates.states import FRESH_SUBS, NOBODY, state_of, stretched
from stepin.analysis.estimates.sums import total
from stepin.analysis.estimates.windows import class_of
from stepin.analysis.records import BINS, HOUR_US, SINCE_EDGES_US, WINDOW_US, Bools, Floats, Ints, Who

HORIZONS_US = tuple(hours * HOUR_US for hours in (8, 24, 80))
FEWEST_MOVES = 30  # after touches of a kind, to speak of what one does
AT_A_TIME = 2000


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
    starts = range(0, len(waiting.age_us), AT_A_TIME)
    parts = [_chances(found, waiting.part(slice(first, first + AT_A_TIME))) for first in starts]
    alone, anyone, lead = np.concatenate(parts, axis=1) if parts else np.empty((3, 0, len(HORIZONS_US)))
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
    moves = (_left_alone(found, w), _asked(found, w, Who.PEER), _asked(found, w, Who.LEAD))
    return np.maximum.accumulate([-np.expm1(-each).mean(axis=0) for each in moves])


def _left_alone(found: RowsFit, w: Waiting) -> Floats:
    """Draws of the moves to expect if nobody touches; a fresh touch works on: (draw, row, horizon)."""
    result = np.stack([_expected(found, w, w.since_us * 0, horizon) for horizon in HORIZONS_US], axis=-1)
    touched = np.flatnonzero((w.last != NOBODY) & (w.since_us < WINDOW_US))
    some = w.part(touched)
    for place, horizon in enumerate(HORIZONS_US):
        for sub in range(FRESH_SUBS):
            low, high = (np.clip(edge - some.since_us, 0, horizon) for edge in SINCE_EDGES_US[sub : sub + 2])
            more = found.fresh[:, some.last, sub] - 1
            result[:, touched, place] += more * _expected(found, some, low, high)
    return np.asarray(result)


def _asked(found: RowsFit, w: Waiting, who: Who) -> Floats:
    """The same if ``who`` touches now: over W as step-ins and asks have shown, most of it at first."""
    effect = found.peer if who == Who.PEER else found.lead
    times = effect[:, w.stratum] * found.known[who, class_of(state_of(w.last, w.since_us))]
    whole = [_expected(found, w, low, high) for low, high in _subs(WINDOW_US)]
    falling = [found.fresh[:, who, sub, None] for sub in range(FRESH_SUBS)]
    level = sum(whole) / np.maximum(sum(f * h for f, h in zip(falling, whole, strict=True)), 1e-12)
    result = []
    for horizon in HORIZONS_US:
        subs = [_expected(found, w, low, high) for low, high in _subs(horizon)]
        within = sum(f * h for f, h in zip(falling, subs, strict=True)) * level * times
        result.append(within + _expected(found, w, min(horizon, WINDOW_US), horizon))
    return np.stack(result, axis=-1)


def _subs(horizon_us: int) -> list[tuple[int, int]]:
    """The sub-windows of W that lie before the horizon."""
    edges = [min(edge, horizon_us) for edge in SINCE_EDGES_US[: FRESH_SUBS + 1]]
    return list(pairwise(edges))


def _expected(found: RowsFit, w: Waiting, low: Ints | int, high: Ints | int) -> Floats:
    """Draws of the untouched moves to expect over the ages from ``low`` to ``high`` ahead: (draw, row)."""
    age = np.maximum(w.age_us, w.expected_us)
    low, high = np.broadcast_to(low, age.shape), np.broadcast_to(high, age.shape)
    rows = np.flatnonzero(high > low)
    of, bins, start, until = split_by_bin(age[rows] + low[rows], age[rows] + high[rows], w.expected_us[rows])
    spent = stretched(until - start, w.expected_us[rows[of]])
    cell, size = rows[of] * BINS + bins, len(age) * BINS
    hours = total(cell, spent / HOUR_US, size).reshape(len(age), BINS)
    pace = found.pace[:, w.stratum] * found.base.season_of(w.quarter)
    return np.asarray((found.h @ hours.T) * pace)
