import json
import os
import types
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepin.findings import runs
from stepin.findings.columns import from_table, to_table
from stepin.findings.model import Findings, Need, StepIn, Stuck
from stepin.findings.runs import (
    NoRunError,
    Origin,
    RunDamagedError,
    RunFromNewerVersionError,
    RunNotWrittenError,
    latest_run,
    list_runs,
    read_run,
    run_id,
    write_run,
)
from stepin.findings.tables import Tables
from tests.builders import RUN, asks, example, findings, step_in

ORIGIN = Origin(log_version=3, organisation_hash="abc", program_version="0.1.0", settings=(("seed", "1"),))


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a record's field type, as a run may hold them."""
    if isinstance(hint, types.UnionType):
        return st.one_of(*(st.none() if each is type(None) else of(each) for each in get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(of(get_args(hint)[0]), max_size=3).map(tuple)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: of(hints[field.name]) for field in fields(hint)})
    return {
        str: st.text(max_size=8),
        int: st.integers(-(2**63), 2**63 - 1),
        float: st.floats(allow_nan=False),
        bool: st.booleans(),
        datetime: st.datetimes(timezones=st.just(UTC)),
    }[hint]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=st.lists(of(StepIn), max_size=3))
def test_records_come_back_from_a_table_as_they_went_in(rows):
    assert from_table(StepIn, to_table(StepIn, rows)) == tuple(rows)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=25, deadline=None)
@given(found=of(Findings))
def test_a_run_is_read_back_equal(tmp_path_factory, found):
    home = tmp_path_factory.mktemp("home")
    found = replace(found, run=RUN)
    write_run(home, Tables.of(found), ORIGIN)
    assert read_run(home, RUN) == runs.Run(found, ORIGIN)


def test_the_latest_run_is_the_one_of_the_latest_time(tmp_path):
    times = [datetime(2024, 6, 10, 9, tzinfo=UTC), datetime(2024, 6, 9, 23, tzinfo=UTC)]
    for at in times:
        write_run(tmp_path, Tables.of(findings(run=run_id(at))), ORIGIN)
    assert list_runs(tmp_path) == ("20240609T230000.000000Z", "20240610T090000.000000Z")
    assert read_run(tmp_path).findings.run == "20240610T090000.000000Z"


# run made at | looking from; the latest is the one that looks from the latest moment, then the last one made
@pytest.mark.parametrize(
    ("made", "latest"),
    [([("09", "09"), ("10", "08")], "09"), ([("09", "09"), ("10", "09")], "10"), ([("09", "11")], "09")],
)
def test_the_latest_run_looks_from_the_latest_moment_whenever_it_was_made(tmp_path, made, latest):
    for hour, moment in made:
        at, looks = (datetime(2024, 6, 10, int(each), tzinfo=UTC) for each in (hour, moment))
        write_run(tmp_path, Tables.of(findings(run=run_id(at), as_of=looks)), ORIGIN)
    assert latest_run(tmp_path) == f"20240610T{latest}0000.000000Z"


def test_a_damaged_run_is_in_nobodys_way_unless_it_is_the_latest(tmp_path):
    early, late = (datetime(2024, 6, day, 9, tzinfo=UTC) for day in (9, 10))
    for at in (early, late):
        write_run(tmp_path, Tables.of(findings(run=run_id(at), as_of=at)), ORIGIN)
    (tmp_path / "findings" / run_id(early) / "run.json").write_text("{")
    assert latest_run(tmp_path) == run_id(late)
    (tmp_path / "findings" / run_id(late) / "run.json").write_text("{")
    with pytest.raises(RunDamagedError, match=run_id(late)):
        read_run(tmp_path)


def test_a_run_of_before_a_field_was_added_is_read_with_its_default(tmp_path):
    plain = step_in(asked_before=asks("kim"), need=Need(0.5, 0.3, 0.2), anyway=None, within=None)
    found = findings(step_ins=(plain,))
    path = write_run(tmp_path, Tables.of(found), ORIGIN) / "step_ins.parquet"
    rows = pq.ParquetFile(path).read().drop_columns(["anyway", "within"]).to_pylist()
    for row in rows:
        del row["need"]["low"], row["need"]["high"], row["asked_before"][0]["level"]
    pq.write_table(pa.Table.from_pylist(rows), path)
    assert read_run(tmp_path).findings == found


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2, max_size=5))
def test_run_ids_sort_as_their_times(times):
    years = [at for at in times if at.year >= 1000]
    assert sorted(map(run_id, years)) == [run_id(at) for at in sorted(years)]


def test_a_home_without_a_run_says_to_analyse(tmp_path):
    with pytest.raises(NoRunError, match=r"nothing analysed yet\. Run: stepin analyse"):
        read_run(tmp_path)


def test_a_run_that_is_being_written_is_not_seen(tmp_path, monkeypatch):
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "_sync", die)
    with pytest.raises(KeyboardInterrupt):
        write_run(tmp_path, Tables.of(example()), ORIGIN)
    assert list_runs(tmp_path) == ()
    assert list((tmp_path / "findings").iterdir()) == []


def test_what_a_killed_writer_left_is_not_a_run_and_is_swept_away_an_hour_later(tmp_path):
    left = tmp_path / "findings" / ".writing-abc"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    assert list_runs(tmp_path) == ()
    write_run(tmp_path, Tables.of(findings()), ORIGIN)
    assert [each.name for each in (tmp_path / "findings").iterdir()] == [RUN]


def test_a_run_is_never_overwritten(tmp_path):
    write_run(tmp_path, Tables.of(findings()), ORIGIN)
    with pytest.raises(RunNotWrittenError, match="a run of this name is there already"):
        write_run(tmp_path, Tables.of(example()), ORIGIN)
    assert read_run(tmp_path).findings == findings()


def test_a_run_of_a_newer_format_says_to_install_the_newer_version(tmp_path):
    about = write_run(tmp_path, Tables.of(findings()), ORIGIN) / "run.json"
    about.write_text(json.dumps(json.loads(about.read_text()) | {"format": 2}))
    with pytest.raises(RunFromNewerVersionError, match="newer stepin \\(format 2; this one reads up to 1\\)"):
        read_run(tmp_path)


@pytest.mark.parametrize("harm", ["run.json", "stuck.parquet"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[]"])
def test_a_damaged_run_is_named_with_what_to_do(tmp_path, harm, content):
    (write_run(tmp_path, Tables.of(findings()), ORIGIN) / harm).write_bytes(content)
    with pytest.raises(RunDamagedError, match="Delete that folder, then run: stepin analyse"):
        read_run(tmp_path)


def test_a_home_that_cannot_be_written_says_why(tmp_path):
    (tmp_path / "findings").write_text("a file where the folder should be")
    with pytest.raises(RunNotWrittenError, match=f"Cannot write the analysis to {tmp_path}/findings"):
        write_run(tmp_path, Tables.of(findings()), ORIGIN)


def test_a_table_has_a_column_for_each_field(tmp_path):
    table = to_table(Stuck, example().stuck)
    assert table.column_names == [field.name for field in fields(Stuck)]
    assert table.num_rows == len(example().stuck)
