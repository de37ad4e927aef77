"""Taking rows into the log: what is new comes in, what changed is replaced, what is known stays as it is."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from stepin.errors import InputError
from stepin.log.compaction import tidy
from stepin.log.delta import EVENTS_TABLE, ITEMS_TABLE, DataFile, LogVersion, Table, files, ready, replace
from stepin.log.engine import GROUP_ROWS, engine, register, run, write_sorted
from stepin.log.home import LogHome, home_errors
from stepin.log.lock import exclusive
from stepin.log.rejects import Rejects
from stepin.log.staging import ROW, Progress, Rows, Staged, stage


class BadRowsError(InputError):
    def __init__(self, rejects: Rejects) -> None:
        shown = "\n".join(f"  {bad}" for bad in rejects.examples[:10])
        reasons = "; ".join(f"{count} × {reason}" for reason, count in rejects.by_reason.items())
        super().__init__(
            f"{rejects.count} bad rows ({reasons}), so nothing was imported:\n{shown}\n"
            "Mend them, or leave out --strict to import the others."
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows read: read = rejected + duplicate + new + changed + same.

    ``duplicate``: an id that came again in this very input (the last one counts); ``same``: in the log
    already, word for word; ``changed``: in the log with other content, now replaced.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    duplicate: int = 0
    rejected: Rejects = field(default_factory=Rejects)


@dataclass(frozen=True, slots=True)
class Appended:
    events: Counts
    items: Counts
    version: LogVersion


def append(
    home: LogHome,
    *,
    items: Rows,
    events: Rows,
    now: datetime,
    progress: Progress | None = None,
    strict: bool = False,
) -> Appended:
    """Takes items and events into the home's log, makes both where they are not there yet.

    Each is an iterable of records (``Event``, ``Item``) or of Arrow record batches with the same columns.
    ``events`` is read to its end before ``items`` is asked for its first, so items may be gathered while
    events are made. Memory does not grow with either. Bad rows are left out and counted, or with ``strict``
    raise BadRowsError with nothing written. Same id, other content: the newest wins and the old one stays in
    the version before. Importing the same again makes no new version. ``now`` becomes ``recorded_at`` and
    bounds the future; ``progress`` is told of events read, as numbers to add up.

    Raises HomeError (missing rights, full, newer), BusyError (another writer); the log is then as it was, or
    has the items and not yet the events, which the next run mends.
    """
    with exclusive(home) as scratch:
        return add(home, scratch, items=items, events=events, now=now, progress=progress, strict=strict)


def add(
    home: LogHome,
    scratch: Path,
    *,
    items: Rows,
    events: Rows,
    now: datetime,
    progress: Progress | None = None,
    strict: bool = False,
) -> Appended:
    """``append`` for a caller that holds the writer lock already, and works in its ``scratch`` folder."""
    with home_errors(home.folder):
        event_rows = stage(events, EVENTS_TABLE, scratch / "events.parquet", now=now, progress=progress)
        item_rows = stage(items, ITEMS_TABLE, scratch / "items.parquet", now=now)
        if strict:
            refuse_bad_rows(event_rows.rejects + item_rows.rejects)
        return take(home, scratch, items=item_rows, events=event_rows)


def refuse_bad_rows(rejects: Rejects) -> None:
    if rejects.count:
        raise BadRowsError(rejects)


def take(home: LogHome, scratch: Path, *, items: Staged, events: Staged) -> Appended:
    """What has been staged, into the log: the items in one commit, then the events in one."""
    items_taken, items_version = _take(ready(home, ITEMS_TABLE), items, scratch)
    events_taken, events_version = _take(ready(home, EVENTS_TABLE), events, scratch)
    return Appended(events_taken, items_taken, LogVersion(events_version, items_version))


def _take(table: Table, staged: Staged, scratch: Path) -> tuple[Counts, int]:
    with engine(scratch) as connection:
        counts, touched = _compare(connection, table, staged)
        if counts.new or counts.changed:
            path = scratch / f"{table.spec.name}-new.parquet"
            rows = _merged(connection, table, touched)
            table = replace(table, add=(path, write_sorted(rows, path, table.spec)), remove=touched)
    for path in staged.paths:
        path.unlink()
    return counts, tidy(table, scratch).version


def _compare(
    connection: duckdb.DuckDBPyConnection, table: Table, staged: Staged
) -> tuple[Counts, tuple[DataFile, ...]]:
    """Leaves ``taken`` (the rows of the input that count and are not in the log as they are) and ``gone``
    (keys whose old rows they replace) in the connection; returns the counts, and the files ``gone`` is in."""
    key, spec = table.spec.key, table.spec
    connection.register("staged", connection.read_parquet([str(path) for path in staged.paths]))
    run(
        connection,
        f"CREATE TEMP TABLE newest AS SELECT {key}, max({ROW}) AS {ROW} FROM staged GROUP BY {key}",
    )
    register(connection, "log", table, files(table))
    run(connection, f"CREATE TEMP TABLE known AS SELECT {key}, {ROW} FROM newest SEMI JOIN log USING ({key})")
    content = [name for name in spec.schema.names if name != key and name not in spec.stamps]
    differs = " OR ".join(f"l.{name} IS DISTINCT FROM s.{name}" for name in content)
    run(
        connection,
        f"CREATE TEMP TABLE gone AS SELECT s.{key}, s.{ROW} FROM staged s JOIN known USING ({key}, {ROW}) "
        f"JOIN log l USING ({key}) WHERE {differs}",
    )
    run(
        connection,
        f"CREATE TEMP TABLE taken AS SELECT {ROW} FROM newest ANTI JOIN known USING ({ROW}) "
        f"UNION ALL SELECT {ROW} FROM gone",
    )
    distinct, known, changed = (_count(connection, name) for name in ("newest", "known", "gone"))
    counts = Counts(
        staged.read,
        distinct - known,
        changed,
        known - changed,
        staged.rows - distinct,
        staged.rejects,
    )
    touched = tuple(one for one in files(table) if changed and _holds_gone(connection, table, one))
    return counts, touched


def _holds_gone(connection: duckdb.DuckDBPyConnection, table: Table, one: DataFile) -> bool:
    register(connection, "one_file", table, [one])
    return _count(connection, f"(SELECT 1 FROM one_file SEMI JOIN gone USING ({table.spec.key}) LIMIT 1)") > 0


def _merged(
    connection: duckdb.DuckDBPyConnection, table: Table, touched: tuple[DataFile, ...]
) -> pa.RecordBatchReader:
    """The rows taken, and those of the touched files that stay, in the table's order."""
    names = ", ".join(f'"{name}"' for name in table.spec.schema.names)
    register(connection, "touched", table, touched)
    return connection.sql(
        f"SELECT {names} FROM staged SEMI JOIN taken USING ({ROW}) "
        f"UNION ALL SELECT {names} FROM touched ANTI JOIN gone USING ({table.spec.key}) "
        f"ORDER BY {', '.join(table.spec.order)}"
    ).to_arrow_reader(GROUP_ROWS)


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(run(connection, f"SELECT count(*) FROM {relation}")[0][0])
