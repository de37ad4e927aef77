"""All events of the log as integers, in the total order.

What is ordered is integers: items by the rank of their ids, and instants. Only where those two are equal are
``seq`` and then ``event_id`` looked at, and read for no other rows.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.log.coded import Bools, Coded, CodedEvents, Ints, coded, instants
from stepin.log.delta import DataFile, Table, files
from stepin.log.engine import THREADS, is_sorted
from stepin.log.parquet import chunks, column, column_at, place
from stepin.log.schema import EVENTS

_INSTANT = EVENTS.field("occurred_at").type


def in_order(table: Table | None, *, as_of: datetime | None) -> CodedEvents:
    """Those up to and including ``as_of``; ``lies`` is for ``parquet.column_at``."""
    there = files(table) if table else ()
    if table is None or not there:
        return coded(EVENTS.empty_table())

    def text(name: str) -> Coded:
        return Coded.of_chunks(chunks(table, there, name, encoded=True))

    with ThreadPoolExecutor(THREADS) as pool:
        read = pool.map(text, ("kind", "actor", "value", "previous"))  # while the order is found
        item, at = text("item_id").ranked(), instants(column(table, there, "occurred_at"))
        order = _order(table, there, item.codes, at, as_of)
        item, kind, actor, value, previous = pool.map(lambda one: one.rows(order), (item, *read))
    lies = np.arange(len(at), dtype=np.int32)[order]
    return CodedEvents(item, at[order], kind, actor, value, previous, lies)


def _order(
    table: Table, there: Sequence[DataFile], item: Ints, at: Ints, as_of: datetime | None
) -> Ints | Bools | slice:
    """The rows to take, one after the other, or which of them as they lie; all of them without a copy."""
    here = np.ones(len(at), bool) if as_of is None else at <= pa.scalar(as_of, _INSTANT).value
    if len(there) == 1 and is_sorted(*place(table, there[0]), table.spec):
        return slice(None) if here.all() else here
    order = _by_item_and_instant(item, at)
    return _settled(table, there, item, at, order[here[order]])


def _by_item_and_instant(item: Ints, at: Ints) -> Ints:
    """By instant, then by each half of the item's code: NumPy sorts 16 bits by counting."""
    order = np.argsort(at, kind="stable")
    for half in (item & 0xFFFF, item >> 16):
        order = order[np.argsort(half.astype(np.uint16)[order], kind="stable")]
    return order


def _settled(table: Table, there: Sequence[DataFile], item: Ints, at: Ints, order: Ints) -> Ints:
    """``order`` with those of one item and instant by ``seq`` and ``event_id``."""
    starts = _changes(item[order]) | _changes(at[order])  # of those that are equal so far
    for name in ("seq", "event_id"):
        tied = ~starts
        tied[:-1] |= ~starts[1:]
        places = np.flatnonzero(tied)
        if not len(places):
            break
        key = pc.rank(column_at(table, there, name, order[places]), tiebreaker="dense").to_numpy()
        by = np.lexsort((key, np.cumsum(starts[places])))
        order[places] = order[places[by]]
        starts[places] |= _changes(key[by])
    return order


def _changes(values: Ints) -> Bools:
    """Where a value is another than before, as the first always is."""
    changes = np.ones(len(values), bool)
    changes[1:] = values[1:] != values[:-1]
    return changes
