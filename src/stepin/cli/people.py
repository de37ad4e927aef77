"""Exporting and erasing a person, and what is said about it."""

import json
import re
import sys
from pathlib import Path

import typer

from stepin import settings
from stepin.cli.console import answer, remark, write_file
from stepin.cli.errors import OutputError
from stepin.cli.ledger_home import database_errors, ready_ledger
from stepin.errors import InputError
from stepin.findings.plain import count


class NotSaidYesError(InputError):
    exit_code = 2

    def __init__(self) -> None:
        super().__init__("Nothing was erased: there is no terminal to ask on. Say --yes to erase.")


def export_somebody(home: Path | None, person: str, *, output: Path | None, quiet: bool) -> None:
    folder = ready_ledger(home)
    from stepin.ledger.export_person import export_person, readable

    with database_errors(folder):
        held = export_person(folder, person, now=settings.now())
    into = (output or Path()).absolute()
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(into, error) from error
    name = f"stepin-{re.sub(r'[^A-Za-z0-9._-]+', '-', held['person']['id'])}"
    texts = {".json": json.dumps(held, indent=1, ensure_ascii=False) + "\n", ".txt": readable(held)}
    for ending, text in texts.items():
        write_file(into / f"{name}{ending}", text)
        answer(str(into / f"{name}{ending}"))
    remark("Hand them to the person alone.", quiet=quiet)


def erase_somebody(home: Path | None, person: str, *, yes: bool, quiet: bool) -> None:
    folder = ready_ledger(home)
    from stepin.ledger.erasing import WouldErase, erase, would_erase

    def told(would: WouldErase) -> list[str]:
        called = ", ".join([would.somebody.id, *would.somebody.names, *would.somebody.logins])
        account = "and can no longer sign in" if would.somebody.account else "they have no account"
        return [
            f"Erases from {folder}: {called}.",
            "- In the log, stepin.toml, people.toml, corrections and the ledger they become somebody, under "
            "a new name that nothing links to them; older versions of the log are deleted.",
            f"- Deleted: {count(would.look_backs, 'look back')} of theirs with the notes, their reminders, "
            f"{count(would.reads, 'line')} on who looked at their pages; {account}.",
            f"- Deleted, since they name them: {count(would.runs, 'analysis', 'analyses')} and "
            f"{count(len(would.backups), 'backup')} in this home.",
            "- Not touched: files kept elsewhere, tables that sources read, addresses of repositories.",
            "It cannot be undone.",
        ]

    with database_errors(folder):
        would = would_erase(folder, person)
        remark("\n".join(told(would)), quiet=quiet and yes)
        if not yes:
            _ask()
        pseudonym = erase(folder, person)
    answer(f"Erased. What they did is {pseudonym}'s now. Analyse anew: stepin refresh")


def _ask() -> None:
    if sys.stdin is None or not sys.stdin.isatty():
        raise NotSaidYesError
    if not typer.confirm("Erase them?", err=True):
        raise typer.Exit(1)
