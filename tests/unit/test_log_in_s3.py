"""A log in object storage does what one in a folder does."""

import json
from datetime import timedelta

import pytest

from stepin.cli.main import main
from stepin.errors import HomeError
from stepin.log.compaction import compact, vacuum
from stepin.log.delta import EVENTS_TABLE, ITEMS_TABLE, files, ready
from stepin.log.home import LogHome
from stepin.log.lock import exclusive
from stepin.log.reading import open_log
from stepin.log.writing import append
from tests.s3_server import serving
from tests.unit.log_homes import NOW, events, item, rows
from tests.unit.test_cli_flow import EVENTS, TEAM


@pytest.fixture
def s3(monkeypatch):
    """A bucket, and the environment that leads to it."""
    with serving("bucket") as s3:
        given = {"ENDPOINT_URL": s3.url, "ALLOW_HTTP": "true", "ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "y"}
        for name, value in (given | {"REGION": "us-east-1"}).items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield s3


def stuck_and_step_ins(home, capsys):
    main(["analyse", "--home", str(home), "--as-of", "2024-05-13", "--quiet"])
    capsys.readouterr()
    main(["report", "--home", str(home), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    return [row["item"] for row in told["stuck"]], [row["id"] for row in told["step_ins"]]


def test_what_was_imported_into_a_bucket_is_reported_as_from_a_folder(tmp_path, capsys, s3):
    home = tmp_path / "home"
    home.mkdir()
    (home / "stepin.toml").write_text('[log]\nurl = "s3://bucket/acme/log"\n' + TEAM)
    (tmp_path / "events.csv").write_text(EVENTS.lstrip())
    table = ["import", "table", str(tmp_path / "events.csv"), "--home", str(home)]
    assert (main(table), main(table)) == (0, 0)
    assert "Events: 0 new, 0 changed, 6 in the log already." in capsys.readouterr().out
    assert stuck_and_step_ins(home, capsys) == (["t:pay#2"], ["t:4"])
    assert {key.rpartition("/")[0] for key in s3.stored()} >= {"acme/log/events", "acme/log/items/_delta_log"}
    assert not (home / "log").exists()


def test_rows_are_replaced_compacted_and_read_back_at_an_older_version(tmp_path, s3):
    home = LogHome(tmp_path, "s3://bucket/log")
    first = append(home, events=events("e1 a#1 06-01 10:00 opened"), items=[item("a#1")], now=NOW)
    changed = "e1 a#1 06-01 11:00 opened\ne2 a#1 06-01 12:00 commented ask"
    append(home, events=events(changed), items=[], now=NOW)
    with exclusive(home) as scratch:
        table = compact(ready(home, EVENTS_TABLE), scratch)
    assert [one.rows for one in files(table)] == [2]
    assert rows(home, "event_id", "value") == [("e1", None), ("e2", "ask")]
    assert rows(home, "event_id", version=first.version) == [("e1",)]
    assert open_log(home).places(["e2", "gone"]) == {"e2": ("gh:a#1", 1)}


def test_events_of_several_files_in_a_bucket_come_in_order(tmp_path, s3):
    home = LogHome(tmp_path, "s3://bucket/log")
    for line in ("e2 a#2 06-01 10:00 opened", "e3 a#1 06-02 10:00 closed", "e1 a#1 06-02 10:00 labelled bug"):
        append(home, events=events(line), items=[item("a#1"), item("a#2")], now=NOW)
    log = open_log(home)
    found = log.in_order(as_of=NOW)
    assert len(log.paths()) == 3
    assert log.event_ids(found.lies).to_pylist() == ["e1", "e3", "e2"]
    assert (found.item.codes.tolist(), found.value.codes.tolist()) == ([0, 0, 1], [0, -1, -1])


def test_a_file_that_no_version_needs_is_deleted(tmp_path, s3):
    home = LogHome(tmp_path, "s3://bucket/log")
    append(home, events=[], items=[item("a#1")], now=NOW)
    append(home, events=[], items=[item("a#1", title="T")], now=NOW)
    vacuum(ready(home, ITEMS_TABLE), kept_for=timedelta(0))
    assert len([key for key in s3.stored() if key.startswith("log/items/part")]) == 1


def test_a_bucket_that_is_not_there_is_told_with_what_to_do(tmp_path, s3):
    with pytest.raises(HomeError, match=r"The specified bucket does not exist.*\[log\] url"):
        open_log(LogHome(tmp_path, "s3://elsewhere/log"))


def test_storage_that_cannot_be_reached_is_told_with_what_to_do(tmp_path, s3, monkeypatch):
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    with pytest.raises(HomeError, match=r"URL scheme is not allowed.*AWS_"):
        open_log(LogHome(tmp_path, "s3://bucket/log"))
