"""A table that holds an item's state after each update, told as events."""

from stepin.log.reading import open_log
from stepin.log.writing import Counts
from tests.unit.log_homes import at, home, rows
from tests.unit.tables import csv, imported, written

MAP = """
source = "desk"
kind = "incident"
missing = ["?"]
[time]
format = "%d/%m/%Y %H:%M"
zone = "UTC"
[map]
item_id = "number"
occurred_at = "at"
opened_at = "opened"
seq = "mods"
actor = "by"
[prefix]
item_id = "desk:"
actor = "desk:"
[[change]]
column = "team"
kind = "labelled"
prefix = "team:"
[[change]]
column = "who"
kind = "assigned"
prefix = "desk:"
[[change]]
columns = ["topic", "place"]
kind = "described"
[[change]]
column = "state"
kind = "status_changed"
closes = { Done = "resolved", Shut = "closed" }
"""
IMPACT = """column = "who"
kind = "labelled"
prefix = "customer_impact:"
values = { "1 - High" = "yes" }"""
HEADER = "number,at,opened,mods,by,team,who,topic,place,state"


def told(folder, table, *columns):
    there, _ = imported(folder, csv(folder, table, HEADER), map_name=written(folder, MAP, "map.toml"))
    return rows(there, *columns)


def test_the_first_row_opens_the_item_and_says_whose_it_is(tmp_path):
    found = told(
        tmp_path,
        "1,1/6/2024 10:00,1/6/2024 9:30,0,ana,red,?,x,y,New",
        "occurred_at",
        "actor",
        "kind",
        "value",
    )
    assert found == [
        (at("06-01 09:30"), "desk:ana", "labelled", "team:red"),
        (at("06-01 09:30"), "desk:ana", "opened", None),
    ]


def test_what_differs_from_the_row_before_becomes_events(tmp_path):
    table = """
    1,1/6/2024 10:00,?,0,ana,red,bo,x,y,New
    1,1/6/2024 11:00,?,1,ben,blue,?,x,y,New
    1,1/6/2024 12:00,?,2,cy,blue,di,z,z,Active
    1,1/6/2024 13:00,?,3,cy,blue,di,z,z,Active
    1,1/6/2024 14:00,?,4,di,blue,di,z,z,Done
    1,1/6/2024 15:00,?,5,ana,blue,di,z,z,Active
    """
    assert told(tmp_path, table, "actor", "kind", "value", "previous") == [
        ("desk:ana", "labelled", "team:red", None),
        ("desk:ana", "opened", None, None),
        ("desk:ana", "assigned", "desk:bo", None),
        ("desk:ben", "unlabelled", "team:red", None),
        ("desk:ben", "labelled", "team:blue", "team:red"),
        ("desk:ben", "unassigned", "desk:bo", None),
        ("desk:cy", "assigned", "desk:di", None),
        ("desk:cy", "described", None, None),
        ("desk:cy", "status_changed", "Active", "New"),
        ("desk:cy", "other", None, None),
        ("desk:di", "resolved", None, None),
        ("desk:di", "status_changed", "Done", "Active"),
        ("desk:ana", "status_changed", "Active", "Done"),
        ("desk:ana", "reopened", None, None),
    ]


def test_updates_within_one_minute_keep_the_order_of_their_numbers(tmp_path):
    table = """
    1,1/6/2024 10:00,?,2,cy,red,?,x,y,Done
    1,1/6/2024 10:00,?,0,ana,red,?,x,y,New
    1,1/6/2024 10:00,?,1,ben,red,?,x,y,Active
    """
    assert [row for row in told(tmp_path, table, "actor", "kind", "value") if row[1] == "status_changed"] == [
        ("desk:ben", "status_changed", "Active"),
        ("desk:cy", "status_changed", "Done"),
    ]


def test_two_updates_of_one_number_are_both_kept(tmp_path):
    table = """
    1,1/6/2024 10:00,?,0,ana,red,?,x,y,New
    1,1/6/2024 11:00,?,1,ben,red,?,x,y,Active
    1,1/6/2024 12:00,?,1,cy,red,?,x,y,Done
    """
    assert [row[0] for row in told(tmp_path, table, "event_id")] == [
        "desk:1@0:labelled:team",
        "desk:1@0:opened",
        "desk:1@1:status_changed:state",
        "desk:1@1.2:resolved:status_changed:state",
        "desk:1@1.2:status_changed:state",
    ]


def test_a_longer_export_of_the_same_table_adds_only_what_is_new(tmp_path):
    first = "1,1/6/2024 10:00,?,0,ana,red,?,x,y,New\n1,1/6/2024 11:00,?,1,ben,red,?,x,y,Active"
    told(tmp_path, first, "event_id")
    table = csv(tmp_path, first + "\n1,1/6/2024 12:00,?,2,cy,red,?,x,y,Done", HEADER)
    _, report = imported(tmp_path, table, map_name=tmp_path / "map.toml")
    assert report.appended.events == Counts(read=5, new=2, same=3)


def test_updates_that_cannot_be_read_are_told_by_row(tmp_path):
    table = """
    1,1/6/2024 10:00,?,0,ana,red,?,x,y,New
    ?,1/6/2024 11:00,?,1,ana,red,?,x,y,New
    1,31/6/2024 11:00,?,1,ana,red,?,x,y,Active
    1,1/6/2024 12:00,?,many,ana,red,?,x,y,Active
    """
    named = written(tmp_path, MAP, "map.toml")
    there, report = imported(tmp_path, csv(tmp_path, table, HEADER), map_name=named)
    assert [str(bad) for bad in report.rejected.examples] == [
        "row 2, item_id: missing",
        "row 3, occurred_at: not a time of the form %d/%m/%Y %H:%M ('31/6/2024 11:00')",
        "row 4, seq: not a whole number ('many')",
    ]
    assert report.read == {"rows": 4}
    assert open_log(there).summary().events == 2


def test_items_of_a_table_of_updates_are_derived_from_the_first_row(tmp_path):
    told(tmp_path, "1,1/6/2024 10:00,1/6/2024 9:30,0,ana,red,?,x,y,New", "event_id")
    names = ["item_id", "source", "kind", "container", "author", "opened_at"]
    (item,) = open_log(home(tmp_path)).items().select(names).to_pylist()
    assert tuple(item.values()) == ("desk:1", "desk", "incident", "desk", "desk:ana", at("06-01 09:30"))


def test_texts_may_count_as_something_else_and_the_others_as_nothing(tmp_path):
    impact = MAP.replace('column = "who"\nkind = "assigned"\nprefix = "desk:"', IMPACT)
    table = "1,1/6/2024 10:00,,0,a,red,1 - High,x,y,New\n1,1/6/2024 11:00,,1,a,red,3 - Low,x,y,New\n"
    there, _ = imported(
        tmp_path, csv(tmp_path, table, HEADER), map_name=written(tmp_path, impact, "map.toml")
    )
    told = [row for row in rows(there, "kind", "value") if row[1] and row[1].startswith("customer")]
    assert told == [("labelled", "customer_impact:yes"), ("unlabelled", "customer_impact:yes")]
