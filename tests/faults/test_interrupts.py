"""Ctrl-C and SIGTERM: one line, the shell's exit code, and what was there before or all of the new."""

import signal
import threading

import pytest

from stepin.findings.runs import list_runs
from tests.faults.histories import event_ids, home, many, payloads
from tests.faults.running import finished, once_there, started, stepin
from tests.github_server import GitHub, serving

SIGNALS = {signal.SIGINT: (130, "Interrupted"), signal.SIGTERM: (143, "Asked to end")}
AFTERWARDS = "What was finished before is kept; the same command again does the rest.\n"


def assert_ended_by(process, number):
    process.send_signal(number)
    ended, (code, says) = finished(process), SIGNALS[number]
    assert (ended.code, ended.out, ended.err) == (code, "", f"stepin: {says}. {AFTERWARDS}")


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("step", ["events.parquet", "items-new.parquet", "events-new.parquet"])
def test_an_interrupted_import_takes_nothing_in(tmp_path, number, step):
    there, file = home(tmp_path), many(tmp_path, 100_000)
    process = started("import", "table", file, "--home", there, place=tmp_path)
    assert_ended_by(once_there(there / ".staging" / step, process), number)
    assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]
    assert sorted(path.name for path in there.glob(".*")) == [".writer.lock"]


@pytest.mark.parametrize("number", SIGNALS)
def test_an_interrupted_sync_keeps_the_pages_before_and_goes_on(tmp_path, number):
    server, reached, go_on = GitHub("acme/pay", payloads(tmp_path, 12), largest_page=4), *events()
    sync = ("sync", "github", "acme/pay", "--home", "home", "--api-url")
    server.before = lambda n: n == 8 and (reached.set() or go_on.wait(60))
    with serving(server) as there:
        process = started(*sync, there.url, place=tmp_path)
        assert reached.wait(60)
        assert_ended_by(process, number)
        go_on.set()
        assert 0 < len(event_ids(tmp_path / "home")) < 24
        assert stepin(*sync, there.url, place=tmp_path).code == 0
    assert len(set(event_ids(tmp_path / "home"))) == len(event_ids(tmp_path / "home")) == 24


def events():
    return threading.Event(), threading.Event()


@pytest.mark.parametrize("number", SIGNALS)
def test_an_interrupted_analysis_leaves_no_half_of_one(tmp_path, number):
    there = home(tmp_path, many(tmp_path, 100).read_text().partition("\n")[2])
    process = started("analyse", "--home", there, place=tmp_path)
    assert_ended_by(once_there(there / "findings" / ".writing*", process), number)
    assert list_runs(there) == ()


def test_whoever_starts_it_may_have_ctrl_c_ignored(tmp_path):
    there, file = home(tmp_path), many(tmp_path, 20_000)
    nohup = ("sh", "-c", "trap '' INT; exec \"$@\"", "-")
    process = started("import", "table", file, "--home", there, place=tmp_path, before=nohup)
    once_there(there / ".staging" / "events.parquet", process).send_signal(signal.SIGINT)
    assert finished(process).code == 0
    assert len(event_ids(there)) == 20_004
