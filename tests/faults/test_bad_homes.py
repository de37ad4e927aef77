"""A home that is missing, no folder, closed, read-only, full, newer, or being written to."""

import json
import subprocess

import pytest
from deltalake import DeltaTable

from stepin.log.delta import VERSION_KEY
from stepin.log.home import LogHome
from stepin.log.lock import exclusive
from tests.faults.histories import event_ids, home, many, payloads, report
from tests.faults.running import finished, limited, mounted, ordinary_rights, started, stepin

IMPORT = ("import", "table", "many.csv")


def fill_up(path):
    """Writes until the disk is full."""
    with path.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


@pytest.mark.parametrize("command", ["report", "analyse", "init", "explain x"])
def test_a_missing_home_says_how_to_fill_one(tmp_path, command):
    ended = stepin(*command.split(), "--home", tmp_path / "none", place=tmp_path)
    assert ended.code == 5
    assert f"There is no home at {tmp_path}/none. Bring some history in first (stepin sync" in ended.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", ["report", "import table many.csv", "demo"])
def test_a_home_that_is_a_file_is_said_so_and_the_file_stays(tmp_path, command):
    many(tmp_path, 10)
    (tmp_path / "home").write_text("a shopping list")
    ended = stepin(*command.split(), "--home", "home", place=tmp_path)
    assert (ended.code, ended.err) == (
        5,
        "stepin: home is a file, and a home is a folder. Name a folder with --home.\n",
    )
    assert (tmp_path / "home").read_text() == "a shopping list"


@pytest.mark.parametrize("closed", ["", "log/events/_delta_log", "findings"])
def test_a_home_that_may_not_be_read_is_never_taken_for_an_empty_one(tmp_path, closed):
    with_rights, there = ordinary_rights(), home(tmp_path)
    report(there)
    (there / closed).chmod(0o000)
    try:
        command = "report" if closed == "findings" else "analyse"
        ended = stepin(command, "--home", there, place=tmp_path, before=with_rights)
    finally:
        (there / closed).chmod(0o755)
    assert ended.code == 5
    assert "may not be read. Give yourself the right to read it" in ended.err
    assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]


def close(folder):
    """To writing, all the way down."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


@pytest.mark.parametrize("command", ["import table many.csv", "analyse", "init --force", "report -o home/x"])
def test_a_read_only_home_is_said_so_and_stays_as_it_was(tmp_path, command):
    with_rights, there = ordinary_rights(), home(tmp_path)
    many(tmp_path, 10)
    before = {path: path.stat().st_mtime for path in there.rglob("*")}
    close(there)
    ended = stepin(*command.split(), "--home", there, place=tmp_path, before=with_rights)
    assert ended.code == 5
    assert "write" in ended.err or "written" in ended.err
    assert "Give yourself the right" in ended.err
    assert {path: path.stat().st_mtime for path in there.rglob("*")} == before


def test_a_read_only_home_can_still_be_read(tmp_path):
    with_rights, there = ordinary_rights(), home(tmp_path)
    report(there)
    close(there)
    ended = stepin("report", "--home", there, place=tmp_path, before=with_rights)
    assert (ended.code, "pay#2" in ended.out) == (0, True)


def test_a_home_on_a_read_only_disk_is_said_so(tmp_path):
    leave = mounted(tmp_path / "disk", "8m")
    try:
        there = home(tmp_path / "disk")
        many(tmp_path, 10)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
        for command in (IMPORT, ("init", "--force")):
            ended = stepin(*command, "--home", there, place=tmp_path)
            assert (ended.code, "Give yourself the right to write there" in ended.err) == (5, True)
        assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]
    finally:
        leave()


@pytest.mark.parametrize("size", [0, 1000, 4000, 16000, 30000])
def test_wherever_the_room_runs_out_in_an_import_the_log_is_as_it_was(tmp_path, size):
    there, file = home(tmp_path), many(tmp_path, 3000)
    ended = stepin("import", "table", file, "--home", there, place=tmp_path, **limited(tmp_path, size))
    assert ended.code == 5
    assert "There is no room left to write to" in ended.err
    assert "Nothing was lost" in ended.err
    assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]


@pytest.mark.parametrize("command", ["analyse", "init --force", "import github payloads"])
def test_no_room_for_anything_else_leaves_all_as_it_was(tmp_path, command):
    there = home(tmp_path)
    payloads(tmp_path, 3)
    team = (there / "stepin.toml").read_text()
    ended = stepin(*command.split(), "--home", there, place=tmp_path, **limited(tmp_path, 100))
    assert ended.code == 5
    assert "ree some space" in ended.err
    assert (event_ids(there), (there / "stepin.toml").read_text()) == (["t:1", "t:2", "t:3", "t:4"], team)
    assert not list((there / "findings").glob("*")) if (there / "findings").exists() else True


def test_a_full_disk_takes_nothing_in_and_everything_once_there_is_room(tmp_path):
    leave = mounted(tmp_path / "disk", "1m")
    try:
        there, file = home(tmp_path / "disk"), many(tmp_path, 3000)
        fill = tmp_path / "disk" / "fill"
        with pytest.raises(OSError, match="No space"):
            fill_up(fill)
        ended = stepin("import", "table", file, "--home", there, place=tmp_path)
        assert (ended.code, "There is no room left" in ended.err) == (5, True)
        assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]
        fill.unlink()
        assert stepin("import", "table", file, "--home", there, place=tmp_path).code == 0
        assert len(set(event_ids(there))) == len(event_ids(there)) == 3004
    finally:
        leave()


@pytest.mark.parametrize("command", ["analyse", "import table many.csv"])
def test_a_log_from_a_newer_stepin_is_left_alone(tmp_path, command):
    there, url = home(tmp_path), LogHome(tmp_path / "home").table_url("events")
    many(tmp_path, 10)
    DeltaTable(url).alter.set_table_properties({VERSION_KEY: "99"}, raise_if_not_exists=False)
    ended = stepin(*command.split(), "--home", there, place=tmp_path)
    assert ended.code == 5
    assert "written by a newer stepin (log version 99; " in ended.err
    assert "Upgrade stepin" in ended.err
    assert DeltaTable(url).to_pyarrow_table().num_rows == 4


def test_an_analysis_from_a_newer_stepin_is_not_misread(tmp_path):
    there = home(tmp_path)
    report(there)
    (about,) = (there / "findings").glob("*/run.json")
    about.write_text(json.dumps(json.loads(about.read_text()) | {"format": 99}))
    ended = stepin("report", "--home", there, place=tmp_path)
    assert (ended.code, "was written by a newer stepin (format 99; " in ended.err) == (5, True)
    assert stepin("analyse", "--home", there, place=tmp_path).code == 0


@pytest.mark.parametrize("command", [" ".join(IMPORT), "sync github acme/pay --api-url http://127.0.0.1:9"])
def test_a_second_writer_is_told_who_the_first_one_is_and_readers_go_on(tmp_path, command):
    there = home(tmp_path)
    many(tmp_path, 10)
    with exclusive(LogHome(there)):
        ended = stepin(*command.split(), "--home", there, place=tmp_path)
        assert (ended.code, "is writing to" in ended.err) == (6, True)
        assert "Wait until it has finished and run this again" in ended.err
        assert [each["item"] for each in report(there)["stuck"]] == ["t:pay#1", "t:pay#2"]
    assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]


def test_two_that_write_at_once_are_one_after_the_other_or_one_is_told(tmp_path):
    names = [many(tmp_path, 500, value=str(n), name=f"{n}.csv") for n in range(3)]
    writers = [started("import", "table", name, "--home", "home", place=tmp_path) for name in names]
    codes = sorted(finished(writer).code for writer in writers)
    assert codes[0] == 0
    assert set(codes) <= {0, 6}
    assert len(set(event_ids(tmp_path / "home"))) == len(event_ids(tmp_path / "home")) == 500
