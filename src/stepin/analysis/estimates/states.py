"""Who touched a spell last and how long ago, as one small number; and which age bin a moment lies in.

State 0: no person ever did. State 1 + 6·who + k: ``who`` (a Who) did, and the time since lies in the k-th
sub-window of SINCE_EDGES_US, closed on the left. The first two are *fresh* (within W); in all other states
the spell is *untouched*. Bots' touches never change the state.
"""

import numpy as np

from stepin.analysis.records import BIN_RATIO, BINS, HOUR_US, SINCE_EDGES_US, WINDOW_US, Ints

NEVER = 0
SUBS = len(SINCE_EDGES_US)
STATES = 1 + 2 * SUBS
NOBODY = -1

LAST_WHO = np.array([NOBODY] + [0] * SUBS + [1] * SUBS)
SUB = np.array([NOBODY] + 2 * list(range(SUBS)))
FRESH_SUBS = SINCE_EDGES_US.index(WINDOW_US)
FRESH = (SUB >= 0) & (SUB < FRESH_SUBS)

USUAL_US = 8 * HOUR_US  # the expectation to whose length all time is stretched

_EDGES = np.array(SINCE_EDGES_US)
_POWERS = BIN_RATIO ** np.arange(BINS)
_FOREVER = np.int64(2**62)


def state_of(who: Ints, since_us: Ints) -> Ints:
    """The state of each row; ``who`` is −1 where nobody touched, and ``since_us`` is then ignored."""
    sub = np.searchsorted(_EDGES, since_us, side="right") - 1
    return np.where(who < 0, NEVER, 1 + who * SUBS + sub)


def edge_us(expected_us: Ints, bins: Ints) -> Ints:
    """The first age of a bin, in whole microseconds; of bin BINS, after the last, beyond every age."""
    inside = np.minimum(bins, BINS - 1)
    return np.where(bins < BINS, np.ceil(expected_us * _POWERS[inside]).astype(np.int64), _FOREVER)


def stretched(us: Ints, expected_us: Ints) -> Ints:
    """Time on waits as if each were expected within a working day: what is late by as much of its expectation
    moves at the same rate in it, be that an hour or a month. In whole microseconds."""
    return np.rint(us * (USUAL_US / expected_us)).astype(np.int64)


def bin_of(age_us: Ints, expected_us: Ints) -> Ints:
    """The bin of an age ≥ the expectation (> 0); ages on an edge belong to the bin they open."""
    ratio = np.log(np.maximum(age_us, 1) / expected_us) / np.log(BIN_RATIO)
    bins = np.clip(np.floor(ratio).astype(np.int64), 0, BINS - 1)
    bins -= (age_us < edge_us(expected_us, bins)) & (bins > 0)
    bins += age_us >= edge_us(expected_us, bins + 1)
    return bins
