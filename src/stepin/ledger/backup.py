"""One file that a home can be brought back from: ``manifest.json`` first, which names each other member with
its size and hash, then the members. Consistent while the pages are being served."""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp

from django.db import connection

from stepin.errors import HomeError, StepinError
from stepin.ledger.database_file import write_database
from stepin.log.home import LogHome, home_errors
from stepin.log.lock import exclusive
from stepin.org.file import read_organisation

FORMAT = 1
BACKUPS = "backups"
MANIFEST = "manifest.json"
ERASED = "erased.json"
SMALL = ("stepin.toml", "people.toml", "corrections.json", ".secret_key", ERASED)
LARGE = ("log", "findings", "sync")
LEDGERS = {"sqlite": "ledger.sqlite3", "postgresql": "ledger.jsonl"}


class BackupExistsError(HomeError):
    exit_code = 1

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already and stays as it is. Name another file with --output.")


class BackupNotWrittenError(StepinError):
    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"Cannot write the backup to {path}: {error.strerror or error}. Nothing was changed. "
            "Free some space, or name another file with --output."
        )


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``engine``: what the ledger was kept in; ``whole``: with the log and the analyses."""

    format: int
    stepin: str
    made_at: str
    engine: str
    whole: bool
    members: tuple[Member, ...]


def back_up(home: Path, path: Path, *, now: datetime, whole: bool = False) -> Manifest:
    """Writes ``path``, whole or not at all, readable by its owner only. ``whole``: the log (where it lies in
    the home), what was read of each source so far, and the analyses too; imports wait meanwhile.

    Raises BackupExistsError, BackupNotWrittenError, HomeError, and with ``whole`` BusyError.
    """
    if path.exists():
        raise BackupExistsError(path)
    with home_errors(home):
        scratch = Path(mkdtemp(prefix=".backup-", dir=home))
    try:
        return _write(home, path, scratch, now=now, whole=whole)
    except OSError as error:
        raise BackupNotWrittenError(path, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _write(home: Path, path: Path, scratch: Path, *, now: datetime, whole: bool) -> Manifest:
    ledger = scratch / LEDGERS[connection.vendor]
    write_database(ledger)
    there = [ledger, *(home / name for name in SMALL if (home / name).is_file())]
    for each in there[1:]:
        shutil.copy2(each, scratch / each.name)  # as of now: what is hashed is what is packed
    files = [(scratch / each.name, each.name) for each in there]
    with exclusive(LogHome(home)) if whole else nullcontext():
        files += list(_large(home)) if whole else []
        manifest = _manifest(files, now=now, whole=whole)
        _pack(path, files, manifest)
    return manifest


def place_of(home: Path, name: str) -> Path:
    """Where a home keeps this one of LARGE; a log in object storage is not the home's, and is left alone."""
    log = LogHome(home, read_organisation(home).log_url)
    return Path(log.table_url("")) if name == "log" and not log.is_remote else home / name


def _large(home: Path) -> Iterator[tuple[Path, str]]:
    for name in LARGE:
        folder = place_of(home, name)
        for each in sorted(folder.rglob("*")) if folder.is_dir() else ():
            parts = each.relative_to(folder).parts
            if each.is_file() and not parts[0].startswith(".writing-"):
                yield each, "/".join((name, *parts))


def _manifest(files: list[tuple[Path, str]], *, now: datetime, whole: bool) -> Manifest:
    members = tuple(Member(name, path.stat().st_size, hash_of(path)) for path, name in files)
    return Manifest(FORMAT, version("stepin"), now.isoformat(), connection.vendor, whole, members)


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(path: Path, files: list[tuple[Path, str]], manifest: Manifest) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    about = json.dumps(asdict(manifest), indent=1).encode()
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
                head = tarfile.TarInfo(MANIFEST)
                head.size = len(about)
                archive.addfile(head, io.BytesIO(about))
                for each, name in files:
                    archive.add(each, arcname=name, recursive=False)
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
