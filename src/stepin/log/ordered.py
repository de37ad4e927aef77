"""The log's events in their total order, as a stream."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stepin.log.delta import DataFile, Table, files
from stepin.log.engine import engine, is_sorted, register
from stepin.log.parquet import opened, place
from stepin.log.schema import EVENTS

MEMORY = "2GB"


def ordered(
    table: Table | None, *, as_of: datetime | None, columns: Sequence[str], batch_rows: int
) -> Iterator[pa.RecordBatch]:
    """Rows up to and including ``as_of``: streamed as they lie where one file holds them all in order, else
    sorted by DuckDB on disk."""
    there = files(table) if table else ()
    if table is None or not there:
        return iter(())
    if len(there) == 1 and is_sorted(*place(table, there[0]), table.spec):
        return _streamed(table, there[0], as_of, columns, batch_rows)
    return _sorted(table, there, as_of, columns, batch_rows)


def _streamed(
    table: Table, one: DataFile, as_of: datetime | None, columns: Sequence[str], batch_rows: int
) -> Iterator[pa.RecordBatch]:
    asked = [*columns, *([] if as_of is None or "occurred_at" in columns else ["occurred_at"])]
    with opened(table, one) as source:
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
        yield from connection.sql(sql, params={"until": as_of}).to_arrow_reader(batch_rows)
