"""Brings a home back from a backup: everything is checked before anything is changed."""

import json
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import Any

from django.db import connection

from stepin.errors import HomeError, InputError
from stepin.ledger.backup import (
    ERASED,
    FORMAT,
    LARGE,
    LEDGERS,
    MANIFEST,
    SMALL,
    Manifest,
    Member,
    back_up,
    hash_of,
    place_of,
)
from stepin.ledger.database_file import read_database
from stepin.ledger.locking import one_refresh, one_upgrade
from stepin.ledger.upgrade import backup_path
from stepin.log.home import LogHome, home_errors
from stepin.log.lock import exclusive

_IS_THERE = ("ledger.sqlite3", "stepin.toml", "people.toml", "corrections.json", *LARGE)
_UNREADABLE = (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, KeyError, TypeError)


class NotABackupError(InputError):
    def __init__(self, path: Path, why: object) -> None:
        super().__init__(f"{path} is no backup that can be read ({why}). Nothing was changed. Take another.")


class BackupIsNewerError(HomeError):
    def __init__(self, path: Path, found: object) -> None:
        super().__init__(
            f"{path} was written by a newer stepin (format {found}; this one reads up to {FORMAT}). "
            "Upgrade stepin (pip install --upgrade stepin) and restore again. Nothing was changed."
        )


class OtherEngineError(InputError):
    def __init__(self, path: Path, engine: str) -> None:
        needs = {
            "sqlite": "leave STEPIN_DATABASE_URL unset",
            "postgresql": "set STEPIN_DATABASE_URL to a PostgreSQL database",
        }
        super().__init__(
            f"The ledger in {path} was kept in {engine}, and this home's is not. Nothing was changed. "
            f"To restore it, {needs.get(engine, 'use the stepin that wrote it')}."
        )


class HomeIsNotEmptyError(HomeError):
    def __init__(self, home: Path) -> None:
        super().__init__(
            f"{home} holds something already, and stays as it is. Name an empty home with --home, or put the "
            "backup in its place with --replace: what is there now is backed up first."
        )


def restore(home: Path, path: Path, *, now: datetime, replace: bool = False) -> tuple[Manifest, Path | None]:
    """What was restored, and the backup of what was there before, None where there was nothing.

    Raises InputError or HomeError with nothing changed; BusyError while a refresh runs.
    """
    with home_errors(home):
        home.mkdir(parents=True, exist_ok=True)
        scratch = Path(mkdtemp(prefix=".restoring-", dir=home))
    try:
        with _explained(path):
            manifest = _unpacked(path, scratch)
        if manifest.engine != connection.vendor:
            raise OtherEngineError(path, manifest.engine)
        if not _is_empty(home) and not replace:
            raise HomeIsNotEmptyError(home)
        before = None if _is_empty(home) else backup_path(home, "before-restore")
        if before is not None:
            back_up(home, before, now=now, whole=manifest.whole)
        with one_upgrade(home), one_refresh(home), exclusive(LogHome(home)), home_errors(home):
            _put(home, scratch, manifest)
        return manifest, before
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _is_empty(home: Path) -> bool:
    kept_here = any((home / name).exists() for name in _IS_THERE)
    return not kept_here and not (
        connection.vendor == "postgresql" and connection.introspection.table_names()
    )


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise NotABackupError(path, error) from error


def _unpacked(path: Path, scratch: Path) -> Manifest:
    """Every member, checked against the manifest. Raises ValueError and others where it is no backup."""
    with tarfile.open(path, "r:gz") as archive:
        head = archive.next()
        if head is None or head.name != MANIFEST:
            raise ValueError("it does not begin with a manifest")
        manifest = _manifest(path, json.loads(archive.extractfile(head).read()))  # type: ignore[union-attr]
        for member in manifest.members:
            info = archive.next()
            if info is None or info.name != member.name or not info.isfile():
                raise ValueError(f"{member.name} is missing")
            _unpack(archive, info, scratch / member.name)
            if hash_of(scratch / member.name) != member.sha256:
                raise ValueError(f"{member.name} was changed or damaged")
    return manifest


def _manifest(path: Path, said: dict[str, Any]) -> Manifest:
    found = said["format"]
    if not isinstance(found, int) or found > FORMAT:
        raise BackupIsNewerError(path, found)
    members = tuple(Member(**each) for each in said.pop("members"))
    for each in members:
        parts = PurePosixPath(each.name).parts
        known = each.name in (*SMALL, *LEDGERS.values()) or (parts[0] in LARGE and len(parts) > 1)
        if not known or ".." in parts or each.name.startswith("/"):
            raise ValueError(f"it holds {each.name!r}, which belongs to no home")
    return Manifest(**said, members=members)


def _unpack(archive: tarfile.TarFile, info: tarfile.TarInfo, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    source = archive.extractfile(info)
    assert source is not None  # it is a file
    with source, to.open("wb") as file:
        shutil.copyfileobj(source, file)
    to.chmod(0o600 if info.name == ".secret_key" else 0o644)


def _put_folder(restored: Path, to: Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    if restored.is_dir():
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(restored, to)


def _join_erased(here: Path, restored: Path) -> None:
    if here.is_file() and restored.is_file():
        restored.write_text(json.dumps(json.loads(restored.read_text()) | json.loads(here.read_text())))


def _put(home: Path, scratch: Path, manifest: Manifest) -> None:
    """The ledger last, in one transaction: until then the pages show what they showed."""
    _join_erased(home / ERASED, scratch / ERASED)
    for name in SMALL:
        if (scratch / name).is_file():
            (scratch / name).replace(home / name)
        elif name not in (".secret_key", ERASED):  # who was erased since stays erased in what is read again
            (home / name).unlink(missing_ok=True)
    if manifest.whole:
        for name in LARGE:
            _put_folder(scratch / name, place_of(home, name))
    read_database(scratch / LEDGERS[manifest.engine])
