"""Pipes, terminals and files that output goes to, and two that use one home at a time."""

import os
import pty
import subprocess
import threading

import pytest

from tests.faults.histories import analysed, event_ids, home, many, payloads
from tests.faults.running import STEPIN, environment, finished, limited, ordinary_rights, started, stepin
from tests.github_server import GitHub, serving

READ = ("--as-of", "2024-05-13", "--home", "home")


def shell(place, line):
    """A line of shell in which $STEPIN is the command; the exit code is that of its first part."""
    command = ["bash", "-c", f"{line}; exit ${{PIPESTATUS[0]}}"]
    env = environment(place, STEPIN=" ".join(STEPIN))
    return subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "line", ["report --home home | head -1", "report --home home | true", "--help | true"]
)
def test_a_reader_that_has_enough_is_no_fault(tmp_path, line):
    analysed(home(tmp_path))
    ended = shell(tmp_path, f"$STEPIN {line}")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_without_a_terminal_there_are_no_colours_and_no_progress(tmp_path):
    many(tmp_path, 2000)
    home(tmp_path)
    for command in ("import table many.csv", "init --force", "analyse", "report", "stuck"):
        ended = stepin(*command.split(), "--home", "home", place=tmp_path)
        assert (ended.code, ended.err) == (0, "")
        assert "\x1b" not in ended.out
        assert "\r" not in ended.out


def read_on(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody is at its other end
        return b""


def test_at_a_terminal_progress_is_shown_and_wiped_away(tmp_path):
    there, file = home(tmp_path), many(tmp_path, 2000)
    ours, theirs = pty.openpty()
    process = started("import", "table", file, "--home", there, place=tmp_path, stderr=theirs)
    os.close(theirs)
    assert "Read " in finished(process).out
    seen = b"".join(iter(lambda: read_on(ours), b""))
    os.close(ours)
    assert b"rows" in seen
    assert seen.endswith(b"\x1b[2K")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("$STEPIN report --home home > /dev/full", "Cannot write to standard output: No space left"),
        ("$STEPIN report --home home >&-", "Cannot write to standard output: it is closed"),
        ("$STEPIN --help > /dev/full", "Cannot write to standard output: No space left"),
        ("$STEPIN --version > /dev/full", "Cannot write to standard output: No space left"),
    ],
)
def test_output_that_cannot_be_written_is_said_so(tmp_path, line, says):
    analysed(home(tmp_path))
    ended = shell(tmp_path, line)
    assert (ended.returncode, ended.stderr.startswith(f"stepin: {says}")) == (1, True), ended.stderr
    assert ended.stderr.endswith("Give it somewhere to write to.\n")


def test_messages_that_nobody_can_read_change_nothing(tmp_path):
    analysed(home(tmp_path))
    for line in ("$STEPIN report --home home 2>&-", "$STEPIN report --home home 2> /dev/full"):
        ended = shell(tmp_path, line)
        assert (ended.returncode, "pay#2" in ended.stdout) == (0, True)
    assert shell(tmp_path, "$STEPIN report --home none 2> /dev/full").returncode == 5


@pytest.mark.parametrize(
    ("file", "why"),
    [("none/x.html", "No such file"), ("home", "it is a folder"), ("shut/x.html", "Permission")],
)
def test_a_file_that_cannot_be_written_is_named_with_what_to_do(tmp_path, file, why):
    with_rights = ordinary_rights()
    analysed(home(tmp_path))
    (tmp_path / "shut").mkdir(mode=0o555)
    ended = stepin("report", "--home", "home", "-o", file, place=tmp_path, before=with_rights)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"stepin: Cannot write {file}: {why}")
    assert "Give another file, or a folder that exists and that you may write to." in ended.err


def test_a_report_that_finds_no_room_leaves_the_one_before_as_it_was(tmp_path):
    analysed(home(tmp_path))
    (tmp_path / "monday.html").write_text("last Monday's")
    ended = stepin(
        "report", *READ, "--format", "html", "-o", "monday.html", place=tmp_path, **limited(tmp_path, 500)
    )
    assert (ended.code, "Free some space, or give another file" in ended.err) == (1, True)
    assert (tmp_path / "monday.html").read_text() == "last Monday's"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []


def test_while_one_writes_others_are_told_to_wait_and_reports_go_on(tmp_path):
    there, file = home(tmp_path), many(tmp_path, 50)
    analysed(there)
    reached, go_on = threading.Event(), threading.Event()
    server = GitHub("acme/pay", payloads(tmp_path, 3))
    server.before = lambda n: n == 2 and (reached.set() or go_on.wait(60))
    with serving(server) as github:
        first = started(
            "sync", "github", "acme/pay", "--home", there, "--api-url", github.url, place=tmp_path
        )
        assert reached.wait(60)
        second = stepin("import", "table", file, "--home", there, place=tmp_path)
        assert stepin("report", "--home", there, place=tmp_path).code == 0
        go_on.set()
        assert finished(first).code == 0
    assert (second.code, second.out) == (6, "")
    assert second.err.startswith(
        f"stepin: Process {first.pid} is writing to {there}. Wait until it has finished"
    )
    assert len(event_ids(there)) == 4 + 6


def test_a_source_that_fails_once_is_asked_again_without_a_word(tmp_path):
    server = GitHub("acme/pay", payloads(tmp_path, 2), faults={1: (502, {}, "")})
    with serving(server) as github:
        ended = stepin(
            "sync", "github", "acme/pay", "--home", "home", "--api-url", github.url, place=tmp_path
        )
    assert (ended.code, ended.err, ended.out.startswith("Read acme/pay at ")) == (0, "", True)
    assert len(server.requests) == 4
