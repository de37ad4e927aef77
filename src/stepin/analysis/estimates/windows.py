"""Touches gathered by what they met, and the moves to expect in the window ahead had they not been."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.estimates.baseline import Baseline
from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.late import SEGMENTS, STRATA, Late, segments
from stepin.analysis.estimates.pieces import split_by_bin
from stepin.analysis.estimates.states import FRESH, LAST_WHO, NOBODY, stretched
from stepin.analysis.estimates.sums import total
from stepin.analysis.records import BINS, HOUR_US, Floats, Ints, Who

UNTOUCHED, EARLIER, AFTER_PEER, AFTER_LEAD = range(4)  # what a touch came upon; the last two within W
CLASSES = 4
ALIKE = 0.2  # windows whose expected moves differ by less than this share are put together
_CELLS = SEGMENTS * BINS


@dataclass(frozen=True, slots=True)
class Windows:
    """One row per stratum, Who, class and expected moves (about), in that order.

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
    row, cell, hours = _hours(counts)
    hours = hours * base.season_of(quarter)[row]
    n = counts.touches.sums[:, 0].astype(np.float64)
    moved = counts.touches.sums[:, 1:3].sum(axis=1).astype(np.float64)
    expected = base.theta[stratum] * total(row, hours * base.h[cell % BINS], len(n)) / np.maximum(n, 1)
    size = np.floor(np.log(np.maximum(expected, 1e-6)) / ALIKE).astype(np.int64)
    size -= size.min(initial=0)
    dims = (STRATA, 2, CLASSES, int(size.max(initial=0)) + 1)
    key, of = np.unique(
        np.ravel_multi_index((stratum, who, class_of(state), size), dims), return_inverse=True
    )
    found = np.unravel_index(key, dims)
    many, happened = total(of, n, len(key)), total(of, moved, len(key))
    bins = total(of[row] * _CELLS + cell, hours, len(key) * _CELLS).reshape(len(key), SEGMENTS, BINS)
    return Windows(found[0], found[1], found[2], many, happened, bins / many[:, None, None])


def class_of(state: Ints) -> Ints:
    """What a touch came upon."""
    last = LAST_WHO[state]
    fresh = np.where(last == Who.LEAD, AFTER_LEAD, AFTER_PEER)
    return np.where(last == NOBODY, UNTOUCHED, np.where(FRESH[state], fresh, EARLIER))


def _hours(counts: Counts) -> tuple[Ints, Ints, Floats]:
    """(row of ``counts.touches``, segment · BINS + bin, the stretched hours that its windows spend there)."""
    key, cell = np.divmod(counts.windows.key, _CELLS)  # the last two of WINDOW_DIMS, after TOUCH_DIMS
    return np.searchsorted(counts.touches.key, key), cell, counts.windows.sums[:, 0] / HOUR_US


def bins_ahead(late: Late, expected_us: Ints) -> Floats:
    """Of single touches, the stretched hours that the window ahead of each spends by (segment, bin)."""
    rows, low, high, segment = segments(late)
    of, bins, start, until = split_by_bin(low, high, expected_us[rows])
    spent = stretched(until - start, expected_us[rows[of]])
    cell = np.ravel_multi_index((rows[of], segment[of], bins), (len(late.spell), SEGMENTS, BINS))
    hours = total(cell, spent / HOUR_US, len(late.spell) * SEGMENTS * BINS)
    return hours.reshape(len(late.spell), SEGMENTS, BINS)
