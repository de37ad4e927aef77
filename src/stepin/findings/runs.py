"""Immutable runs in ``HOME/findings/RUN/``: one Parquet file per table, and ``run.json``.

A run is written to a hidden folder beside the others and renamed when it is whole, so that a reader never
sees half of one. Run ids are UTC times and sort as such.
"""

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from stepin.errors import HomeError
from stepin.findings.model import Findings, LogSummary
from stepin.findings.tables import RECORDS, Tables

FORMAT = 1
THREADS = 2
_ADDED = ("cells", "around")  # since the first release: an older run has none
_RUN_ID = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_RUN_TIME = "%Y%m%dT%H%M%S.%fZ"
_LEFT_OVER_S = 3600


@dataclass(frozen=True, slots=True)
class Origin:
    """What a run was made from. ``settings`` are the analysis's own, as plain JSON values by name."""

    log_version: int
    organisation_hash: str
    program_version: str
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    findings: Findings
    origin: Origin


class NoRunError(HomeError):
    def __init__(self, home: Path, run: str | None = None) -> None:
        which = f"no analysis {run}" if run else "nothing analysed yet"
        super().__init__(f"{home} holds {which}. Run: stepin analyse")


class RunFromNewerVersionError(HomeError):
    def __init__(self, folder: Path, found: object) -> None:
        super().__init__(
            f"{folder} was written by a newer stepin (format {found}; this one reads up to {FORMAT}). "
            "Install the newer version, or run: stepin analyse"
        )


class RunDamagedError(HomeError):
    def __init__(self, folder: Path, why: object) -> None:
        super().__init__(f"{folder} cannot be read ({why}). Delete that folder, then run: stepin analyse")


class RunsUnreadableError(HomeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} may not be read. Give yourself the right to read it, or name another home with --home."
        )


class RunNotWrittenError(HomeError):
    def __init__(self, folder: Path, why: OSError) -> None:
        super().__init__(f"Cannot write the analysis to {folder}: {_reason(why)} Then run: stepin analyse")


def run_id(now: datetime) -> str:
    """``20240610T093000.123456Z`` for an aware ``now``; later ids sort later."""
    return now.astimezone(UTC).strftime(_RUN_TIME)


def list_runs(home: Path) -> tuple[str, ...]:
    """The ids of the whole runs in ``home``, oldest first; none where nothing was analysed."""
    folder = home / "findings"
    if not folder.is_dir():
        return ()
    try:
        names = os.listdir(folder)
    except PermissionError as error:
        raise RunsUnreadableError(folder) from error
    return tuple(sorted(name for name in names if _RUN_ID.fullmatch(name)))


def latest_run(home: Path) -> str:
    """The run that looks from the latest moment, and of several such the last one made.

    So a look back at an earlier moment never takes the place of the present.
    """
    runs = list_runs(home)
    if not runs:
        raise NoRunError(home)
    return max(runs, key=lambda run: (_looks_from(home, run), run))


def _looks_from(home: Path, run: str) -> datetime:
    """``as_of``; of a run that cannot be read, when it was made, so that it is named if it would be shown."""
    try:
        return as_of(home, run)
    except HomeError:
        return datetime.strptime(run, _RUN_TIME).replace(tzinfo=UTC)


def write_run(home: Path, found: Tables, origin: Origin) -> Path:
    """Writes the run named ``found.run`` and returns its folder; a run is never overwritten."""
    folder = home / "findings" / found.run
    with _as_home_error(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            raise FileExistsError(errno.EEXIST, "a run of this name is there already")
        writing = Path(mkdtemp(prefix=".writing-", dir=folder.parent))
        try:
            _write_into(writing, found, origin)
            writing.chmod(0o755)
            writing.rename(folder)
            _sync(folder.parent)
        finally:
            shutil.rmtree(writing, ignore_errors=True)
        _sweep(folder)
    return folder


def read_run(home: Path, run: str | None = None) -> Run:
    """The named run, or the latest one."""
    run = run or latest_run(home)
    folder = home / "findings" / run
    if not _RUN_ID.fullmatch(run) or not folder.is_dir():
        raise NoRunError(home, run)
    about = _about(folder)
    try:
        return Run(_findings(folder, about), _origin(about["origin"]))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise RunDamagedError(folder, error) from error


def as_of(home: Path, run: str) -> datetime:
    """The moment a run was analysed for, without reading its tables."""
    folder = home / "findings" / run
    about = _about(folder)
    try:
        return datetime.fromisoformat(about["as_of"])
    except (KeyError, TypeError, ValueError) as error:
        raise RunDamagedError(folder, error) from error


def _write_into(folder: Path, found: Tables, origin: Origin) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(partial(_write_table, folder, found), RECORDS))
    about = folder / "run.json"
    about.write_text(json.dumps(_describe(found, origin), indent=1), encoding="utf-8")
    _sync(about)
    _sync(folder)


def _write_table(folder: Path, found: Tables, name: str) -> None:
    import pyarrow.parquet as pq

    path = folder / f"{name}.parquet"
    pq.write_table(getattr(found, name), path, compression="zstd")
    _sync(path)


def _describe(found: Tables, origin: Origin) -> dict[str, Any]:
    log = asdict(found.log)
    log |= {name: _iso(log[name]) for name in ("first_at", "last_at")}
    return {
        "format": FORMAT,
        "run": found.run,
        "version": found.version,
        "as_of": _iso(found.as_of),
        "log": log,
        "notes": list(found.notes),
        "origin": asdict(origin) | {"settings": dict(origin.settings)},
    }


def _about(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        found = about["format"]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise RunDamagedError(folder, error) from error
    if not isinstance(found, int) or found > FORMAT:
        raise RunFromNewerVersionError(folder, found)
    return dict(about)


def _findings(folder: Path, about: dict[str, Any]) -> Findings:
    from stepin.findings.columns import from_table

    tables: dict[str, Any] = {
        name: from_table(record, _table(path))
        for name, record in RECORDS.items()
        if (path := folder / f"{name}.parquet").exists() or name not in _ADDED
    }
    log = dict(about["log"])
    log |= {name: _instant(log[name]) for name in ("first_at", "last_at")}
    return Findings(
        version=about["version"],
        as_of=datetime.fromisoformat(about["as_of"]),
        run=about["run"],
        log=LogSummary(**log),
        notes=tuple(about["notes"]),
        **tables,
    )


def _table(path: Path) -> Any:
    """Through ParquetFile: ``read_table`` would import pandas where it is installed, for a second."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        return file.read()


def _origin(about: dict[str, Any]) -> Origin:
    return Origin(**(about | {"settings": tuple(about["settings"].items())}))


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _sync(path: Path) -> None:
    """Waits until the disk has it, so that a rename never points at nothing after a power cut."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no handle on a folder
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(written: Path) -> None:
    """Removes what a killed writer left more than an hour before this run."""
    now = written.stat().st_mtime
    for each in written.parent.glob(".writing-*"):
        with suppress(FileNotFoundError):  # another writer sweeps too, or has just renamed its own
            if now - each.stat().st_mtime > _LEFT_OVER_S:
                shutil.rmtree(each, ignore_errors=True)


@contextmanager
def _as_home_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunNotWrittenError(folder, error) from error


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "the disk is full. Free some space."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "you may not write there. Give yourself the right, or name another home with --home."
    return f"{error.strerror or error}."
