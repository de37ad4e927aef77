"""The demo: an invented organisation goes the way that a real one goes."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from stepin.cli.console import answer, progress, remark, write_home_file
from stepin.cli.errors import NotADemoError
from stepin.cli.options import Format
from stepin.cli.reading import Asked, analyse_now, usable_home, view_of
from stepin.cli.telling import tell, written
from stepin.log.home import LogHome, home_errors
from stepin.log.writing import append
from stepin.simulate.demo import demo

SEED = 7
_MARK = ".stepin-demo"
_MADE = ("log", "findings")
_LEDGER = ("ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm", "people.toml", "corrections.json")


def demonstrate(home: Path | None, *, site: bool, port: int, quiet: bool) -> None:
    """``site``: go on to the pages; they stay open in a terminal, and are tried and closed without one."""
    folder = usable_home(home or Path("stepin-demo")).absolute()
    now = datetime.now(UTC).replace(microsecond=0)
    _clear(folder)
    _build(folder, now, quiet=quiet)
    analyse_now(folder, as_of=now, quiet=quiet)
    tell(Asked(folder, quiet=quiet), form=Format.text, output=None)
    page = folder / "report.html"
    write_home_file(page, written(view_of(Asked(folder)), form=Format.html))
    answer(f"\nThe same as a page, with charts: {page}\nAll of it is invented. Go on with: {_next(folder)}")
    if site:
        from stepin.cli.demo_site import open_site

        open_site(folder, now=now, port=port, quiet=quiet)


def _clear(folder: Path) -> None:
    """An earlier demo is replaced; anything else that is there is left alone."""
    mark = folder / _MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise NotADemoError(folder)
    with home_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name in _MADE:
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in _LEDGER:
            (folder / name).unlink(missing_ok=True)
        mark.write_text("Made by stepin demo, which may replace what is here.\n", encoding="utf-8")


def _build(folder: Path, now: datetime, *, quiet: bool) -> None:
    remark("Inventing an organisation: eighteen months of work in several teams.", quiet=quiet)
    items, events, toml, owner = demo(now, SEED)
    text = toml if toml.lstrip().startswith("owner") else f'owner = "{owner}"\n\n{toml}'
    write_home_file(folder / "stepin.toml", text)
    with progress("Importing", of="events", total=len(events), quiet=quiet) as done:
        append(LogHome(folder), items=items, events=events, now=now, progress=done)


def _next(folder: Path) -> str:
    return f"stepin stuck --home {folder}"
