"""A refresh: what is new at the sources, into the log; what people wrote, back to the analysis; analysed;
published. Each step can be cut short and done again: the next refresh completes it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from stepin.errors import HomeError, InputError, StepinError
from stepin.findings.analyse import NothingToAnalyseError, analyse
from stepin.findings.freshness import changed_since
from stepin.findings.runs import Run, RunDamagedError, latest_run, list_runs, read_run
from stepin.ledger.erasing import erase_again
from stepin.ledger.evidence_kept import gather
from stepin.ledger.exporting import export_facts, export_logged
from stepin.ledger.locking import one_refresh
from stepin.ledger.models import Account, Publication, Refresh
from stepin.ledger.publishing import publish
from stepin.ledger.reading_sources import Machines, bring_in
from stepin.ledger.retention import forget_old
from stepin.log.home import LogHome
from stepin.log.reading import Log, LogIsMissingError, open_log
from stepin.log.staging import Progress
from stepin.org.file import read_organisation
from stepin.org.organisation import Organisation, Source

GROWS_OLD = timedelta(hours=20)  # idle time goes on without events: analysed anew once a day all the same
CUT_SHORT = "It was cut short; the next refresh did the rest."


class NoSuchSourceError(InputError):
    def __init__(self, name: str, sources: Sequence[Source]) -> None:
        names = ", ".join(each.name for each in sources)
        known = f"Its sources: {names}." if names else "It has none yet: add a [[source]]."
        super().__init__(f"stepin.toml has no source {name!r}. {known}")


@dataclass(frozen=True, slots=True)
class Telling:
    """How a refresh tells what it does: ``say`` a sentence; ``progress(doing, of)`` while it works;
    ``machines`` are logins that a source says are no people."""

    say: Callable[[str], None]
    progress: Callable[[str, str], AbstractContextManager[Progress]]
    machines: Machines


@dataclass(frozen=True, slots=True)
class Refreshed:
    """``run``: what was published, None where nothing new was; ``failed``: sources by name, and why."""

    run: str | None
    failed: tuple[tuple[str, str], ...]


def refresh(
    home: Path,
    *,
    now: datetime,
    tell: Telling,
    only: str | None = None,
    force: bool = False,
    by: Account | None = None,
) -> Refreshed:
    """All of it, of ``only`` one source where it is named. Raises StepinError; a source's own trouble is in
    what is returned instead, and the others go on. ``force``: analyses though nothing is new."""
    organisation = read_organisation(home)
    sources = _chosen(organisation.sources, only)
    with one_refresh(home), _kept(now=now, by=by) as kept:
        failed = tuple(_failures(home, sources, now=now, tell=tell))
        organisation = read_organisation(home)  # a source may have named machines
        erase_again(home, LogHome(home, organisation.log_url))
        export_facts(home)
        export_logged(home, organisation, now=now)
        run = _analysed(home, organisation, now=now, tell=tell, force=force)
        if run is not None:
            _publish(home, organisation, run, now=now)
        forget_old(home, organisation.keep, now=now)
        kept.run = run.findings.run if run is not None else ""
        kept.error = "\n".join(f"{name}: {why}" for name, why in failed)
    return Refreshed(kept.run or None, failed)


def _chosen(sources: Sequence[Source], only: str | None) -> Sequence[Source]:
    chosen = [each for each in sources if only in (None, each.name, each.github)]
    if only is not None and not chosen:
        raise NoSuchSourceError(only, sources)
    return chosen


@contextmanager
def _kept(*, now: datetime, by: Account | None) -> Iterator[Refresh]:
    """The refresh's own row: how it ends is kept, however it ends. Earlier ones without an end were killed,
    since only one refresh runs."""
    Refresh.objects.filter(ended_at=None).update(ended_at=now, error=CUT_SHORT)
    kept = Refresh.objects.create(started_at=now, by=by)
    began = datetime.now(UTC)
    try:
        yield kept
    except BaseException as error:
        kept.error = str(error) if isinstance(error, StepinError) else f"{type(error).__name__}: {error}"
        raise
    finally:
        kept.ended_at = now + (datetime.now(UTC) - began)
        kept.save()


def _failures(
    home: Path, sources: Sequence[Source], *, now: datetime, tell: Telling
) -> Iterator[tuple[str, str]]:
    """Reads each source; yields those that could not be read. What is wrong with the home ends all."""
    for source in sources:
        try:
            with tell.progress(f"Reading {source.name}", "events") as done:
                events = bring_in(home, source, now=now, progress=done, machines=tell.machines)
            tell.say(f"{source.name}: {events:,} new or changed events.")
        except HomeError:
            raise
        except StepinError as error:
            tell.say(f"{source.name}: {error}")
            yield source.name, str(error)


def _analysed(
    home: Path, organisation: Organisation, *, now: datetime, tell: Telling, force: bool
) -> Run | None:
    """The run to publish: a new one, or the last one where it was never published; None: nothing is new."""
    log = _log(home, organisation)
    last = _last_run(home)
    if log is not None and last is not None and not force and _is_fresh(home, organisation, last, log, now):
        if Publication.objects.filter(run=last.findings.run).exists():
            tell.say("Nothing is new since the last analysis. Anew all the same: stepin refresh --force")
            return None
        return last
    try:
        with tell.progress("Analysing", "events") as done:
            found = analyse(home, as_of=now, now=datetime.now(UTC), progress=done)
    except (LogIsMissingError, NothingToAnalyseError):
        tell.say("There is nothing to analyse yet. Name what to read as a [[source]] in stepin.toml.")
        return None
    return read_run(home, found.run)


def _last_run(home: Path) -> Run | None:
    """None where there is none, or it is damaged: then a new one takes its place."""
    if not list_runs(home):
        return None
    try:
        return read_run(home, latest_run(home))
    except RunDamagedError:
        return None


def _is_fresh(home: Path, organisation: Organisation, run: Run, log: Log, now: datetime) -> bool:
    origin = run.origin
    return (
        now - run.findings.as_of < GROWS_OLD
        and origin.log_version == log.version.events
        and origin.program_version == version("stepin")
        and changed_since(origin, home, log_url=organisation.log_url) is None
    )


def _log(home: Path, organisation: Organisation) -> Log | None:
    try:
        return open_log(LogHome(home, organisation.log_url))
    except LogIsMissingError:
        return None


def _publish(home: Path, organisation: Organisation, run: Run, *, now: datetime) -> None:
    found = run.findings
    log = open_log(LogHome(home, organisation.log_url))
    items = sorted({each.item for each in found.step_ins})
    last_events = log.last_events(items, as_of=found.as_of) if items else {}
    publish(run, now=now, last_events=last_events)
    gather(log, organisation, around=found.around, now=now)
