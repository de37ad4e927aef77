"""Draws of the baseline from its posterior, and what they make of a window ahead."""

from dataclasses import dataclass
from math import prod

import numpy as np

from stepin.analysis.estimates.baseline import NO_MOVE, Baseline, Time
from stepin.analysis.estimates.sums import total
from stepin.analysis.estimates.windows import AFTER_LEAD, AFTER_PEER, Windows
from stepin.analysis.records import BINS, Floats, Who


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws of the baseline: h (draw, bin), θ (draw, stratum), fresh (draw, Who, sub-window)."""

    h: Floats
    theta: Floats
    fresh: Floats

    def part(self, draws: slice) -> "Drawn":
        return Drawn(self.h[draws], self.theta[draws], self.fresh[draws])

    def expected(self, ahead: Windows) -> Floats:
        """Expected moves of each window if it were untouched throughout: (draw, row)."""
        return self._by(ahead, ahead.bins.sum(axis=1))

    def left_alone(self, ahead: Windows, expected: Floats) -> Floats:
        """The same where a touch that came before is at work in the window for as long as it is fresh."""
        told = expected.copy()
        for met, who in ((AFTER_PEER, Who.PEER), (AFTER_LEAD, Who.LEAD)):
            rows = np.flatnonzero(ahead.met == met)
            some = ahead.rows(rows)
            told[:, rows] = self._by(some, some.bins[:, 0])
            for sub in range(self.fresh.shape[2]):
                told[:, rows] += self.fresh[:, who, sub, None] * self._by(some, some.bins[:, sub + 1])
        return told

    def moves_in(self, time: Time, base: Baseline) -> Floats:
        """Expected moves in all of this time together, untouched: (draw)."""
        cell, shape = time.stratum * BINS + time.bin, (self.theta.shape[1], BINS)
        hours = total(cell, time.hours * base.season[time.quarter], prod(shape)).reshape(shape)
        return np.asarray((self.theta @ hours * self.h).sum(axis=1))

    def _by(self, ahead: Windows, bins: Floats) -> Floats:
        return np.asarray((self.h @ bins.T) * self.theta[:, ahead.stratum])


def draw(base: Baseline, *, rng: np.random.Generator, draws: int) -> Drawn:
    """From the posterior given the counts; θ of strata never seen untouched from the distribution of all.

    h varies in its shape only: how fast work moves altogether is θ's, which would be doubted twice.
    """
    size = (draws, len(base.h))
    noise = rng.gamma(base.bin_moves + 0.5, size=size) / (base.bin_moves + 0.5)
    noise /= noise @ base.bin_moves[:, None] / base.bin_moves.sum()
    theta = rng.gamma(base.shape + base.moves, size=(draws, len(base.moves)))
    sure = 1 / (1 / (base.shape * max(len(base.moves), 1)) + 1 / (base.moves.sum() + 0.5))
    mean = base.mean * rng.gamma(sure, size=(draws, 1)) / sure
    theta /= base.shape / mean + base.expected
    seen = np.maximum(base.fresh_moves, NO_MOVE)
    fresh = base.fresh * rng.gamma(seen + 0.5, size=(draws, *seen.shape)) / (seen + 0.5)
    h = base.h * noise
    return Drawn(h, theta, fresh)
