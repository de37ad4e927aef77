"""Which kind of work keeps needing a lead: step-ins per hour of untouched stuck time, cell by cell.

Step-ins O ~ Poisson(λ·X), log λ ~ N(μ, σ²) with (μ, σ) by marginal likelihood over all cells, the log-normal
instead of the Gamma of Clayton and Kaldor (1987): its long tail draws hot cells less to the rest. The
organisation's rate is r = e^(μ + σ²/2). A cell is picked while the mean posterior chance of being wrong
among those picked stays ≤ .10 (Newton, Noueiry, Sarkar and Ahlquist 2004).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from stepin.analysis.estimates.shares import INTERVAL, Share
from stepin.analysis.estimates.sums import total
from stepin.analysis.records import Bools, Floats, Ints

TIMES_THE_RATE = 2.0
FALSE_DISCOVERIES = 0.10
FEWEST_STEP_INS = 3
MOST_OF_EXCESS = 0.5
LOG_SPREADS = (-4.0, 1.5)  # of log σ
POINTS = np.linspace(-6, 6, 481)  # standard deviations at which rates are tried
LOG_WEIGHTS = -(POINTS**2) / 2 - np.log(np.exp(-(POINTS**2) / 2).sum())


@dataclass(frozen=True, slots=True)
class Rates:
    """The distribution of the cells' rates: their logarithms' mean and standard deviation."""

    centre: float
    spread: float

    @property
    def mean(self) -> float:
        """The organisation's rate."""
        return float(np.exp(self.centre + self.spread**2 / 2))

    @property
    def tried(self) -> Floats:
        """The rates, evenly spaced in their logarithms, over which is summed."""
        return np.exp(self.centre + self.spread * POINTS)


@dataclass(frozen=True, slots=True)
class Found:
    """One row per leaf cell, then one per parent.

    ``doubtful``: the chance ℓ that the rate is at most twice the organisation's. ``picked``: shown as a
    pattern; a picked parent stands for its leaves.
    """

    rate_ratio: tuple[Share, ...]
    doubtful: Floats
    picked: Bools


def patterns(step_ins: Ints, hours: Floats, parent: Ints) -> Found:
    """``step_ins`` (O) and untouched stuck ``hours`` (X) per leaf cell; ``parent`` by leaf, −1 for none.

    A parent is shown instead of its leaves where at least two of them are picked and hold most of its excess
    over the organisation's rate. Leaves without hours are never picked.
    """
    rates = fit(step_ins, hours)
    own = np.flatnonzero(parent >= 0)
    parents = int(parent.max(initial=-1)) + 1
    above = total(parent[own], step_ins[own], parents), total(parent[own], hours[own], parents)
    chance = posterior(np.append(step_ins * 1.0, above[0]), np.append(hours, above[1]), rates)
    doubtful = chance @ (rates.tried <= TIMES_THE_RATE * rates.mean)
    leaves = len(step_ins)
    picked = picked_of(doubtful[:leaves], step_ins) & (hours > 0)
    rolled = _rolled_up(step_ins - rates.mean * hours, picked, parent, parents)
    covered = (parent >= 0) & np.append(rolled, False)[parent]
    return Found(ratio_of(chance, rates), doubtful, np.append(picked & ~covered, rolled))


def fit(step_ins: Ints, hours: Floats) -> Rates:
    """The distribution by maximum likelihood; with no step-ins at all, of half a one."""
    seen = hours > 0
    y, x = step_ins[seen].astype(np.float64), hours[seen]
    crude = float(np.log(max(y.sum(), 0.5) / max(x.sum(), 1.0)))
    if y.sum() == 0:
        return Rates(crude, 1.0)

    def loss(at: Floats) -> float:
        return -float(_log_likelihood(y, x, _rates(at)).sum())

    return _rates(np.asarray(minimize(loss, np.array([crude, -1.0]), method="Nelder-Mead").x))


def _rates(at: Floats) -> Rates:
    return Rates(float(at[0]), float(np.exp(np.clip(at[1], *LOG_SPREADS))))


def _log_joint(y: Floats, x: Floats, rates: Rates) -> Floats:
    """Of each cell and each rate tried, up to a constant by cell: (cell, rate)."""
    log_rate = rates.centre + rates.spread * POINTS
    return np.asarray(y[:, None] * log_rate - x[:, None] * np.exp(log_rate) + LOG_WEIGHTS)


def _log_likelihood(y: Floats, x: Floats, rates: Rates) -> Floats:
    joint = _log_joint(y, x, rates)
    top = joint.max(axis=1)
    return np.asarray(top + np.log(np.exp(joint - top[:, None]).sum(axis=1)))


def posterior(step_ins: Ints | Floats, hours: Floats, rates: Rates) -> Floats:
    """The chance of each rate tried, given what each cell saw: (cell, rate); rows sum to 1."""
    joint = _log_joint(np.asarray(step_ins, np.float64), hours, rates)
    weight = np.exp(joint - joint.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def picked_of(doubtful: Floats, step_ins: Ints) -> Bools:
    """The cells, from the least doubtful on, whose mean doubt stays ≤ .10; with at least three step-ins."""
    enough = np.flatnonzero(step_ins >= FEWEST_STEP_INS)
    order = enough[np.argsort(doubtful[enough], kind="stable")]
    running = np.cumsum(doubtful[order]) / np.arange(1, len(order) + 1)
    picked = np.zeros(len(doubtful), np.bool_)
    picked[order[running <= FALSE_DISCOVERIES]] = True
    return picked


def ratio_of(chance: Floats, rates: Rates) -> tuple[Share, ...]:
    """Each cell's rate over the organisation's, drawn to it, with its 90% interval."""
    ratio = rates.tried / rates.mean
    reached = np.cumsum(chance, axis=1)
    low, high = (ratio[np.argmax(reached >= each, axis=1)] for each in INTERVAL)
    rows = zip((chance @ ratio).tolist(), low.tolist(), high.tolist(), strict=True)
    return tuple(Share(mean, min(low, mean), max(high, mean)) for mean, low, high in rows)


def _rolled_up(excess: Floats, picked: Bools, parent: Ints, parents: int) -> Bools:
    """Parents at least two of whose leaves are picked and hold most of the excess of those above the rate."""
    own = np.flatnonzero(parent >= 0)
    above = np.maximum(excess[own], 0.0)
    hot = total(parent[own], picked[own] * 1, parents)
    held = total(parent[own], above * picked[own], parents)
    whole = total(parent[own], above, parents)
    return np.asarray((hot >= 2) & (held > MOST_OF_EXCESS * whole))
