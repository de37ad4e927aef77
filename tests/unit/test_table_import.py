"""Somebody's own table, in the contract's columns or under other names."""

import gzip
import lzma
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from stepin.log.reading import open_log
from stepin.log.writing import BadRowsError, Counts
from tests.unit.log_homes import NOW, at, rows
from tests.unit.tables import EVENTS, HEADER, csv, imported, written

THREE = [
    ("e1", "gh:a#1", at("06-01 10:00"), "gh:ana", "opened", None),
    ("e2", "gh:a#1", at("06-01 11:00"), "gh:ben", "commented", "ask"),
    ("e3", "gh:a#2", at("06-02 10:00"), "gh:cy", "opened", None),
]
COLUMNS = HEADER.split(",")
MORE = "\n".join(line + "," for line in EVENTS.strip().splitlines())


def packed(folder, how):
    plain = csv(folder)
    path = folder / f"events.csv.{how}"
    path.write_bytes({"gz": gzip, "xz": lzma}[how].compress(plain.read_bytes()))
    return path


def parquet(folder, how):
    table = pa.csv.read_csv(csv(folder), convert_options=pa.csv.ConvertOptions(strings_can_be_null=True))
    if how == "file":
        pq.write_table(table, folder / "events.parquet")
        return folder / "events.parquet"
    (folder / "parts").mkdir()
    pq.write_table(table.slice(0, 1), folder / "parts" / "1.parquet")
    pq.write_table(table.slice(1), folder / "parts" / "2.parquet")
    return folder / "parts"


def marked(folder):
    path = folder / "marked.csv"
    path.write_bytes(b"\xef\xbb\xbf" + csv(folder).read_bytes())
    return path


@pytest.mark.parametrize(
    "table",
    [csv, marked, lambda f: packed(f, "gz"), lambda f: packed(f, "xz"), lambda f: parquet(f, "file"),
     lambda f: parquet(f, "folder")],
    ids=["csv", "csv with BOM", "gz", "xz", "parquet", "parquet folder"],
)  # fmt: skip
def test_the_same_rows_come_in_from_every_kind_of_file(tmp_path, table):
    there, report = imported(tmp_path, table(tmp_path))
    assert rows(there, *COLUMNS) == THREE
    assert report.read == {"rows": 3}
    assert report.appended.events == Counts(read=3, new=3)


@pytest.mark.parametrize(
    "header",
    ['"event_id",item_id,occurred_at,actor,kind,value', HEADER.replace(",", '","').join('""'),
     "\n\n" + HEADER, HEADER + ',"told\nby ""whom"", and when"'],
)  # fmt: skip
def test_a_header_is_read_as_the_rows_are(tmp_path, header):
    there, _ = imported(tmp_path, csv(tmp_path, EVENTS if "told" not in header else MORE, header))
    assert rows(there, *COLUMNS) == THREE


@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_line_ends_are_those_of_any_system(tmp_path, line_end):
    table = csv(tmp_path)
    table.write_bytes(table.read_bytes().replace(b"\n", line_end))
    there, _ = imported(tmp_path, table)
    assert rows(there, *COLUMNS) == THREE


def test_importing_twice_is_importing_once(tmp_path):
    _, first = imported(tmp_path, csv(tmp_path))
    _, again = imported(tmp_path, csv(tmp_path))
    assert again.appended.version == first.appended.version
    assert (again.appended.events, again.appended.items) == (Counts(read=3, same=3), Counts(read=2, same=2))


def test_bad_rows_are_told_with_their_numbers_and_the_others_come_in(tmp_path):
    table = csv(
        tmp_path,
        """
        e1,gh:a#1,2024-06-01T10:00:00Z,gh:ana,opened,
        e2,gh:a#1,2024-06-01T11:00:00,gh:ana,commented,
        e3,gh:a#1,2024-06-01T12:00:00Z,gh:ana,commented,ask,too many
        e4,gh:a#1,2024-06-01T12:00:00Z,gh:ana,sang,
        e5,gh:a#1,2024-06-01T13:00:00Z,gh:ana,closed,
        """,
    )
    there, report = imported(tmp_path, table)
    assert rows(there, "event_id") == [("e1",), ("e5",)]
    assert [(bad.row, bad.column, bad.reason) for bad in report.rejected.examples] == [
        (2, "occurred_at", "time without a zone"),
        (3, "row", "7 cells where the header has 6"),
        (4, "kind", "unknown event kind"),
    ]
    assert (report.read, report.rejected.count) == ({"rows": 5}, 3)


def test_under_strict_a_bad_row_refuses_all(tmp_path):
    table = csv(tmp_path, EVENTS + "e4,gh:a#1,2024-06-01T13:00:00Z,gh:ana,sang,")
    with pytest.raises(BadRowsError, match="row 4, kind: unknown event kind"):
        imported(tmp_path, table, strict=True)
    assert not (tmp_path / "home" / "log").exists()


def test_without_a_table_of_items_they_are_derived_and_it_says_so(tmp_path):
    there, report = imported(tmp_path, csv(tmp_path))
    names = ["item_id", "source", "kind", "container", "author", "opened_at"]
    assert [tuple(one.values()) for one in open_log(there).items().select(names).to_pylist()] == [
        ("gh:a#1", "gh", "issue", "a", "gh:ana", datetime(2024, 6, 1, 10, tzinfo=UTC)),
        ("gh:a#2", "gh", "issue", "a", "gh:cy", datetime(2024, 6, 2, 10, tzinfo=UTC)),
    ]
    assert report.notes == (
        "2 items were derived from their events, as kind issue: no table of items was given.",
    )


def test_items_that_the_table_of_items_lacks_are_derived_and_those_without_events_counted(tmp_path):
    items = csv(
        tmp_path, "gh:a#1,gh,incident,Broken\ngh:a#9,gh,issue,Quiet", "item_id,source,kind,title", "items.csv"
    )
    there, report = imported(tmp_path, csv(tmp_path), items=items)
    found = open_log(there).items().select(["item_id", "kind", "title"]).to_pylist()
    assert [tuple(one.values()) for one in found] == [
        ("gh:a#1", "incident", "Broken"),
        ("gh:a#2", "issue", None),
        ("gh:a#9", "issue", "Quiet"),
    ]
    assert report.notes == (
        "1 item was derived from its events, as kind issue: the table of items does not have them.",
        "1 item was kept without events: nothing can be said about such items.",
    )


def test_a_table_of_ids_and_titles_gives_whole_items(tmp_path):
    items = csv(tmp_path, "gh:acme/shop#1,Broken\nINC7,Slow", "item_id,title", "items.csv")
    there, _ = imported(tmp_path, csv(tmp_path, ""), items=items)
    names = ["item_id", "source", "kind", "container", "title"]
    assert [tuple(one.values()) for one in open_log(there).items().select(names).to_pylist()] == [
        ("INC7", "table", "issue", "table", "Slow"),
        ("gh:acme/shop#1", "gh", "issue", "acme/shop", "Broken"),
    ]


def test_a_given_item_is_never_replaced_by_a_derived_one(tmp_path):
    items = csv(tmp_path, "gh:a#1,gh,issue,gh:zoe", "item_id,source,kind,author", "items.csv")
    there, _ = imported(tmp_path, csv(tmp_path), items=items)
    imported(tmp_path, csv(tmp_path, "e9,gh:a#1,2024-05-01T10:00:00Z,gh:ana,opened,"))
    assert open_log(there).items()["author"].to_pylist() == ["gh:zoe", "gh:cy"]


def test_an_opening_that_comes_later_reaches_the_derived_item(tmp_path):
    lines = EVENTS.strip().splitlines()
    there, _ = imported(tmp_path, csv(tmp_path, "\n".join(lines[1:])))
    assert open_log(there).items()["author"].to_pylist() == [None, "gh:cy"]
    imported(tmp_path, csv(tmp_path, lines[0]))
    assert open_log(there).items()["author"].to_pylist() == ["gh:ana", "gh:cy"]


def test_what_only_the_table_of_items_knows_becomes_events_at_the_opening(tmp_path):
    items = csv(
        tmp_path,
        "gh:a#1,gh,issue,2024-06-01T10:00:00Z,bug;p1,high,2024-07-01\ngh:a#2,gh,issue,,,,",
        "item_id,source,kind,opened_at,labels,priority,due_on",
        "items.csv",
    )
    events = csv(tmp_path, EVENTS + "e4,gh:a#1,2024-06-03T10:00:00Z,gh:ana,labelled,p1")
    there, report = imported(tmp_path, events, items=items)
    assert [row for row in rows(there, "event_id", "occurred_at", "kind", "value") if "@" in row[0]] == [
        ("gh:a#1:due@open", at("06-01 10:00"), "due_changed", "2024-07-01"),
        ("gh:a#1:label:bug@open", at("06-01 10:00"), "labelled", "bug"),
        ("gh:a#1:priority@open", at("06-01 10:00"), "priority_changed", "high"),
    ]
    assert rows(there, "event_id")[0] == ("e1",)
    assert report.notes[0].startswith(
        "3 labels, priorities, due dates and customer impacts that only the table of items knows"
    )
    _, again = imported(tmp_path, events, items=items)
    assert again.appended.events == Counts(read=7, same=7)


def impacts(folder, impact, *, now=NOW, events=EVENTS):
    """What the log tells of the first item's impact, after a table of items that says ``impact``."""
    items = csv(folder, f"gh:a#1,gh,Title,{impact}", "item_id,source,title,customer_impact", "items.csv")
    there, report = imported(folder, csv(folder, events), items=items, now=now)
    found = [
        row for row in rows(there, "occurred_at", "kind", "value") if "customer_impact" in (row[2] or "")
    ]
    return found, report


def test_customer_impact_holds_from_the_opening_and_a_later_import_changes_it_from_then_on(tmp_path):
    opening = (at("06-01 10:00"), "labelled", "customer_impact:no")
    assert impacts(tmp_path, "no")[0] == [opening]
    later = NOW + timedelta(days=3)
    changed = (later, "labelled", "customer_impact:yes")
    found, report = impacts(tmp_path, "yes", now=later)
    assert found == [opening, changed]
    assert report.notes[-1].startswith("Customer impact of 1 item was taken to have changed now")
    again, report = impacts(tmp_path, "yes", now=later + timedelta(days=1))
    assert again == [opening, changed]
    assert report.appended.events.new == report.appended.events.changed == 0
    assert impacts(tmp_path, "unknown", now=later + timedelta(days=2))[0] == [opening, changed]


def test_an_impact_that_was_not_known_at_first_did_not_hold_from_the_opening_on(tmp_path):
    assert impacts(tmp_path, "unknown")[0] == []
    later = NOW + timedelta(days=3)
    assert impacts(tmp_path, "yes", now=later)[0] == [(later, "labelled", "customer_impact:yes")]


def test_an_impact_of_an_item_known_from_events_alone_holds_from_the_opening_on(tmp_path):
    imported(tmp_path, csv(tmp_path, EVENTS))
    assert impacts(tmp_path, "yes")[0] == [(at("06-01 10:00"), "labelled", "customer_impact:yes")]


def test_an_impact_that_events_tell_is_not_taken_from_the_column(tmp_path):
    told = "e9,gh:a#1,2024-06-04T10:00:00Z,gh:ana,labelled,customer_impact:no"
    found, _ = impacts(tmp_path, "yes", events=EVENTS + told)
    assert found == [(at("06-04 10:00"), "labelled", "customer_impact:no")]


def test_a_map_gives_other_names_constants_prefixes_zone_and_what_means_nothing(tmp_path):
    table = csv(
        tmp_path,
        "12;77;1/6/2024 12:00;ana;n/a\n12;78;1/6/2024 12:30;n/a;ask",
        "ticket;no;when;who;note",
    )
    named = written(
        tmp_path,
        """
        source = "desk"
        kind = "request"
        container = "support"
        delimiter = ";"
        missing = ["n/a"]
        bots = ["robot"]
        [time]
        format = "%d/%m/%Y %H:%M"
        zone = "Europe/Madrid"
        [map]
        event_id = ["ticket", "no"]
        item_id = "ticket"
        occurred_at = "when"
        actor = "who"
        value = "note"
        [constant]
        kind = "commented"
        [prefix]
        item_id = "desk:"
        actor = "desk:"
        """,
        "map.toml",
    )
    there, report = imported(tmp_path, table, map_name=named)
    assert rows(there, *COLUMNS) == [
        ("12:77", "desk:12", at("06-01 10:00"), "desk:ana", "commented", None),
        ("12:78", "desk:12", at("06-01 10:30"), None, "commented", "ask"),
    ]
    (item,) = open_log(there).items().select(["source", "kind", "container"]).to_pylist()
    assert item == {"source": "desk", "kind": "request", "container": "support"}
    assert report.bots == ("desk:robot",)


def test_progress_adds_up_to_the_rows_read(tmp_path):
    told = []
    imported(tmp_path, csv(tmp_path), progress=told.append)
    assert sum(told) == 3
