"""Strata that borrow from each other: how fast each moves, and what a touch and a lead's touch do there.

Untouched moves D0_s ~ Poisson(X0_s·e^a); of n touches y ~ Binomial(n, 1 − exp(−H·e^(a + u))), u = μ1 + c for
anyone's and μ1 + δ + c + v for a lead's; a ~ N(μ0, σ0²), c ~ N(0, σ1²), v ~ N(0, σ2²) by stratum. Laplace's
approximation over the latents (Tierney and Kadane 1986), Newton's method in each stratum: the log likelihood
is concave in the logarithm of every rate, so that the observed curvature can be relied on.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from stepin.analysis.records import Floats, Ints

MEANS_SD = np.array([1.0, 2.0, 1.0])  # priors N(0, ·²) of μ0, μ1, δ
SPREADS_SD = np.array([1.0, 0.5, 0.35])  # half-normal priors of σ0, σ1, σ2
WIDEST = 3.0  # half-normal standard deviations beyond which no spread is drawn
NEWTON_ROUNDS = 50
LONGEST_STEP = 1.0
CLOSE_ENOUGH = 1e-6
DIFFERENCE = 1e-2  # between points at which the curvature in the hyperparameters is measured
SMALL_DIFFERENCE = 1e-3  # and their slope
FLAT_ENOUGH = 1e-2  # slope of the log posterior
AT_A_TIME = 12  # hyperparameters for which the latents are sought together


@dataclass(frozen=True, slots=True)
class Evidence:
    """Per stratum ``moves`` (D0) and ``expected`` (X0), untouched.

    Per row of windows its ``stratum``, whether a ``lead``'s (1.0 or 0.0), ``n``, ``moved``, and ``hazard``:
    H, times what is known of touches of its class. Rows ascend by stratum, and in each by ``lead``.
    ``expected`` and ``hazard`` may have an axis before, one entry for each of many hyperparameters.
    """

    moves: Floats
    expected: Floats
    stratum: Ints
    lead: Floats
    n: Floats
    moved: Floats
    hazard: Floats

    def cells(self) -> tuple[Ints, Ints]:
        """The first row of each run of one stratum's, leads' or not; and that run's 2·stratum + lead."""
        cell = 2 * self.stratum + self.lead.astype(np.int64)
        starts = np.flatnonzero(np.diff(cell, prepend=-1))
        return starts, cell[starts]


@dataclass(frozen=True, slots=True)
class Latents:
    """(a, c, v) of each stratum at its mode, and the curvature there (3×3)."""

    mode: Floats
    curvature: Floats


def latents(seen: Evidence, hyper: Floats, *, start: Floats | None = None) -> Latents:
    """``hyper``: (..., (μ0, μ1, δ, log σ0, log σ1, log σ2)); all that is found has its axes in front."""
    prior, sure = _prior(hyper)
    at = np.zeros((*hyper.shape[:-1], len(seen.moves), 3))
    at += 0.0 if start is None else start
    for _ in range(NEWTON_ROUNDS):
        slope, curvature = _at(seen, at, hyper)
        slope -= (at - prior) * np.diagonal(sure, axis1=-2, axis2=-1)
        step = np.clip(
            np.linalg.solve(curvature + sure, slope[..., None])[..., 0], -LONGEST_STEP, LONGEST_STEP
        )
        at += step
        if np.abs(step).max(initial=0.0) < CLOSE_ENOUGH:
            break
    _, curvature = _at(seen, at, hyper)
    return Latents(at, curvature + sure)


def _prior(hyper: Floats) -> tuple[Floats, Floats]:
    """The mean of (a, c, v), and the inverse of their covariance: (..., 1, 3) and (..., 1, 3, 3)."""
    mean = hyper[..., None, :3] * np.array([1.0, 0.0, 0.0])
    return mean, np.exp(-2 * hyper[..., None, 3:])[..., None] * np.eye(3)


def _hazards(seen: Evidence, at: Floats, hyper: Floats) -> Floats:
    """How many moves are expected of each window, at these latents: (..., row)."""
    means, (starts, cell) = hyper[..., None, :3], seen.cells()
    peer = at[..., 0] + at[..., 1] + means[..., 1]
    log_pace = np.stack([peer, peer + means[..., 2] + at[..., 2]], axis=-1)
    pace = np.exp(np.clip(log_pace, -30, 30)).reshape(*peer.shape[:-1], -1)
    many = np.diff(starts, append=len(seen.n))
    return np.maximum(seen.hazard * np.repeat(pace[..., cell], many, axis=-1), 1e-12)


def _at(seen: Evidence, at: Floats, hyper: Floats) -> tuple[Floats, Floats]:
    """Slope and observed information of the log likelihood by stratum."""
    k = _hazards(seen, at, hyper)
    odds = k / np.expm1(np.minimum(k, 700.0))
    moved, still = seen.moved * odds, (seen.n - seen.moved) * k
    (peer, lead), (info_peer, info_lead) = (
        _by_stratum(seen, of) for of in (moved - still, still + moved * (k + odds - 1))
    )
    untouched = seen.expected * np.exp(at[..., 0])
    slope = np.stack([seen.moves - untouched + peer + lead, peer + lead, lead], axis=-1)
    info = info_peer + info_lead
    first = np.stack([info + untouched, info, info_lead], axis=-1)
    rows = [first, np.stack([info, info, info_lead], axis=-1), np.stack([info_lead] * 3, axis=-1)]
    return slope, np.stack(rows, axis=-2)


def _by_stratum(seen: Evidence, values: Floats) -> tuple[Floats, Floats]:
    """The sums of others' rows and of leads': (..., stratum) each."""
    starts, cell = seen.cells()
    sums = np.zeros((*values.shape[:-1], 2 * len(seen.moves)))
    if len(starts):
        sums[..., cell] = np.add.reduceat(values, starts, axis=-1)
    return sums[..., ::2], sums[..., 1::2]


def draw_latents(around: Latents, *, rng: np.random.Generator) -> Floats:
    """One draw of (a, c, v) for each set of them, from the normal at the mode: in the shape of ``mode``."""
    root = np.swapaxes(np.linalg.cholesky(around.curvature), -1, -2)
    noise = np.linalg.solve(root, rng.normal(size=(*around.mode.shape, 1)))
    return np.asarray(around.mode + noise[..., 0])


def log_posterior(seen: Evidence, hyper: Floats) -> Floats:
    """Laplace's log marginal likelihood plus the log prior, up to a constant: one per ``hyper``."""
    return _log_posterior(seen, hyper, latents(seen, hyper))


def _log_posterior(seen: Evidence, hyper: Floats, found: Latents) -> Floats:
    at, k = found.mode, _hazards(seen, found.mode, hyper)
    off = (at - _prior(hyper)[0]) / np.exp(hyper[..., None, 3:])
    density = -0.5 * (off**2).sum(axis=(-2, -1)) - len(seen.moves) * hyper[..., 3:].sum(axis=-1)
    volume = -0.5 * np.linalg.slogdet(found.curvature)[1].sum(axis=-1)
    likelihood = (seen.moves * at[..., 0] - seen.expected * np.exp(at[..., 0])).sum(axis=-1)
    likelihood += (seen.moved * np.log(-np.expm1(-k)) - (seen.n - seen.moved) * k).sum(axis=-1)
    return np.asarray(likelihood + density + volume + _log_prior(hyper))


def _log_prior(hyper: Floats) -> Floats:
    logs, spreads = hyper[..., 3:], np.exp(hyper[..., 3:])
    prior = -0.5 * ((hyper[..., :3] / MEANS_SD) ** 2).sum(axis=-1)
    return np.asarray(prior + logs.sum(axis=-1) - 0.5 * ((spreads / SPREADS_SD) ** 2).sum(axis=-1))


@dataclass(slots=True)
class _Search:
    """The loss to minimise; each step starts from where the last one found the latents, which is close by."""

    seen: Evidence
    mode: Floats

    def __call__(self, hyper: Floats) -> float:
        found = latents(self.seen, hyper, start=self.mode)
        self.mode = found.mode
        return -float(_log_posterior(self.seen, hyper, found))

    def around(self, hyper: Floats) -> Floats:
        """The loss at each of many points not far from the last: (point, 6)."""
        parts = np.array_split(hyper, range(AT_A_TIME, len(hyper), AT_A_TIME))
        found = [latents(self.seen, part, start=self.mode) for part in parts]
        told = [_log_posterior(self.seen, part, each) for part, each in zip(parts, found, strict=True)]
        return -np.concatenate(told)

    def slope(self, hyper: Floats) -> Floats:
        """By central differences: the loss is too large a number for the tiny steps of forward ones."""
        steps = np.eye(len(hyper)) * SMALL_DIFFERENCE
        up, down = self.around(np.concatenate([hyper + steps, hyper - steps])).reshape(2, -1)
        return np.asarray((up - down) / (2 * SMALL_DIFFERENCE))


def hyperparameters(seen: Evidence) -> tuple[Floats, Floats]:
    """Their mode by BFGS, and the covariance from the curvature there."""
    first = np.array([0.0, 0.5, 0.3, *np.log(SPREADS_SD / 2)])
    search = _Search(seen, latents(seen, first).mode)
    found = minimize(search, first, jac=search.slope, method="BFGS", options={"gtol": FLAT_ENOUGH})
    best = np.asarray(found.x, dtype=np.float64)
    return best, _covariance(search.around, best)


def draw_hyperparameters(best: Floats, covariance: Floats, *, rng: np.random.Generator, draws: int) -> Floats:
    """(draw, hyperparameter) from the normal at the mode.

    That normal reaches to spreads that the prior all but rules out where next to nothing is known of one.
    """
    drawn = rng.multivariate_normal(best, covariance, size=draws)
    drawn[:, 3:] = np.minimum(drawn[:, 3:], np.maximum(best[3:], np.log(WIDEST * SPREADS_SD)))
    return np.asarray(drawn)


def _covariance(loss: Callable[[Floats], Floats], best: Floats) -> Floats:
    """The inverse of the curvature, by differences; no direction is taken to be vaguer than 2."""
    size = len(best)
    steps = np.eye(size) * DIFFERENCE
    one, other = np.triu_indices(size)
    signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    corners = loss(np.concatenate([best + i * steps[one] + j * steps[other] for i, j in signs]))
    hessian = np.empty((size, size))
    hessian[one, other] = np.array([i * j for i, j in signs]) @ corners.reshape(4, -1) / (4 * DIFFERENCE**2)
    hessian[other, one] = hessian[one, other]
    values, vectors = np.linalg.eigh(hessian)
    return np.asarray((vectors / np.maximum(values, 0.25)) @ vectors.T)
