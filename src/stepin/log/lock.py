"""One writer to a home at a time."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from stepin.errors import BusyError
from stepin.log.home import LogHome, home_errors


class HomeIsBusyError(BusyError):
    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(
            f"{holder} is writing to {folder}. Wait until it has finished and run this again; "
            "reading (report, stuck, explain) works meanwhile."
        )


@contextmanager
def exclusive(home: LogHome) -> Iterator[Path]:
    """Holds the home's writer lock, and gives an empty folder to work in, gone afterwards.

    Makes the home where there is none. Raises HomeIsBusyError at once where another process holds it; the
    lock of a process that died is free.
    """
    with home_errors(home.folder):
        home.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home.folder / ".writer.lock")
        named = home.folder / ".writer.pid"
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise HomeIsBusyError(home.folder, _holder(named)) from None
    try:
        with home_errors(home.folder):
            named.write_text(str(os.getpid()))
            scratch = _fresh(home.staging)
        yield scratch
    finally:
        shutil.rmtree(home.staging, ignore_errors=True)
        named.unlink(missing_ok=True)
        lock.release()


def _holder(named: Path) -> str:
    try:
        return f"Process {int(named.read_text())}"
    except (OSError, ValueError):
        return "Another process"


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
