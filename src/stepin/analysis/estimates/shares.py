"""The three shares of a step-in, how sure they are, and why they sometimes cannot be told."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Floats

INTERVAL = (0.05, 0.95)
_CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  # of 0 ≤ r0 ≤ r1 ≤ 1
EDGES = tuple((_CORNERS[i], _CORNERS[j]) for i, j in ((0, 1), (1, 2), (0, 2)))


@dataclass(frozen=True, slots=True)
class Share:
    """mean and the ends of its 90% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Need:
    """Of touches by leads on stuck work: how many, what followed within W, and the shares of those followed
    by a move of the party waited on (progressed or answered). A share is None where ``reason`` says why.

    ``e_value``: how strongly something unseen would have to go with both stepping in and moving, as a risk
    ratio, to explain the whole difference that stepping in made (VanderWeele and Ding 2017).
    """

    step_ins: int
    progressed: int
    answered: int
    carried: int
    anyway: Share | None
    anyone: Share | None
    you: Share | None
    e_value: float | None
    reason: str | None


def shares(r0: Floats, r1: Floats) -> tuple[Share, Share, Share]:
    """anyway, anyone, you from draws of q0/q2 and q1/q2.

    Means from the mean of the draws, moved once to the nearest point of 0 ≤ r0 ≤ r1 ≤ 1, near in the metric
    of their covariance; intervals from the draws as they are, cut to [0, 1].
    """
    anyway, at_all = projected(r0.mean(), r1.mean(), np.cov(r0, r1)).tolist()
    means = (anyway, at_all - anyway, 1 - at_all)
    return tuple(_share(m, d) for m, d in zip(means, (r0, r1 - r0, 1 - r1), strict=True))  # type: ignore[return-value]


def only_anyway(r0: Floats) -> Share:
    """The first share alone."""
    return _share(min(float(r0.mean()), 1.0), r0)


def _share(mean: float, draws: Floats) -> Share:
    low, high = np.clip(np.quantile(draws, INTERVAL), 0.0, 1.0)
    return Share(mean, min(float(low), mean), max(float(high), mean))


def projected(r0: Floats | float, r1: Floats | float, covariance: Floats) -> Floats:
    """The points of 0 ≤ r0 ≤ r1 ≤ 1 nearest to (r0, r1) by Mahalanobis distance: shape (..., 2).

    ``covariance``: (..., 2, 2).
    """
    at = np.stack([r0, r1], axis=-1)
    r0, r1 = at[..., 0], at[..., 1]
    round_off = 1e-12 + 1e-9 * covariance.trace(axis1=-2, axis2=-1)  # the two may move as one
    metric = np.linalg.inv(covariance + np.multiply.outer(round_off, np.eye(2)))
    edges = np.stack([_on_edge(at, start, end, metric) for start, end in EDGES])
    off = edges - at
    nearest = np.einsum("e...i,...ij,e...j->e...", off, metric, off).argmin(axis=0)
    best = np.take_along_axis(edges, nearest[None, ..., None], axis=0)[0]
    inside = (r0 >= 0) & (r0 <= r1) & (r1 <= 1)
    return np.where(inside[..., None], at, best)


def _on_edge(at: Floats, start: Floats, end: Floats, metric: Floats) -> Floats:
    along = end - start
    toward = along @ metric
    step = np.einsum("...i,...i->...", toward, at - start) / (toward @ along)
    return np.asarray(start + along * np.clip(step, 0.0, 1.0)[..., None])


def e_value(anyway: float) -> float:
    """The E-value of the risk ratio 1/anyway ≥ 1; infinite at 0."""
    ratio = 1 / max(anyway, 1e-12)
    return float(ratio + np.sqrt(ratio * (ratio - 1))) if ratio > 1 else 1.0
