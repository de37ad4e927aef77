"""Whether step-ins became fewer after a change, without taking luck for it.

The worst cells would look better by themselves: a naive test calls one in seven improved where nothing was
done. So a cell's rate is drawn to the organisation's first: λ ~ Gamma(a, a/r), fitted to all cells by
maximum likelihood; after b step-ins in X_b stuck hours, those in the next X_a hours follow a negative
binomial with size a + b and mean X_a·(a + b)/(a/r + X_b) (Robbins 1956; Clayton and Kaldor 1987).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betainc, gammaln

from stepin.analysis.records import Floats, Ints

FELL, DID_NOT, CANNOT_TELL = "fell", "did_not", "cannot_tell"
SURE = 0.05  # so few, or fewer, would be seen this seldom had nothing changed
FEWEST_CELLS = 5  # from which a spread of rates is learned
LOG_SHAPES = (-3.0, 5.0)


@dataclass(frozen=True, slots=True)
class Prior:
    """How the cells' rates are spread: a Gamma of this ``shape`` (a) and ``rate`` a/r, in hours.

    ALONE knows nothing of other cells: half a step-in in no time.
    """

    shape: float
    rate: float


ALONE = Prior(0.5, 0.0)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What would come after had nothing changed: a negative binomial of this ``size`` and ``mean``."""

    size: float
    mean: float

    def at_most(self, number: int) -> float:
        """The chance of so many step-ins or fewer."""
        return float(betainc(self.size, number + 1, self.size / (self.size + self.mean)))

    def between(self) -> tuple[int, int]:
        """The numbers between which it comes out nine times in ten."""
        return self._least(0.05), self._least(0.95)

    def _least(self, chance: float) -> int:
        """The least number that is not passed with at least this chance."""
        number = 0
        while self.at_most(number) < chance:
            number += 1
        return number


def spread(step_ins: Ints, hours: Floats) -> Prior:
    """From the step-ins and stuck hours of all cells; ALONE where there are too few of either."""
    seen = hours > 0
    y, x = step_ins[seen].astype(np.float64), hours[seen].astype(np.float64)
    if len(y) < FEWEST_CELLS or not y.sum():
        return ALONE
    crude = float(np.log(y.sum() / x.sum()))
    start = np.array([0.0, crude])
    best = minimize(lambda at: _loss(at, y, x), start, method="Nelder-Mead").x
    shape = float(np.exp(np.clip(best[0], *LOG_SHAPES)))
    return Prior(shape, shape / float(np.exp(best[1])))


def _loss(at: Floats, y: Floats, x: Floats) -> float:
    """Minus the logarithm of the likelihood, of the logarithms of shape and mean rate."""
    shape = float(np.exp(np.clip(at[0], *LOG_SHAPES)))
    mean = x * np.exp(at[1])
    told = gammaln(shape + y) - gammaln(shape) - gammaln(y + 1)
    return -float((told - shape * np.log1p(mean / shape) + y * np.log(mean / (shape + mean))).sum())


def ahead(prior: Prior, *, step_ins: int, hours: float, next_hours: float) -> Ahead:
    """After ``step_ins`` in ``hours``, what comes in the ``next_hours``; any one unit of time will do with
    ALONE. ``hours`` > 0."""
    size = prior.shape + step_ins
    return Ahead(size, next_hours * size / (prior.rate + hours))


def verdict(expected: Ahead, came: int) -> str:
    """FELL: so few come at most one time in twenty had nothing changed. DID_NOT: at least as many as half the
    time. Else CANNOT_TELL, as where too little has been stuck since for even none to say anything."""
    if expected.mean > 0 and expected.at_most(came) <= SURE:
        return FELL
    if came and expected.at_most(came) >= 0.5:
        return DID_NOT
    return CANNOT_TELL
