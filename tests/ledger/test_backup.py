"""A home is backed up while it is used, and comes back the same; what is no good backup changes nothing."""

import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.running import environment, stepin
from tests.ledger.homes import home

pytestmark = pytest.mark.own_process

PEOPLE = "SELECT id, leader, state FROM ledger_stepin ORDER BY id"


def rows(place: Path, sql: str = PEOPLE) -> list:
    with closing(sqlite3.connect(place / "ledger.sqlite3")) as database:
        return database.execute(sql).fetchall()


def change(place: Path, sql: str) -> None:
    with closing(sqlite3.connect(place / "ledger.sqlite3")) as database, database:
        database.execute(sql)


def files(place: Path) -> dict[str, bytes]:
    kept = [
        each for name in ("log", "findings", "stepin.toml", ".secret_key") for each in _within(place / name)
    ]
    return {str(each.relative_to(place)): each.read_bytes() for each in kept}


def _within(path: Path) -> list[Path]:
    return [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory) -> Path:
    """A refreshed home, and beside it a backup of all of it (``all.tar.gz``) and one without the log."""
    place = tmp_path_factory.mktemp("lived-in")
    home(place / "home", items=2)
    for done in (
        stepin("refresh", "--home", place / "home", place=place),
        stepin("backup", "--all", "--home", place / "home", "-o", place / "all.tar.gz", place=place),
        stepin("backup", "--home", place / "home", "-o", place / "small.tar.gz", place=place),
    ):
        assert done.code == 0, done.err
    return place


def test_a_backup_of_all_brings_everything_back_into_an_empty_home(lived_in, tmp_path):
    done = stepin("restore", lived_in / "all.tar.gz", "--home", tmp_path / "new", place=tmp_path)
    assert (done.code, "is as it was on" in done.out) == (0, True), done.err
    assert files(tmp_path / "new") == files(lived_in / "home")
    assert rows(tmp_path / "new") == rows(lived_in / "home") != []


def test_without_the_log_it_brings_back_what_people_wrote_and_says_how_to_go_on(lived_in, tmp_path):
    done = stepin("restore", lived_in / "small.tar.gz", "--home", tmp_path / "new", place=tmp_path)
    assert "stepin refresh" in done.err
    assert not (tmp_path / "new" / "log").exists()
    assert rows(tmp_path / "new") == rows(lived_in / "home")


def test_a_backup_is_readable_by_its_owner_alone_and_never_overwritten(lived_in, tmp_path):
    path = lived_in / "all.tar.gz"
    assert path.stat().st_mode & 0o777 == 0o600
    done = stepin("backup", "--home", lived_in / "home", "-o", path, place=tmp_path)
    assert (done.code, "stays as it is" in done.err) == (1, True)


def test_a_home_that_is_not_empty_stays_as_it_is_unless_it_is_to_be_replaced(lived_in, tmp_path):
    here = tmp_path / "home"
    shutil.copytree(lived_in / "home", here)
    change(here, "UPDATE ledger_stepin SET state = 'closed'")
    refused = stepin("restore", lived_in / "small.tar.gz", "--home", here, place=tmp_path)
    assert (refused.code, "--replace" in refused.err) == (5, True)
    assert {row[2] for row in rows(here)} == {"closed"}
    done = stepin("restore", lived_in / "small.tar.gz", "--home", here, "--replace", place=tmp_path)
    assert (done.code, rows(here)) == (0, rows(lived_in / "home"))
    before = next((here / "backups").glob("before-restore-*.tar.gz"))
    stepin("restore", before, "--home", here, "--replace", place=tmp_path)
    assert {row[2] for row in rows(here)} == {"closed"}


def test_a_reader_that_is_in_the_middle_keeps_reading_while_a_backup_is_made(lived_in, tmp_path):
    with closing(sqlite3.connect(lived_in / "home" / "ledger.sqlite3")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE ledger_stepin SET state = 'closed'")
        done = stepin("backup", "--home", lived_in / "home", "-o", tmp_path / "b.tar.gz", place=tmp_path)
        writer.rollback()
    assert done.code == 0, done.err
    stepin("restore", tmp_path / "b.tar.gz", "--home", tmp_path / "new", place=tmp_path)
    assert rows(tmp_path / "new") == rows(lived_in / "home")


def packed(path: Path, change_manifest=lambda said: said, damage: str = "") -> Path:
    """The small backup again, with its manifest, one member or the order of things changed."""
    with tarfile.open(path) as archive:
        members = {each.name: archive.extractfile(each).read() for each in archive}
    said = change_manifest(json.loads(members["manifest.json"]))
    members["manifest.json"] = json.dumps(said).encode()
    if damage:
        members[damage] += b"x"
    made = path.with_name(f"changed-{len(list(path.parent.iterdir()))}.tar.gz")
    with tarfile.open(made, "w:gz") as archive:
        for name, held in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(held)
            archive.addfile(info, io.BytesIO(held))
    return made


def outside(said):
    said["members"][1]["name"] = "../outside"
    return said


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"damage": "stepin.toml"}, 3, "stepin.toml was changed or damaged"),
        ({"change_manifest": lambda said: said | {"format": 2}}, 5, "written by a newer stepin (format 2"),
        ({"change_manifest": lambda said: said | {"engine": "postgresql"}}, 3, "set STEPIN_DATABASE_URL"),
        ({"change_manifest": outside}, 3, "which belongs to no home"),
        ({"change_manifest": lambda said: {"format": 1}}, 3, "is no backup that can be read"),
    ],
)
def test_a_bad_backup_changes_nothing_and_says_why(lived_in, tmp_path, changes, code, says):
    bad = packed(lived_in / "small.tar.gz", **changes)
    done = stepin("restore", bad, "--home", tmp_path / "new", place=tmp_path)
    bad.unlink()
    assert (done.code, says in done.err) == (code, True), done.err
    assert not (tmp_path / "new" / "ledger.sqlite3").exists()
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("held", [b"", b"not a tar", b"\x1f\x8b\x08\x00cut"])
def test_a_file_that_is_no_archive_is_told(tmp_path, held):
    (tmp_path / "b.tar.gz").write_bytes(held)
    done = stepin("restore", tmp_path / "b.tar.gz", "--home", tmp_path / "new", place=tmp_path)
    assert (done.code, "is no backup that can be read" in done.err) == (3, True)


def test_a_ledger_from_a_newer_version_is_refused_and_left_alone(lived_in, tmp_path):
    here = tmp_path / "home"
    shutil.copytree(lived_in / "home", here)
    change(
        here,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999_later', '2030-01-01')",
    )
    done = stepin("refresh", "--home", here, place=tmp_path)
    assert (done.code, "newer stepin (it knows ledger.9999_later" in done.err) == (5, True)
    assert rows(here) == rows(lived_in / "home")


def test_an_older_ledger_is_upgraded_after_a_backup(lived_in, tmp_path):
    """Taken back by one migration, as an older version left it."""
    here = tmp_path / "home"
    shutil.copytree(lived_in / "home", here)
    taken_back(here)
    done = stepin("refresh", "--home", here, place=tmp_path)
    assert done.code == 0, done.err
    assert rows(here) == rows(lived_in / "home")
    assert len(list((here / "backups").glob("before-upgrade-*.tar.gz"))) == 1


def taken_back(place: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from stepin.ledger.setup import setup\n"
        "setup(Path(sys.argv[1])); from django.core.management import call_command\n"
        "call_command('migrate', 'notify', 'zero', verbosity=0)"
    )
    told = environment(place) | {"DJANGO_SETTINGS_MODULE": "stepin.ledger.django_settings"}
    subprocess.run([sys.executable, "-c", code, str(place)], env=told, check=True, timeout=120)
