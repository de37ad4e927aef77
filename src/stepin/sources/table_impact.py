"""Customer impact, which the table of items gives as it stands, told as events: what it was at which time.

An event that the source itself told about an item's impact counts instead of its column.
"""

from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from stepin.log.engine import OUT_ROWS, run

LABELS = "('customer_impact:yes', 'customer_impact:no')"


def compare_impact(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes ``impact``, a row for each given item that says yes or no: ``item_id``, ``opened_at``, ``label``,
    and whether it ``opens`` with it or ``changed`` to it since an earlier import.

    An item that the log knew before, from a table that said otherwise or nothing, has changed; one that it
    did not, or only from events, was so from the opening on.
    """
    run(
        connection,
        "CREATE TEMP TABLE impact AS WITH said AS ("
        "SELECT item_id, bool_or(event_id LIKE '%@import') AS moved, "
        "arg_max(CASE kind WHEN 'labelled' THEN value ELSE '' END, (occurred_at, seq, event_id)) AS was "
        f"FROM old_events WHERE kind IN ('labelled', 'unlabelled') AND value IN {LABELS} GROUP BY item_id), "
        "told AS (SELECT item_id FROM all_events WHERE kind IN ('labelled', 'unlabelled') "
        f"AND value IN {LABELS} AND NOT of_import(event_id)), "
        "found AS (SELECT n.item_id, n.opened_at, 'customer_impact:' || n.customer_impact AS label, "
        "was, coalesce(moved, false) AS moved, was IS NULL AND coalesce(o.title IS NULL AND o.url IS NULL "
        "AND len(o.labels) = 0 AND o.priority IS NULL AND o.due_on IS NULL, true) AS fresh "
        "FROM new_items n LEFT JOIN said USING (item_id) LEFT JOIN old_items o USING (item_id) "
        "WHERE n.customer_impact IN ('yes', 'no') AND n.item_id NOT IN (SELECT item_id FROM told)) "
        "SELECT item_id, opened_at, label, fresh OR (was = label AND NOT moved) AS opens, "
        "NOT fresh AND was IS DISTINCT FROM label AS changed FROM found",
    )


def impact_changes(connection: duckdb.DuckDBPyConnection, *, now: datetime) -> pa.RecordBatchReader:
    """An event, at the moment of the import, for each given item with events whose impact has changed since
    an earlier import: when in between it changed, nobody knows. Their ids end in ``@import``."""
    moment = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    return connection.sql(
        f"SELECT item_id || ':' || label || ':{moment}@import' AS event_id, item_id, "
        f"TIMESTAMPTZ '{moment}' AS occurred_at, 0::BIGINT AS seq, 'labelled' AS kind, label AS value "
        "FROM impact SEMI JOIN all_events USING (item_id) WHERE changed"
    ).to_arrow_reader(OUT_ROWS)
