"""Changing what the log says of somebody, in every row and for good: no older version keeps it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pyarrow as pa

from stepin.log.compaction import vacuum
from stepin.log.delta import EVENTS_TABLE, ITEMS_TABLE, Spec, Table, files, find, replace
from stepin.log.engine import GROUP_ROWS, engine, register, run, write_sorted
from stepin.log.home import LogHome, home_errors
from stepin.log.lock import exclusive

Change = Callable[[str], str]
PEOPLE = {"events": ("actor", "value", "previous"), "items": ("author", "title")}
LISTS = {"events": (), "items": ("labels",)}


def rewrite(home: LogHome, change: Change) -> None:
    """Puts every text that may name somebody through ``change``: actors, values, authors, titles, labels.
    Ids, places and times stay, and so does the order of the rows.

    Each table is one commit; then every file that only older versions need is deleted, so that going back in
    time to before it ends in an error. Readers that are in the middle of such a version fail, and find the
    new one when they begin anew. Raises HomeError and BusyError.
    """
    with exclusive(home) as scratch, home_errors(home.folder):
        for spec in (ITEMS_TABLE, EVENTS_TABLE):
            table = find(home, spec)
            if table is not None:
                vacuum(_rewritten(table, spec, change, scratch), kept_for=timedelta(0))


def logins_in(home: LogHome) -> set[str]:
    """Everybody who acts in the log or wrote an item of it, as they appear."""
    found: set[str] = set()
    with exclusive(home) as scratch, home_errors(home.folder):
        for spec, column in ((EVENTS_TABLE, "actor"), (ITEMS_TABLE, "author")):
            table = find(home, spec)
            if table is not None:
                found |= _distinct(table, column, scratch)
    return found


def _distinct(table: Table, column: str, scratch: Path) -> set[str]:
    with engine(scratch) as connection:
        register(connection, "log", table, files(table))
        rows = run(connection, f"SELECT DISTINCT {column} FROM log WHERE {column} IS NOT NULL")
    return {row[0] for row in rows}


def _rewritten(table: Table, spec: Spec, change: Change, scratch: Path) -> Table:
    there = files(table)
    path = scratch / f"{spec.name}-rewritten.parquet"
    with engine(scratch) as connection:
        register(connection, "log", table, there)
        rows = connection.sql(f"SELECT * FROM log ORDER BY {', '.join(spec.order)}")
        reader = rows.to_arrow_reader(GROUP_ROWS)
        changed = pa.RecordBatchReader.from_batches(spec.schema, _changed(reader, spec, change))
        count = write_sorted(changed, path, spec)
    return replace(table, add=(path, count), remove=there)


def _changed(batches: Iterator[pa.RecordBatch], spec: Spec, change: Change) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        columns = {name: batch.column(name).cast(spec.schema.field(name).type) for name in spec.schema.names}
        for name in PEOPLE[spec.name]:
            columns[name] = _texts(columns[name], change)
        for name in LISTS[spec.name]:
            columns[name] = _lists(columns[name], change)
        yield pa.RecordBatch.from_arrays([columns[name] for name in spec.schema.names], schema=spec.schema)


def _texts(column: pa.Array, change: Change) -> pa.Array:
    """Each distinct text once."""
    encoded = column.dictionary_encode()
    said: Sequence[str] = encoded.dictionary.to_pylist()
    return pa.array([change(text) for text in said], pa.string()).take(encoded.indices)


def _lists(column: pa.Array, change: Change) -> pa.Array:
    rows = column.to_pylist()
    return pa.array([None if row is None else [change(text) for text in row] for row in rows], column.type)
