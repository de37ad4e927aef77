"""Imports and syncs, from what was asked for to what is said about them."""

from datetime import UTC, datetime
from pathlib import Path

from stepin import settings
from stepin.cli.bots import remember_bots
from stepin.cli.console import answer, progress
from stepin.cli.errors import NothingGoodError
from stepin.cli.import_words import told
from stepin.cli.reading import organisation, usable_home
from stepin.log.home import LogHome
from stepin.log.lock import exclusive
from stepin.sources.report import ImportReport


def log_home(given: Path | None) -> LogHome:
    """The home to write to, which need not be there yet, and where its organisation keeps the log."""
    home = usable_home(given)
    return LogHome(home, organisation(home).log_url)


def import_github(path: Path, *, home: Path | None, strict: bool, titles: bool, quiet: bool) -> None:
    from stepin.sources.github.importing import import_github as taken_in

    into, rules = log_home(home), organisation(settings.home(home)).cues
    with progress(f"Reading {path.name}", of="events", quiet=quiet) as done:
        report = taken_in(path, into, now=_now(), strict=strict, progress=done, titles=titles, rules=rules)
    keep_bots(into, report.bots)
    _say(report, into, quiet=quiet)


def sync_github(repo: str, *, home: Path | None, api_url: str, titles: bool, quiet: bool) -> None:
    from stepin.sources.github.importing import sync_github as taken_in
    from stepin.sources.github.web import Settings

    into, rules = log_home(home), organisation(settings.home(home)).cues
    asked = Settings(repo, token=settings.github_token(), api_url=api_url, titles=titles, rules=rules)
    with progress(f"Reading {repo}", of="events", quiet=quiet) as done:
        report = taken_in(
            asked, into, now=_now(), progress=done, machines=lambda bots: remember_bots(into.folder, bots)
        )
    _say(report, into, quiet=quiet)


def import_table(
    events: Path, *, items: Path | None, map_name: str | None, home: Path | None, strict: bool, quiet: bool
) -> None:
    from stepin.sources.table import import_table as taken_in

    into = log_home(home)
    with progress(f"Reading {events.name}", of="rows", quiet=quiet) as done:
        report = taken_in(
            into, events, items=items, map_name=map_name, now=_now(), strict=strict, progress=done
        )
    keep_bots(into, report.bots)
    _say(report, into, quiet=quiet)
    _refuse_nothing_good(report)


def keep_bots(into: LogHome, bots: tuple[str, ...]) -> None:
    if bots:
        with exclusive(into):
            remember_bots(into.folder, bots)


def _say(report: ImportReport, into: LogHome, *, quiet: bool) -> None:
    if not quiet:
        answer("\n".join(told(report, first=not (into.folder / "stepin.toml").exists())))


def _refuse_nothing_good(report: ImportReport) -> None:
    taken = report.appended.events
    if report.rejected.count and not taken.new + taken.changed + taken.same:
        raise NothingGoodError(report.source)


def _now() -> datetime:
    return datetime.now(UTC)
