"""Reading the log at one version, in its total order."""

import pytest

from stepin.errors import HomeError
from stepin.log.reading import Summary, open_log
from stepin.log.records import Event
from stepin.log.schema import EVENTS
from tests.unit.log_homes import at, events, home, item, rows, take_in

MIXED = """
e5 b#1 06-01 10:00 closed
e1 a#1 06-02 10:00 commented ask
e3 a#1 06-01 10:00 opened
e2 a#1 06-02 10:00 labelled bug
e4 a#2 06-03 10:00 opened
"""


def test_events_come_by_item_time_seq_and_id_from_one_file(tmp_path):
    take_in(home(tmp_path), events(MIXED))
    assert len(open_log(home(tmp_path)).paths()) == 1
    assert [row[0] for row in rows(home(tmp_path), "event_id")] == ["e3", "e1", "e2", "e4", "e5"]


def test_the_order_is_the_same_from_several_files(tmp_path):
    for event in events(MIXED):
        take_in(home(tmp_path), [event])
    assert len(open_log(home(tmp_path)).paths()) == 5
    assert [row[0] for row in rows(home(tmp_path), "event_id")] == ["e3", "e1", "e2", "e4", "e5"]


def test_seq_decides_among_events_of_one_instant(tmp_path):
    moment = at("06-01 10:00")
    given = [
        Event(name, "gh:a#1", moment, seq, None, "other") for name, seq in (("a", 2), ("b", 1), ("c", 2))
    ]
    take_in(home(tmp_path), given)
    assert rows(home(tmp_path), "event_id") == [("b",), ("a",), ("c",)]


@pytest.mark.parametrize("files", [1, 5])
def test_as_of_keeps_what_occurred_up_to_and_including_the_moment(tmp_path, files):
    given = events(MIXED)
    for part in [given] if files == 1 else [[one] for one in given]:
        take_in(home(tmp_path), part)
    log = open_log(home(tmp_path))
    found = log.events(as_of=at("06-02 10:00"), columns=["event_id"]).read_all()["event_id"].to_pylist()
    assert found == ["e3", "e1", "e2", "e5"]
    assert log.summary(as_of=at("06-02 10:00")) == Summary(4, 2, 1, at("06-01 10:00"), at("06-02 10:00"))


def test_a_reader_keeps_its_version_while_others_write(tmp_path):
    there = home(tmp_path)
    take_in(there, events(MIXED))
    log = open_log(there)
    take_in(there, events("e1 a#1 06-02 10:00 commented answer\ne9 a#9 06-02 10:00 opened"))
    assert log.events().read_all().num_rows == 5
    assert log.timeline("gh:a#1")["value"].to_pylist() == [None, "ask", "bug"]
    assert open_log(there, version=log.version).summary() == log.summary()
    assert open_log(there).summary().events == 6


def test_a_timeline_is_one_items_events_in_order(tmp_path):
    take_in(home(tmp_path), events(MIXED))
    log = open_log(home(tmp_path))
    assert log.timeline("gh:a#1")["event_id"].to_pylist() == ["e3", "e1", "e2"]
    assert log.timeline("gh:a#1", as_of=at("06-01 10:00"))["event_id"].to_pylist() == ["e3"]
    assert log.timeline("gh:nowhere#1").num_rows == 0
    assert log.timeline("gh:a#1").schema == EVENTS


def test_items_come_by_id(tmp_path):
    take_in(home(tmp_path), items=[item("b#1"), item("a#1", labels=("p1",), author="gh:ana")])
    found = open_log(home(tmp_path)).items().select(["item_id", "labels", "author"]).to_pylist()
    assert found == [
        {"item_id": "gh:a#1", "labels": ["p1"], "author": "gh:ana"},
        {"item_id": "gh:b#1", "labels": [], "author": None},
    ]


def test_a_home_that_is_not_there_is_named_with_what_to_do(tmp_path):
    with pytest.raises(HomeError, match=r"There is no home at .*home\. Name an existing one with --home"):
        open_log(home(tmp_path))


def test_a_home_without_a_log_says_how_to_fill_it(tmp_path):
    home(tmp_path).folder.mkdir()
    with pytest.raises(HomeError, match=r"holds no log yet. Fill it with `stepin import`"):
        open_log(home(tmp_path))


def test_a_damaged_file_is_an_error_in_words(tmp_path):
    take_in(home(tmp_path), events(MIXED))
    (path,) = open_log(home(tmp_path)).paths()
    with open(path, "r+b") as file:
        file.truncate(100)
    with pytest.raises(HomeError, match="could not be read or written"):
        open_log(home(tmp_path)).summary()
    with pytest.raises(HomeError, match="could not be read or written"):
        open_log(home(tmp_path)).in_order(as_of=None)
    with pytest.raises(HomeError, match="could not be read or written"):
        rows(home(tmp_path), "event_id")
