"""One item's events, with those of others that tell on whom it waits: read without the rest of the log."""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from stepin.log.delta import EVENTS_TABLE, files
from stepin.log.engine import engine, register
from stepin.log.home import home_errors
from stepin.log.reading import Log
from stepin.log.schema import AROUND_THE_CLOCK, EVENTS, FIXES, ITEMS

BEFORE = timedelta(days=5 * 92)  # who usually reviews and merges is seen from the four quarters before
CROWD = 24  # items within an hour that make a clean-out; the analysis holds the same
_MENTION = "mention:"

# Made once: where each container's items lie in the order of ids, who did dozens of things within an hour,
# one event of everybody who does anything, and what says that it fixes what.
_READY = (
    """
CREATE TEMP TABLE places AS SELECT source, container, min(item_id) AS low, max(item_id) AS high
FROM items GROUP BY source, container
""",
    f"""
CREATE TEMP TABLE crowds AS
SELECT actor, kind, shift, time_bucket(INTERVAL 1 hour, occurred_at + shift * INTERVAL 30 minute) AS hour
FROM events CROSS JOIN (VALUES (0), (1)) shifts(shift)
WHERE actor IS NOT NULL AND occurred_at <= $until
GROUP BY ALL HAVING count(*) >= {CROWD}
""",
    """
CREATE TEMP TABLE actors AS SELECT actor, any_value(item_id) AS item_id FROM events
WHERE actor IS NOT NULL AND occurred_at <= $until GROUP BY actor
""",
    f"""
CREATE TEMP TABLE fixes AS SELECT DISTINCT item_id, substr(value, {len(FIXES) + 1}) AS fixed FROM events
WHERE kind = 'linked' AND starts_with(value, '{FIXES}') AND occurred_at <= $until
""",
)
_OWN = "SELECT * FROM events WHERE item_id = $item AND occurred_at <= $until"
_ITEM = "SELECT * FROM items WHERE item_id = $item"
_PLACE = "SELECT low, high FROM places WHERE source = $source AND container IS NOT DISTINCT FROM $container"
_BESIDE = """
SELECT * FROM events WHERE item_id BETWEEN $low AND $high AND occurred_at <= $until AND item_id <> $item
  AND (kind IN ('merged', 'closed', 'resolved', 'reopened') OR (occurred_at >= $since AND (
    kind IN ('reviewed', 'approved', 'changes_requested')
    OR (kind = 'commented' AND value LIKE '%approve%'))))
  AND item_id IN (SELECT item_id FROM items WHERE item_id BETWEEN $low AND $high
    AND source = $source AND container IS NOT DISTINCT FROM $container)
"""
_IN_CROWDS = """
SELECT DISTINCT c.* FROM own o JOIN crowds c ON o.actor = c.actor AND o.kind = c.kind
  AND time_bucket(INTERVAL 1 hour, o.occurred_at + c.shift * INTERVAL 30 minute) = c.hour
"""
_CROWD = """
SELECT e.* FROM events e JOIN in_crowds c ON e.actor = c.actor AND e.kind = c.kind
  AND time_bucket(INTERVAL 1 hour, e.occurred_at + c.shift * INTERVAL 30 minute) = c.hour
WHERE e.occurred_at <= $until AND e.item_id <> $item
"""
_ACTS = """
SELECT DISTINCT ON (actor) * FROM events SEMI JOIN (
  SELECT * FROM actors WHERE actor IN (SELECT unnest($logins))) AS named USING (actor, item_id)
WHERE item_id IN (SELECT item_id FROM actors WHERE actor IN (SELECT unnest($logins)))
  AND occurred_at <= $until ORDER BY actor, occurred_at, event_id
"""
_FIXERS = "SELECT item_id FROM fixes WHERE fixed = $item"
_OPENNESS = f"""
SELECT * FROM events WHERE item_id IN (SELECT unnest($items)) AND occurred_at <= $until
QUALIFY kind IN ('merged', 'closed', 'resolved', 'reopened', 'labelled', 'unlabelled')
  OR (kind = 'linked' AND value = '{FIXES}' || $item)
  OR row_number() OVER (PARTITION BY item_id ORDER BY occurred_at, seq, event_id) = 1
"""
_ITEMS = "SELECT * FROM items WHERE item_id IN (SELECT unnest($ids)) ORDER BY item_id"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``events`` as ``schema.EVENTS`` in the total order, the item's own among them; ``items`` those of all
    of them, as ``schema.ITEMS``. The analysis of these says of the item what that of the whole log says."""

    events: pa.Table
    items: pa.Table


@dataclass(frozen=True, slots=True)
class Reader:
    """The log at one version and as of one moment, kept open for one question after the other, from any
    thread. Opening it reads all of the log once; it closes when nobody holds it any more."""

    log: Log
    as_of: datetime
    _connection: duckdb.DuckDBPyConnection
    _open: ExitStack  # what the connection needs for as long as it is there
    _one_at_a_time: Lock = field(default_factory=Lock)

    @staticmethod
    def of(log: Log, *, as_of: datetime) -> "Reader":
        with home_errors(log.home.folder), ExitStack() as until_closed:
            spill = Path(tempfile.gettempdir()) / f"stepin-{uuid4().hex}"  # made, and removed, by who spills
            connection = until_closed.enter_context(engine(spill))
            tables = (("events", log.event_table, EVENTS), ("items", log.item_table, ITEMS))
            for name, table, schema in tables:
                if table is None:
                    connection.register(name, schema.empty_table())
                else:
                    register(connection, name, table, files(table))
            make_ready(connection, as_of=as_of)
            return Reader(log, as_of, connection, until_closed.pop_all())

    def surroundings(self, item_id: str) -> Surroundings | None:
        """None where the log has no event of the item by then."""
        with home_errors(self.log.home.folder), self._one_at_a_time:
            return surroundings(self._connection, item_id, as_of=self.as_of)


def make_ready(at: duckdb.DuckDBPyConnection, *, as_of: datetime) -> None:
    """``at`` has the relations ``events`` and ``items``."""
    for sql in _READY:
        at.execute(sql, {"until": as_of} if "$until" in sql else None).fetchall()


def surroundings(at: duckdb.DuckDBPyConnection, item_id: str, *, as_of: datetime) -> Surroundings | None:
    """``at`` was made ready, as of the same moment. None where there is no event of the item by then."""
    own = _rows(at, _OWN, item=item_id, until=as_of)
    found = _rows(at, _ITEM, item=item_id).to_pylist()
    if not len(own) or not found:
        return None
    parts = [own, _crowd(at, own, item_id, as_of)]
    if found[0]["kind"] not in AROUND_THE_CLOCK:  # who usually reviews there is heard on issues too
        parts.append(_beside(at, own, found[0], as_of))
    if named := _named(own):
        parts.append(_rows(at, _ACTS, logins=named, until=as_of))
    if blockers := _blockers(at, own, item_id):
        parts.append(_rows(at, _OPENNESS, items=blockers, item=item_id, until=as_of))
    events = _each_once(parts)
    ids = pc.unique(events["item_id"]).to_pylist()
    return Surroundings(events, _rows(at, _ITEMS, ids=ids).cast(ITEMS))


def _crowd(at: duckdb.DuckDBPyConnection, own: pa.Table, item_id: str, as_of: datetime) -> pa.Table:
    """What the same people did elsewhere within the hour, where it may be a clean-out."""
    at.register("own", own)
    crowds = at.sql(_IN_CROWDS).to_arrow_table()
    if not len(crowds):
        return EVENTS.empty_table()
    at.register("in_crowds", crowds)
    return _rows(at, _CROWD, item=item_id, until=as_of)


def _beside(at: duckdb.DuckDBPyConnection, own: pa.Table, item: dict[str, Any], as_of: datetime) -> pa.Table:
    """Reviews and merges where it lives, and what tells which of their items were open then."""
    since = pc.min(own["occurred_at"]).as_py() - BEFORE
    place = {"source": item["source"], "container": item["container"]}
    (span,) = _rows(at, _PLACE, **place).to_pylist()
    return _rows(at, _BESIDE, item=item["item_id"], until=as_of, since=since, **place, **span)


def _named(own: pa.Table) -> list[str]:
    """Whom its comments name: a mention counts of those only who do something in the log."""
    texts = (value for value in own["value"].unique().to_pylist() if value)
    words = {word for text in texts for word in text.split() if word.startswith(_MENTION)}
    return sorted(word.removeprefix(_MENTION) for word in words)


def _blockers(at: duckdb.DuckDBPyConnection, own: pa.Table, item_id: str) -> list[str]:
    """What its blocks name and what says that it fixes it: while that is open, it may block it."""
    named = own.filter(pc.equal(own["kind"], "blocked"))["value"].unique().to_pylist()
    fixing = _rows(at, _FIXERS, item=item_id)["item_id"].to_pylist()
    return sorted({each for each in (*named, *fixing) if each})


def _each_once(parts: Sequence[pa.Table]) -> pa.Table:
    rows = pa.concat_tables([part.cast(EVENTS) for part in parts]).combine_chunks()
    order = pc.sort_indices(rows, sort_keys=[(name, "ascending") for name in EVENTS_TABLE.order])
    rows = rows.take(order)
    ids = rows["event_id"].combine_chunks()
    again = pc.equal(ids.slice(1), ids.slice(0, len(ids) - 1))
    return rows.filter(pa.concat_arrays([pa.array([True]), pc.invert(again)]))


def _rows(at: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> pa.Table:
    return at.sql(sql, params=values).to_arrow_table()
