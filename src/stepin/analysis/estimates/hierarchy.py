"""Strata that borrow from each other: how fast each moves, and what a touch and a lead's touch do there.

Untouched moves D0_s ~ Poisson(X0_s·e^a); of n touches y ~ Binomial(n, 1 − exp(−H·e^(a + u))), u = μ1 + c for
anyone's and μ1 + δ + c + v for a lead's; a ~ N(μ0, σ0²), c ~ N(0, σ1²), v ~ N(0, σ2²) by stratum. Laplace's
approximation over the latents (Tierney and Kadane 1986), Newton's method in each stratum: the log likelihood
is concave in the logarithm of every rate, so that the observed curvature can be relied on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from scipy.optimize import minimize

from stepin.analysis.estimates.sums import total
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """Per stratum ``moves`` (D0) and ``expected`` (X0), untouched.

    Per row of windows its ``stratum``, whether a ``lead``'s (1.0 or 0.0), ``n``, ``moved``, and ``hazard``:
    H, times what is known of touches of its class.
    """

    moves: Floats
    expected: Floats
    stratum: Ints
    lead: Floats
    n: Floats
    moved: Floats
    hazard: Floats


@dataclass(frozen=True, slots=True)
class Latents:
    """(a, c, v) of each stratum at its mode, the curvature there (3×3), and Laplace's log marginal of all."""

    mode: Floats
    curvature: Floats
    log_marginal: float


def latents(seen: Evidence, hyper: Floats, *, start: Floats | None = None) -> Latents:
    """``hyper``: (μ0, μ1, δ, log σ0, log σ1, log σ2)."""
    means, spreads = hyper[:3], np.exp(hyper[3:])
    strata = len(seen.moves)
    at = np.zeros((strata, 3)) if start is None else start.copy()
    prior = np.array([means[0], 0.0, 0.0])
    for _ in range(NEWTON_ROUNDS):
        slope, curvature, _ = _at(seen, at, means)
        slope -= (at - prior) / spreads**2
        curvature += np.diag(1 / spreads**2)
        step = np.clip(np.linalg.solve(curvature, slope[..., None])[..., 0], -LONGEST_STEP, LONGEST_STEP)
        at += step
        if np.abs(step).max(initial=0.0) < CLOSE_ENOUGH:
            break
    _, curvature, likelihood = _at(seen, at, means)
    curvature = curvature + np.diag(1 / spreads**2)
    density = -0.5 * float((((at - prior) / spreads) ** 2).sum()) - strata * float(np.log(spreads).sum())
    volume = -0.5 * float(np.linalg.slogdet(curvature)[1].sum())
    return Latents(at, curvature, likelihood + density + volume)


def _at(seen: Evidence, at: Floats, means: Floats) -> tuple[Floats, Floats, float]:
    """Slope and observed information of the log likelihood by stratum, and its value over all."""
    a, c, v = at[seen.stratum].T
    k = seen.hazard * np.exp(np.clip(a + c + means[1] + seen.lead * (means[2] + v), -30, 30))
    k = np.maximum(k, 1e-12)
    odds = k / np.expm1(np.minimum(k, 700.0))
    still = (seen.n - seen.moved) * k
    slope_k = seen.moved * odds - still
    weight = still + seen.moved * odds * (k + odds - 1)
    strata = len(seen.moves)
    both, lead = total(seen.stratum, slope_k, strata), total(seen.stratum, slope_k * seen.lead, strata)
    info, info_lead = total(seen.stratum, weight, strata), total(seen.stratum, weight * seen.lead, strata)
    untouched = seen.expected * np.exp(at[:, 0])
    slope = np.stack([seen.moves - untouched + both, both, lead], axis=1)
    rows = [[info + untouched, info, info_lead], [info, info, info_lead], [info_lead] * 3]
    curvature = np.moveaxis(np.array(rows), -1, 0)
    value = float((seen.moves * at[:, 0] - untouched).sum())
    value += float((seen.moved * np.log(-np.expm1(-k)) - still).sum())
    return slope, curvature, value


def draw_latents(around: Latents, *, rng: np.random.Generator) -> Floats:
    """One draw of (a, c, v), each by stratum, from the normal at the mode."""
    root = np.swapaxes(np.linalg.cholesky(around.curvature), 1, 2)
    noise = np.linalg.solve(root, rng.normal(size=(*around.mode.shape, 1)))
    return np.asarray((around.mode + noise[..., 0]).T)


def log_posterior(seen: Evidence, hyper: Floats, *, start: Floats | None = None) -> float:
    """Laplace's log marginal likelihood plus the log prior, up to a constant."""
    return latents(seen, hyper, start=start).log_marginal + _log_prior(hyper)


def _log_prior(hyper: Floats) -> float:
    spreads = np.exp(hyper[3:])
    prior = -0.5 * float(((hyper[:3] / MEANS_SD) ** 2).sum())
    return prior + float(hyper[3:].sum()) - 0.5 * float(((spreads / SPREADS_SD) ** 2).sum())


@dataclass(slots=True)
class _Search:
    """The loss to minimise; each step starts from where the last one found the latents, which is close by."""

    seen: Evidence
    mode: Floats

    def __call__(self, hyper: Floats) -> float:
        found = latents(self.seen, hyper, start=self.mode)
        self.mode = found.mode
        return -(found.log_marginal + _log_prior(hyper))

    def slope(self, hyper: Floats) -> Floats:
        """By central differences: the loss is too large a number for the tiny steps of forward ones."""
        steps = np.eye(len(hyper)) * SMALL_DIFFERENCE
        return np.array([self(hyper + step) - self(hyper - step) for step in steps]) / (2 * SMALL_DIFFERENCE)


def hyperparameters(seen: Evidence) -> tuple[Floats, Floats]:
    """Their mode by BFGS, and the covariance from the curvature there."""
    first = np.array([0.0, 0.5, 0.3, *np.log(SPREADS_SD / 2)])
    search = _Search(seen, latents(seen, first).mode)
    found = minimize(search, first, jac=search.slope, method="BFGS", options={"gtol": FLAT_ENOUGH})
    best = np.asarray(found.x, dtype=np.float64)
    return best, _covariance(search, best)


def draw_hyperparameters(best: Floats, covariance: Floats, *, rng: np.random.Generator, draws: int) -> Floats:
    """(draw, hyperparameter) from the normal at the mode.

    That normal reaches to spreads that the prior all but rules out where next to nothing is known of one.
    """
    drawn = rng.multivariate_normal(best, covariance, size=draws)
    drawn[:, 3:] = np.minimum(drawn[:, 3:], np.maximum(best[3:], np.log(WIDEST * SPREADS_SD)))
    return np.asarray(drawn)


def _covariance(loss: Callable[[Floats], float], best: Floats) -> Floats:
    """The inverse of the curvature, by differences; no direction is taken to be vaguer than 2."""
    size = len(best)
    steps = np.eye(size) * DIFFERENCE
    signs = [(one, other) for one in (1, -1) for other in (1, -1)]
    hessian = np.empty((size, size))
    for i, j in combinations_with_replacement(range(size), 2):
        corners = [one * other * loss(best + one * steps[i] + other * steps[j]) for one, other in signs]
        hessian[i, j] = hessian[j, i] = sum(corners) / (4 * DIFFERENCE**2)
    values, vectors = np.linalg.eigh(hessian)
    return np.asarray((vectors / np.maximum(values, 0.25)) @ vectors.T)
