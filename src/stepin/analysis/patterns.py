"""Which kind of work keeps needing a lead: step-ins per hour of untouched stuck time, cell by cell.

Step-ins O ~ Poisson(λ·X), λ ~ Gamma(a, a/r), with (a, r) by marginal likelihood over all cells (Clayton
and Kaldor 1987); r is the organisation's rate. A cell is picked while the mean posterior chance of being
wrong among those picked stays ≤ .10 (Newton, Noueiry, Sarkar and Ahlquist 2004).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import gamma

from stepin.analysis.records import Bools, Floats, Ints
from stepin.analysis.shares import INTERVAL, Share
from stepin.analysis.sums import total

TIMES_THE_RATE = 2.0
FALSE_DISCOVERIES = 0.10
FEWEST_STEP_INS = 3
MOST_OF_EXCESS = 0.5
LOG_SHAPES = (-2.0, 7.0)


@dataclass(frozen=True, slots=True)
class Found:
    """One row per leaf cell, then one per parent. ``doubtful``: the chance ℓ that the rate is at most twice
    the organisation's. ``picked``: shown as a pattern; a picked parent stands for its leaves."""

    rate_ratio: tuple[Share, ...]
    doubtful: Floats
    picked: Bools


def patterns(step_ins: Ints, hours: Floats, parent: Ints) -> Found:
    """``step_ins`` (O) and untouched stuck ``hours`` (X) per leaf cell; ``parent`` by leaf, −1 for none.

    A parent is shown instead of its leaves where at least two of them are picked and hold most of its excess
    over the organisation's rate. Leaves without hours are never picked.
    """
    shape, mean = fit(step_ins, hours)
    leaf = doubt(step_ins, hours, shape=shape, mean=mean)
    picked = picked_of(leaf, step_ins) & (hours > 0)
    parents = int(parent.max(initial=-1)) + 1
    own = np.flatnonzero(parent >= 0)
    above = total(parent[own], step_ins[own], parents), total(parent[own], hours[own], parents)
    rolled = _rolled_up(step_ins - mean * hours, picked, parent, parents)
    covered = (parent >= 0) & np.append(rolled, False)[parent]
    events, time = np.append(step_ins.astype(np.float64), above[0]), np.append(hours, above[1])
    return Found(
        rate_ratio=ratio_of(events, time, shape=shape, mean=mean),
        doubtful=np.append(leaf, doubt(above[0], above[1], shape=shape, mean=mean)),
        picked=np.append(picked & ~covered, rolled),
    )


def fit(step_ins: Ints, hours: Floats) -> tuple[float, float]:
    """(a, r) by maximum likelihood of the negative binomial. With no step-ins a = 1 and r of half a one."""
    seen = hours > 0
    y, x = step_ins[seen].astype(np.float64), hours[seen]
    if y.sum() == 0:
        return 1.0, 0.5 / max(float(x.sum()), 1.0)
    crude = np.log(y.sum() / x.sum())

    def loss(at: Floats) -> float:
        a = np.exp(np.clip(at[0], *LOG_SHAPES))
        rate = a / np.exp(crude + at[1])
        return -float(np.sum(gammaln(a + y) - gammaln(a) + a * np.log(rate) - (a + y) * np.log(rate + x)))

    best = minimize(loss, np.zeros(2), method="Nelder-Mead").x
    return float(np.exp(np.clip(best[0], *LOG_SHAPES))), float(np.exp(crude + best[1]))


def doubt(step_ins: Ints | Floats, hours: Floats, *, shape: float, mean: float) -> Floats:
    """ℓ: the posterior chance that the rate is at most twice the mean."""
    rate = shape / mean + hours
    return np.asarray(gamma.cdf(TIMES_THE_RATE * mean * rate, shape + step_ins), dtype=np.float64)


def picked_of(doubtful: Floats, step_ins: Ints) -> Bools:
    """The cells, from the least doubtful on, whose mean doubt stays ≤ .10; with at least three step-ins."""
    enough = np.flatnonzero(step_ins >= FEWEST_STEP_INS)
    order = enough[np.argsort(doubtful[enough], kind="stable")]
    running = np.cumsum(doubtful[order]) / np.arange(1, len(order) + 1)
    picked = np.zeros(len(doubtful), np.bool_)
    picked[order[running <= FALSE_DISCOVERIES]] = True
    return picked


def ratio_of(step_ins: Ints | Floats, hours: Floats, *, shape: float, mean: float) -> tuple[Share, ...]:
    """Each cell's rate over the organisation's, shrunk to it, with its 90% interval."""
    a, rate = shape + step_ins, (shape / mean + hours) * mean
    low, high = (gamma.ppf(each, a) / rate for each in INTERVAL)
    rows = zip((a / rate).tolist(), low.tolist(), high.tolist(), strict=True)
    return tuple(Share(*row) for row in rows)


def _rolled_up(excess: Floats, picked: Bools, parent: Ints, parents: int) -> Bools:
    """Parents at least two of whose leaves are picked and hold most of the excess of those above the rate."""
    own = np.flatnonzero(parent >= 0)
    above = np.maximum(excess[own], 0.0)
    hot = np.bincount(parent[own], picked[own], parents)
    held = np.bincount(parent[own], above * picked[own], parents)
    whole = np.bincount(parent[own], above, parents)
    return np.asarray((hot >= 2) & (held > MOST_OF_EXCESS * whole))
