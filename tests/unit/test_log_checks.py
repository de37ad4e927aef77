"""Which rows may enter the log, and what is said of the others."""

from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepin.log.checks import good_events, good_items
from stepin.log.columns import Clock
from stepin.log.rejects import BadRow
from stepin.log.schema import EVENTS, ITEMS
from tests.unit.log_homes import NOW

GOOD = {
    "event_id": "e1", "item_id": "gh:a#1", "occurred_at": "2024-06-01T10:00:00Z", "seq": "0",
    "actor": "gh:ana", "kind": "commented", "value": "ask", "previous": None,
}  # fmt: skip


def batch(*rows: dict[str, object]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([GOOD | row for row in rows])


def why(**changed: object) -> list[BadRow]:
    return list(good_events(batch(changed), now=NOW)[1].examples)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("event_id", None, "missing"),
        ("item_id", "", "missing"),
        ("item_id", " ", "missing"),
        ("kind", "shouted", "unknown event kind"),
        ("kind", None, "missing"),
        ("occurred_at", None, "missing"),
        ("occurred_at", "yesterday", "not a time"),
        ("occurred_at", "2024-13-01T10:00:00Z", "not a time"),
        ("occurred_at", "2024-06-01T10:00:00", "time without a zone"),
        ("occurred_at", "2024-06-01", "time without a zone"),
        ("occurred_at", "2024-06-12T10:00:00Z", "in the future"),
        ("occurred_at", "1989-12-31T23:59:59Z", "before 1990"),
        ("seq", "first", "not a whole number"),
        ("seq", "1.5", "not a whole number"),
        ("seq", "99999999999999999999", "not a whole number"),
        ("event_id", "x" * 513, "longer than 512 bytes"),
        ("value", "é" * 2049, "longer than 4096 bytes"),
        ("value", "a\tb", "control characters"),
        ("actor", "gh:\x00", "control characters"),
    ],
)
def test_a_bad_cell_is_returned_with_its_row_column_and_reason(column, value, reason):
    (bad,) = why(**{column: value})
    assert (bad.row, bad.column, bad.reason) == (1, column, reason)


@pytest.mark.parametrize(
    "written",
    [
        "2024-06-01T10:00:00Z",
        "2024-06-01 12:00:00+02:00",
        "2024-06-01T10:00Z",
        "2024-06-01T10:00:00.000000000Z",
        "2024-06-01T05:30:00-0430",
        "2024-06-01T10:00:00,000Z",
    ],
)
def test_the_same_instant_is_read_however_iso_8601_writes_it(written):
    good, bad = good_events(batch({"occurred_at": written}), now=NOW)
    assert bad.count == 0
    assert good["occurred_at"].to_pylist() == [datetime.fromisoformat("2024-06-01T10:00:00+00:00")]


def test_a_day_ahead_of_now_is_still_a_clock_that_is_wrong_and_not_the_future():
    ahead = (NOW + timedelta(days=1)).isoformat()
    assert why(occurred_at=ahead) == []


def test_good_rows_stay_beside_bad_ones_which_bear_their_own_numbers():
    rows = batch({"event_id": "e1"}, {"kind": "sang"}, {"event_id": "e3"}, {"event_id": None})
    good, bad = good_events(rows, now=NOW, first_row=11)
    assert good["event_id"].to_pylist() == ["e1", "e3"]
    assert bad.by_reason == {"kind: unknown event kind": 1, "event_id: missing": 1}
    assert [str(one) for one in bad.examples] == [
        "row 12, kind: unknown event kind ('sang')",
        "row 14, event_id: missing",
    ]


def test_a_row_with_two_faults_counts_once():
    _, bad = good_events(batch({"event_id": None, "kind": "sang"}), now=NOW)
    assert (bad.count, bad.by_reason) == (1, {"event_id: missing": 1})


def test_all_bad_rows_are_counted_and_only_the_first_twenty_kept():
    _, bad = good_events(batch(*({"kind": "sang"} for _ in range(50))), now=NOW)
    assert (bad.count, len(bad.examples), bad.examples[-1].row) == (50, 20, 20)


def test_columns_of_the_wrong_type_are_bad_in_every_row_that_has_a_value():
    columns = {name: [value] for name, value in GOOD.items()} | {"value": pa.array([["a", "b"]])}
    good, bad = good_events(pa.RecordBatch.from_pydict(columns), now=NOW)
    assert (len(good), list(bad.by_reason)) == (0, ["value: not text but list<item: string>"])


def test_text_that_is_not_utf_8_is_bad_and_its_neighbours_are_not():
    broken = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0\4\0\0\0"), pa.py_buffer(b"\xff\xfeok")]
    )
    columns = {name: [value] * 2 for name, value in GOOD.items()} | {"value": broken}
    good, bad = good_events(pa.RecordBatch.from_pydict(columns), now=NOW)
    assert (good["value"].to_pylist(), bad.by_reason) == (["ok"], {"value: not UTF-8": 1})


def test_times_of_a_form_are_read_in_their_zone():
    clock = Clock("%d/%m/%Y %H:%M", "Europe/Madrid")
    good, bad = good_events(
        batch({"occurred_at": "1/6/2024 12:00"}, {"occurred_at": "31/6/2024 12:00"}), now=NOW, clock=clock
    )
    assert [one.isoformat() for one in good["occurred_at"].to_pylist()] == ["2024-06-01T10:00:00+00:00"]
    assert list(bad.by_reason) == ["occurred_at: not a time of the form %d/%m/%Y %H:%M"]


def test_times_without_a_zone_are_read_in_the_zone_that_is_told():
    clock = Clock(zone="Europe/Madrid")
    rows = batch({"occurred_at": "2024-06-01 12:00"}, {"occurred_at": "2024-06-01T10:00:00Z"})
    good, bad = good_events(rows, now=NOW, clock=clock)
    assert bad.count == 0
    assert [one.isoformat() for one in good["occurred_at"].to_pylist()] == ["2024-06-01T10:00:00+00:00"] * 2


def test_an_item_needs_an_id_a_source_and_a_known_kind():
    rows = [
        {"item_id": "gh:a#1", "source": "gh", "kind": "issue", "labels": "bug; p1", "title": "Two\nlines"},
        {"item_id": "gh:a#2", "source": "gh", "kind": "song"},
        {"item_id": "gh:a#3", "source": None, "kind": "issue"},
        {"item_id": "gh:a#4", "source": "gh", "kind": "issue", "due_on": "soon"},
        {"item_id": "gh:a#5", "source": "gh", "kind": "issue", "customer_impact": "maybe"},
    ]
    names = ("item_id", "source", "kind", "labels", "title", "due_on", "customer_impact")
    given_rows = [{name: row.get(name) for name in names} for row in rows]
    good, bad = good_items(pa.RecordBatch.from_pylist(given_rows), now=NOW)
    assert [(one["labels"], one["title"], one["customer_impact"]) for one in good.to_pylist()] == [
        (["bug", "p1"], "Two lines", "unknown")
    ]
    assert bad.by_reason == {
        "kind: unknown item kind": 1,
        "source: missing": 1,
        "due_on: not a date (YYYY-MM-DD)": 1,
        "customer_impact: neither yes, no nor unknown": 1,
    }


CELLS = st.one_of(
    st.none(), st.text(max_size=30), st.sampled_from([*map(str, GOOD.values()), "3", "labelled"])
)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(GOOD, CELLS)), min_size=1, max_size=8))
def test_whatever_the_cells_every_row_is_good_or_told(rows):
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in GOOD}
    good, bad = good_events(pa.RecordBatch.from_pydict(columns), now=NOW)
    good.validate(full=True)
    assert len(good) + bad.count == len(rows)
    assert good.schema == EVENTS


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS.names, CELLS)), min_size=1, max_size=8))
def test_whatever_the_cells_every_item_is_good_or_told(rows):
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in ITEMS.names}
    good, bad = good_items(pa.RecordBatch.from_pydict(columns), now=NOW)
    good.validate(full=True)
    assert len(good) + bad.count == len(rows)
    assert good.schema == ITEMS
