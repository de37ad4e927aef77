"""Tables of whole-number sums by key, which add up: the sums of chunks are the sums of the whole."""

from dataclasses import dataclass
from math import prod

import numpy as np

from stepin.analysis.records import Floats, Ints

CELLS_PER_ROW = 4  # a table of all possible keys is quicker than sorting up to this
LOW_BITS = 24  # float64 sums of whole numbers below 2^24 are exact for 2^29 rows


@dataclass(frozen=True, slots=True)
class Sums:
    """``key``: packed, ascending, each once; ``sums``: a row per key, exact in int64; ``dims``: to unpack."""

    key: Ints
    sums: Ints
    dims: tuple[int, ...]

    @staticmethod
    def of(columns: tuple[Ints, ...], values: tuple[Ints, ...], *, dims: tuple[int, ...]) -> "Sums":
        """One row per distinct combination of ``columns``, each below its ``dims``; ``values`` are ≥ 0."""
        lows = [int(column.min(initial=0)) for column in columns]
        sizes = [int(column.max(initial=0)) + 1 - low for column, low in zip(columns, lows, strict=True)]
        if prod(sizes) > CELLS_PER_ROW * len(columns[0]):
            return _by_sorting(np.ravel_multi_index(columns, dims), values, dims)
        cell = np.ravel_multi_index(_moved(columns, lows, sign=-1), sizes)
        seen = np.flatnonzero(np.bincount(cell, minlength=prod(sizes)))
        sums = np.stack([_exact(cell, value, prod(sizes))[seen] for value in values], axis=1)
        return Sums(
            np.ravel_multi_index(_moved(np.unravel_index(seen, sizes), lows, sign=1), dims), sums, dims
        )

    def columns(self) -> tuple[Ints, ...]:
        """The keys, unpacked, as int64."""
        return tuple(np.asarray(column, np.int64) for column in np.unravel_index(self.key, self.dims))

    def __add__(self, other: "Sums") -> "Sums":
        return merged([self, other])


def merged(parts: list[Sums]) -> Sums:
    """The sums of all parts, of which there is at least one; all have the same ``dims``."""
    values = np.concatenate([part.sums for part in parts])
    return _by_sorting(np.concatenate([part.key for part in parts]), tuple(values.T), parts[0].dims)


def _moved(columns: tuple[Ints, ...], lows: list[int], *, sign: int) -> tuple[Ints, ...]:
    return tuple(column + sign * low for column, low in zip(columns, lows, strict=True))


def _exact(cell: Ints, value: Ints, size: int) -> Ints:
    if not value.any():
        return np.zeros(size, np.int64)
    high = np.bincount(cell, value >> LOW_BITS, size).astype(np.int64)
    low = np.bincount(cell, value & (2**LOW_BITS - 1), size).astype(np.int64)
    return (high << LOW_BITS) + low


def _by_sorting(key: Ints, values: tuple[Ints, ...], dims: tuple[int, ...]) -> Sums:
    if not len(key):
        return Sums(key.astype(np.int64), np.zeros((0, len(values)), np.int64), dims)
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    sums = [np.add.reduceat(value[order], starts) for value in values]
    return Sums(key[starts], np.stack(sums, axis=1), dims)


def total(of: Ints, values: Floats | Ints, size: int) -> Floats:
    """The sum of ``values`` for each number in [0, size) that ``of`` names."""
    return np.bincount(of, values, size).astype(np.float64)
