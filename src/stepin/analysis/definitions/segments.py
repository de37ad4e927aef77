"""Looking back and ahead within each item of a sorted batch of whole items.

``first`` holds, for every row, the first row of its item. Rows are positions in the batch; −1 means none.
"""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Bools, Ints


def first_rows(item: Ints) -> Ints:
    """The first row of each row's item; ``item`` is sorted."""
    changes = np.ones(len(item), bool)
    np.not_equal(item[1:], item[:-1], out=changes[1:])
    first = np.flatnonzero(changes)
    return np.repeat(first, np.diff(first, append=len(item)))


def end_of(first: Ints, rows: Ints) -> Ints:
    """The row after the last one of the item, for each of ``rows``."""
    return np.searchsorted(first, first[rows], side="right")


def last_where(mask: Bools, first: Ints) -> Ints:
    """The latest row up to and including this one, in the same item, where ``mask`` holds; else −1."""
    rows = _latest(mask)
    np.putmask(rows, rows < first, -1)
    return rows


def _latest(mask: Bools) -> Ints:
    """As ``last_where``, but of whatever item: written out from the rows that hold, which are few mostly."""
    edges = np.concatenate([[-1], np.flatnonzero(mask), [len(mask)]])
    return np.repeat(edges[:-1], np.diff(edges))[1:]


def later(on: Bools, off: Bools, first: Ints) -> Bools:
    """Whether, up to and including this row and in the same item, ``on`` held later than ``off`` did.

    Yes where only ``on`` ever held; no where neither did, or both held last at one row.
    """
    row = _latest(on | off)
    return (on & ~off)[row] & (row >= first)


def next_where(mask: Bools, first: Ints) -> Ints:
    """The earliest row strictly after this one, in the same item, where ``mask`` holds; else −1."""
    n, where = len(mask), np.flatnonzero(mask)
    many = np.diff(where, prepend=0, append=n)
    rows = np.repeat(np.append(where, -1), many)
    its_first = np.repeat(np.append(first[where], n), many)
    np.putmask(rows, its_first != first, -1)
    return rows


def before(values: Ints, first: Ints, *, missing: int) -> Ints:
    """The value one row earlier in the same item; ``missing`` on an item's first row."""
    shifted = np.empty_like(values)
    shifted[1:] = values[:-1]
    shifted[np.flatnonzero(first == np.arange(len(values)))] = missing
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
        codes = (first[where] * people + person[where]) * n + where
        # items stand in order already, and only the stable sort makes use of that
        return ByPerson(np.sort(codes, kind="stable"), people, n)

    def in_order(self) -> tuple[Ints, Ints]:
        """(whose, row), by item, person and row; ``whose`` is the same for one person on one item."""
        return np.divmod(self.codes, self.rows)

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


def persons_since(undoes: Bools, does: Bools, person: Ints, *, first: Ints, people: int) -> Ints:
    """After each event, how many persons have done it, on that item, since the latest event that undoes it.

    ``person`` is ≥ 0 and below ``people`` where ``does`` holds; no event both does and undoes it.
    """
    rows, since = np.flatnonzero(does), last_where(undoes, first)
    earlier = ByPerson.of(does, first, person, people).last_before(first[rows], person[rows], rows)
    anew = np.zeros(len(does) + 1, np.int64)
    anew[rows] = earlier <= since[rows]
    many = np.cumsum(anew)
    many[-1] = 0  # before the first item
    return many[:-1] - many[np.where(since >= 0, since, first - 1)]
