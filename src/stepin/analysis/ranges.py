"""Ranges of places, laid out one after the other."""

import numpy as np

from stepin.analysis.records import Ints


def each_place(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Every place from each ``low`` up to its ``high`` ≥ ``low``, exclusive, after the row it belongs to."""
    many = high - low
    of = np.repeat(np.arange(len(low)), many)
    return of, np.arange(len(of)) + (low - (np.cumsum(many) - many))[of]
