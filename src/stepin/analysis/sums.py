"""Tables of whole-number sums by key, which add up: the sums of chunks are the sums of the whole."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Floats, Ints


@dataclass(frozen=True, slots=True)
class Sums:
    """``key``: packed, ascending, each once; ``sums``: a row per key, exact in int64; ``dims``: to unpack."""

    key: Ints
    sums: Ints
    dims: tuple[int, ...]

    @staticmethod
    def of(columns: tuple[Ints, ...], values: tuple[Ints, ...], *, dims: tuple[int, ...]) -> "Sums":
        """One row per distinct combination of ``columns``, each below its ``dims``."""
        return _reduced(np.ravel_multi_index(columns, dims), np.stack(values, axis=1), dims)

    def columns(self) -> tuple[Ints, ...]:
        """The keys, unpacked, as int64."""
        return tuple(column.astype(np.int64) for column in np.unravel_index(self.key, self.dims))

    def __add__(self, other: "Sums") -> "Sums":
        key, sums = np.append(self.key, other.key), np.concatenate([self.sums, other.sums])
        return _reduced(key, sums, self.dims)


def total(of: Ints, values: Floats | Ints, size: int) -> Floats:
    """The sum of ``values`` for each number in [0, size) that ``of`` names."""
    return np.bincount(of, values, size).astype(np.float64)


def _reduced(key: Ints, sums: Ints, dims: tuple[int, ...]) -> Sums:
    if not len(key):
        return Sums(key.astype(np.int64), sums.astype(np.int64), dims)
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    return Sums(key[starts], np.add.reduceat(sums[order], starts, axis=0), dims)
