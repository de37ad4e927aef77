"""kill -9 at many moments: what was there before or all of the new, and the next run does the rest."""

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

import pytest

from stepin.errors import HomeError
from stepin.findings.runs import list_runs, read_run
from tests.faults.histories import home, in_log, many, payloads
from tests.faults.running import finished, killed, once_there, started, stepin
from tests.github_server import GitHub, serving

IMPORT = ("import", "table", "new.csv", "--home", "home")
GITHUB = ("import", "github", "payloads", "--home", "home")
ANALYSE = ("analyse", "--home", "home", "--as-of", "2024-05-13")
INIT = ("init", "--home", "home")


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A folder to copy and run a command in, and what it takes and comes to without a kill."""

    folder: Path
    seconds: float
    before: Any
    after: Any


def undisturbed(folder: Path, command: tuple[str, ...], *, seen: Any) -> Undisturbed:
    before = seen(folder / "home") if (folder / "home").exists() else None
    place = shutil.copytree(folder, folder.with_name("undisturbed"))
    start = time.monotonic()
    assert stepin(*command, place=place).code == 0
    return Undisturbed(folder, time.monotonic() - start, before, seen(place / "home"))


def killed_within(whole: Undisturbed, place: Path, command: tuple[str, ...], *, part: float) -> Path:
    """The home that a command leaves that is killed after this part of its time."""
    shutil.copytree(whole.folder, place, dirs_exist_ok=True)
    process = started(*command, place=place)
    with suppress(TimeoutExpired):
        process.wait(whole.seconds * part)
    killed(process)
    return place / "home"


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """50,000 rows, of which the first 20,000 are in the log already with another value."""
    folder = tmp_path_factory.mktemp("table") / "start"
    folder.mkdir()
    home(folder, many(folder, 20_000, value="old").read_text().partition("\n")[2])
    many(folder, 50_000, value="new", name="new.csv")
    return undisturbed(folder, IMPORT, seen=in_log)


@pytest.mark.parametrize("nth", range(8))
def test_a_table_comes_in_whole_or_not_at_all_and_whole_the_next_time(tmp_path, table, nth):
    there = killed_within(table, tmp_path, IMPORT, part=(nth + 4.5) / 12)  # before that, it only starts
    assert in_log(there)[0] in (table.before[0], table.after[0])
    assert stepin(*IMPORT, place=tmp_path).code == 0
    assert in_log(there) == table.after
    assert not (there / ".staging").exists()


STEPS = [
    ".staging/events.parquet",
    "log/items/_delta_log/*",
    "log/items/part*",
    "log/events/_delta_log/*",
    "log/events/part*",
    "log/events/_delta_log/*01.json",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_first_import_killed_at_any_of_its_steps_is_whole_the_next_time(tmp_path, step):
    many(tmp_path, 2000, name="new.csv")
    killed(once_there(tmp_path / "home" / step, started(*IMPORT, place=tmp_path)))
    with suppress(HomeError):  # there is no log yet
        assert in_log(tmp_path / "home")[0].num_rows in (0, 2000)
    assert stepin(*IMPORT, place=tmp_path).code == 0
    events, items = in_log(tmp_path / "home")
    assert (len(set(events["event_id"].to_pylist())), events.num_rows, items.num_rows) == (2000, 2000, 50)


@pytest.fixture(scope="module")
def github(tmp_path_factory):
    folder = tmp_path_factory.mktemp("github") / "start"
    folder.mkdir()
    payloads(folder, 300, bot=True)
    home(folder)
    return undisturbed(folder, GITHUB, seen=in_log)


@pytest.mark.parametrize("nth", range(4))
def test_payloads_come_in_whole_or_not_at_all_and_whole_the_next_time(tmp_path, github, nth):
    there = killed_within(github, tmp_path, GITHUB, part=(nth + 2.5) / 6)
    assert in_log(there)[0] in (github.before[0], github.after[0])
    assert stepin(*GITHUB, place=tmp_path).code == 0
    assert in_log(there) == github.after
    assert "t:helper" not in (there / "stepin.toml").read_text()
    assert (there / "people.toml").read_text().count("github:helper") >= 1


@pytest.mark.parametrize("at", [1, 4, 8, 11, 14])
def test_a_sync_killed_at_any_request_goes_on_and_comes_to_the_same(tmp_path, at):
    sync, running = ("sync", "github", "acme/pay", "--home", "home", "--api-url"), []
    server = GitHub("acme/pay", payloads(tmp_path, 12), largest_page=4)
    server.before = lambda n: running[0].kill() if n == at else None
    with serving(server) as there:
        running.append(started(*sync, there.url, place=tmp_path))
        assert finished(running[0]).code == -9
        assert stepin(*sync, there.url, place=tmp_path).code == 0
    assert stepin(*GITHUB[:-1], "whole", place=tmp_path).code == 0
    assert in_log(tmp_path / "home") == in_log(tmp_path / "whole")


def found(folder: Path) -> list[Any]:
    """What each analysis came to, whole and readable."""
    return [replace(read_run(folder, run).findings, run="") for run in list_runs(folder)]


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("analysed") / "start"
    folder.mkdir()
    home(folder, many(folder, 5_000).read_text().partition("\n")[2])
    return undisturbed(folder, ANALYSE, seen=found)


@pytest.mark.parametrize("nth", range(4))
def test_an_analysis_is_kept_whole_or_not_at_all_and_the_next_one_is_the_same(tmp_path, analysed, nth):
    there = killed_within(analysed, tmp_path, ANALYSE, part=(nth + 2.5) / 6)
    assert found(there) in ([], analysed.after)
    assert stepin(*ANALYSE, place=tmp_path).code == 0
    assert found(there)[-1:] == analysed.after


@pytest.mark.parametrize("step", ["findings", "findings/.writing*", "findings/.writing*/run.json"])
def test_an_analysis_killed_while_it_is_written_is_never_read(tmp_path, analysed, step):
    shutil.copytree(analysed.folder, tmp_path, dirs_exist_ok=True)
    killed(once_there(tmp_path / "home" / step, started(*ANALYSE, place=tmp_path)))
    assert found(tmp_path / "home") in ([], analysed.after)
    assert stepin(*ANALYSE, place=tmp_path).code == 0
    assert found(tmp_path / "home")[-1:] == analysed.after


def drafted(folder: Path) -> str | None:
    return (folder / "stepin.toml").read_text() if (folder / "stepin.toml").exists() else None


@pytest.mark.parametrize("nth", range(4))
def test_a_draft_is_there_whole_or_not_at_all(tmp_path, drafts, nth):
    there = killed_within(drafts, tmp_path, INIT, part=(nth + 2.5) / 6)
    assert drafted(there) in (None, drafts.after)
    assert stepin(*INIT, "--force", place=tmp_path).code == 0
    assert drafted(there) == drafts.after


@pytest.fixture(scope="module")
def drafts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drafts") / "start"
    folder.mkdir()
    home(folder, many(folder, 20_000).read_text().partition("\n")[2])
    (folder / "home" / "stepin.toml").unlink()
    return undisturbed(folder, INIT, seen=drafted)
