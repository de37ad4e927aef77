"""Row checks on Arrow batches: the good rows in the log's schema, the bad ones with number and reason."""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from stepin.log import columns
from stepin.log.columns import ID_BYTES, INSTANT, ISO, Clock, Flags
from stepin.log.rejects import Rejects
from stepin.log.schema import EVENT_KINDS, EVENTS, ITEM_KINDS, ITEMS

IMPACTS = ("yes", "no", "unknown")


def good_events(
    batch: pa.RecordBatch, *, now: datetime, first_row: int = 1, clock: Clock = ISO
) -> tuple[pa.RecordBatch, Rejects]:
    """The rows that may enter the log, as ``schema.EVENTS``, and the others.

    ``batch`` has the contract's columns in any types that can be read as theirs; ``seq`` (0), ``actor``,
    ``value``, ``previous`` (null) and ``recorded_at`` (``now``) may be absent. Its first row bears the number
    ``first_row``. Times more than a day after ``now`` are in the future; ``clock`` says how they are written.
    """
    flags = Flags(len(batch))
    event_id = columns.text(_of(batch, "event_id"), "event_id", flags, required=True, limit=ID_BYTES)
    item_id = columns.text(_of(batch, "item_id"), "item_id", flags, required=True, limit=ID_BYTES)
    occurred = columns.instant(_of(batch, "occurred_at"), "occurred_at", flags, now=now, clock=clock)
    seq = columns.whole(_of(batch, "seq"), "seq", flags)
    actor = columns.text(_of(batch, "actor"), "actor", flags, limit=ID_BYTES)
    kind = columns.one_of(_of(batch, "kind"), "kind", flags, words=EVENT_KINDS, reason="unknown event kind")
    value = columns.text(_of(batch, "value"), "value", flags)
    previous = columns.text(_of(batch, "previous"), "previous", flags)
    recorded = columns.instant(_of(batch, "recorded_at"), "recorded_at", flags, now=now, required=False)
    stamped = pc.fill_null(recorded, pa.scalar(now, INSTANT))
    whole = [event_id, item_id, occurred, seq, actor, kind, value, previous, stamped]
    return _kept(whole, EVENTS, flags, first_row)


def good_items(
    batch: pa.RecordBatch, *, now: datetime, first_row: int = 1, clock: Clock = ISO
) -> tuple[pa.RecordBatch, Rejects]:
    """As ``good_events``, for ``schema.ITEMS``: ``item_id``, ``source`` and ``kind`` are required; the rest
    may be absent. ``labels`` is a list, or text with ``;`` between labels."""
    flags = Flags(len(batch))
    whole = [
        columns.text(_of(batch, "item_id"), "item_id", flags, required=True, limit=ID_BYTES),
        columns.text(_of(batch, "source"), "source", flags, required=True, limit=ID_BYTES),
        columns.one_of(_of(batch, "kind"), "kind", flags, words=ITEM_KINDS, reason="unknown item kind"),
        columns.text(_of(batch, "container"), "container", flags, limit=ID_BYTES),
        columns.text(_of(batch, "title"), "title", flags, one_line=True),
        columns.text(_of(batch, "url"), "url", flags),
        columns.text(_of(batch, "author"), "author", flags, limit=ID_BYTES),
        columns.instant(_of(batch, "opened_at"), "opened_at", flags, now=now, required=False, clock=clock),
        columns.instant(_of(batch, "closed_at"), "closed_at", flags, now=now, required=False, clock=clock),
        columns.texts(_of(batch, "labels"), "labels", flags),
        columns.text(_of(batch, "priority"), "priority", flags, limit=ID_BYTES),
        columns.day(_of(batch, "due_on"), "due_on", flags),
        _impact(_of(batch, "customer_impact"), flags),
    ]
    return _kept(whole, ITEMS, flags, first_row)


def _of(batch: pa.RecordBatch, name: str) -> pa.Array:
    place = batch.schema.get_field_index(name)
    return pa.nulls(len(batch)) if place < 0 else batch.column(place)


def _impact(values: pa.Array, flags: Flags) -> pa.Array:
    plain = columns.text(values, "customer_impact", flags)
    known = pc.is_in(plain, pa.array(IMPACTS))
    flags.mark(
        pc.and_(pc.is_valid(plain), pc.invert(known)),
        "customer_impact",
        "neither yes, no nor unknown",
        values,
    )
    return pc.fill_null(plain, "unknown")


def _kept(
    arrays: list[pa.Array], schema: pa.Schema, flags: Flags, first_row: int
) -> tuple[pa.RecordBatch, Rejects]:
    nullable = pa.schema([field.with_nullable(True) for field in schema])
    good = pa.RecordBatch.from_arrays(arrays, schema=nullable).filter(flags.good)
    return good.cast(schema), flags.rejects(first_row=first_row)
