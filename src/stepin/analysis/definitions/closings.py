"""When each item was closed and opened again, asked of items other than the one looked at."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.added import following
from stepin.analysis.definitions.encoded import Rows, kind_table
from stepin.analysis.definitions.facts import CLOSING
from stepin.analysis.definitions.tables import holds
from stepin.analysis.records import Bools, Ints

_TURNING = CLOSING | kind_table("reopened")


@dataclass(frozen=True, slots=True)
class Turns:
    """``turns``: the rows that close an item or open it again; ``closings``: that close it, from open."""

    rows: Rows
    turns: Ints
    closings: Ints

    @staticmethod
    def of(rows: Rows) -> "Turns":
        turns = np.flatnonzero(holds(_TURNING, rows.kind))
        item, closes = rows.item[turns], holds(CLOSING, rows.kind[turns])
        again = np.zeros(len(turns), bool)  # closes what was closed
        again[1:] = closes[1:] & closes[:-1] & (item[1:] == item[:-1])
        return Turns(rows, turns, turns[closes & ~again])

    def open_before(self, item: Ints, row: Ints) -> Bools:
        """Whether the item is open after its events before the row, which is its own or the next."""
        last = np.searchsorted(self.turns, row) - 1
        turn = self.turns[last] if len(self.turns) else np.zeros(len(row), np.int64)
        its = (last >= 0) & (self.rows.item[turn] == item)
        return ~(its & holds(CLOSING, self.rows.kind[turn]))

    def next_closing(self, item: Ints, at: Ints) -> Ints:
        """The row where the item was closed, from open, at the moment or later; −1 where it was not."""
        since = following(self.rows, item, at - 1)
        found = np.append(self.closings, -1)[np.searchsorted(self.closings, since)]
        return np.where((found >= 0) & (self.rows.item[found] == item), found, -1)
