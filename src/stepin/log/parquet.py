"""The Parquet files of a table, row for row from file to file: a column whole, or at some rows."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet as pq

from stepin.log.coded import Ints
from stepin.log.delta import DataFile, Table, file_system
from stepin.log.engine import THREADS


def place(table: Table, one: DataFile) -> tuple[str, pyarrow.fs.FileSystem | None]:
    """The file's path, and the file system it is on (None: a folder here)."""
    if "://" in table.url:
        return one.name, file_system(table.url)
    return str(Path(table.url) / one.name), None


def opened(table: Table, one: DataFile, *, encoded: Sequence[str] = ()) -> pq.ParquetFile:
    """To be closed by who asks. Text columns in ``encoded`` come dictionary-encoded."""
    path, filesystem = place(table, one)
    return pq.ParquetFile(path, filesystem=filesystem, read_dictionary=list(encoded), pre_buffer=True)


def column(table: Table, there: Sequence[DataFile], name: str, *, encoded: bool = False) -> pa.ChunkedArray:
    """All of a column; dictionary-encoded, each row group has a dictionary of its own."""
    found = list(chunks(table, there, name, encoded=encoded))
    return pa.chunked_array(found, None if found else _type(table, name))


def chunks(
    table: Table, there: Sequence[DataFile], name: str, *, encoded: bool = False
) -> Iterator[pa.Array]:
    """The same, a row group at a time."""
    for one in there:
        with opened(table, one, encoded=(name,) if encoded else ()) as source:
            for group in range(source.num_row_groups):
                yield from source.read_row_group(group, columns=[name])[name].chunks


def column_at(table: Table, there: Sequence[DataFile], name: str, rows: Ints) -> pa.Array:
    """A column at these rows, in the order given; of the others, ``THREADS`` row groups at most are held."""
    order = np.argsort(rows, kind="stable")
    parts = np.array_split(rows[order], THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        found = pool.map(lambda part: list(_at(table, there, name, part)), parts)
        ascending = [chunk for part in found for chunk in part]
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return pa.concat_arrays([*ascending, pa.array([], _type(table, name))]).take(pa.array(back))


def _at(table: Table, there: Sequence[DataFile], name: str, rows: Ints) -> Iterator[pa.Array]:
    """Where the rows ascend: what each row group has of them."""
    first = 0
    for one in there:
        with opened(table, one) as source:
            for group in range(source.num_row_groups):
                stop = first + source.metadata.row_group(group).num_rows
                low, high = np.searchsorted(rows, [first, stop])
                if low < high:
                    read = source.read_row_group(group, columns=[name], use_threads=False)[name]
                    yield from read.cast(_type(table, name)).take(pa.array(rows[low:high] - first)).chunks
                first = stop


def _type(table: Table, name: str) -> pa.DataType:
    return table.spec.schema.field(name).type
