"""Rows that nobody wrote down: what follows for one item from what happened to another."""

from dataclasses import dataclass, field, fields

import numpy as np

from stepin.analysis.definitions.encoded import Rows
from stepin.analysis.records import Bools, Ints


@dataclass(frozen=True, slots=True)
class Added:
    """Which rows are no events of the log, in ascending order."""

    rows: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.rows)

    def number(self, row: Ints) -> Ints:
        """How many events of the log come before each row."""
        return row - np.searchsorted(self.rows, row)

    def row(self, number: Ints) -> Ints:
        """The row of each event of the log, by its ``number``."""
        return number + np.searchsorted(self.rows - np.arange(len(self.rows)), number, side="right")


def following(rows: Rows, item: Ints, at: Ints) -> Ints:
    """For each moment of an item the row after all that the item had seen up to it, of whatever item."""
    low, high = np.searchsorted(rows.item, item), np.searchsorted(rows.item, item, side="right")
    while (between := low < high).any():
        middle = (low + high) // 2
        seen = between & (rows.at[np.where(between, middle, 0)] <= at)
        low, high = np.where(seen, middle + 1, low), np.where(between & ~seen, middle, high)
    return low


def with_events(
    rows: Rows, added: Added, *, kind: int, item: Ints, at: Ints, value: Ints
) -> tuple[Rows, Added]:
    """With an event of the kind by nobody after all that each item had seen up to the moment ``at``.

    They are in ascending order by item and moment; of one moment they follow each other as given.
    """
    fresh: dict[str, Ints | int] = {
        "item": item,
        "at": at,
        "kind": kind,
        "actor": -1,
        "value": value,
        "previous": -1,
    }
    spot = following(rows, item, at)
    moved = {each.name: np.insert(getattr(rows, each.name), spot, fresh[each.name]) for each in fields(Rows)}
    is_new: Bools = np.zeros(len(rows), bool)
    is_new[added.rows] = True
    return Rows(**moved), Added(np.flatnonzero(np.insert(is_new, spot, True)))
