"""One refresh at a time, one upgrade at a time: on this machine by a file in the home, and between machines
that share a PostgreSQL ledger by a lock in the database. A process that dies, however it dies, lets go."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from filelock import FileLock, Timeout

from stepin.errors import BusyError
from stepin.log.home import home_errors

_REFRESH, _UPGRADE, _PUBLISH = 0x57E9_0001, 0x57E9_0002, 0x57E9_0003  # any two numbers that nobody else locks


class RefreshIsRunningError(BusyError):
    def __init__(self, holder: str) -> None:
        super().__init__(
            f"{holder} refreshes this home already. Wait until it has finished; what it brings in is shown "
            "then. Reading works meanwhile."
        )


@contextmanager
def one_refresh(home: Path) -> Iterator[None]:
    """Raises RefreshIsRunningError at once where another process refreshes."""
    lock, named = FileLock(home / ".refresh.lock"), home / ".refresh.pid"
    with home_errors(home):
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise RefreshIsRunningError(_holder(named)) from None
    try:
        with home_errors(home):
            named.write_text(str(os.getpid()))
        with _in_the_database(_REFRESH, waits=False):
            yield
    finally:
        named.unlink(missing_ok=True)
        lock.release()


@contextmanager
def one_upgrade(home: Path) -> Iterator[None]:
    """Waits until no other process upgrades."""
    with home_errors(home):
        lock = FileLock(home / ".upgrade.lock")
        lock.acquire()
    try:
        with _in_the_database(_UPGRADE, waits=True):
            yield
    finally:
        lock.release()


def wait_to_publish() -> None:
    """Until the transaction that it is called in ends nobody else publishes, on whatever machine. SQLite lets
    one transaction write at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISH])


@contextmanager
def _in_the_database(number: int, *, waits: bool) -> Iterator[None]:
    """Held by this connection. SQLite's file lies in the home, whose own lock is enough."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if waits else 'try_'}advisory_lock(%s)", [number])
        if not waits and not cursor.fetchone()[0]:
            raise RefreshIsRunningError("Another machine")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _holder(named: Path) -> str:
    try:
        return f"Process {int(named.read_text())}"
    except (OSError, ValueError):
        return "Another process"
