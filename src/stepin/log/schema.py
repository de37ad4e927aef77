"""The log's two tables, as Arrow schemas, and the words they may hold."""

import pyarrow as pa

SCHEMA_VERSION = 1

EVENT_KINDS = (
    "opened", "closed", "reopened", "commented", "review_requested", "reviewed", "approved",
    "changes_requested", "assigned", "unassigned", "status_changed", "labelled", "unlabelled",
    "priority_changed", "due_changed", "described", "linked", "blocked", "unblocked", "pushed", "merged",
    "acknowledged", "escalated", "resolved", "snoozed", "mentioned", "reverted", "other",
)  # fmt: skip

ITEM_KINDS = (
    "alert", "incident", "slo", "dependency", "request", "issue", "change", "decision", "plan", "document",
)  # fmt: skip

AROUND_THE_CLOCK = frozenset({"alert", "incident", "slo"})

FIXES = "fixes:"  # before the id of the item that a change says it closes, as the value of its ``linked``

_INSTANT = pa.timestamp("us", tz="UTC")

EVENTS = pa.schema(
    [
        pa.field("event_id", pa.string(), nullable=False),
        pa.field("item_id", pa.string(), nullable=False),
        pa.field("occurred_at", _INSTANT, nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("actor", pa.string()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.string()),
        pa.field("previous", pa.string()),
        pa.field("recorded_at", _INSTANT, nullable=False),
    ]
)

ITEMS = pa.schema(
    [
        pa.field("item_id", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("container", pa.string()),
        pa.field("title", pa.string()),
        pa.field("url", pa.string()),
        pa.field("author", pa.string()),
        pa.field("opened_at", _INSTANT),
        pa.field("closed_at", _INSTANT),
        pa.field("labels", pa.list_(pa.string())),
        pa.field("priority", pa.string()),
        pa.field("due_on", pa.date32()),
        pa.field("customer_impact", pa.string()),
    ]
)
