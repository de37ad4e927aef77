"""Events that are odd: what cannot be told from them is left out and said, what can be is right."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from stepin.findings.runs import read_run
from tests.faults.histories import EVENTS, MORE, TEAM, analysed, event_ids, home, many, report, table
from tests.faults.running import stepin

ODD = """
t:5,t:pay#2,2024-05-08T09:00:00,2,t:li,commented,,
t:6,t:pay#2,2094-05-08T09:00:00Z,2,t:li,commented,,
t:7,t:pay#2,2024-05-08T09:00:00Z,2,t:li,exploded,,
t:8,,2024-05-08T09:00:00Z,2,t:li,commented,,
"""


def test_bad_rows_are_named_with_what_to_do_and_the_others_come_in(tmp_path):
    file = table(tmp_path, EVENTS + ODD)
    ended = stepin("import", "table", file, "--home", tmp_path / "home", place=tmp_path)
    told = [
        "Bad, and left out: 4",
        "  row 5, occurred_at: time without a zone ('2024-05-08T09:00:00')",
        "  row 6, occurred_at: in the future ('2094-05-08T09:00:00Z')",
        "  row 7, kind: unknown event kind ('exploded')",
        "  row 8, item_id: missing",
        "Times without a zone: name theirs in a map (--map), as [time] zone.",
        "Times in the future: set the clock, or name the zone, of what wrote them.",
        "Unknown kinds: write one that docs/bring-your-own-table.md lists, or other.",
    ]
    assert (ended.code, [line for line in ended.out.splitlines() if line in told]) == (0, told)
    assert event_ids(tmp_path / "home") == ["t:1", "t:2", "t:3", "t:4"]


def test_with_strict_one_bad_row_refuses_all(tmp_path):
    there, file = home(tmp_path), table(tmp_path, MORE + ODD)
    ended = stepin("import", "table", file, "--home", there, "--strict", place=tmp_path)
    assert ended.code == 3
    assert "so nothing was imported" in ended.err
    assert "Mend them, or leave out --strict" in ended.err
    assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]


def told(folder, lines):
    folder.mkdir()
    found = report(home(folder, "\n".join(lines)))
    return {key: value for key, value in found.items() if key != "run"}


def test_events_out_of_order_tell_the_same(tmp_path):
    lines = EVENTS.strip().splitlines() + MORE.strip().splitlines()
    in_order, not_in_order = told(tmp_path / "one", lines), told(tmp_path / "other", lines[::-1])
    assert (in_order["log"]["events"], in_order) == (6, not_in_order)


def test_items_without_events_and_events_without_items_are_said_and_do_no_harm(tmp_path):
    file, items = table(tmp_path), tmp_path / "items.csv"
    items.write_text("item_id,source,kind\nt:pay#1,t,issue\nt:pay#9,t,issue\n")
    there = tmp_path / "home"
    ended = stepin("import", "table", file, "--items", items, "--home", there, place=tmp_path)
    assert "1 item was derived from its events, as kind issue: the table of items does not" in ended.out
    assert "1 item was kept without events: nothing can be said about such items." in ended.out
    found = report(there)
    assert (found["log"]["events"], sorted(each["item"] for each in found["stuck"])) == (4, ["t:pay#2"])


BOTH = """
[[team]]
id = "red"
owns = ["t:pa*"]
leads = ["t:ana"]
[[team]]
id = "blue"
owns = ["t:*ay"]
leads = ["t:li"]
"""


def test_an_item_that_two_teams_own_equally_counts_for_neither_and_is_named(tmp_path):
    found = report(home(tmp_path, team=BOTH))
    (note,) = [note for note in found["notes"] if note.startswith("Two teams' selectors")]
    assert (
        "match 2 items equally (t:pay#1: red and blue; t:pay#2: red and blue), so they count for neither"
        in note
    )


# Li's answer bears the time of a clock that is two hours behind that of the question.
SKEWED = """
t:1,t:pay#1,2024-05-06T09:00:00Z,1,t:kim,opened,,
s:1,t:pay#1,2024-05-06T07:00:00Z,1,t:li,assigned,t:li,
s:2,t:pay#1,2024-05-06T07:30:00Z,2,t:li,commented,answer,
"""


def test_an_answer_that_seems_to_come_before_its_question_is_kept_and_nothing_is_negative(tmp_path):
    found = report(home(tmp_path, SKEWED))
    assert found["log"]["events"] == 3
    hours = [value for each in found["stuck"] for name, value in each.items() if name.endswith("_hours")]
    assert all(value is None or value >= 0 for value in hours)


def test_what_a_fast_clock_wrote_is_kept_and_counts_once_its_time_has_come(tmp_path):
    soon = datetime.now(UTC) + timedelta(hours=12)
    file = table(tmp_path, f"{EVENTS}t:5,t:pay#2,{soon.isoformat()},2,t:li,closed,completed,\n")
    there = tmp_path / "home"
    assert stepin("import", "table", file, "--home", there, place=tmp_path).code == 0
    for moment, events in ((None, 4), (soon + timedelta(hours=1), 5)):
        as_of = ["--as-of", moment.isoformat()] if moment else []
        ended = stepin("report", "--home", there, "--format", "json", *as_of, place=tmp_path)
        assert json.loads(ended.out)["log"]["events"] == events


def waited(place, off):
    """How long the item has waited where the clock that the answer bears is off by so much."""
    place.mkdir()
    answered = datetime(2024, 5, 8, 12, tzinfo=UTC) + off
    rows = f"""
t:1,t:pay#1,2024-05-06T09:00:00Z,1,t:kim,opened,,
t:2,t:pay#1,2024-05-06T09:00:00Z,2,t:kim,assigned,t:li,
s:1,t:pay#1,{answered.isoformat()},1,t:li,status_changed,In progress,
"""
    within = '[[expect]]\nkind = "issue"\nnext = "1d"\n'
    (stuck,) = read_run(analysed(home(place, rows, team=TEAM + within))).findings.stuck
    return stuck.idle_hours


@pytest.mark.parametrize(("off", "hours"), [(timedelta(minutes=5), 5 / 60), (timedelta(days=1), 8.0)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_wait_is_wrong_by_no_more_than_the_clocks_are(tmp_path, off, hours, sign):
    true, told = waited(tmp_path / "true", timedelta()), waited(tmp_path / "skewed", sign * off)
    assert told == pytest.approx(true - sign * hours)


def test_one_item_with_very_many_events_is_an_item_like_others(tmp_path):
    there = home(tmp_path, many(tmp_path, 200_000, items=1).read_text().partition("\n")[2])
    assert (found := report(there))["log"] == found["log"] | {"events": 177_281, "items": 1}
    assert [each["item"] for each in found["stuck"]] == ["t:pay#0"]
