"""Step-ins and untouched stalled hours per cell, some of which keep needing a lead."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Bools, Floats, Ints

CELLS = 60
HEAT = 6.0  # times the rate of the others
BENIGN = 0.3  # standard deviation of the log rate from cell to cell


@dataclass(frozen=True, slots=True)
class PatternWorld:
    """One row per team × kind."""

    step_ins: Ints
    exposure_hours: Floats
    hot: Bools


def simulate_patterns(*, seed: int, hot: int, step_ins_per_hot_cell: float) -> PatternWorld:
    """``hot`` of the cells at six times the rate of the others; all of them vary benignly around theirs."""
    rng = np.random.default_rng(seed)
    is_hot = np.arange(CELLS) < hot
    rng.shuffle(is_hot)
    hours = rng.lognormal(7.0, 0.5, CELLS)
    rate = np.where(is_hot, HEAT, 1.0) * np.exp(rng.normal(0, BENIGN, CELLS))
    usual = step_ins_per_hot_cell / HEAT / hours.mean()
    return PatternWorld(rng.poisson(usual * rate * hours), hours, is_hot)
