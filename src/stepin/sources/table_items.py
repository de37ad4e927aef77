"""Items that no table gave, made from their events; and the events that only the items' table knows of.

Both are told by what the log will hold: the events in it, and the ones that are staged.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from stepin.log.delta import EVENTS_TABLE, ITEMS_TABLE, Spec, find
from stepin.log.delta import files as files_of
from stepin.log.engine import OUT_ROWS, engine, register, run
from stepin.log.home import LogHome
from stepin.log.staging import ROW, Staged
from stepin.sources.table_map import TableMap


@contextmanager
def beside_log(
    home: LogHome, scratch: Path, *, events: Staged, items: Staged
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that names ``old_events`` and ``old_items`` (the log), ``new_events`` and ``new_items``
    (staged, the last of each id), and ``all_events`` (the log once these are in it)."""
    with engine(scratch) as connection:
        for spec, staged, name in ((EVENTS_TABLE, events, "events"), (ITEMS_TABLE, items, "items")):
            _register_log(connection, home, spec, f"old_{name}")
            connection.register(f"raw_{name}", connection.read_parquet([str(path) for path in staged.paths]))
            run(
                connection,
                f"CREATE TEMP VIEW new_{name} AS SELECT * FROM raw_{name} SEMI JOIN "
                f"(SELECT max({ROW}) AS {ROW} FROM raw_{name} GROUP BY {spec.key}) USING ({ROW})",
            )
        run(
            connection,
            "CREATE TEMP MACRO of_import(id) AS id LIKE '%@open' OR id LIKE '%@import'",
        )
        columns = "event_id, item_id, occurred_at, seq, actor, kind, value"
        run(
            connection,
            f"CREATE TEMP VIEW all_events AS SELECT {columns} FROM new_events UNION ALL "
            f"SELECT {columns} FROM old_events ANTI JOIN new_events USING (event_id)",
        )
        yield connection


def _register_log(connection: duckdb.DuckDBPyConnection, home: LogHome, spec: Spec, name: str) -> None:
    table = find(home, spec)
    if table is None:
        connection.register(name, spec.schema.empty_table())
    else:
        register(connection, name, table, files_of(table))


def derived_items(connection: duckdb.DuckDBPyConnection, table_map: TableMap) -> pa.RecordBatchReader:
    """An item for each that has new events and no row: its source and container from its id, its author and
    opening from its earliest ``opened`` event. An item in the log is touched only where it was derived
    itself, and an earlier ``opened`` has come since."""
    run(
        connection,
        "CREATE TEMP TABLE bare AS SELECT DISTINCT item_id FROM new_events "
        "ANTI JOIN new_items USING (item_id)",
    )
    after, before = (_derived(table_map, events) for events in ("all_events", "old_events"))
    unchanged = " AND ".join(
        f"i.{name} IS NOT DISTINCT FROM b.{name}"
        for name in ("source", "kind", "container", "author", "opened_at")
    )
    return connection.sql(
        f"WITH after AS ({after}), before AS ({before}), given AS ("
        f"SELECT i.item_id FROM old_items i LEFT JOIN before b USING (item_id) WHERE NOT ({unchanged} "
        "AND i.title IS NULL AND i.url IS NULL AND i.closed_at IS NULL AND i.priority IS NULL "
        "AND i.due_on IS NULL AND len(i.labels) = 0 AND i.customer_impact = 'unknown')) "
        "SELECT * FROM after ANTI JOIN given USING (item_id)"
    ).to_arrow_reader(OUT_ROWS)


def _derived(table_map: TableMap, events: str) -> str:
    source, container = _quoted(table_map.source), _quoted(table_map.container or table_map.source)
    within = "regexp_extract(item_id, '^(?:[^:#]*:)?(.+)#[^#]*$', 1)"
    first = "ORDER BY occurred_at, seq, event_id"
    return (
        "SELECT item_id, coalesce(nullif(regexp_extract(item_id, '^([^:#]+):', 1), ''), "
        f"{source}) AS source, {_quoted(table_map.kind)} AS kind, "
        f"coalesce(nullif({within}, ''), {container}) AS container, o.author, o.opened_at "
        f"FROM bare LEFT JOIN (SELECT item_id, first(actor {first}) AS author, "
        f"first(occurred_at {first}) AS opened_at FROM {events} WHERE kind = 'opened' GROUP BY item_id) o "
        "USING (item_id)"
    )


def events_at_opening(connection: duckdb.DuckDBPyConnection) -> pa.RecordBatchReader:
    """Labels, priority, due date and customer impact of the given items that no event tells of, as events at
    the opening (not before the item's first event, and after it in order). Their ids end in ``@open``. Wants
    ``compare_impact`` before it."""
    run(
        connection,
        "CREATE TEMP TABLE told AS SELECT DISTINCT e.item_id, CASE WHEN kind = 'unlabelled' THEN 'labelled' "
        "ELSE kind END AS kind, CASE WHEN kind IN ('labelled', 'unlabelled') THEN value ELSE '' END AS what "
        "FROM all_events e SEMI JOIN new_items USING (item_id) WHERE NOT of_import(event_id) "
        "AND kind IN ('labelled', 'unlabelled', 'priority_changed', 'due_changed')",
    )
    run(
        connection,
        "CREATE TEMP TABLE starts AS SELECT item_id, min(occurred_at) AS first_at, "
        "arg_min(seq, (occurred_at, seq)) AS first_seq FROM all_events e SEMI JOIN new_items USING (item_id) "
        "WHERE NOT of_import(event_id) GROUP BY item_id",
    )
    return connection.sql(
        f"WITH wanted AS ({_wanted()}), placed AS ("
        "SELECT w.*, greatest(coalesce(opened_at, first_at), first_at) AS placed_at, first_at, first_seq "
        "FROM wanted w JOIN starts USING (item_id)) "
        "SELECT item_id || ':' || name || '@open' AS event_id, item_id, placed_at AS occurred_at, "
        "CASE WHEN placed_at = first_at THEN first_seq + 1 ELSE 0 END AS seq, kind, value "
        "FROM placed ANTI JOIN told USING (item_id, kind, what)"
    ).to_arrow_reader(OUT_ROWS)


def _wanted() -> str:
    return (
        "SELECT item_id, opened_at, 'labelled' AS kind, value, value AS what, 'label:' || value AS name "
        "FROM (SELECT DISTINCT item_id, opened_at, unnest(labels) AS value FROM new_items) "
        "UNION ALL SELECT item_id, opened_at, 'priority_changed', priority, '', 'priority' FROM new_items "
        "WHERE priority IS NOT NULL "
        "UNION ALL SELECT item_id, opened_at, 'due_changed', due_on::VARCHAR, '', 'due' FROM new_items "
        "WHERE due_on IS NOT NULL "
        "UNION ALL SELECT item_id, opened_at, 'labelled', label, label, label FROM impact WHERE opens"
    )


def items_without_events(connection: duckdb.DuckDBPyConnection) -> int:
    """Given items that no event, in the log or new, is about."""
    sql = "SELECT count(*) FROM new_items ANTI JOIN all_events USING (item_id)"
    return int(run(connection, sql)[0][0])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
