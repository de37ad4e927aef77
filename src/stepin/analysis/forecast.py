"""The chance that stuck work moves within 1, 3 and 10 working days: left alone, if anyone or a lead asks.

From the stratified hazard (method.md, "Forecast"): θ_s·f_q·h_b over the ages ahead, multiplied for W after a
touch. Nothing of one person's history goes in.
"""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.need_rows import RowsFit
from stepin.analysis.pieces import split_by_bin
from stepin.analysis.records import BINS, HOUR_US, SINCE_EDGES_US, WINDOW_US, Floats, Ints, Who
from stepin.analysis.states import FRESH_SUBS

HORIZONS_US = tuple(hours * HOUR_US for hours in (8, 24, 80))
FEWEST_MOVES = 30  # after touches of a kind, to speak of what one does
AT_A_TIME = 4000


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

    def part(self, rows: slice) -> "Waiting":
        return Waiting(*(getattr(self, name)[rows] for name in Waiting.__slots__))


def ahead(found: RowsFit, waiting: Waiting) -> Ahead:
    """One row per wait. An age below the expectation counts as the expectation."""
    parts = [
        _chances(found, waiting.part(slice(first, first + AT_A_TIME)))
        for first in range(0, len(waiting.age_us), AT_A_TIME)
    ]
    alone, anyone, lead = (
        np.concatenate([part[each] for part in parts]) if parts else np.empty((0, len(HORIZONS_US)))
        for each in range(3)
    )
    return Ahead(
        alone, anyone if _tells(found, Who.PEER) else None, lead if _tells(found, Who.LEAD) else None
    )


def _tells(found: RowsFit, who: Who) -> bool:
    return bool(found.ahead.moved[found.ahead.who == who].sum() >= FEWEST_MOVES)


def _chances(found: RowsFit, w: Waiting) -> tuple[Floats, Floats, Floats]:
    by_horizon = [_at(found, w, horizon) for horizon in HORIZONS_US]
    alone, anyone, lead = (np.stack([each[who] for each in by_horizon], axis=1) for who in range(3))
    return alone, np.maximum(anyone, alone), np.maximum(lead, alone)


def _at(found: RowsFit, w: Waiting, horizon_us: int) -> tuple[Floats, Floats, Floats]:
    """Mean chances over the draws: left alone, after a peer's touch now, after a lead's."""
    none = np.zeros(len(w.age_us), np.int64)
    pace = found.pace[:, w.stratum] * found.base.season_of(w.quarter)
    within = _expected(found, w, none, none + min(horizon_us, WINDOW_US)) * pace
    beyond = _expected(found, w, none + min(horizon_us, WINDOW_US), none + horizon_us) * pace
    lingering = within + beyond
    for sub in range(FRESH_SUBS):
        low, high = (np.maximum(edge - w.since_us, 0) for edge in SINCE_EDGES_US[sub : sub + 2])
        fresh = np.where(w.last >= 0, found.fresh[:, np.maximum(w.last, 0), sub], 1.0)
        left = _expected(found, w, np.minimum(low, horizon_us), np.minimum(high, horizon_us)) * pace
        lingering += (fresh - 1) * left * (w.last >= 0)
    anyone = found.peer[:, w.stratum] * within + beyond
    lead = found.lead[:, w.stratum] * within + beyond
    alone_mean, anyone_mean, lead_mean = (
        (-np.expm1(-np.maximum(each, 0))).mean(axis=0) for each in (lingering, anyone, lead)
    )
    return alone_mean, anyone_mean, lead_mean


def _expected(found: RowsFit, w: Waiting, low: Ints, high: Ints) -> Floats:
    """Draws of Σ h over the ages from ``low`` to ``high`` ahead: (draw, row)."""
    age = np.maximum(w.age_us, w.expected_us)
    hours = np.zeros((len(age), BINS))
    rows = np.flatnonzero(high > low)
    if len(rows):
        of, bins, start, until = split_by_bin(
            age[rows] + low[rows], age[rows] + high[rows], w.expected_us[rows]
        )
        np.add.at(hours, (rows[of], bins), (until - start) / HOUR_US)
    return found.h @ hours.T
