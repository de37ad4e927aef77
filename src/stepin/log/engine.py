"""DuckDB over the log's files: bounded memory, two threads, spilling into the home."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq

from stepin.log.delta import DataFile, Spec, Table, file_system

THREADS = 2
MEMORY = "512MB"
GROUP_ROWS = 256 * 1024
OUT_ROWS = 64 * 1024
DICTIONARY_BYTES = 8 * 1024 * 1024


@contextmanager
def engine(scratch: Path, *, memory: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own with at most ``memory`` (``MEMORY``); what needs more spills to ``scratch``."""
    config = {
        "threads": THREADS,
        "memory_limit": memory or MEMORY,
        "temp_directory": str(scratch / "spill"),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(":memory:", config=config) as connection:
        run(connection, "SET TimeZone = 'UTC'")
        run(connection, "SET enable_progress_bar = false")  # it would draw over a command's own output
        yield connection


def run(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    """Every row of the answer: DuckDB wants one answer read to its end before the next question."""
    return connection.execute(sql).fetchall()


def register(
    connection: duckdb.DuckDBPyConnection, name: str, table: Table, files: Sequence[DataFile]
) -> None:
    """Names the rows of some of a table's files; none are a relation without rows."""
    if not files:
        connection.register(name, table.spec.schema.empty_table())
    elif "://" in table.url:
        paths = [one.name for one in files]
        connection.register(name, pyarrow.dataset.dataset(paths, filesystem=file_system(table.url)))
    else:
        connection.register(name, connection.read_parquet([str(Path(table.url) / one.name) for one in files]))


def write_sorted(rows: pa.RecordBatchReader, path: Path, spec: Spec) -> int:
    """Writes rows that come in the table's order as one Parquet file that says so; returns how many."""
    order = [pq.SortingColumn(spec.schema.get_field_index(name)) for name in spec.order]
    count = 0
    with pq.ParquetWriter(
        path,
        spec.schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=list(spec.repeating),
        dictionary_pagesize_limit=DICTIONARY_BYTES,
        sorting_columns=order,
    ) as writer:
        for batch in rows:
            writer.write_batch(_cast(batch, spec.schema), row_group_size=GROUP_ROWS)
            count += len(batch)
    return count


def is_sorted(path: str, filesystem: pyarrow.fs.FileSystem | None, spec: Spec) -> bool:
    """Whether the file says of every row group that it is in the table's order (only ``write_sorted`` does,
    and it writes its row groups in that order too)."""
    metadata = pq.read_metadata(path, filesystem=filesystem)
    wanted = tuple(pq.SortingColumn(spec.schema.get_field_index(name)) for name in spec.order)
    groups = (metadata.row_group(group) for group in range(metadata.num_row_groups))
    return all(group.sorting_columns == wanted for group in groups)


def _cast(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    arrays = [batch.column(field.name).cast(field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
