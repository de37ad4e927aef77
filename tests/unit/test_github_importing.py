import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stamina
from deltalake import DeltaTable

from stepin.errors import BusyError
from stepin.log.home import LogHome
from stepin.log.lock import exclusive
from stepin.log.writing import Appended
from stepin.sources.github.importing import NoPayloadsError, import_github, sync_github
from stepin.sources.github.tally import DUPLICATE, BadPayloadsError
from stepin.sources.github.web import LimitedError, Settings, UnreachableError
from tests.github_payloads import at, comment, entry, issue, pull
from tests.github_server import GitHub, serving

NOW = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


def kept(home: Path) -> tuple[list[tuple], list[str]]:
    """(item, time, seq, actor, kind, value) of every event in the log, and every item, in order."""
    events = DeltaTable(str(home / "log" / "events")).to_pyarrow_table().to_pylist()
    items = DeltaTable(str(home / "log" / "items")).to_pyarrow_table().to_pylist()
    names = ("item_id", "occurred_at", "seq", "actor", "kind", "value")
    return sorted(tuple(str(e[n]) for n in names) for e in events), sorted(i["item_id"] for i in items)


def written(folder: Path, *payloads: dict) -> Path:
    folder.mkdir(exist_ok=True)
    for n, told in enumerate(payloads):
        (folder / f"{n}.json").write_text(json.dumps(told))
    return folder


def taken(appended: Appended) -> tuple[int, int, int, int]:
    """New, changed and unchanged events, and new items."""
    return appended.events.new, appended.events.changed, appended.events.same, appended.items.new


def some(count: int = 3) -> list[dict]:
    return [issue(comment(n, f"no {n}"), number=n, updated_at=at(n)) for n in range(1, count + 1)]


def test_an_import_says_what_it_read_and_what_it_left_out(tmp_path: Path) -> None:
    twice = comment(1, "Hello")
    app = {"actor": {"login": "ci[bot]", "type": "Bot"}}
    folder = written(
        tmp_path / "in",
        issue(twice, twice, entry("mentioned", 2), entry("closed", 3) | {"created_at": None}, number=1),
        pull(entry("closed", 4) | app, number=2),
    )
    (folder / "README.md").write_text("hello")
    (folder / "x.json").write_text(" ")
    report = import_github(folder, LogHome(tmp_path / "home"), now=NOW)
    assert report.read == {"files": 4, "issues": 1, "pull requests": 1, "entries": 5}
    assert taken(report.appended) == (4, 0, 0, 2)
    assert report.left_out == {
        DUPLICATE: 1,
        "files: no .json file": 1,
        "mentioned: a notice that GitHub sent, not an act on the item": 1,
    }
    assert [(bad.row, bad.column, bad.reason) for bad in report.rejected.examples] == [
        (1, "0.json events[3] (closed)", "created_at is missing"),
        (4, "x.json", "it is empty."),
    ]
    assert report.bots == ("github:ci[bot]",)


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    folder, home = written(tmp_path / "in", *some()), LogHome(tmp_path / "home")
    first = import_github(folder, home, now=NOW).appended
    second = import_github(folder, home, now=NOW).appended
    assert [taken(first), taken(second)] == [(6, 0, 0, 3), (0, 0, 6, 0)]
    assert first.version == second.version


def test_strict_names_what_is_bad_and_writes_nothing(tmp_path: Path) -> None:
    folder = written(tmp_path / "in", *some(), {"type": "issue"})
    with pytest.raises(BadPayloadsError, match=r'3\.json: its "issue" is missing'):
        import_github(folder, LogHome(tmp_path / "home"), now=NOW, strict=True)
    import_github(written(tmp_path / "good", issue(number=9)), LogHome(tmp_path / "home"), now=NOW)
    assert kept(tmp_path / "home")[1] == ["github:acme/pay#9"]


@pytest.mark.parametrize("names", [(), ("notes.txt",), ("7.json",)])
def test_a_path_without_a_payload_says_what_is_wanted(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / name).write_text("{}")
    with pytest.raises(NoPayloadsError, match="holds no GitHub issue or pull request"):
        import_github(tmp_path, LogHome(tmp_path / "home"), now=NOW)


def test_a_sync_leaves_the_same_log_as_the_import(tmp_path: Path) -> None:
    payloads = [*some(), pull(entry("merged", 7), number=8, updated_at=at(9))]
    import_github(written(tmp_path / "in", *payloads), LogHome(tmp_path / "a"), now=NOW)
    with serving(GitHub("acme/pay", payloads)) as github:
        report = sync_github(Settings("acme/pay", api_url=github.url), LogHome(tmp_path / "b"), now=NOW)
    assert report.read == {"files": 4, "issues": 3, "pull requests": 1, "entries": 4}
    assert kept(tmp_path / "a") == kept(tmp_path / "b")


def test_a_sync_that_a_limit_ends_goes_on_where_it_stopped(tmp_path: Path) -> None:
    home, payloads = LogHome(tmp_path / "home"), some(6)
    limit = {6: (429, {"Retry-After": "9999"}, "{}")}  # while the second page of two is read
    with serving(GitHub("acme/pay", payloads, faults=limit, largest_page=2)) as github:
        settings = Settings("acme/pay", api_url=github.url)
        with pytest.raises(LimitedError):
            sync_github(settings, home, now=NOW)
        assert len(kept(tmp_path / "home")[1]) == 3  # the second page repeats the last second of the first
        second = sync_github(settings, home, now=NOW)
    assert second.read["files"] < 6
    assert kept(tmp_path / "home")[1] == [f"github:acme/pay#{n}" for n in range(1, 7)]


def test_a_connection_that_stays_broken_keeps_what_was_read(tmp_path: Path) -> None:
    cut = dict.fromkeys(range(6, 12), "cut")
    with serving(GitHub("acme/pay", some(6), faults=cut, largest_page=2)) as github:
        settings = Settings("acme/pay", api_url=github.url)
        with pytest.raises(UnreachableError, match="it continues"):
            sync_github(settings, LogHome(tmp_path / "home"), now=NOW)
        sync_github(settings, LogHome(tmp_path / "home"), now=NOW)
    assert len(kept(tmp_path / "home")[1]) == 6


def test_a_sync_with_nothing_new_changes_nothing(tmp_path: Path) -> None:
    home = LogHome(tmp_path / "home")
    with serving(GitHub("acme/pay", some())) as github:
        settings = Settings("acme/pay", api_url=github.url)
        first, *more = [sync_github(settings, home, now=NOW).appended for _ in range(4)]
    assert taken(first) == (6, 0, 0, 3)
    assert [taken(one)[:2] for one in more] == [(0, 0)] * 3
    assert {one.version for one in more} == {first.version}


def test_a_busy_home_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    home = LogHome(tmp_path / "home")
    with serving(GitHub("acme/pay", some())) as github, exclusive(home), pytest.raises(BusyError):
        sync_github(Settings("acme/pay", api_url=github.url), home, now=NOW)
    assert github.requests == []


SYNC = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from stepin.log.home import LogHome
from stepin.sources.github.importing import sync_github
from stepin.sources.github.web import Settings
now = datetime(2026, 3, 3, tzinfo=UTC)
sync_github(Settings("acme/pay", api_url=sys.argv[1]), LogHome(Path(sys.argv[2])), now=now)
"""


@pytest.mark.parametrize("request_number", [3, 7])
def test_a_sync_killed_at_any_request_goes_on_and_loses_or_doubles_nothing(
    tmp_path: Path, request_number: int
) -> None:
    running: list[subprocess.Popen] = []

    def kill(n: int) -> None:
        if n == request_number:
            os.kill(running[0].pid, signal.SIGKILL)

    with serving(GitHub("acme/pay", some(6), largest_page=2, before=kill)) as github:
        command = [sys.executable, "-c", SYNC, github.url, str(tmp_path / "home")]
        running.append(subprocess.Popen(command))
        assert running[0].wait(60) == -signal.SIGKILL
        sync_github(Settings("acme/pay", api_url=github.url), LogHome(tmp_path / "home"), now=NOW)
    import_github(written(tmp_path / "in", *some(6)), LogHome(tmp_path / "whole"), now=NOW)
    assert kept(tmp_path / "home") == kept(tmp_path / "whole")
