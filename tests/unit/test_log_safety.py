"""What happens to the log when writing it goes wrong: nothing is lost and the message says what to do."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable

from stepin.errors import BusyError, HomeError
from stepin.log.compaction import compact, vacuum
from stepin.log.delta import EVENTS_TABLE, VERSION_KEY, Table, find, migrated
from stepin.log.lock import exclusive
from stepin.log.reading import open_log
from stepin.log.records import Event
from tests.unit.log_homes import at, events, home, item, rows, take_in

TWO = "e1 a#1 06-01 10:00 opened\ne2 a#1 06-01 11:00 commented ask"

WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stepin.log.home import LogHome
from stepin.log.records import Event, Item
from stepin.log.writing import append
from stepin.errors import StepinError

start = datetime(2024, 1, 1, tzinfo=UTC)
value, count = sys.argv[2], int(sys.argv[3])
events = (
    Event(f"e{n}", f"gh:a#{n % 50}", start + timedelta(minutes=n), 0, "gh:ana", "labelled", value * 100)
    for n in range(count)
)
items = [Item(f"gh:a#{n}", "gh", "issue", title=value) for n in range(50)]
print("ready", flush=True)
try:
    append(LogHome(Path(sys.argv[1])), items=items, events=events, now=datetime(2024, 6, 1, tzinfo=UTC))
except StepinError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def writer(folder: Path, value: str, count: int, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), value, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2], **more)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=120)
    return process.returncode, said.removeprefix("ready\n").strip()


def values(of: object) -> set[tuple[str, int]]:
    """The one value that all events bear, and how many events there are."""
    found = [row[0][0] for row in rows(of, "value")]
    return {(value, found.count(value)) for value in found}


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_log(tmp_path):
    there, seconds = home(tmp_path), random.Random(7)
    assert ended(writer(there.folder, "a", 3000))[0] == 0
    for value in "bcde":
        (before,) = values(there)
        process = writer(there.folder, value, 3000)
        process.stdout.readline()
        time.sleep(seconds.uniform(0, 0.8))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert values(there) <= {before, (value, 3000)}
        assert open_log(there).items().num_rows == 50
    assert ended(writer(there.folder, "z", 3000)) == (0, "")
    assert values(there) == {("z", 3000)}
    assert not there.staging.exists()


def test_what_a_dead_writer_left_behind_is_gone_after_the_next_one(tmp_path):
    there = home(tmp_path)
    there.staging.mkdir(parents=True)
    (there.staging / "events.parquet").write_bytes(b"half")
    take_in(there, events(TWO))
    assert not there.staging.exists()


def test_a_second_writer_is_told_at_once_who_holds_the_home(tmp_path):
    with exclusive(home(tmp_path)):
        code, said = ended(writer(home(tmp_path).folder, "a", 1))
    assert code == BusyError.exit_code == 6
    assert said.startswith(f"Process {os.getpid()} is writing to {home(tmp_path).folder}. Wait until")


def test_the_lock_is_free_again_after_an_error(tmp_path):
    def broken():
        yield events(TWO)[0]
        raise RuntimeError("the source went away")

    with pytest.raises(RuntimeError, match="went away"):
        take_in(home(tmp_path), broken())
    assert take_in(home(tmp_path), events(TWO)).events.new == 2


def test_readers_are_not_blocked_by_a_writer(tmp_path):
    take_in(home(tmp_path), events(TWO))
    with exclusive(home(tmp_path)):
        assert len(rows(home(tmp_path), "event_id")) == 2


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"NOT TESTED: nothing can be mounted here ({done.stderr.strip()})")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 2 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place))
    yield place
    subprocess.run(["umount", str(place)], check=True)


def may_not_be_written_to(place: Path) -> None:
    """By a mount that is read-only for root: rights alone do not stop root."""
    if os.geteuid() == 0:
        mount("-o", "remount,ro", str(place))
    else:
        (place / "home").chmod(0o555)


def test_a_home_that_may_not_be_written_to_is_said_so_and_keeps_its_log(small_disk):
    there = home(small_disk)
    take_in(there, events(TWO))
    may_not_be_written_to(small_disk)
    with pytest.raises(HomeError) as refused:
        take_in(there, events("e3 a#1 06-01 12:00 closed"))
    assert str(refused.value) == (
        f"{there.folder} may not be written to. The log is as it was before. Give yourself the right to "
        "write there, or name another home with --home."
    )
    assert [row[0] for row in rows(there, "event_id")] == ["e1", "e2"]


def test_a_home_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "home").write_text("a file where the home should be")
    with pytest.raises(HomeError, match="could not be read or written"):
        take_in(home(tmp_path), events(TWO))


def test_a_full_disk_is_said_so_and_the_log_stays_as_it_was(small_disk):
    there = home(small_disk)
    take_in(there, events(TWO))
    noise = ["".join(random.Random(n).choices("abcdefghij0123456789", k=900)) for n in range(5000)]
    many = [Event(f"x{n}", "gh:a#2", at("06-01 10:00"), n, None, "labelled", noise[n]) for n in range(5000)]
    with pytest.raises(HomeError, match=r"no room left to write to .*Nothing was lost.*Free some space"):
        take_in(there, many)
    assert [row[0] for row in rows(there, "event_id")] == ["e1", "e2"]
    assert take_in(there, events("e3 a#1 06-01 12:00 closed")).events.new == 1


def test_a_file_size_limit_is_a_full_disk_too(tmp_path):
    there = home(tmp_path)
    take_in(there, events(TWO))
    limited = textwrap.dedent(
        """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        """
    )
    command = [sys.executable, "-c", limited + WRITER, str(there.folder), "b", "5000"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert (done.returncode, "no room left to write to" in done.stdout) == (5, True), (
        done.stdout + done.stderr
    )
    assert [row[0] for row in rows(there, "event_id")] == ["e1", "e2"]


def set_version(there, version: int) -> Table:
    url = there.table_url("events")
    DeltaTable(url).alter.set_table_properties({VERSION_KEY: str(version)}, raise_if_not_exists=False)
    return Table(EVENTS_TABLE, url, DeltaTable(url))


def test_a_log_from_a_newer_version_is_neither_read_nor_written(tmp_path):
    there = home(tmp_path)
    take_in(there, events(TWO))
    set_version(there, 99)
    for attempt in (lambda: open_log(there), lambda: take_in(there, events(TWO))):
        with pytest.raises(HomeError, match=r"written by a newer stepin \(log version 99; .*Upgrade stepin"):
            attempt()


def test_a_reader_of_an_older_log_says_how_to_bring_it_up_to_date(tmp_path):
    there = home(tmp_path)
    take_in(there, events(TWO))
    set_version(there, 0)
    with pytest.raises(HomeError, match=r"written by an older stepin .*Run an import or a sync"):
        open_log(there)


def test_migrations_run_in_order_and_each_is_written_down(tmp_path):
    there = home(tmp_path)
    take_in(there, events(TWO))
    table = set_version(there, -1)
    done = []
    after = migrated(table, migrations={-1: lambda _: done.append(-1), 0: lambda _: done.append(0)})
    assert (done, after.schema_version) == ([-1, 0], 1)
    assert [row[0] for row in rows(there, "event_id")] == ["e1", "e2"]


def test_a_migration_cut_short_is_run_again_from_where_it_stopped(tmp_path):
    there = home(tmp_path)
    take_in(there, events(TWO))

    def breaks(_: DeltaTable) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrated(set_version(there, -1), migrations={-1: lambda _: None, 0: breaks})
    table = find(there, EVENTS_TABLE)
    assert table is not None
    assert (table.schema_version, migrated(table, migrations={0: lambda _: None}).schema_version) == (0, 1)


def test_compaction_changes_no_row_and_vacuum_no_version_that_is_kept(tmp_path):
    there = home(tmp_path)
    for event in events(TWO):
        take_in(there, [event])
    before, table = open_log(there), find(there, EVENTS_TABLE)
    assert table is not None
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    vacuum(compact(table, scratch), kept_for=timedelta(days=30))
    assert len(open_log(there).paths()) == 1
    assert open_log(there).events().read_all() == before.events().read_all()


def test_vacuum_deletes_what_no_kept_version_needs(tmp_path):
    there = home(tmp_path)
    for event in events(TWO):
        take_in(there, [event])
    table = find(there, EVENTS_TABLE)
    assert table is not None
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    vacuum(compact(table, scratch), kept_for=timedelta(0))
    left = [str(path) for path in Path(table.url).glob("*.parquet")]
    assert tuple(left) == open_log(there).paths()


def test_items_are_there_before_the_events_that_need_them(tmp_path):
    there = home(tmp_path)
    take_in(there, events(TWO), [item("a#1")])
    items, log = DeltaTable(there.table_url("items")), open_log(there)
    assert items.history()[0]["timestamp"] <= DeltaTable(there.table_url("events")).history()[0]["timestamp"]
    assert log.items()["item_id"].to_pylist() == ["gh:a#1"]
