"""``stepin import github PATH`` and ``stepin sync github OWNER/REPO``: from payloads to the log."""

import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from stepin.errors import InputError
from stepin.log.home import LogHome
from stepin.log.lock import exclusive
from stepin.log.records import Event
from stepin.log.staging import Progress
from stepin.log.writing import Appended, Counts, add, append
from stepin.org.organisation import CuePatterns
from stepin.sources.cues import BUILT_IN
from stepin.sources.github import progress as kept
from stepin.sources.github.client import Page, changed, payload
from stepin.sources.github.folder import Unread, readings
from stepin.sources.github.payloads import NotAPayloadError, Reading, read
from stepin.sources.github.tally import Tally
from stepin.sources.github.web import Settings, Web, connect
from stepin.sources.report import ImportReport

GONE = "items: deleted or moved away while they were read"


class NoPayloadsError(InputError):
    """A path without a single issue or pull request in it."""


def import_github(
    path: Path,
    home: LogHome,
    *,
    now: datetime,
    strict: bool = False,
    progress: Progress | None = None,
    rules: CuePatterns = BUILT_IN,
    titles: bool = True,
) -> ImportReport:
    """Takes a folder, a tar or a file of payloads into the log; ``progress`` is told of events.

    Files and entries that cannot be read are in the report, the rest is in the log; with ``strict`` they
    raise BadPayloadsError and nothing is written. Raises NoPayloadsError, another InputError about the path,
    or what ``append`` raises.
    """
    tally = Tally()

    def events() -> Iterator[Event]:
        for name, found in readings(path, rules=rules, titles=titles):
            yield from tally.take(name, found)
        if strict:
            tally.refuse_if_bad()
        if not tally.items:
            raise NoPayloadsError(_nothing_words(path, tally))

    items = (item for item in tally.items)
    appended = append(home, items=items, events=events(), now=now, progress=progress, strict=strict)
    return tally.report(str(path), appended)


def _nothing_words(path: Path, tally: Tally) -> str:
    if path.is_file() and not path.stat().st_size:
        return f"{path} is empty. Fetch or export it again."
    bad = "".join(f"\n  {bad.column}: {bad.reason}" for bad in tally.rejects.examples[:5])
    return (
        f"{path} holds no GitHub issue or pull request.{bad}\nGive a folder or a tar of payload files, one"
        " JSON file per item; docs/github.md says what they hold."
    )


def sync_github(
    settings: Settings,
    home: LogHome,
    *,
    now: datetime,
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
    machines: Callable[[tuple[str, ...]], None] = lambda _: None,
) -> ImportReport:
    """Takes what changed at GitHub since the last sync into the log, a page of items at a time.

    How far it came is kept after each page, so that a sync cut at any point goes on from there; before that,
    ``machines`` is told of the logins that GitHub says are, so far. Holds the home for as long as it runs.
    Raises a SourceError, or what ``append`` raises; pages read before are kept.
    """
    tally, total, place = Tally(), None, kept.path_of(home.folder, settings)
    with connect(settings) as client, exclusive(home) as scratch:
        web = Web(client, settings, sleep)
        for page in changed(web, kept.load(place)):
            if page.issues:
                tally.items.clear()
                items, events = (item for item in tally.items), _told(web, page, tally)
                taken = add(home, scratch, items=items, events=events, now=now, progress=progress)
                total = taken if total is None else _sum(total, taken)
                machines(tuple(sorted(tally.bots)))
            kept.save(place, page.then)
        if total is None:
            total = add(home, scratch, items=(), events=(), now=now)
    return tally.report(f"{settings.repo} at {settings.api_url}", total)


def _told(web: Web, page: Page, tally: Tally) -> Iterator[Event]:
    for issue in page.issues:
        name = f"#{issue.get('number')}"
        found = payload(web, issue)
        if found is None:
            tally.left_out[GONE] += 1
        else:
            yield from tally.take(name, _read(name, found, web.settings))


def _read(name: str, found: object, settings: Settings) -> Reading | Unread:
    try:
        return read(found, rules=settings.rules, titles=settings.titles)
    except NotAPayloadError as error:
        return Unread(name, str(error))


def _sum(one: Appended, other: Appended) -> Appended:
    return Appended(_plus(one.events, other.events), _plus(one.items, other.items), other.version)


def _plus(one: Counts, other: Counts) -> Counts:
    return Counts(*(getattr(one, f.name) + getattr(other, f.name) for f in fields(Counts)))
