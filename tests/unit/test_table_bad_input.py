"""Tables that cannot be read: each is an InputError that says what to do, and the log stays as it was."""

import gzip
import lzma
import random
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepin.errors import InputError
from stepin.log.reading import open_log
from stepin.log.schema import EVENTS as SCHEMA
from stepin.sources.table import import_table
from tests.unit.log_homes import NOW, home, rows
from tests.unit.tables import EVENTS, HEADER, csv, imported, written

PLAIN = (HEADER + EVENTS).encode()


def raw(folder, content: bytes, name: str = "events.csv"):
    (folder / name).write_bytes(content)
    return folder / name


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def noise(size: int) -> bytes:
    """Rows that do not pack well, so that a packed file is cut in the middle of them."""
    picks = random.Random(1)
    lines = [f"e{n},gh:a#{picks.random()},2024-06-01T10:00:00Z,,opened,{picks.random()}" for n in range(size)]
    return "\n".join([HEADER, *lines]).encode()


def parquet_bytes(folder) -> bytes:
    pq.write_table(pa.table({"event_id": ["e1"] * 100}), folder / "whole.parquet")
    return (folder / "whole.parquet").read_bytes()


CASES = {
    "an empty file": (lambda f: raw(f, b""), "is empty. A table starts with a row of column names"),
    "blank lines only": (lambda f: raw(f, b"\n\n  \n"), "is empty"),
    "a mark of its encoding only": (lambda f: raw(f, b"\xef\xbb\xbf\n"), "is empty"),
    "a header that never ends": (
        lambda f: raw(f, b'event_id,"item_id,' + PLAIN),
        "has a header with a quote out of place. Mend it",
    ),
    "a file that is not there": (lambda f: f / "nowhere.csv", "is not there"),
    "a folder without tables": (lambda f: f, "is a folder without Parquet files"),
    "a cut Parquet file": (
        lambda f: raw(f, cut(parquet_bytes(f)), "cut.parquet"),
        "is cut short or damaged. Fetch or export it again",
    ),
    "a Parquet file that is none": (lambda f: raw(f, PLAIN, "text.parquet"), "is cut short or damaged"),
    "an empty Parquet file": (lambda f: raw(f, b"", "empty.parquet"), "is empty"),
    "a cut xz file": (
        lambda f: raw(f, cut(lzma.compress(noise(20_000))), "cut.csv.xz"),
        "is cut short or damaged",
    ),
    "a cut gz file": (
        lambda f: raw(f, cut(gzip.compress(noise(20_000))), "cut.csv.gz"),
        "is cut short or damaged",
    ),
    "an xz file that is none": (lambda f: raw(f, PLAIN, "plain.csv.xz"), "is cut short or damaged"),
    "a gz file that is none": (lambda f: raw(f, PLAIN, "plain.csv.gz"), "is cut short or damaged"),
    "Latin-1": (
        lambda f: raw(f, PLAIN.replace(b"gh:ana", b"gh:an\xe9")),
        "is not encoded in UTF-8. Save it as UTF-8",
    ),
    "UTF-16": (lambda f: raw(f, PLAIN.decode().encode("utf-16")), "is not encoded in UTF-8 but UTF-16"),
    "UTF-16 without a mark": (
        lambda f: raw(f, PLAIN.decode().encode("utf-16-le")),
        "is not encoded in UTF-8 but UTF-16",
    ),
    "semicolons": (
        lambda f: raw(f, PLAIN.replace(b",", b";")),
        "seems to have ';' between its cells, not ','",
    ),
    "a missing column": (
        lambda f: csv(f, "e1,gh:a#1", "event_id,item_id"),
        "has no column occurred_at, kind. Its columns are: event_id, item_id",
    ),
    "a column twice": (lambda f: csv(f, "", HEADER + ",kind"), "has more than one column named kind"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_read_is_said_in_words_and_nothing_is_written(tmp_path, case):
    table, message = CASES[case]
    with pytest.raises(InputError) as refused:
        imported(tmp_path, table(tmp_path))
    assert message in str(refused.value)
    assert refused.value.exit_code == 3
    assert not (tmp_path / "home" / "log").exists()


def test_a_header_alone_is_an_import_of_nothing(tmp_path):
    there, report = imported(tmp_path, csv(tmp_path, ""))
    assert report.read == {"rows": 0}
    assert report.notes == ("The table of events has a header and no rows.",)
    assert open_log(there).summary().events == 0


def test_nul_bytes_are_a_fault_of_their_row_only(tmp_path):
    there, report = imported(tmp_path, raw(tmp_path, PLAIN.replace(b"gh:ben", b"gh:b\0n")))
    assert report.rejected.by_reason == {"actor: control characters": 1}
    assert [row[0] for row in rows(there, "event_id")] == ["e1", "e3"]


def test_a_quoted_cell_may_hold_a_line_break_which_is_a_fault_of_its_row_only(tmp_path):
    table = raw(tmp_path, PLAIN + b'e4,gh:a#2,2024-06-02T10:00:00Z,gh:cy,labelled,"two\nlines"\n')
    _, report = imported(tmp_path, table)
    assert [str(bad) for bad in report.rejected.examples] == [
        "row 4, value: control characters ('two?lines')"
    ]


def test_a_quote_that_is_not_closed_is_told_with_the_lines_it_swallows(tmp_path):
    broken = b'e4,"gh:a#1,2024-06-01T10:00:00Z,,opened,\ne5,gh:a#1,2024-06-01T10:00:00Z,,opened,\n'
    _, report = imported(tmp_path, raw(tmp_path, PLAIN + broken))
    assert [(bad.row, bad.reason) for bad in report.rejected.examples] == [
        (4, "2 cells where the header has 6, 2 lines run together by a quote that is not closed")
    ]


def test_every_file_of_a_folder_needs_the_same_columns(tmp_path):
    pq.write_table(pa.table({"event_id": ["e1"]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"id": ["e1"]}), tmp_path / "2.parquet")
    with pytest.raises(InputError, match=r"2\.parquet has other columns than the files before it"):
        imported(tmp_path, tmp_path)


MAPS = {
    "no TOML": ("a = = b", "is no TOML"),
    "an unknown key": ('sauce = "x"', "does not know sauce"),
    "an unknown key inside": ('[time]\nzoom = "x"', "does not know time.zoom"),
    "a column the contract lacks": ('[map]\nevent = "x"', "event is none of the columns event_id, item_id"),
    "an unknown item kind": ('kind = "song"', "kind is 'song', which is none of alert, incident"),
    "an unknown event kind": (
        '[[change]]\ncolumn = "a"\nkind = "sang"',
        "kind is 'sang', which is none of opened, closed",
    ),
    "a change of nothing": ('[[change]]\nkind = "other"', "column in [[change]] must name a column"),
    "an unknown closing": (
        '[[change]]\ncolumn = "a"\nkind = "status_changed"\ncloses = { Done = "ended" }',
        "closes gives 'ended', which is none of resolved, closed, merged",
    ),
    "a form without a zone": ('[time]\nformat = "%Y"', "time.format needs a time.zone beside it"),
    "a zone in the form": ('[time]\nformat = "%Y%z"', "time.format may not hold %z"),
    "an unknown zone": ('[time]\nzone = "Mars/Olympus"', "time.zone 'Mars/Olympus' is no time zone"),
    "a long delimiter": ('delimiter = "::"', "delimiter must be one character"),
    "a number for text": ("source = 3", "source must be text, not 3"),
    "text for a list": ('bots = "x"', "bots must be a list of texts, not 'x'"),
    "text for a table": ('map = "x"', "map must be a table, [map], not 'x'"),
    "a column that is not there": ('[map]\nactor = "who"', "has no column who, which the map names"),
}


@pytest.mark.parametrize("case", MAPS)
def test_a_mistake_in_the_map_is_named(tmp_path, case):
    text, message = MAPS[case]
    with pytest.raises(InputError) as refused:
        imported(tmp_path, csv(tmp_path), map_name=written(tmp_path, text, "map.toml"))
    assert message in str(refused.value)


def test_a_map_that_is_not_there_names_those_that_are_shipped(tmp_path):
    with pytest.raises(InputError, match=r"cannot be read .*the maps shipped are: servicenow"):
        imported(tmp_path, csv(tmp_path), map_name="servicetomorrow")


def test_a_million_event_item_goes_in_and_comes_out_whole(tmp_path):
    size, start = 1_000_000, 1_700_000_000_000_000
    table = pa.table(
        {
            "event_id": pa.array(range(size)),
            "item_id": pa.repeat(pa.scalar("gh:a#1"), size),
            "occurred_at": pa.array(range(start, start + size), pa.timestamp("us", "UTC")),
            "kind": pa.repeat(pa.scalar("commented"), size),
        }
    )  # fmt: skip
    pq.write_table(table, tmp_path / "events.parquet")
    there, report = imported(tmp_path, tmp_path / "events.parquet")
    events = open_log(there).in_order(as_of=None)
    assert (report.appended.events.new, len(events), len(events.item.texts)) == (size, size, 1)


CELL = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from(
        ["e1", "gh:a#1", "2024-06-01T10:00:00Z", "opened", "labelled", "bug", "", "2024-06-01", "-1"]
    ),
)
TABLE = st.lists(st.lists(CELL, min_size=6, max_size=6), max_size=6)


def quoted(table: list[list[str]]) -> bytes:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    return "\n".join([HEADER, *lines, ""]).encode()


def survives(folder, content: bytes) -> None:
    """Either an InputError in words, or a report that accounts for every row, and a valid log."""
    path = raw(folder, content)
    try:
        report = import_table(home(folder), path, now=NOW)
    except InputError:
        return
    counts = report.appended.events
    assert (
        counts.new + counts.changed + counts.same + counts.duplicate + report.rejected.count
        >= report.read["rows"]
    )
    stored = open_log(home(folder)).events().read_all()
    stored.validate(full=True)
    assert stored.schema == SCHEMA
    order = stored.select(["item_id", "occurred_at", "seq", "event_id"]).to_pylist()
    assert all(tuple(one.values()) < tuple(other.values()) for one, other in pairwise(order))
    again = import_table(home(folder), path, now=NOW)
    assert (again.appended.version, again.rejected) == (report.appended.version, report.rejected)


FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(content=st.binary(max_size=400))
def test_no_bytes_whatever_break_the_import(tmp_path_factory, content):
    survives(tmp_path_factory.mktemp("fuzz"), content)


@FEW
@given(content=st.binary(max_size=60), place=st.integers(0, len(PLAIN)))
def test_no_damage_to_a_good_file_breaks_the_import(tmp_path_factory, content, place):
    survives(tmp_path_factory.mktemp("fuzz"), PLAIN[:place] + content + PLAIN[place + len(content) // 2 :])


@FEW
@given(table=TABLE)
def test_no_cells_whatever_break_the_import(tmp_path_factory, table):
    survives(tmp_path_factory.mktemp("fuzz"), quoted(table))


MORE = """
e4,gh:a#2,2024-06-02T11:00:00Z,gh:cy,labelled,bug
e5,gh:a#2,2024-05-02T11:00:00Z,gh:di,opened,
e6,gh:a#1,2024-06-03T11:00:00Z,gh:cy,closed,
"""


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(6)), cuts=st.sets(st.integers(1, 5), max_size=2))
def test_any_split_into_imports_is_one_import(tmp_path_factory, order, cuts):
    lines = f"{EVENTS.strip()}{MORE}".strip().splitlines()
    whole, parts = (tmp_path_factory.mktemp("split") for _ in range(2))
    imported(whole, csv(whole, "\n".join(lines)))
    edges = [0, *sorted(cuts), 6]
    for start, end in pairwise(edges):
        imported(parts, csv(parts, "\n".join(lines[place] for place in order[start:end])))
    assert rows(home(whole), *HEADER.split(",")) == rows(home(parts), *HEADER.split(","))
    assert open_log(home(whole)).items() == open_log(home(parts)).items()
