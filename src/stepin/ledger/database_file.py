"""The ledger's database as one file, as of one moment, while it is in use; and back again.

SQLite copies itself page by page; of PostgreSQL each table is written as JSON, read in one transaction.
Rows are taken from the tables themselves, not through this program's models, so that a ledger
can be backed up before it is brought up to date.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from stepin.errors import InputError

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_ROWS = 500


class LedgerDamagedError(InputError):
    def __init__(self, why: str) -> None:
        super().__init__(f"The ledger in this backup is damaged ({why}). Take another backup.")


def write_database(path: Path) -> None:
    if connection.vendor == POSTGRESQL:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(line)}\n" for line in _dumped())
        return
    source = sqlite3.connect(str(connection.settings_dict["NAME"]))
    copy = sqlite3.connect(path)
    with source, copy:
        source.backup(copy)
    copy.execute("PRAGMA journal_mode=DELETE")
    source.close()
    copy.close()


def read_database(path: Path) -> None:
    """Whatever the ledger held is replaced as a whole: readers see all of it or nothing. Raises
    LedgerDamagedError."""
    if connection.vendor == POSTGRESQL:
        _load(path)
        return
    connection.close()
    copy = sqlite3.connect(path)
    check_file(copy)
    into = sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=20)
    with copy, into:
        copy.backup(into)
    into.close()
    copy.close()


def check_file(database: sqlite3.Connection) -> None:
    try:
        said = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise LedgerDamagedError(str(error)) from error
    if said != "ok":
        raise LedgerDamagedError(said)


def _dumped() -> Iterator[dict[str, Any]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {connection.ops.quote_name(table)} t")
            while rows := cursor.fetchmany(_ROWS):
                yield {"table": table, "rows": [json.loads(row) for (row,) in rows]}


def _load(path: Path) -> None:
    """The tables dropped, made as of the backup's migrations, and filled, in one transaction."""
    with path.open(encoding="utf-8") as file:
        parts = [json.loads(line) for line in file]
    applied = {
        (row["app"], row["name"])
        for part in parts
        if part["table"] == "django_migrations"
        for row in part["rows"]
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        _make_tables(applied)
        made = set(connection.introspection.table_names(cursor))
        for table in made:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        for part in parts:
            if part["table"] in made:
                _fill(cursor, part["table"], part["rows"])
        for table in made:
            _count_on(cursor, table)


def _make_tables(applied: set[tuple[str, str]]) -> None:
    executor = MigrationExecutor(connection)
    known = [key for key in applied if key in executor.loader.disk_migrations]
    graph = executor.loader.graph
    last = [key for key in known if not any(child in applied for child in _same_app(graph, key))]
    executor.migrate(last)


def _same_app(graph: Any, key: tuple[str, str]) -> list[tuple[str, str]]:
    return [child.key for child in graph.node_map[key].children if child.key[0] == key[0]]


def _fill(cursor: Any, table: str, rows: list[dict[str, Any]]) -> None:
    name = connection.ops.quote_name(table)
    cursor.execute(
        f"INSERT INTO {name} OVERRIDING SYSTEM VALUE "
        f"SELECT * FROM json_populate_recordset(NULL::{name}, %s::json)",
        [json.dumps(rows)],
    )


def _count_on(cursor: Any, table: str) -> None:
    """New rows are numbered after those that there are."""
    for one in connection.introspection.get_sequences(cursor, table):
        name, column = (connection.ops.quote_name(each) for each in (table, one["column"]))
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({column}), 0) + 1, false) "
            f"FROM {name}",
            [name, one["column"]],
        )
