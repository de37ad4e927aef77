"""The log's two tables as Delta tables: opening, making, and changing them in one atomic commit."""

import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.fs
from deltalake import DeltaTable
from deltalake.fs import DeltaStorageHandler
from deltalake.transaction import AddAction, RemoveAction

from stepin.errors import HomeError
from stepin.log.home import LogHome
from stepin.log.schema import EVENTS, ITEMS, SCHEMA_VERSION

VERSION_KEY = "stepin.schemaVersion"

Migration = Callable[[DeltaTable], None]
MIGRATIONS: Mapping[int, Migration] = {}
"""From the version that is the key to the next one. Each may be run twice: a run may be cut short after it
and before the version is written down."""


class LogIsNewerError(HomeError):
    def __init__(self, url: str, version: int) -> None:
        super().__init__(
            f"The log at {url} was written by a newer stepin (log version {version}; this one knows "
            f"{SCHEMA_VERSION}). Upgrade stepin (pip install --upgrade stepin) and run this again."
        )


class LogIsUnreadableError(HomeError):
    def __init__(self, url: str) -> None:
        super().__init__(
            f"The log at {url} may not be read. Give yourself the right to read it, or name another home "
            "with --home."
        )


class LogIsOlderError(HomeError):
    def __init__(self, url: str, version: int) -> None:
        super().__init__(
            f"The log at {url} was written by an older stepin (log version {version}; this one wants "
            f"{SCHEMA_VERSION}). Run an import or a sync: it brings the log up to date, and loses nothing."
        )


@dataclass(frozen=True, slots=True)
class Spec:
    """One of the log's tables: its key, the total order of its rows, and which columns repeat themselves."""

    name: str
    schema: pa.Schema
    key: str
    order: tuple[str, ...]
    repeating: tuple[str, ...]
    stamps: tuple[str, ...] = ()  # columns that are no content: a row that differs only here is the same


EVENTS_TABLE = Spec(
    "events",
    EVENTS,
    "event_id",
    ("item_id", "occurred_at", "seq", "event_id"),
    ("item_id", "actor", "kind", "value", "previous"),
    ("recorded_at",),
)
ITEMS_TABLE = Spec("items", ITEMS, "item_id", ("item_id",), ("source", "kind", "container", "author"))


@dataclass(frozen=True, slots=True)
class Table:
    """One of the log's tables, pinned to a version: later commits do not show."""

    spec: Spec
    url: str
    delta: DeltaTable

    @property
    def version(self) -> int:
        return self.delta.version()

    @property
    def schema_version(self) -> int:
        return int(self.delta.metadata().configuration.get(VERSION_KEY, "0"))


@dataclass(frozen=True, slots=True)
class LogVersion:
    """Pins both tables: a reader of it sees the same rows whatever is written later."""

    events: int
    items: int


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a table: its name within the table, its size in bytes and its rows."""

    name: str
    size: int
    rows: int


def find(home: LogHome, spec: Spec, *, version: int | None = None) -> Table | None:
    """The table as of a version (None: the latest), or None where there is none yet."""
    url = home.table_url(spec.name)
    _refuse_unreadable(url)
    if not DeltaTable.is_deltatable(url):
        return None
    table = Table(spec, url, DeltaTable(url, version=version))
    if table.schema_version > SCHEMA_VERSION:
        raise LogIsNewerError(url, table.schema_version)
    return table


def _refuse_unreadable(url: str) -> None:
    """A table that may not be read looks like none, and must not be taken for none."""
    if "://" in url:
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        try:
            os.scandir(Path(url) / "_delta_log").close()
        except PermissionError as error:
            raise LogIsUnreadableError(url) from error


def ready(home: LogHome, spec: Spec, *, migrations: Mapping[int, Migration] = MIGRATIONS) -> Table:
    """The table, made where there is none, brought to this program's version where it is older."""
    return migrated(find(home, spec) or _made(home.table_url(spec.name), spec), migrations=migrations)


def migrated(table: Table, *, migrations: Mapping[int, Migration]) -> Table:
    """The table after every migration from its version to this program's, each written down as it is done."""
    while (version := table.schema_version) < SCHEMA_VERSION:
        if version not in migrations:
            raise LogIsOlderError(table.url, version)
        migrations[version](table.delta)
        table.delta.alter.set_table_properties({VERSION_KEY: str(version + 1)}, raise_if_not_exists=False)
        table = Table(table.spec, table.url, DeltaTable(table.url))
    return table


def refuse_older(table: Table) -> None:
    """Readers cannot bring a log up to date; they say who can."""
    if table.schema_version < SCHEMA_VERSION:
        raise LogIsOlderError(table.url, table.schema_version)


def _made(url: str, spec: Spec) -> Table:
    made = DeltaTable.create(
        url,
        spec.schema,
        mode="ignore",
        name=f"stepin {spec.name}",
        configuration={VERSION_KEY: str(SCHEMA_VERSION)},
        raise_if_key_not_exists=False,
    )
    return Table(spec, url, made)


def files(table: Table) -> tuple[DataFile, ...]:
    """The table's files at its version, the ones with most rows first."""
    found = pa.table(table.delta.get_add_actions(flatten=True)).to_pylist()
    kept = [DataFile(one["path"], one["size_bytes"], one["num_records"] or 0) for one in found]
    return tuple(sorted(kept, key=lambda one: (-one.rows, one.name)))


def replace(
    table: Table, *, add: tuple[Path, int] | None, remove: Sequence[DataFile], same_rows: bool = False
) -> Table:
    """One atomic commit: the file (its path and rows) comes in, the others go. ``same_rows`` where nothing
    but the layout changes. Readers see all of it or nothing of it. Returns the table after it."""
    now = int(time.time() * 1000)
    actions: list[Any] = [RemoveAction(one.name, not same_rows, now, one.size) for one in remove]
    if add is not None:
        path, rows = add
        name, size = f"part-{uuid4().hex}.parquet", path.stat().st_size
        _put(table.url, path, name)
        actions.append(AddAction(name, size, {}, now, not same_rows, json.dumps({"numRecords": rows})))
    table.delta.create_write_transaction(actions, "append", table.spec.schema)
    return Table(table.spec, table.url, DeltaTable(table.url))


def _put(url: str, path: Path, name: str) -> None:
    if "://" in url:
        pyarrow.fs.copy_files(str(path), name, pyarrow.fs.LocalFileSystem(), file_system(url))
        return
    with path.open("rb") as written:
        os.fsync(written.fileno())
    shutil.move(path, Path(url) / name)


def file_system(url: str) -> pyarrow.fs.FileSystem:
    """The table's folder as a file system, wherever it is stored."""
    return pyarrow.fs.PyFileSystem(DeltaStorageHandler(url))
