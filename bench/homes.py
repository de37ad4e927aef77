"""Homes to measure on: big logs, taken in as an import takes them in, kept in one folder between runs."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from bench.big_log import big_cast, write_big_log
from stepin.log.delta import EVENTS_TABLE, files, find, replace
from stepin.log.home import LogHome
from stepin.log.writing import append
from stepin.org.writing import organisation_text
from stepin.simulate.cast import organisation_of

SEED = 11
AS_OF = datetime(2025, 1, 6, tzinfo=UTC)  # when nearly everything in the big log has happened
_READ_BYTES = 1 << 24


def raw_log(folder: Path, events: int) -> Path:
    """A folder with about so many events as events.parquet, by time of opening, and items.parquet."""
    raw = folder / f"raw-{events}"
    if not (raw / "whole").exists():
        raw.mkdir(parents=True, exist_ok=True)
        write_big_log(raw, events, SEED)
        (raw / "whole").touch()
    return raw


def take_in(raw: Path, home: Path) -> tuple[int, int]:
    """Imports the two files into a new home; how many events and items came in."""
    home.mkdir(parents=True)
    (home / "stepin.toml").write_text(organisation_text(organisation_of(big_cast())), encoding="utf-8")
    with pq.ParquetFile(raw / "events.parquet") as events, pq.ParquetFile(raw / "items.parquet") as items:
        taken = append(
            LogHome(home), items=items.iter_batches(), events=events.iter_batches(), now=datetime.now(UTC)
        )
    return taken.events.new, taken.items.new


def home_of(folder: Path, events: int) -> Path:
    """A home with about so many events, in one sorted file, as an import leaves it."""
    home = folder / f"home-{events}"
    if not (home / "whole").exists():
        shutil.rmtree(home, ignore_errors=True)
        take_in(raw_log(folder, events), home)
        (home / "whole").touch()
    return home


def unsorted_home_of(folder: Path, events: int) -> Path:
    """The same log, its events in one file in the order in which their items began."""
    home, raw = folder / f"unsorted-{events}", raw_log(folder, events)
    if not (home / "whole").exists():
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(home_of(folder, events), home, ignore=shutil.ignore_patterns("whole", "findings"))
        table = find(LogHome(home), EVENTS_TABLE)
        assert table is not None
        copied = home / "unsorted.parquet"
        shutil.copyfile(raw / "events.parquet", copied)
        rows = pq.read_metadata(copied).num_rows
        replace(table, add=(copied, rows), remove=files(table), same_rows=True)
        (home / "whole").touch()
    return home


def data_file(home: Path, table: str) -> Path:
    """The one Parquet file of the home's ``events`` or ``items``."""
    from deltalake import DeltaTable

    (only,) = DeltaTable(home / "log" / table).file_uris()
    return Path(only)


def warm(path: Path) -> None:
    """Reads the file once, so that whoever comes next finds it in the system's cache."""
    with path.open("rb") as file:
        while file.read(_READ_BYTES):
            pass
