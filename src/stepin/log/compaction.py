"""Keeping the log's files few, and old versions only as long as they are of use."""

from datetime import timedelta
from pathlib import Path

from stepin.log.delta import Table, files, replace
from stepin.log.engine import GROUP_ROWS, engine, register, write_sorted

MOST_FILES = 20
KEPT_FOR = timedelta(days=30)


def tidy(
    table: Table, scratch: Path, *, most_files: int = MOST_FILES, kept_for: timedelta = KEPT_FOR
) -> Table:
    """Once there are more than ``most_files`` files, writes them as one, sorted, and deletes those that no
    version younger than ``kept_for`` needs. Returns the table then."""
    if len(files(table)) > most_files:
        table = compact(table, scratch)
        vacuum(table, kept_for=kept_for)
    return table


def compact(table: Table, scratch: Path) -> Table:
    """One commit that changes the layout and no row."""
    there = files(table)
    path = scratch / f"{table.spec.name}-compact.parquet"
    with engine(scratch) as connection:
        register(connection, "log", table, there)
        rows = connection.sql(f"SELECT * FROM log ORDER BY {', '.join(table.spec.order)}")
        count = write_sorted(rows.to_arrow_reader(GROUP_ROWS), path, table.spec)
    return replace(table, add=(path, count), remove=there, same_rows=True)


def vacuum(table: Table, *, kept_for: timedelta) -> None:
    """Deletes files that no version younger than ``kept_for`` refers to, those of writers that died too."""
    hours = int(kept_for.total_seconds() // 3600)
    table.delta.vacuum(hours, dry_run=False, enforce_retention_duration=False, full=True)
