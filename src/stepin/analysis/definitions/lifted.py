"""Blocks that name an item are lifted when that item closes, though no event on what they block says so."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.definitions.encoded import KIND, Rows
from stepin.analysis.definitions.facts import CLOSING
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


def blockers(values: Sequence[str], blocking: Ints, item_ids: pa.Array) -> Ints:
    """By value, and at the end for none: the item that it names, or −1. ``blocking``: the values that blocks
    bear; only they are looked at."""
    item = np.full(len(values) + 1, -1)
    if len(blocking):
        texts = pa.array([values[value] for value in blocking], pa.string())
        named = pc.index_in(texts, value_set=item_ids).fill_null(-1)
        item[blocking] = named.to_numpy(zero_copy_only=False)
    return item


def with_lifted(rows: Rows, blocker: Ints) -> tuple[Rows, Added]:
    """With an event ``unblocked``, by nobody, after all that an item had seen when what blocks it closed.

    ``blocker``: by value, see ``blockers``.
    """
    turning = np.flatnonzero((rows.kind == KIND["blocked"]) | (rows.kind == KIND["unblocked"]))
    named = blocker[rows.value[turning]]
    naming = (rows.kind[turning] == KIND["blocked"]) & (named >= 0) & (named != rows.item[turning])
    if not naming.any():
        return rows, Added()
    closed = {int(item): _closings(rows, int(item)) for item in np.unique(named[naming])}
    found = [
        (int(turning[n]), at)
        for n in np.flatnonzero(naming)
        if (at := _lifted_at(rows, turning, int(n), closed[int(named[n])])) is not None
    ]
    return _inserted(rows, found)


def _closings(rows: Rows, item: int) -> Ints:
    """When the item was closed, from open."""
    low, high = np.searchsorted(rows.item, [item, item + 1])
    is_open, found = True, []
    for at, kind in zip(rows.at[low:high].tolist(), rows.kind[low:high].tolist(), strict=True):
        if is_open and CLOSING[kind]:
            is_open = False
            found.append(at)
        is_open = is_open or kind == KIND["reopened"]
    return np.array(found, np.int64)


def _lifted_at(rows: Rows, turning: Ints, n: int, closed: Ints) -> int | None:
    """When a closing lifted the block in row ``turning[n]``; None where none did, or it was no longer on."""
    row = turning[n]
    after = closed[closed >= rows.at[row]]
    if not len(after):
        return None
    overtaken = n + 1 < len(turning) and rows.item[turning[n + 1]] == rows.item[row]
    if overtaken and rows.at[turning[n + 1]] <= after[0]:
        return None
    return int(after[0])


def _inserted(rows: Rows, found: list[tuple[int, int]]) -> tuple[Rows, Added]:
    """``found``: the row of each block, and when it was lifted."""
    if not found:
        return rows, Added()
    block, at = np.array(found, np.int64).T
    ends = np.searchsorted(rows.item, rows.item[block], side="right")
    spot = np.array(
        [
            row + np.searchsorted(rows.at[row:end], when, side="right")
            for row, end, when in zip(block, ends, at, strict=True)
        ]
    )
    fresh = {
        "item": rows.item[block],
        "at": at,
        "kind": KIND["unblocked"],
        "actor": -1,
        "value": rows.value[block],
        "previous": -1,
    }
    moved = {each.name: np.insert(getattr(rows, each.name), spot, fresh[each.name]) for each in fields(Rows)}
    is_new: Bools = np.insert(np.zeros(len(rows), bool), spot, True)
    return Rows(**moved), Added(np.flatnonzero(is_new))
