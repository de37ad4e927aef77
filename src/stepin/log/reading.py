"""Reading the log, pinned to one version: never blocked by a writer, never changed by one."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from stepin.errors import HomeError
from stepin.log.coded import CodedEvents, Ints
from stepin.log.delta import EVENTS_TABLE, ITEMS_TABLE, LogVersion, Spec, Table, files, find, refuse_older
from stepin.log.engine import engine, register
from stepin.log.home import HomeIsMissingError, LogHome, home_errors
from stepin.log.in_order import in_order
from stepin.log.ordered import ordered
from stepin.log.parquet import column_at
from stepin.log.schema import EVENTS

NO_TABLE = -1
BATCH_ROWS = 128 * 1024


class LogIsMissingError(HomeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no log yet. Fill it with `stepin import` or `stepin sync` first.")


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there is. ``people`` counts actors as they appear, bots too; times are None without events."""

    events: int
    items: int
    people: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Log:
    """The log at one version. Everything ``as_of`` a moment holds events with ``occurred_at`` ≤ it only; None
    is all. The total order is (item_id, occurred_at, seq, event_id), text by its UTF-8 bytes."""

    home: LogHome
    version: LogVersion
    event_table: Table | None
    item_table: Table | None

    def paths(self) -> tuple[str, ...]:
        """Where this version's event files are."""
        table = self.event_table
        return tuple(f"{table.url}/{one.name}" for one in files(table)) if table else ()

    def in_order(self, *, as_of: datetime | None) -> CodedEvents:
        """All events in the total order as integers, held in memory."""
        with home_errors(self.home.folder):
            return in_order(self.event_table, as_of=as_of)

    def events(
        self, *, as_of: datetime | None = None, columns: Sequence[str] = tuple(EVENTS.names)
    ) -> pa.RecordBatchReader:
        """Events in the total order as a stream, in the types of ``schema.EVENTS``."""
        schema = pa.schema([EVENTS.field(name) for name in columns])
        batches = self._ordered(as_of, columns)
        return pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in batches))

    def _ordered(self, as_of: datetime | None, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        with home_errors(self.home.folder):
            yield from ordered(self.event_table, as_of=as_of, columns=columns, batch_rows=BATCH_ROWS)

    def items(self) -> pa.Table:
        """Every item, as ``schema.ITEMS``, by item_id."""
        return self._rows(self.item_table, ITEMS_TABLE, "SELECT * FROM log ORDER BY item_id")

    def timeline(self, item_id: str, *, as_of: datetime | None = None) -> pa.Table:
        """One item's events in their order, as ``schema.EVENTS``; no rows where the log has none of it."""
        sql = (
            "SELECT * FROM log WHERE item_id = $item AND ($until IS NULL OR occurred_at <= $until) "
            "ORDER BY occurred_at, seq, event_id"
        )
        return self._rows(self.event_table, EVENTS_TABLE, sql, item=item_id, until=as_of)

    def timelines(self, item_ids: Sequence[str], *, as_of: datetime | None = None) -> pa.Table:
        """The events of these items in the total order, as ``schema.EVENTS``."""
        wanted = pa.table({"item_id": pa.array(item_ids, pa.string())})
        sql = (
            "SELECT * FROM log SEMI JOIN wanted USING (item_id) "
            "WHERE $until IS NULL OR occurred_at <= $until ORDER BY item_id, occurred_at, seq, event_id"
        )
        return self._rows(self.event_table, EVENTS_TABLE, sql, wanted=wanted, until=as_of)

    def event_ids(self, lies: Ints) -> pa.Array:
        """The ids of these events, by their ``CodedEvents.lies``."""
        if self.event_table is None:
            return pa.array([], pa.string())
        with home_errors(self.home.folder):
            return column_at(self.event_table, files(self.event_table), "event_id", lies)

    def places(
        self, event_ids: Sequence[str], *, as_of: datetime | None = None
    ) -> dict[str, tuple[str, int]]:
        """Of those of these events that there are: their item, and how many of its events come before."""
        wanted = pa.table({"event_id": pa.array(event_ids, pa.string())})
        sql = (
            "WITH seen AS (SELECT * FROM log WHERE $until IS NULL OR occurred_at <= $until), "
            "placed AS (SELECT item_id, event_id, row_number() OVER (PARTITION BY item_id "
            "ORDER BY occurred_at, seq, event_id) - 1 AS place FROM seen WHERE item_id IN "
            "(SELECT item_id FROM seen SEMI JOIN wanted USING (event_id))) "
            "SELECT event_id, item_id, place FROM placed SEMI JOIN wanted USING (event_id)"
        )
        found = self._rows(self.event_table, EVENTS_TABLE, sql, wanted=wanted, until=as_of)
        return {row["event_id"]: (row["item_id"], row["place"]) for row in found.to_pylist()}

    def last_events(self, item_ids: Sequence[str], *, as_of: datetime | None = None) -> dict[str, datetime]:
        """When the last event of each of these items was; an item without one is left out."""
        wanted = pa.table({"item_id": pa.array(item_ids, pa.string())})
        sql = (
            "SELECT item_id, max(occurred_at) AS last_at FROM log SEMI JOIN wanted USING (item_id) "
            "WHERE $until IS NULL OR occurred_at <= $until GROUP BY item_id"
        )
        found = self._rows(self.event_table, EVENTS_TABLE, sql, wanted=wanted, until=as_of)
        return {row["item_id"]: row["last_at"] for row in found.to_pylist()}

    def naming(self, logins: Sequence[str]) -> pa.Table:
        """Events by these logins, or with one as their value or among whom a comment mentions."""
        wanted = pa.table({"login": pa.array(logins, pa.string())})
        theirs = " OR ".join(
            f"{column} IN (SELECT login FROM wanted)" for column in ("actor", "value", "previous")
        )
        mentioned = "(SELECT list('mention:' || login) FROM wanted)"
        sql = (
            f"SELECT * FROM log WHERE {theirs} OR list_has_any(string_split(coalesce(value, ''), ' '), "
            f"{mentioned}) ORDER BY item_id, occurred_at, seq, event_id"
        )
        return self._rows(self.event_table, EVENTS_TABLE, sql, wanted=wanted)

    def newest_at(self, *, items_from: str = "", recorded_at: datetime | None = None) -> datetime | None:
        """When the newest event was, of items whose id begins so, and where asked of those that were taken in
        at ``recorded_at``; None where there is none."""
        sql = (
            "SELECT max(occurred_at) AS newest FROM log WHERE starts_with(item_id, $begins) "
            "AND ($recorded IS NULL OR recorded_at = $recorded)"
        )
        found = self._rows(self.event_table, EVENTS_TABLE, sql, begins=items_from, recorded=recorded_at)
        newest: datetime | None = found["newest"][0].as_py()
        return newest

    def summary(self, *, as_of: datetime | None = None) -> Summary:
        sql = (
            "SELECT count(*) AS events, count(DISTINCT item_id) AS items, count(DISTINCT actor) AS people, "
            "min(occurred_at) AS first_at, max(occurred_at) AS last_at FROM log "
            "WHERE $until IS NULL OR occurred_at <= $until"
        )
        row = self._rows(self.event_table, EVENTS_TABLE, sql, until=as_of).to_pylist()[0]
        return Summary(**row)

    def _rows(
        self, table: Table | None, spec: Spec, sql: str, *, wanted: pa.Table | None = None, **values: object
    ) -> pa.Table:
        with home_errors(self.home.folder), tempfile.TemporaryDirectory() as spill:
            return _answer(table, spec, sql, Path(spill), values, wanted)


def _answer(
    table: Table | None,
    spec: Spec,
    sql: str,
    spill: Path,
    values: dict[str, object],
    wanted: pa.Table | None,
) -> pa.Table:
    with engine(spill) as connection:
        if wanted is not None:
            connection.register("wanted", wanted)
        if table is None:
            connection.register("log", spec.schema.empty_table())
        else:
            register(connection, "log", table, files(table))
        found = connection.sql(sql, params=values or None).to_arrow_table()
    return found.cast(spec.schema) if found.schema.names == spec.schema.names else found


def open_log(home: LogHome, *, version: LogVersion | None = None) -> Log:
    """The log as it is now, or as it was at ``version``. Raises HomeError where there is none, or where it
    was written by a newer stepin."""
    with home_errors(home.folder):
        if not home.folder.is_dir():
            raise HomeIsMissingError(home.folder)
        # Events first: items are written before the events that need them.
        events = _pinned(home, EVENTS_TABLE, None if version is None else version.events)
        items = _pinned(home, ITEMS_TABLE, None if version is None else version.items)
        if events is None and items is None:
            raise LogIsMissingError(home.folder)
    return Log(home, LogVersion(_version(events), _version(items)), events, items)


def _pinned(home: LogHome, spec: Spec, version: int | None) -> Table | None:
    if version == NO_TABLE:
        return None
    table = find(home, spec, version=version)
    if table is not None:
        refuse_older(table)
    return table


def _version(table: Table | None) -> int:
    return NO_TABLE if table is None else table.version
