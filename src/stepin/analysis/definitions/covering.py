"""Which of many intervals that hold a place is the latest."""

import numpy as np

from stepin.analysis.records import Ints


def latest_covering(start: Ints, stop: Ints, value: Ints, places: int) -> Ints:
    """For each place from 0 on the largest ``value`` of the intervals [start, stop) that hold it, or −1.

    Every interval is two that overlap, of the same power of two in length; from the longest down, each hands
    its value on to its two halves. So it takes n·log of the longest, however the intervals lie: a walk back
    from each place would take the square of it on an item with a long history.
    """
    rows = np.flatnonzero(stop > start)
    start, stop, value = start[rows], stop[rows], value[rows]
    power = np.frexp(stop - start)[1] - 1  # of the largest 2**power that fits
    best = np.full(places, -1, np.int64)
    for level in range(int(power.max(initial=0)), -1, -1):
        ours = power == level
        for place in (start[ours], stop[ours] - (1 << level)):
            np.maximum.at(best, place, value[ours])
        half = 1 << level >> 1
        if half:
            best[half:] = np.maximum(best[half:], best[: len(best) - half])
    return best
