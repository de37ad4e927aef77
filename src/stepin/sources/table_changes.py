"""Events out of a table that holds an item's state after each update: what differs from the row before."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stepin.log import columns
from stepin.log.columns import ID_BYTES, INSTANT, Clock, Flags
from stepin.log.engine import OUT_ROWS, engine
from stepin.log.rejects import Rejects
from stepin.sources.table_map import Change, MapError, TableMap

SLOTS = 1024  # places within one update, so that its events keep their order under the source's own ``seq``
_KEPT_FROM_START = ("labelled", "assigned", "priority_changed", "due_changed")
_UNDOING = {"labelled": "unlabelled", "assigned": "unassigned", "blocked": "unblocked"}


def stage_updates(
    batches: Iterator[pa.RecordBatch], path: Path, *, width: int, now: datetime, clock: Clock,
    progress: Callable[[int], None] | None,
) -> tuple[int, Rejects]:  # fmt: skip
    """Puts the good updates on disk: ``item_id``, ``occurred_at``, ``opened_at``, ``seq``, ``actor``, ``row``
    and the ``width`` columns watched, as ``c0``, ``c1``… Returns how many were read, and the bad ones."""
    read, rejects = 0, Rejects()
    with pq.ParquetWriter(path, _schema(width), compression="lz4") as writer:
        for batch in batches:
            good, bad = _good(batch, width, now, clock, first_row=read + 1)
            writer.write_batch(good)
            read, rejects = read + len(batch), rejects + bad
            if progress is not None:
                progress(len(batch))
    return read, rejects


def _schema(width: int) -> pa.Schema:
    texts = [(f"c{place}", pa.string()) for place in range(width)]
    return pa.schema(
        [("item_id", pa.string()), ("occurred_at", INSTANT), ("opened_at", INSTANT), ("seq", pa.int64()),
         ("actor", pa.string()), ("row", pa.int64()), *texts]
    )  # fmt: skip


def _good(
    batch: pa.RecordBatch, width: int, now: datetime, clock: Clock, *, first_row: int
) -> tuple[pa.RecordBatch, Rejects]:
    flags = Flags(len(batch))
    given = dict(zip(batch.schema.names, batch.columns, strict=True))
    absent = pa.nulls(len(batch))
    arrays = [
        columns.text(given.get("item_id", absent), "item_id", flags, required=True, limit=ID_BYTES // 2),
        columns.instant(given.get("occurred_at", absent), "occurred_at", flags, now=now, clock=clock),
        columns.instant(
            given.get("opened_at", absent), "opened_at", flags, now=now, required=False, clock=clock
        ),
        _small(given.get("seq", absent), flags),
        columns.text(given.get("actor", absent), "actor", flags, limit=ID_BYTES),
        pa.array(range(first_row, first_row + len(batch)), pa.int64()),
        *(columns.text(given[f"c{place}"], f"column {place + 1} watched", flags) for place in range(width)),
    ]
    good = pa.RecordBatch.from_arrays(arrays, schema=_schema(width)).filter(flags.good)
    return good, flags.rejects(first_row=first_row)


def _small(values: pa.Array, flags: Flags) -> pa.Array:
    """Room is needed for ``SLOTS`` events within each."""
    seq = columns.whole(values, "seq", flags)
    flags.mark(pc.greater(pc.abs(seq), 2**50), "seq", "too large a number", values)
    return pc.if_else(pc.is_null(values), pa.scalar(None, pa.int64()), seq)


def change_events(path: Path, table_map: TableMap, scratch: Path) -> Iterator[pa.RecordBatch]:
    """The events, in the contract's columns; within an update in the order of the map's changes."""
    with engine(scratch) as connection:
        connection.register("updates", connection.read_parquet(str(path)))
        yield from connection.sql(_events_sql(table_map)).to_arrow_reader(OUT_ROWS)


def _events_sql(table_map: TableMap) -> str:
    selects = [_opened()]
    told: list[str] = []
    place, slot = 0, 1
    for change in table_map.changes:
        parts, differs = _change_selects(change, place, slot)
        selects, told = selects + parts, [*told, differs]
        place, slot = place + len(change.columns), slot + len(parts)
    if slot >= SLOTS:
        raise MapError("given", f"tells more than {SLOTS} kinds of change apart")
    if table_map.otherwise:
        silent = f"n > 1 AND NOT ({' OR '.join(told)})"
        selects.append(_select(silent, table_map.otherwise, "update", 0, "NULL", "NULL"))
    numbered, steps = _numbered(table_map), _steps(place)
    return f"WITH numbered AS ({numbered}), steps AS ({steps}) " + " UNION ALL ".join(selects)


def _numbered(table_map: TableMap) -> str:
    watched = [change.values for change in table_map.changes for _ in change.columns]
    counted = [
        f"{_counted(f'c{place}', values)} AS c{place}" for place, values in enumerate(watched) if values
    ]
    every = f"* REPLACE ({', '.join(counted)})" if counted else "*"
    return (
        f"SELECT {every}, row_number() OVER (PARTITION BY item_id ORDER BY occurred_at, seq, row) AS n, "
        "row_number() OVER (PARTITION BY item_id, seq ORDER BY occurred_at, row) AS again FROM updates"
    )


def _counted(column: str, values: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN {_quoted(text)} THEN {_quoted(as_)}" for text, as_ in values.items())
    return f"CASE {column} {cases} END"


def _steps(width: int) -> str:
    """Each update beside the one before it, with the name its events bear and the place they stand in."""
    window = "(PARTITION BY item_id ORDER BY n)"
    before = ", ".join(f"lag(c{place}) OVER {window} AS p{place}" for place in range(width))
    tag = "CASE WHEN seq IS NULL THEN 'n' || n WHEN again = 1 THEN seq::VARCHAR ELSE seq || '.' || again END"
    return f"SELECT *, coalesce(seq, n) * {SLOTS} AS at_seq, {tag} AS tag, {before} FROM numbered"


def _select(where: str, kind: str, name: str, slot: int, value: str, previous: str) -> str:
    return (
        f"SELECT item_id || '@' || tag || {_quoted(':' + name)} AS event_id, item_id, occurred_at, "
        f"at_seq + {slot} AS seq, actor, {_quoted(kind)} AS kind, {value} AS value, {previous} AS previous "
        f"FROM steps WHERE {where}"
    )


def _opened() -> str:
    return _at_opening(_select("n = 1", "opened", "opened", 0, "NULL", "NULL"))


def _at_opening(select: str) -> str:
    """Where the table tells when an item was opened, then; else at its first update."""
    return select.replace(
        " occurred_at,", " least(occurred_at, coalesce(opened_at, occurred_at)) AS occurred_at,", 1
    )


def _change_selects(change: Change, place: int, slot: int) -> tuple[list[str], str]:
    spots = range(place, place + len(change.columns))
    differs = "(n > 1 AND (" + " OR ".join(f"c{spot} IS DISTINCT FROM p{spot}" for spot in spots) + "))"
    name = f"{change.kind}:{'+'.join(change.columns)}"
    if len(change.columns) > 1:
        return [_select(differs, change.kind, name, slot, "NULL", "NULL")], differs
    return _single(change, place, slot, name, differs), differs


def _single(change: Change, place: int, slot: int, name: str, differs: str) -> list[str]:
    now, before = f"c{place}", f"p{place}"
    value, previous = (f"{_quoted(change.prefix)} || {one}" for one in (now, before))
    start = f"(n = 1 AND {now} IS NOT NULL)" if change.kind in _KEPT_FROM_START else "false"
    borne = []
    if change.kind == "labelled":  # what it bears from the start comes just before its opening
        borne, start = [_at_opening(_select(start, "labelled", name, -1, value, "NULL"))], "false"
    closings = [
        _select(
            f"({differs} OR n = 1) AND {now} = {_quoted(word)}",
            kind,
            f"{kind}:{name}",
            slot + spot,
            "NULL",
            "NULL",
        )
        for spot, (word, kind) in enumerate(change.closes.items())
    ]
    slot += len(closings)
    undoing = _UNDOING.get(change.kind)
    if undoing is None:
        selects = [_select(f"{differs} OR {start}", change.kind, name, slot, value, previous)]
    else:
        gone = f"{before} IS NOT NULL" if change.kind == "labelled" else f"{now} IS NULL"
        selects = [
            _select(f"{differs} AND {gone}", undoing, f"{undoing}:{name}", slot, previous, "NULL"),
            _select(
                f"({differs} OR {start}) AND {now} IS NOT NULL", change.kind, name, slot + 1, value, previous
            ),
        ]
    return [*closings, *borne, *selects, *_reopened(change, now, before, differs, slot + len(selects), name)]


def _reopened(change: Change, now: str, before: str, differs: str, slot: int, name: str) -> list[str]:
    if not change.closes:
        return []
    words = ", ".join(_quoted(word) for word in change.closes)
    where = f"{differs} AND {before} IN ({words}) AND ({now} IS NULL OR {now} NOT IN ({words}))"
    return [_select(where, "reopened", f"reopened:{name}", slot, "NULL", "NULL")]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
