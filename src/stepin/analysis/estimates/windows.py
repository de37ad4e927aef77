"""Touches gathered by what they met, and the moves to expect in the window ahead had they not been."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.estimates.baseline import Baseline
from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.late import SEGMENTS, TOUCH_DIMS, Late, segments
from stepin.analysis.estimates.pieces import split_by_bin
from stepin.analysis.estimates.states import FRESH, LAST_WHO, NOBODY, stretched
from stepin.analysis.estimates.sums import total
from stepin.analysis.records import BINS, HOUR_US, Floats, Ints, Who

UNTOUCHED, EARLIER, AFTER_PEER, AFTER_LEAD = range(4)  # what a touch came upon; the last two within W
CLASSES = 4
ALIKE = 0.2  # windows whose expected moves differ by less than this share are put together


@dataclass(frozen=True, slots=True)
class Windows:
    """One row per stratum, Who, class and expected moves (about).

    ``n`` touches; ``moved`` within W. ``bins``: stretched hours·f of an average window ahead by (segment,
    bin), so that θ_s·Σ h·bins is the expected number of moves.
    """

    stratum: Ints
    who: Ints
    met: Ints
    n: Floats
    moved: Floats
    bins: Floats

    def rows(self, index: Ints) -> "Windows":
        return Windows(*(getattr(self, name)[index] for name in self.__slots__))


def windows(counts: Counts, base: Baseline) -> Windows:
    """All windows; about as many rows as there are strata × 4 classes × a dozen ages."""
    stratum, quarter, _, who, state = counts.touches.columns()
    hours = _hours(counts) * base.season_of(quarter)[:, None, None]
    n = counts.touches.sums[:, 0].astype(np.float64)
    moved = counts.touches.sums[:, 1:3].sum(axis=1).astype(np.float64)
    expected = base.theta[stratum] * (hours @ base.h).sum(axis=1) / np.maximum(n, 1)
    size = np.floor(np.log(np.maximum(expected, 1e-6)) / ALIKE).astype(np.int64)
    met = class_of(state)
    key = np.stack([stratum, who, met, size - size.min(initial=0)])
    found, of = np.unique(key, axis=1, return_inverse=True)
    of = of.reshape(-1)
    order = np.argsort(of, kind="stable")
    starts = np.searchsorted(of[order], np.arange(found.shape[1]))
    bins = np.add.reduceat(hours[order], starts, axis=0) if len(of) else hours
    many, happened = total(of, n, found.shape[1]), total(of, moved, found.shape[1])
    return Windows(found[0], found[1], found[2], many, happened, bins / many[:, None, None])


def class_of(state: Ints) -> Ints:
    """What a touch came upon."""
    last = LAST_WHO[state]
    fresh = np.where(last == Who.LEAD, AFTER_LEAD, AFTER_PEER)
    return np.where(last == NOBODY, UNTOUCHED, np.where(FRESH[state], fresh, EARLIER))


def _hours(counts: Counts) -> Floats:
    """Per row of ``counts.touches`` the stretched hours that its windows spend by (segment, bin)."""
    columns = counts.windows.columns()
    key = np.ravel_multi_index(columns[: len(TOUCH_DIMS)], TOUCH_DIMS)
    row = np.searchsorted(counts.touches.key, key)
    hours = np.zeros((len(counts.touches.key), SEGMENTS, BINS))
    hours[row, columns[-2], columns[-1]] = counts.windows.sums[:, 0] / HOUR_US
    return hours


def bins_ahead(late: Late, expected_us: Ints) -> Floats:
    """Of single touches, the stretched hours that the window ahead of each spends by (segment, bin)."""
    rows, low, high, segment = segments(late)
    of, bins, start, until = split_by_bin(low, high, expected_us[rows])
    spent = stretched(until - start, expected_us[rows[of]])
    cell = np.ravel_multi_index((rows[of], segment[of], bins), (len(late.spell), SEGMENTS, BINS))
    hours = total(cell, spent / HOUR_US, len(late.spell) * SEGMENTS * BINS)
    return hours.reshape(len(late.spell), SEGMENTS, BINS)
