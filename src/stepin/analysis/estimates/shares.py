"""The three shares of a step-in, how sure they are, and why they sometimes cannot be told."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Floats

INTERVAL = (0.05, 0.95)


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
    anyway, at_all = projected(float(r0.mean()), float(r1.mean()), np.cov(r0, r1))
    means = (anyway, at_all - anyway, 1 - at_all)
    return tuple(_share(m, d) for m, d in zip(means, (r0, r1 - r0, 1 - r1), strict=True))  # type: ignore[return-value]


def only_anyway(r0: Floats) -> Share:
    """The first share alone."""
    return _share(min(float(r0.mean()), 1.0), r0)


def _share(mean: float, draws: Floats) -> Share:
    low, high = np.clip(np.quantile(draws, INTERVAL), 0.0, 1.0)
    return Share(mean, min(float(low), mean), max(float(high), mean))


def projected(r0: float, r1: float, covariance: Floats) -> tuple[float, float]:
    """The point of 0 ≤ r0 ≤ r1 ≤ 1 nearest to (r0, r1) by Mahalanobis distance."""
    if 0 <= r0 <= r1 <= 1:
        return r0, r1
    at = np.array([r0, r1])
    round_off = 1e-12 + 1e-9 * float(np.trace(covariance))  # the two may move as one
    metric = np.linalg.inv(covariance + np.eye(2) * round_off).astype(np.float64)
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    edges = [_on_edge(at, corners[i], corners[j], metric) for i, j in ((0, 1), (1, 2), (0, 2))]
    best = min(edges, key=lambda point: float((point - at) @ metric @ (point - at)))
    return float(best[0]), float(best[1])


def _on_edge(at: Floats, start: Floats, end: Floats, metric: Floats) -> Floats:
    along = end - start
    step = float(along @ metric @ (at - start)) / float(along @ metric @ along)
    return np.asarray(start + along * np.clip(step, 0.0, 1.0))


def e_value(anyway: float) -> float:
    """The E-value of the risk ratio 1/anyway ≥ 1; infinite at 0."""
    ratio = 1 / max(anyway, 1e-12)
    return float(ratio + np.sqrt(ratio * (ratio - 1))) if ratio > 1 else 1.0
