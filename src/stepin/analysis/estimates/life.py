"""The chance of a move within W after a touch where some windows were cut short: the actuarial life table
(Cutler and Ederer 1958). Carrying and other competing ends cut a window; they are no moves."""

import numpy as np

from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.late import LIFE_DIMS
from stepin.analysis.estimates.sums import total
from stepin.analysis.estimates.windows import CLASSES, class_of
from stepin.analysis.records import Floats


def chance_by_class(counts: Counts) -> Floats:
    """By (Who, class): the chance of a move within W. 0 where there were no touches."""
    who, state, sub = counts.life.columns()
    shape = (2, CLASSES, LIFE_DIMS[2])
    cell = np.ravel_multi_index((who, class_of(state), sub), shape)
    columns = [total(cell, column, int(np.prod(shape))).reshape(shape) for column in counts.life.sums.T]
    return chance(np.stack(columns, axis=-1))


def chance(table: Floats) -> Floats:
    """From (..., sub-window, (at risk, moved, cut)): who was cut counts for half of the sub-window."""
    risk, moved, cut = np.moveaxis(table, -1, 0)
    per_sub = np.divide(moved, risk - cut / 2, out=np.zeros_like(moved), where=risk > cut / 2)
    return np.asarray(1 - np.prod(1 - np.minimum(per_sub, 1.0), axis=-1))


def scale(counts: Counts) -> Floats:
    """By (Who, class): what moves within W must be multiplied by for what was cut short; 1 without any."""
    q = chance_by_class(counts)
    _, _, _, who, state = counts.touches.columns()
    cell = who * CLASSES + class_of(state)
    n = total(cell, counts.touches.sums[:, 0], q.size).reshape(q.shape)
    moved = total(cell, counts.touches.sums[:, 1:3].sum(axis=1), q.size).reshape(q.shape)
    return np.asarray(np.divide(q * n, moved, out=np.ones_like(q), where=moved > 0))
