"""Brings a ledger's database up to this program's version: at each start, after a backup.

Each migration is one transaction, on SQLite as on PostgreSQL: a process killed in the middle of one leaves
the database as it was before that one, and the next start goes on from there.
"""

from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from stepin.errors import HomeError
from stepin.ledger.backup import BACKUPS, back_up
from stepin.ledger.locking import one_upgrade


class LedgerIsNewerError(HomeError):
    def __init__(self, unknown: list[tuple[str, str]]) -> None:
        first = ".".join(unknown[0])
        super().__init__(
            f"The ledger was brought up to date by a newer stepin (it knows {first}; this one does not). "
            "Upgrade stepin (pip install --upgrade stepin) and start it again. To go back to this version, "
            f"restore a backup from before: stepin restore {BACKUPS}/FILE --replace"
        )


def upgrade(home: Path) -> None:
    """Nothing where nothing is to be done. Raises LedgerIsNewerError, or what the backup raises: then nothing
    was changed. One process upgrades, others wait for it."""
    if not is_behind():
        return
    with one_upgrade(home):
        if not is_behind():
            return
        if connection.introspection.table_names():
            back_up(home, backup_path(home, "before-upgrade"), now=datetime.now(UTC))
        call_command("migrate", verbosity=0, interactive=False)


def backup_path(home: Path, why: str) -> Path:
    return home / BACKUPS / f"{why}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.tar.gz"


def is_behind() -> bool:
    """Whether there is a migration to apply. Raises LedgerIsNewerError."""
    executor = MigrationExecutor(connection)
    apps = executor.loader.migrated_apps
    applied = executor.loader.applied_migrations
    unknown = [key for key in applied if key[0] in apps and key not in executor.loader.disk_migrations]
    replaced = {key for one in executor.loader.disk_migrations.values() for key in one.replaces}
    if newer := sorted(key for key in unknown if key not in replaced):
        raise LedgerIsNewerError(newer)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
