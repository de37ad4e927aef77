"""What a source hands over, checked and put on disk, so that memory does not grow with it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stepin.log.checks import good_events, good_items
from stepin.log.columns import ISO, Clock
from stepin.log.delta import EVENTS_TABLE, Spec
from stepin.log.records import Event, Item
from stepin.log.rejects import Rejects

Progress = Callable[[int], None]
Rows = Iterable[Event] | Iterable[Item] | Iterable[pa.RecordBatch]

BATCH_ROWS = 32 * 1024
ROW = "_row"


@dataclass(frozen=True, slots=True)
class Staged:
    """The good rows in Parquet files: the table's columns, and ``_row`` in the order given."""

    spec: Spec
    paths: tuple[Path, ...]
    read: int
    rejects: Rejects

    @property
    def rows(self) -> int:
        return self.read - self.rejects.count

    def __add__(self, later: "Staged") -> "Staged":
        """Both; ``later`` was staged with ``first_row`` past these."""
        return Staged(
            self.spec, self.paths + later.paths, self.read + later.read, self.rejects + later.rejects
        )


def stage(
    rows: Rows,
    spec: Spec,
    path: Path,
    *,
    now: datetime,
    progress: Progress | None = None,
    clock: Clock = ISO,
    first_row: int = 1,
) -> Staged:
    """Reads ``rows`` to the end, the first bearing the number ``first_row``. ``progress`` is told the number
    of rows read since it was last told."""
    read, rejects = 0, Rejects()
    check = good_events if spec is EVENTS_TABLE else good_items
    schema = spec.schema.append(pa.field(ROW, pa.int64(), nullable=False))
    with pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=list(spec.repeating)) as writer:
        for batch in batches(rows):
            good, bad = check(batch, now=now, first_row=first_row + read, clock=clock)
            writer.write_batch(_numbered(good, schema, first=first_row + read))
            read, rejects = read + len(batch), rejects + bad
            if progress is not None:
                progress(len(batch))
    return Staged(spec, (path,), read, rejects)


def _numbered(good: pa.RecordBatch, schema: pa.Schema, *, first: int) -> pa.RecordBatch:
    numbers = pa.array(range(first, first + len(good)), pa.int64())
    return pa.RecordBatch.from_arrays([*good.columns, numbers], schema=schema)


def batches(rows: Rows) -> Iterator[pa.RecordBatch]:
    """Record batches as they are, records gathered into batches."""
    waiting: list[Event | Item] = []
    for row in rows:
        if isinstance(row, pa.RecordBatch):
            yield from _cut(row)
            continue
        waiting.append(row)
        if len(waiting) == BATCH_ROWS:
            yield batch_of(waiting)
            waiting = []
    if waiting:
        yield batch_of(waiting)


def _cut(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(batch), BATCH_ROWS):
        yield batch.slice(start, BATCH_ROWS)


def batch_of(records: list[Event | Item]) -> pa.RecordBatch:
    """Records of one class as columns of the same names."""
    names = [field.name for field in fields(records[0])]
    columns = [[getattr(one, name) for one in records] for name in names]
    return pa.RecordBatch.from_arrays([pa.array(column) for column in columns], names=names)
