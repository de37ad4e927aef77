"""Step-ins and untouched stalled hours per cell, some of which keep needing a lead."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Bools, Floats, Ints

CELLS = 60
HEAT = 6.0  # times the rate of the others
BENIGN = 0.3  # standard deviation of the log rate from one usual cell to another
MEAN_HOURS, SPREAD = 1000.0, 0.5  # of a cell; standard deviation of their log


@dataclass(frozen=True, slots=True)
class PatternWorld:
    """One row per team × kind."""

    step_ins: Ints
    exposure_hours: Floats
    hot: Bools


def simulate_patterns(*, seed: int, hot: int, step_ins_per_hot_cell: float) -> PatternWorld:
    """``hot`` of the cells at six times the usual rate, each with hours for the step-ins asked for.

    The other cells vary benignly around the usual rate, and have hours as work has them: few many, most few.
    """
    rng = np.random.default_rng(seed)
    is_hot = np.arange(CELLS) < hot
    rng.shuffle(is_hot)
    hours = rng.lognormal(np.log(MEAN_HOURS) - SPREAD**2 / 2, SPREAD, CELLS)
    usual = step_ins_per_hot_cell / HEAT / MEAN_HOURS
    rate = usual * np.where(is_hot, HEAT, np.exp(rng.normal(0, BENIGN, CELLS)))
    hours = np.where(is_hot, MEAN_HOURS, hours)
    return PatternWorld(rng.poisson(rate * hours), hours, is_hot)
