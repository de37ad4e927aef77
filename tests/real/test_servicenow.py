"""A published ServiceNow log, through the map that is shipped for it."""

import csv
import lzma
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from stepin.findings.analyse import analyse
from stepin.log.home import LogHome
from stepin.log.reading import Log, open_log
from stepin.log.writing import Counts
from stepin.sources.report import ImportReport
from stepin.sources.table import import_table
from tests.unit.log_homes import NOW

TABLE = Path(__file__).parents[3] / "shared" / "data" / "servicenow" / "incident_event_log.csv.xz"
LEAKING = ("resolved_at", "closed_at", "closed_code", "resolved_by")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not TABLE.exists(), reason="the ServiceNow log is not beside the checkout"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> LogHome:
    return LogHome(tmp_path_factory.mktemp("servicenow"))


@pytest.fixture(scope="module")
def report(home) -> ImportReport:
    return import_table(home, TABLE, map_name="servicenow", now=NOW)


@pytest.fixture(scope="module")
def log(home, report) -> Log:
    return open_log(home)


@cache
def raw() -> dict[str, list[dict[str, str]]]:
    """Rows by incident, in the order of the file."""
    found: dict[str, list[dict[str, str]]] = {}
    with lzma.open(TABLE, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["number"], []).append(row)
    return found


def test_every_row_and_incident_comes_in(report):
    assert report.read == {"rows": 141_712}
    assert report.rejected.count == 0
    assert report.appended.items == Counts(read=24_918, new=24_918)


def test_the_automaton_is_named_as_a_machine(report):
    assert report.bots == ("servicenow:Updated by 908",)


def test_importing_it_again_changes_nothing(home, report):
    again = import_table(home, TABLE, map_name="servicenow", now=NOW)
    assert again.appended.version == report.appended.version


def test_state_changes_are_those_of_consecutive_rows(log):
    """Counted row by row in the file; 4 rows stand there out of their own order."""
    expected = sum(
        one["incident_state"] != other["incident_state"]
        for rows in raw().values()
        for one, other in pairwise(rows)
    )
    kinds = Counter(log.events(columns=["kind"]).read_all()["kind"].to_pylist())
    assert abs(kinds["status_changed"] - expected) <= 4
    assert kinds["opened"] == 24_918


def test_an_incidents_team_is_the_group_of_its_last_row(log):
    last = {number: max(rows, key=lambda row: int(row["sys_mod_count"])) for number, rows in raw().items()}
    for number in sorted(last)[::1000]:
        told = log.timeline(f"servicenow:{number}").to_pylist()
        moves = [one for one in told if (one["value"] or "").startswith("team:")]
        team = moves[-1]["value"] if moves and moves[-1]["kind"] == "labelled" else None
        group = last[number]["assignment_group"]
        assert team == (None if group == "?" else f"team:{group}")


def test_nothing_that_only_the_end_knows_is_in_the_log(log):
    stored = set(log.events(columns=["value"]).read_all()["value"].to_pylist())
    leaked = {row[name] for rows in raw().values() for row in rows for name in LEAKING} - {"?"}
    others = {
        value for rows in raw().values() for row in rows for name, value in row.items() if name not in LEAKING
    }
    assert not (stored & (leaked - others))
    closed = log.items().select(["closed_at"]).to_pylist()
    assert all(one["closed_at"] is None for one in closed)


def test_updates_of_one_minute_keep_their_order(log):
    number = next(
        number
        for number, rows in raw().items()
        if len({row["sys_updated_at"] for row in rows})
        < len(rows)
        == len({row["sys_mod_count"] for row in rows})
    )
    ids = log.timeline(f"servicenow:{number}")["event_id"].to_pylist()
    updates = [int(one.split("@")[1].split(":")[0]) for one in ids]
    assert updates == sorted(updates)


def test_groups_get_expectations_of_their_own_and_their_stuck_work_is_named(home, report):
    as_of = datetime(2016, 6, 15, tzinfo=UTC)
    found = analyse(home.folder, as_of=as_of, now=NOW).records()
    groups = [each for each in found.expectations if each.team.startswith("Group ") and each.learned]
    assert len(groups) >= 15
    assert len(found.stuck) > 500
    assert {each.waiting_on.role for each in found.stuck} == {"owner"}
    assert found.step_ins == ()
