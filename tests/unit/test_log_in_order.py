"""All events as integers, in the order in which DuckDB has them."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepin.log.coded import Coded, coded
from stepin.log.delta import EVENTS_TABLE, files, find, replace
from stepin.log.reading import open_log
from stepin.log.records import Event
from tests.unit.log_homes import at, events, home, item, take_in

# By UTF-8 bytes the one from the private area comes before the picture, by UTF-16 after it.
TEXTS = ("gh:a#1", "gh:a#10", "gh:a#2", "gh:é#1", "gh:\ue000#1", "gh:\U0001f600#1")
MOMENTS = [at("06-01 10:00"), at("06-02 10:00"), at("06-03 10:00")]
LAYOUTS = ("one file", "several files", "not in order")
TIED = """
e5 b#1 06-01 10:00 closed
e1 a#1 06-02 10:00 commented ask
e3 a#1 06-01 10:00 opened
e2 a#1 06-02 10:00 labelled bug
e4 a#2 06-03 10:00 opened
"""


def laid_out(folder, given_events, layout):
    """A home whose events lie in one file in the total order, in three such, or in one as they are given."""
    parts = 3 if layout == "several files" else 1
    for part in range(parts):
        take_in(home(folder), given_events[part::parts])
    if layout == "not in order":
        put_as_they_come(folder, [event.event_id for event in given_events])
    return open_log(home(folder))


def put_as_they_come(folder, ids):
    table = find(home(folder), EVENTS_TABLE)
    (only,) = open_log(home(folder)).paths()
    rows = pq.read_table(only)
    order = [rows["event_id"].to_pylist().index(each) for each in ids]
    pq.write_table(rows.take(order), folder / "file.parquet", row_group_size=2)
    replace(table, add=(folder / "file.parquet", len(rows)), remove=files(table), same_rows=True)


def told(log, as_of=None):
    """Every event as integers, in words again: its item, instant, kind, actor, value, previous and id."""
    found = log.in_order(as_of=as_of)
    text = [in_words(one) for one in (found.item, found.kind, found.actor, found.value, found.previous)]
    return list(zip(*text, found.at.tolist(), log.event_ids(found.lies).to_pylist(), strict=True))


def in_words(column):
    return [None if code < 0 else column.texts[code].as_py() for code in column.codes.tolist()]


def by_duckdb(log, as_of=None):
    names = ("item_id", "kind", "actor", "value", "previous", "occurred_at", "event_id")
    table = log.events(as_of=as_of, columns=names).read_all()
    columns = [table[n].cast(pa.int64()) if n == "occurred_at" else table[n] for n in names]
    return list(zip(*(column.to_pylist() for column in columns), strict=True))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_order_is_by_item_instant_seq_and_id_however_the_files_lie(tmp_path, layout):
    log = laid_out(tmp_path, events(TIED), layout)
    assert [row[-1] for row in told(log)] == ["e3", "e1", "e2", "e4", "e5"]
    assert told(log) == by_duckdb(log)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_seq_decides_before_the_id_does(tmp_path, layout):
    seqs = {"a": 2, "b": -1, "c": 2, "d": 0, "e": 2}
    given_events = [Event(name, "gh:a#1", MOMENTS[0], seq, None, "other") for name, seq in seqs.items()]
    log = laid_out(tmp_path, given_events[::-1], layout)
    assert [row[-1] for row in told(log)] == ["b", "d", "a", "c", "e"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_whoever_only_comes_after_the_moment_is_not_among_the_texts(tmp_path, layout):
    log = laid_out(tmp_path, events(TIED), layout)
    found = log.in_order(as_of=at("06-01 10:00"))
    assert sorted(found.item.texts.to_pylist()) == ["gh:a#1", "gh:b#1"]
    assert sorted(found.kind.texts.to_pylist()) == ["closed", "opened"]
    assert (found.value.texts.to_pylist(), found.value.codes.tolist()) == ([], [-1, -1])
    assert [row[-1] for row in told(log, at("06-02 10:00"))] == ["e3", "e1", "e2", "e5"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_events_are_named_in_the_order_asked_for(tmp_path, layout):
    log = laid_out(tmp_path, events(TIED), layout)
    lies = log.in_order(as_of=None).lies
    assert log.event_ids(lies[[4, 0, 2, 0]]).to_pylist() == ["e5", "e3", "e2", "e3"]
    assert log.event_ids(lies[:0]).to_pylist() == []


def test_a_log_without_events_has_none(tmp_path):
    take_in(home(tmp_path), items=[item("a#1")])
    log = open_log(home(tmp_path))
    assert (told(log), log.event_ids(np.array([], np.int32)).to_pylist()) == ([], [])


def test_more_items_than_sixteen_bits_count_are_in_order(tmp_path):
    numbers = np.random.default_rng(1).permutation(70_000)
    rows = pa.table(
        {
            "event_id": pa.array([f"e{number}" for number in numbers]),
            "item_id": pa.array([f"gh:a#{number:05}" for number in numbers]),
            "occurred_at": pa.array([MOMENTS[0]] * len(numbers), pa.timestamp("us", "UTC")),
            "kind": pa.array(["opened"] * len(numbers)),
        }
    )
    for part in (rows.slice(0, 40_000), rows.slice(40_000)):
        take_in(home(tmp_path), part.to_batches())
    found = open_log(home(tmp_path)).in_order(as_of=None)
    assert found.item.codes.tolist() == list(range(70_000))
    assert found.item.texts[-1].as_py() == "gh:a#69999"


EVENTS = st.builds(
    Event,
    st.uuids().map(str),
    st.sampled_from(TEXTS),
    st.sampled_from(MOMENTS),
    st.integers(-1, 1),
    st.sampled_from([None, "gh:ana", "gh:é"]),
    st.sampled_from(["commented", "labelled"]),
    st.sampled_from([None, "bug", "ask"]),
    st.sampled_from([None, "bug", "low"]),
)


@given(
    st.lists(EVENTS, min_size=1, max_size=25, unique_by=lambda event: event.event_id),
    st.sampled_from(LAYOUTS),
    st.sampled_from([None, *MOMENTS]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_log_its_order_is_duckdbs(tmp_path_factory, given_events, layout, as_of):
    log = laid_out(tmp_path_factory.mktemp("log"), given_events, layout)
    assert told(log, as_of) == by_duckdb(log, as_of)


def test_texts_that_only_a_dictionary_holds_are_of_no_row():
    column = pa.chunked_array(
        [
            pa.DictionaryArray.from_arrays(pa.array([1, None, 1], pa.int32()), ["gone", "b"]),
            pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), ["a", "b"]),
        ]
    )
    found = Coded.of(column).rows(np.array([0, 1, 3, 4]))
    assert (found.codes.tolist(), found.texts.to_pylist()) == ([0, -1, 1, 0], ["b", "a"])
    assert Coded.of(column).rows(np.array([1])).texts.to_pylist() == []


def test_a_table_in_order_keeps_its_order_of_items():
    names = ("item_id", "occurred_at", "kind", "actor", "value", "previous")
    rows = [("gh:b", 1, "opened", "gh:ana", None, None), ("gh:a", 2, "labelled", None, "bug", "bug")]
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns[1] = pa.array(columns[1], pa.timestamp("us", "UTC"))
    found = coded(pa.table(columns, names))
    assert (in_words(found.item), found.item.codes.tolist(), found.at.tolist()) == (
        ["gh:b", "gh:a"],
        [0, 1],
        [1, 2],
    )
    assert (in_words(found.actor), in_words(found.value)) == (["gh:ana", None], [None, "bug"])
