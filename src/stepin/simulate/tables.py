"""Items and events as the log's tables."""

from collections.abc import Sequence

import pyarrow as pa

from stepin.log import schema
from stepin.log.records import Event, Item


def event_table(events: Sequence[Event]) -> pa.Table:
    """``schema.EVENTS`` in the total order, recorded when they occurred."""
    rows = sorted(events, key=lambda event: (event.item_id, event.occurred_at, event.seq, event.event_id))
    columns = {name: [getattr(row, name) for row in rows] for name in Event.__slots__}
    columns["recorded_at"] = columns["occurred_at"]
    return pa.table([columns[field.name] for field in schema.EVENTS], schema=schema.EVENTS)


def item_table(items: Sequence[Item]) -> pa.Table:
    """``schema.ITEMS``."""
    columns = [[getattr(item, field.name) for item in items] for field in schema.ITEMS]
    return pa.table(columns, schema=schema.ITEMS)
