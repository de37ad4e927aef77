"""Looking back and ahead within each item of a sorted batch of whole items.

``first`` holds, for every row, the first row of its item. Rows are positions in the batch; −1 means none.
"""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Bools, Ints


def first_rows(item: Ints) -> Ints:
    """The first row of each row's item; ``item`` is sorted."""
    rows = np.arange(len(item))
    changes = np.empty(len(item), bool)
    changes[:1] = True
    np.not_equal(item[1:], item[:-1], out=changes[1:])
    return np.maximum.accumulate(np.where(changes, rows, 0))


def last_where(mask: Bools, first: Ints) -> Ints:
    """The latest row up to and including this one, in the same item, where ``mask`` holds; else −1."""
    rows = np.where(mask, np.arange(len(mask)), -1)
    np.maximum.accumulate(rows, out=rows)
    rows[rows < first] = -1
    return rows


def next_where(mask: Bools, first: Ints) -> Ints:
    """The earliest row strictly after this one, in the same item, where ``mask`` holds; else −1."""
    n = len(mask)
    if n == 0:
        return np.empty(0, np.int64)
    rows = np.full(n, n)
    rows[:-1] = np.where(mask[1:], np.arange(1, n), n)
    rows = np.minimum.accumulate(rows[::-1])[::-1]
    found = rows < n
    found &= first[np.where(found, rows, 0)] == first
    return np.where(found, rows, -1)


def before(values: Ints, first: Ints, *, missing: int) -> Ints:
    """The value one row earlier in the same item; ``missing`` on an item's first row."""
    shifted = np.empty_like(values)
    shifted[1:] = values[:-1]
    shifted[first == np.arange(len(values))] = missing
    return shifted


def before_flag(flags: Bools, first: Ints) -> Bools:
    """Whether the flag held one row earlier in the same item; no on an item's first row."""
    shifted = np.zeros_like(flags)
    shifted[1:] = flags[:-1]
    shifted[first == np.arange(len(flags))] = False
    return shifted


@dataclass(frozen=True, slots=True)
class ByPerson:
    """Rows ordered by (item, person, row), to ask when somebody last or next did something there."""

    codes: Ints
    people: int
    rows: int

    @staticmethod
    def of(mask: Bools, first: Ints, person: Ints, people: int) -> "ByPerson":
        """Over the rows where ``mask`` holds; ``person`` is ≥ 0 there and below ``people``."""
        where = np.flatnonzero(mask)
        n = max(len(mask), 1)
        return ByPerson(np.sort((first[where] * people + person[where]) * n + where), people, n)

    def last_before(self, first: Ints, person: Ints, row: Ints) -> Ints:
        """The latest such row before ``row`` of that person in that item; −1 where there is none."""
        code = (first * self.people + person) * self.rows + row
        at = np.searchsorted(self.codes, code, side="left") - 1
        return self._matching(at, code - row)

    def next_after(self, first: Ints, person: Ints, row: Ints) -> Ints:
        """The earliest such row after ``row`` of that person in that item; −1 where there is none."""
        code = (first * self.people + person) * self.rows + row
        return self._matching(np.searchsorted(self.codes, code, side="right"), code - row)

    def _matching(self, at: Ints, start: Ints) -> Ints:
        inside = (at >= 0) & (at < len(self.codes))
        found = self.codes[np.where(inside, at, 0)] if len(self.codes) else np.full(len(at), -1)
        ours = inside & (found >= start) & (found < start + self.rows)
        return np.where(ours, found - start, -1)
