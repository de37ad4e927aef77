"""Taking rows into the log."""

import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepin.log.delta import LogVersion
from stepin.log.reading import open_log
from stepin.log.records import Event
from stepin.log.writing import BadRowsError, Counts
from tests.unit.log_homes import NOW, at, events, home, item, rows, take_in

THREE = """
e1 a#1 06-01 10:00 opened
e2 a#1 06-01 11:00 labelled bug
e3 a#2 06-02 09:00 opened
"""


def test_a_first_import_takes_everything_in(tmp_path):
    done = take_in(home(tmp_path), events(THREE), [item("a#1"), item("a#2")])
    assert (done.events, done.items) == (Counts(read=3, new=3), Counts(read=2, new=2))
    assert [row[0] for row in rows(home(tmp_path), "event_id")] == ["e1", "e2", "e3"]


def test_importing_twice_changes_nothing_and_makes_no_version(tmp_path):
    there = home(tmp_path)
    first = take_in(there, events(THREE), [item("a#1", labels=("bug",))])
    again = take_in(there, events(THREE), [item("a#1", labels=("bug",))])
    assert again.events == Counts(read=3, same=3)
    assert again.items == Counts(read=1, same=1)
    assert again.version == first.version == LogVersion(1, 1)


def test_the_moment_of_recording_is_no_content(tmp_path):
    there = home(tmp_path)
    take_in(there, events(THREE))
    before = rows(there, "recorded_at")
    take_in(there, events(THREE))
    assert rows(there, "recorded_at") == before == [(NOW,)] * 3


def test_an_id_that_comes_again_with_other_content_is_replaced_and_stays_in_the_version_before(tmp_path):
    there = home(tmp_path)
    old = take_in(there, events(THREE)).version
    done = take_in(there, events("e2 a#1 06-01 11:00 labelled p1\ne4 a#2 06-03 09:00 closed"))
    assert done.events == Counts(read=2, new=1, changed=1)
    assert [row for row in rows(there, "event_id", "value") if row[0] == "e2"] == [("e2", "p1")]
    assert [row for row in rows(there, "event_id", "value", version=old) if row[0] == "e2"] == [("e2", "bug")]
    assert len(rows(there, "event_id", version=old)) == 3


def test_of_duplicates_within_one_input_the_last_counts(tmp_path):
    there = home(tmp_path)
    done = take_in(there, events("e1 a#1 06-01 10:00 labelled bug\ne1 a#1 06-01 10:00 labelled p1"))
    assert done.events == Counts(read=2, new=1, duplicate=1)
    assert rows(there, "event_id", "value") == [("e1", "p1")]


def test_an_item_is_replaced_by_its_newest_row(tmp_path):
    there = home(tmp_path)
    take_in(there, items=[item("a#1", title="Old"), item("a#2", title="Kept")])
    done = take_in(there, items=[item("a#1", title="New")])
    assert done.items == Counts(read=1, changed=1)
    assert open_log(there).items()["title"].to_pylist() == ["New", "Kept"]


def test_bad_rows_are_told_and_the_others_taken(tmp_path):
    there = home(tmp_path)
    bad = Event("e9", "gh:a#1", at("06-20 10:00"), 0, None, "opened")
    done = take_in(there, [*events(THREE), bad])
    assert (done.events.read, done.events.new, done.events.rejected.count) == (4, 3, 1)
    assert str(done.events.rejected.examples[0]).startswith("row 4, occurred_at: in the future")


def test_under_strict_one_bad_row_refuses_all_and_nothing_is_written(tmp_path):
    there = home(tmp_path)
    version = take_in(there, events(THREE)).version
    with pytest.raises(BadRowsError, match=r"1 bad rows \(1 × kind: unknown event kind\)") as refused:
        take_in(there, events("e8 a#1 06-01 10:00 opened\ne9 a#1 06-01 10:00 sang"), strict=True)
    assert refused.value.exit_code == 3
    assert (open_log(there).version, len(rows(there, "event_id"))) == (version, 3)


def test_items_may_be_gathered_while_events_are_read(tmp_path):
    found = []

    def told():
        for event in events(THREE):
            found.append(item(event.item_id.removeprefix("gh:")))
            yield event

    def gathered():
        yield from found

    assert take_in(home(tmp_path), told(), gathered()).items == Counts(read=3, new=2, duplicate=1)


def test_progress_adds_up_to_the_rows_read(tmp_path):
    told = []
    take_in(home(tmp_path), iter(events(THREE)), progress=told.append)
    assert sum(told) == 3


def test_an_empty_import_makes_an_empty_log(tmp_path):
    done = take_in(home(tmp_path))
    assert done.version == LogVersion(0, 0)
    assert open_log(home(tmp_path)).summary().events == 0


def test_small_imports_leave_few_files_and_every_row(tmp_path):
    there = home(tmp_path)
    for day in range(1, 25):
        take_in(there, events(f"e{day} a#{day % 3} 06-09 {day % 24:02}:00 commented"))
    assert len(open_log(there).paths()) <= 20
    assert sorted(row[0] for row in rows(there, "event_id")) == sorted(f"e{day}" for day in range(1, 25))


ROWS = st.lists(
    st.builds(
        Event,
        event_id=st.sampled_from("abcdef"),
        item_id=st.sampled_from(["gh:x#1", "gh:x#2"]),
        occurred_at=st.sampled_from([at("06-01 10:00"), at("06-02 10:00")]),
        seq=st.integers(0, 2),
        actor=st.sampled_from([None, "gh:ana"]),
        kind=st.sampled_from(["opened", "labelled"]),
        value=st.sampled_from([None, "bug", "p1"]),
    ),
    max_size=8,
)
CONTENT = ("event_id", "item_id", "occurred_at", "seq", "actor", "kind", "value")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(given_rows=ROWS, cut=st.integers(0, 8))
def test_any_split_into_two_imports_is_one_import(tmp_path_factory, given_rows, cut):
    whole, parts = (home(tmp_path_factory.mktemp("split")) for _ in range(2))
    take_in(whole, given_rows)
    take_in(parts, given_rows[:cut])
    take_in(parts, given_rows[cut:])
    newest = {row.event_id: row for row in given_rows}
    expected = sorted(newest.values(), key=lambda one: (one.item_id, one.occurred_at, one.seq, one.event_id))
    assert rows(whole, *CONTENT) == rows(parts, *CONTENT)
    assert rows(whole, "event_id") == [(one.event_id,) for one in expected]


def test_an_import_is_undone_by_putting_both_tables_back_to_the_version_before(tmp_path):
    first = take_in(home(tmp_path), events("e1 a#1 06-01 10:00 opened"), [item("a#1")])
    take_in(home(tmp_path), events("e1 a#1 06-01 10:00 closed\ne2 a#2 06-01 11:00 opened"), [item("a#2")])
    for name, version in (("events", first.version.events), ("items", first.version.items)):
        DeltaTable(home(tmp_path).table_url(name)).restore(version)
    assert rows(home(tmp_path), "event_id", "kind") == [("e1", "opened")]
    again = take_in(home(tmp_path), events("e2 a#2 06-01 11:00 opened"), [item("a#2")])
    assert (again.events.new, again.items.new, again.version.events) == (1, 1, first.version.events + 3)
