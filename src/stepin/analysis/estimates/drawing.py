"""Draws of the baseline from its posterior, and what they make of a window ahead."""

from dataclasses import dataclass

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

    def expected(self, ahead: Windows) -> Floats:
        """Expected moves of each window if it were untouched throughout: (draw, row)."""
        return self._by(ahead, ahead.bins.sum(axis=1))

    def expected_left_alone(self, ahead: Windows) -> Floats:
        """The same where a touch that came before is at work in the window for as long as it is fresh."""
        total = self._by(ahead, ahead.bins[:, 0])
        for met, who in ((AFTER_PEER, Who.PEER), (AFTER_LEAD, Who.LEAD)):
            rows = np.flatnonzero(ahead.met == met)
            some = ahead.rows(rows)
            for sub in range(self.fresh.shape[2]):
                total[:, rows] += self.fresh[:, who, sub, None] * self._by(some, some.bins[:, sub + 1])
        return total

    def moves_in(self, time: Time, base: Baseline) -> Floats:
        """Expected moves in all of this time together, untouched: (draw)."""
        pairs, of = np.unique(time.stratum * BINS + time.bin, return_inverse=True)
        hours = total(of, time.hours * base.season[time.quarter], len(pairs))
        return np.asarray((self.theta[:, pairs // BINS] * self.h[:, pairs % BINS]) @ hours)

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
