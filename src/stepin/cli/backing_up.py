"""Backups and what is said about them."""

from datetime import UTC, datetime
from pathlib import Path

from stepin.cli.console import answer, remark
from stepin.cli.ledger_home import database_errors, ready_ledger
from stepin.cli.reading import usable_home
from stepin.findings.plain import count
from stepin.log.home import home_errors


def back_up_home(home: Path | None, *, output: Path | None, whole: bool, quiet: bool) -> None:
    folder = ready_ledger(home)
    from stepin.ledger.backup import back_up
    from stepin.ledger.upgrade import backup_path

    path = (output or backup_path(folder, "backup")).absolute()
    with database_errors(folder):
        manifest = back_up(folder, path, now=datetime.now(UTC), whole=whole)
    answer(str(path))
    held = "with the log and the analyses" if whole else "without the log and the analyses (--all has them)"
    remark(f"{count(len(manifest.members), 'file')}, {held}.", quiet=quiet)


def restore_home(home: Path | None, file: Path, *, replace: bool, quiet: bool) -> None:
    folder = usable_home(home).absolute()
    with home_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    from stepin.ledger.setup import setup

    with database_errors(folder):
        setup(folder)
        from stepin.ledger.restoring import restore
        from stepin.ledger.upgrade import upgrade

        manifest, before = restore(folder, file, now=datetime.now(UTC), replace=replace)
        upgrade(folder)
    answer(f"{folder} is as it was on {datetime.fromisoformat(manifest.made_at):%Y-%m-%d %H:%M} UTC.")
    if before is not None:
        remark(f"What was there before is in {before}", quiet=quiet)
    if not manifest.whole:
        remark("The log was not in this backup. Read the sources again: stepin refresh", quiet=quiet)
