"""Reads one source into the log, and keeps how it stands."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from stepin import settings
from stepin.errors import StepinError
from stepin.ledger.models import SourceState
from stepin.log.home import LogHome
from stepin.log.lock import exclusive
from stepin.log.reading import open_log
from stepin.log.staging import Progress
from stepin.org.file import read_organisation
from stepin.org.organisation import Organisation, Source
from stepin.sources.github.importing import sync_github
from stepin.sources.github.web import Settings
from stepin.sources.report import ImportReport
from stepin.sources.table import import_table

Machines = Callable[[Path, tuple[str, ...]], None]


def bring_in(
    home: Path, source: Source, *, now: datetime, progress: Progress | None, machines: Machines
) -> int:
    """How many events were new or changed. Raises StepinError, which is kept with the source too."""
    state, _ = SourceState.objects.get_or_create(name=source.name)
    state.tried_at = now
    organisation = read_organisation(home)
    try:
        report = _read(home, source, organisation, now=now, progress=progress, machines=machines)
    except StepinError as error:
        state.error = str(error)
        state.save()
        raise
    taken = report.appended.events
    state.synced_at, state.error, state.events = now, "", taken.new + taken.changed
    state.newest_event_at = _newest(home, source, organisation, now) or state.newest_event_at
    state.save()
    return state.events


def _read(
    home: Path,
    source: Source,
    organisation: Organisation,
    *,
    now: datetime,
    progress: Progress | None,
    machines: Machines,
) -> ImportReport:
    into = LogHome(home, organisation.log_url)
    if source.github is None:
        report = _read_table(into, source, now=now, progress=progress)
        if report.bots:
            with exclusive(into):
                machines(home, report.bots)
        return report
    asked = Settings(
        source.github,
        token=settings.github_token(),
        api_url=source.api_url,
        titles=source.titles,
        rules=organisation.cues,
    )
    return sync_github(
        asked, into, now=now, progress=progress, machines=lambda logins: machines(home, logins)
    )


def _read_table(into: LogHome, source: Source, *, now: datetime, progress: Progress | None) -> ImportReport:
    mapped = source.map
    if mapped is not None and (into.folder / mapped).is_file():
        mapped = str(into.folder / mapped)
    return import_table(
        into,
        into.folder / str(source.table),
        items=None if source.items is None else into.folder / source.items,
        map_name=mapped,
        now=now,
        progress=progress,
    )


def _newest(home: Path, source: Source, organisation: Organisation, now: datetime) -> datetime | None:
    """Of a repository, of all its events; of a table, of those that just came in."""
    log = open_log(LogHome(home, organisation.log_url))
    if source.github:
        return log.newest_at(items_from=f"{source.name}#")
    return log.newest_at(recorded_at=now)
