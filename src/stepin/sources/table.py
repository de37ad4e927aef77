"""Somebody's own table, CSV or Parquet, into the log."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from stepin.log.delta import EVENTS_TABLE, ITEMS_TABLE
from stepin.log.home import LogHome, home_errors
from stepin.log.lock import exclusive
from stepin.log.rejects import BadRow, Rejects
from stepin.log.schema import EVENTS, ITEMS
from stepin.log.staging import Progress, Staged, stage
from stepin.log.writing import refuse_bad_rows, take
from stepin.sources import table_items
from stepin.sources.report import ImportReport
from stepin.sources.table_changes import change_events, stage_updates
from stepin.sources.table_files import Malformed, TableFile, open_table, read
from stepin.sources.table_impact import compare_impact, impact_changes
from stepin.sources.table_map import Names, TableMap
from stepin.sources.table_map_file import load_map
from stepin.sources.table_shape import asked, named, placed, shaped

_SINCE = "an earlier import had it otherwise"


@dataclass(frozen=True, slots=True)
class _Given:
    """A table after reading: the good rows on disk, how many it had, and the bad ones by its own count."""

    staged: Staged
    read: int
    rejects: Rejects


@dataclass(frozen=True, slots=True)
class _Work:
    """What one import goes by."""

    scratch: Path
    table_map: TableMap
    now: datetime
    progress: Progress | None


def import_table(
    home: LogHome,
    events: Path,
    *,
    items: Path | None = None,
    map_name: str | Path | None = None,
    now: datetime,
    strict: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """``stepin import table``: reads the table of events, and that of items where one is given.

    ``map_name`` is a map's file, or one of those shipped. Items that are not given are derived from their
    events. Bad rows are left out and told; with ``strict`` they raise BadRowsError and nothing is written.
    ``progress`` is told of rows read, as numbers to add up. Raises InputError where a table or the map cannot
    be read at all, HomeError and BusyError as ``log.writing.append`` does.
    """
    table_map = load_map(map_name)
    event_file, event_names = _opened_events(events, table_map)
    item_file = None if items is None else _opened_items(items, table_map)
    with exclusive(home) as scratch, home_errors(home.folder):
        work = _Work(scratch, table_map, now, progress)
        given = _staged_events(event_file, event_names, work)
        listed = _staged_items(item_file, work)
        rejects = given.rejects + listed.rejects
        if strict:
            refuse_bad_rows(rejects)
        all_items, all_events, notes = _completed(home, work, given, listed, item_file is not None)
        appended = take(home, scratch, items=all_items, events=all_events)
    bots = tuple(table_map.events.prefixes.get("actor", "") + one for one in table_map.bots)
    counts = {"rows": given.read} | ({"item rows": listed.read} if item_file else {})
    return ImportReport(str(events), counts, appended, rejected=rejects, bots=bots, notes=notes)


def _opened_events(path: Path, table_map: TableMap) -> tuple[TableFile, Names]:
    table = open_table(path, delimiter=table_map.delimiter, missing=table_map.missing)
    if not table_map.changes:
        required = ("event_id", "item_id", "occurred_at", "kind")
        return table, named(table, table_map.events, EVENTS.names, required)
    watched = [one for change in table_map.changes for one in change.columns]
    columns = {f"c{place}": (one,) for place, one in enumerate(watched)}
    wanted = replace(table_map.events, columns={**table_map.events.columns, **columns})
    return table, named(table, wanted, (), ("item_id", "occurred_at"))


def _opened_items(path: Path, table_map: TableMap) -> tuple[TableFile, Names]:
    table = open_table(path, delimiter=table_map.delimiter, missing=table_map.missing)
    has_kind = "kind" in (*table.columns, *table_map.items.columns, *table_map.items.constants)
    constants = (
        table_map.items.constants if has_kind else {**table_map.items.constants, "kind": table_map.kind}
    )
    return table, named(table, replace(table_map.items, constants=constants), ITEMS.names, ("item_id",))


def _rows(table: TableFile, names: Names, malformed: Malformed) -> Iterator[pa.RecordBatch]:
    return shaped(read(table, asked(names), malformed), names, table.missing)


def _staged_events(table: TableFile, names: Names, work: _Work) -> _Given:
    malformed, path = Malformed(), work.scratch / "events.parquet"
    rows = _rows(table, names, malformed)
    if work.table_map.changes:
        return _staged_changes(rows, malformed, path, work)
    staged = stage(rows, EVENTS_TABLE, path, now=work.now, progress=work.progress, clock=work.table_map.clock)
    return _counted(staged, staged.read, staged.rejects, malformed)


def _staged_changes(rows: Iterator[pa.RecordBatch], malformed: Malformed, path: Path, work: _Work) -> _Given:
    table_map, updates = work.table_map, work.scratch / "updates.parquet"
    width = sum(len(change.columns) for change in table_map.changes)
    read_rows, rejects = stage_updates(
        rows, updates, width=width, now=work.now, clock=table_map.clock, progress=work.progress
    )
    events = change_events(updates, table_map, work.scratch)
    return _counted(stage(events, EVENTS_TABLE, path, now=work.now), read_rows, rejects, malformed)


def _staged_items(opened: tuple[TableFile, Names] | None, work: _Work) -> _Given:
    malformed, path = Malformed(), work.scratch / "items.parquet"
    rows = iter(()) if opened is None else placed(_rows(*opened, malformed), work.table_map)
    staged = stage(rows, ITEMS_TABLE, path, now=work.now, clock=work.table_map.clock)
    return _counted(staged, staged.read, staged.rejects, malformed)


def _counted(staged: Staged, rows: int, rejects: Rejects, malformed: Malformed) -> _Given:
    """Row numbers as the file has them: lines that were no rows count too."""
    moved = tuple(replace(bad, row=_in_file(bad.row, malformed.rows)) for bad in rejects.examples)
    told = Rejects(rejects.count, rejects.by_reason, moved) + malformed.rejects
    ordered = tuple(sorted(told.examples, key=_row))
    return _Given(staged, rows + len(malformed.rows), replace(told, examples=ordered))


def _row(bad: BadRow) -> int:
    return bad.row


def _in_file(row: int, skipped: list[int]) -> int:
    for one in skipped:
        if one > row:
            break
        row += 1
    return row


def _completed(
    home: LogHome, work: _Work, given: _Given, listed: _Given, has_items: bool
) -> tuple[Staged, Staged, tuple[str, ...]]:
    """The staged items and events with what can be derived of them, and what there is to say about that."""
    with table_items.beside_log(home, work.scratch, events=given.staged, items=listed.staged) as connection:
        derived = stage(
            table_items.derived_items(connection, work.table_map),
            ITEMS_TABLE,
            work.scratch / "items-derived.parquet",
            now=work.now,
            first_row=listed.staged.read + 1,
        )
        compare_impact(connection)
        opening = stage(
            table_items.events_at_opening(connection),
            EVENTS_TABLE,
            work.scratch / "events-derived.parquet",
            now=work.now,
            first_row=given.staged.read + 1,
        )
        changed = stage(
            impact_changes(connection, now=work.now),
            EVENTS_TABLE,
            work.scratch / "events-impact.parquet",
            now=work.now,
            first_row=given.staged.read + opening.read + 1,
        )
        idle = table_items.items_without_events(connection)
    notes = _notes(
        derived.rows, opening.rows, idle, given.read, has_items=has_items, kind=work.table_map.kind
    )
    if changed.rows:
        notes += (f"Customer impact of {_items(changed.rows)} taken to have changed now: {_SINCE}.",)
    return listed.staged + derived, given.staged + opening + changed, notes


def _items(count: int) -> str:
    return "1 item was" if count == 1 else f"{count} items were"


def _notes(
    derived: int, opening: int, idle: int, rows: int, *, has_items: bool, kind: str
) -> tuple[str, ...]:
    told = []
    if not rows:
        told.append("The table of events has a header and no rows.")
    if derived:
        whose = "its" if derived == 1 else "their"
        why = "the table of items does not have them" if has_items else "no table of items was given"
        told.append(f"{_items(derived)} derived from {whose} events, as kind {kind}: {why}.")
    if opening:
        told.append(
            f"{opening} labels, priorities, due dates and customer impacts that only the table of items "
            "knows were taken to be there from the opening on."
        )
    if idle:
        told.append(f"{_items(idle)} kept without events: nothing can be said about such items.")
    return tuple(told)
