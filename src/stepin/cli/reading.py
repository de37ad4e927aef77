"""What the reading commands share: the home, the run to read, and the view of it."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stepin import settings
from stepin.cli.console import progress, remark
from stepin.cli.errors import (
    AskedForTwoViewsError,
    FutureError,
    HomeIsAFileError,
    HomeIsUnreadableError,
    NoHomeError,
    NotATimeError,
)
from stepin.findings.freshness import changed_since
from stepin.findings.model import Findings
from stepin.findings.runs import as_of as as_of_run
from stepin.findings.runs import list_runs, read_run
from stepin.findings.tables import Tables
from stepin.findings.views import View, sizes, view_for, view_to_share
from stepin.org.organisation import Organisation

AHEAD = timedelta(days=1)  # as far as the log takes events in, so that a source's fast clock can be looked at


@dataclass(frozen=True, slots=True)
class Asked:
    """Which run to read, and as whom."""

    home: Path | None
    as_of: str | None = None
    person: str | None = None
    share: bool = False
    quiet: bool = False


def existing_home(given: Path | None) -> Path:
    home = usable_home(given)
    if not home.is_dir():
        raise NoHomeError(home)
    return home


def usable_home(given: Path | None) -> Path:
    """The home, which need not be there yet; but if it is, it is a folder, and may be read."""
    home = settings.home(given)
    try:
        there = home.is_dir()
        if not there and home.exists():
            raise HomeIsAFileError(home)
    except PermissionError:
        raise HomeIsUnreadableError(home) from None
    if there and not os.access(home, os.R_OK | os.X_OK):
        raise HomeIsUnreadableError(home)
    return home


def view_of(asked: Asked) -> View:
    """The run asked for as its reader may see it; analyses first where there is no such run, and says so."""
    if asked.share and asked.person:
        raise AskedForTwoViewsError
    from stepin.findings.corrections import organisation_as_stated

    home, as_of = existing_home(asked.home), moment(asked.as_of)
    org = organisation_as_stated(home)  # whoever is a bot is in no team's number
    findings = findings_for(home, org, as_of=as_of, quiet=asked.quiet)
    if asked.share:
        return view_to_share(findings, org, team_sizes=sizes(org, findings.as_of.date()))
    return view_for(findings, org, person=asked.person)


def moment(text: str | None) -> datetime | None:
    """``--as-of`` as an instant: a date is its midnight, a time without zone is UTC."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotATimeError(text) from None
    if at > datetime.now(UTC) + AHEAD:
        raise FutureError(at)
    return at


def organisation(home: Path) -> Organisation:
    from stepin.org.file import read_organisation

    return read_organisation(home)


def findings_for(home: Path, org: Organisation, *, as_of: datetime | None, quiet: bool) -> Findings:
    """The latest run, or the last one as of the moment asked for; says so where it is out of date."""
    runs = list_runs(home)
    if as_of is not None:
        runs = tuple(run for run in runs if as_of_run(home, run) == as_of)
    if runs:
        run = read_run(home, runs[-1] if as_of else None)
        if changed := changed_since(run.origin, home, log_url=org.log_url):
            again = f" --as-of {as_of.isoformat()}" if as_of else ""
            remark(f"Since this analysis {changed} changed. Anew: stepin analyse{again}", quiet=quiet)
        return run.findings
    remark("This has not been analysed yet, so that comes first.", quiet=quiet)
    return analyse_now(home, as_of=as_of, quiet=quiet).records()


def analyse_now(home: Path, *, as_of: datetime | None, quiet: bool) -> Tables:
    from stepin.findings.analyse import analyse

    now = datetime.now(UTC)
    with progress("Analysing", of="events", quiet=quiet) as done:
        return analyse(home, as_of=as_of or now, now=now, progress=done)
