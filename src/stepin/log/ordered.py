"""The event table's rows in their total order, by the shortest way there is."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stepin.log.delta import DataFile, Table, file_system, files
from stepin.log.engine import engine, is_sorted, register
from stepin.log.schema import EVENTS

ENCODED = frozenset({"item_id", "actor", "kind", "value", "previous"})
MEMORY = "2GB"


def ordered(
    table: Table | None, *, as_of: datetime | None, columns: Sequence[str], batch_rows: int
) -> Iterator[pa.RecordBatch]:
    """Rows up to and including ``as_of``: streamed as they lie where one file holds them all in order, else
    sorted by DuckDB on disk. Text columns in ``ENCODED`` come dictionary-encoded."""
    there = files(table) if table else ()
    if table is None or not there:
        return iter(())
    if len(there) == 1 and is_sorted(*_place(table, there[0]), table.spec):
        return _streamed(table, there[0], as_of, columns, batch_rows)
    return _sorted(table, there, as_of, columns, batch_rows)


def _place(table: Table, one: DataFile) -> tuple[str, Any]:
    if "://" in table.url:
        return one.name, file_system(table.url)
    return str(Path(table.url) / one.name), None


def _streamed(
    table: Table, one: DataFile, as_of: datetime | None, columns: Sequence[str], batch_rows: int
) -> Iterator[pa.RecordBatch]:
    path, filesystem = _place(table, one)
    encoded = [name for name in columns if name in ENCODED]
    asked = [*columns, *([] if as_of is None or "occurred_at" in columns else ["occurred_at"])]
    with pq.ParquetFile(path, filesystem=filesystem, read_dictionary=encoded, pre_buffer=True) as source:
        for batch in source.iter_batches(batch_rows, columns=asked):
            yield _until(batch, as_of).select(list(columns))


def _until(batch: pa.RecordBatch, as_of: datetime | None) -> pa.RecordBatch:
    if as_of is None:
        return batch
    return batch.filter(
        pc.less_equal(batch["occurred_at"], pa.scalar(as_of, EVENTS.field("occurred_at").type))
    )


def _sorted(
    table: Table, there: Sequence[DataFile], as_of: datetime | None, columns: Sequence[str], batch_rows: int
) -> Iterator[pa.RecordBatch]:
    names = ", ".join(f'"{name}"' for name in columns)
    sql = (
        f"SELECT {names} FROM log WHERE $until IS NULL OR occurred_at <= $until "
        f"ORDER BY {', '.join(table.spec.order)}"
    )
    with tempfile.TemporaryDirectory() as spill, engine(Path(spill), memory=MEMORY) as connection:
        register(connection, "log", table, there)
        for batch in connection.sql(sql, params={"until": as_of}).to_arrow_reader(batch_rows):
            yield _encoded(batch)


def _encoded(batch: pa.RecordBatch) -> pa.RecordBatch:
    arrays = [
        pc.dictionary_encode(column) if name in ENCODED else column.cast(EVENTS.field(name).type)
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)


def whole_items(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows, cut between items only: a batch's last item waits for the rest of it."""
    waiting: list[pa.RecordBatch] = []
    for batch in (one for one in batches if len(one)):
        cut = _last_item_from(batch)
        if waiting and _last_item(waiting[-1]) != _first_item(batch):
            yield _joined(waiting)
            waiting = []
        if cut > 0:
            yield _joined([*waiting, batch.slice(0, cut)])
            waiting = []
        if cut < len(batch):
            waiting.append(batch.slice(cut))
    if waiting:
        yield _joined(waiting)


def _first_item(batch: pa.RecordBatch) -> Any:
    return batch["item_id"][0].as_py()


def _last_item(batch: pa.RecordBatch) -> Any:
    return batch["item_id"][-1].as_py()


def _last_item_from(batch: pa.RecordBatch) -> int:
    """The first row of the batch's last item."""
    codes = batch["item_id"].indices.to_numpy()
    others = np.flatnonzero(codes != codes[-1])
    return int(others[-1]) + 1 if len(others) else 0


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)
