"""One item's timeline out of the log: what happened, and on whom it waited when, as the analysis tells it.

Only this item's events are read, and those of others that its waits are told by; how long a wait is expected
to take comes from the publication.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from stepin.analysis.corrections import Correction
from stepin.analysis.definitions.encode import encode
from stepin.analysis.definitions.stated import stated, with_bots
from stepin.analysis.definitions.trace import Trace, trace
from stepin.analysis.records import HOUR_US, End
from stepin.analysis.run import Analysed, analyse_encoded
from stepin.findings.compose.naming import Names, hours, instant, microseconds
from stepin.findings.corrections import read_corrections
from stepin.findings.explain import what_happened, why_after
from stepin.findings.model import WaitingOn
from stepin.ledger.models import Publication
from stepin.log.coded import coded
from stepin.log.delta import LogVersion
from stepin.log.home import LogHome
from stepin.log.reading import Log, open_log
from stepin.log.surroundings import Reader, Surroundings
from stepin.org.organisation import Organisation

_MOVES = (End.PROGRESS, End.PASS)
_DONE_BY_OTHERS = (End.CARRIED, End.ABANDONED, End.BULK)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event. ``lane``: owner, team, leads or others, by who did it. ``part``: move (by whom it waited
    on), done (somebody else did the step), touch (asked or acted), or aside. ``level``: at which ``who`` led
    the item's team, 0 where not. ``waits_on``: after it; None where the item is closed."""

    at: datetime
    who: str | None
    what: str
    lane: str
    part: str
    level: int
    waits_on: WaitingOn | None
    a_lead: bool = False  # a lead whom the reader is not told


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which it waited on one party; several in a row may be one wait. ``why`` it was them.
    ``late_at``: when the wait was, or will be, longer than expected; None outside of this stretch.
    ``idle_hours``: into the wait, at this stretch's end, on the item's clock."""

    start: datetime
    end: datetime
    waits_on: WaitingOn
    lane: str
    why: str
    late_at: datetime | None
    idle_hours: float
    expected_hours: float | None  # None: the publication has none for its kind
    running: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    item: str
    title: str | None
    url: str | None
    kind: str
    team: str
    author: str | None
    customer_impact: str
    as_of: datetime
    happened: tuple[Happened, ...]
    stretches: tuple[Stretch, ...]

    @property
    def running(self) -> Stretch | None:
        """On whom it waits now; None where it is closed."""
        return self.stretches[-1] if self.stretches and self.stretches[-1].running else None


_opened: dict[Path, tuple[str, Reader]] = {}


def timeline(
    item: str, *, home: Path, organisation: Organisation, publication: Publication
) -> Timeline | None:
    """As of the publication; None where the log had no event of the item by then. Raises HomeError."""
    near = _reader(home, organisation, publication).surroundings(item)
    if near is None:
        return None
    found = analysed(near, item, organisation, read_corrections(home), as_of=publication.as_of)
    code = found.log.item_ids.to_pylist().index(item)
    laid = trace(found.log, found.clocks, found.work, code)
    return _told(found, laid, code, publication)


def _reader(home: Path, organisation: Organisation, publication: Publication) -> Reader:
    """The log as the publication has it, opened once."""
    kept = _opened.get(home)
    if kept is None or kept[0] != publication.run:
        now = open_log(LogHome(home, organisation.log_url))
        version = LogVersion(publication.log_version, now.version.items)
        log = now if now.version == version else _as_it_was(now, version)
        kept = _opened[home] = (publication.run, Reader.of(log, as_of=publication.as_of))
    return kept[1]


def _as_it_was(now: Log, version: LogVersion) -> Log:
    """Events may be gone that were replaced long ago; then those of now are told, up to the same moment."""
    from deltalake.exceptions import DeltaError

    try:
        return open_log(now.home, version=version)
    except DeltaError:
        return now


def analysed(
    near: Surroundings,
    item: str,
    organisation: Organisation,
    corrections: Sequence[Correction],
    *,
    as_of: datetime,
) -> Analysed:
    """One item with its surroundings. Of that item, and of no other, this says what the analysis of the whole
    log does, but for how long a wait is expected to take."""
    organisation = with_bots(organisation, corrections)
    encoded = encode(coded(near.events), near.items, organisation)
    ids, items = near.events["event_id"].to_pylist(), near.events["item_id"].to_pylist()
    own = np.array([number for number, of in enumerate(items) if of == item], np.int64)
    rows = dict(zip((ids[number] for number in own), encoded.added.row(own).tolist(), strict=True))
    encoded = replace(encoded, stated=stated(corrections, rows, who=encoded.who, known=encoded.known))
    return analyse_encoded(encoded, organisation, as_of_us=microseconds(as_of))


def _told(found: Analysed, laid: Trace, code: int, publication: Publication) -> Timeline:
    names = Names(found)
    row: dict[str, Any] = found.log.table.slice(code, 1).to_pylist()[0]
    author = int(found.log.items.author[code])
    kind, team = names.kind(int(found.log.items.kind[code])), names.team(int(laid.team[-1]))
    return Timeline(
        item=row["item_id"],
        title=row["title"],
        url=row["url"],
        kind=kind,
        team=team,
        author=names.person(author) if author >= 0 else None,
        customer_impact=row["customer_impact"] or "unknown",
        as_of=publication.as_of,
        happened=tuple(_happened(found, names, laid)),
        stretches=tuple(_stretches(found, names, laid, _expected(publication, team, kind))),
    )


def _happened(found: Analysed, names: Names, laid: Trace) -> Iterator[Happened]:
    member = found.log.cast.member.level_at(laid.team, laid.actor, laid.at)
    for place in range(len(laid.row)):
        actor, level = int(laid.actor[place]), int(laid.level[place])
        yield Happened(
            at=instant(int(laid.at[place])),
            who=names.person(actor) if actor >= 0 else None,
            what=what_happened(found, names, laid, place),
            lane=_lane(owns=bool(laid.owns[place]), level=level, member=bool(member[place])),
            part=_part(int(laid.ending[place]), acts=bool(laid.acts[place])),
            level=0 if laid.owns[place] else level,
            waits_on=_waits_on(names, laid, place),
        )


def _lane(*, owns: bool, level: int, member: bool) -> str:
    """Who owns the item acts as its owner, whatever else they lead."""
    if owns:
        return "owner"
    if level:
        return "leads"
    return "team" if member else "others"


def _part(ending: int, *, acts: bool) -> str:
    if ending in _MOVES:
        return "move"
    if ending in _DONE_BY_OTHERS:
        return "done"
    return "touch" if acts else "aside"


def _waits_on(names: Names, laid: Trace, place: int) -> WaitingOn | None:
    if not laid.open_after[place]:
        return None
    return names.waiting_on(int(laid.role[place]), int(laid.waited[place]), int(laid.team[place]))


def _stretches(found: Analysed, names: Names, laid: Trace, expected: Mapping[str, int]) -> Iterator[Stretch]:
    """One for each time in one wait with one party."""
    parties = [_waits_on(names, laid, place) for place in range(len(laid.row))]
    waits = _wait_after(found, laid)
    starts = [
        place
        for place, party in enumerate(parties)
        if party
        and waits[place] >= 0
        and (not place or (party, waits[place]) != (parties[place - 1], waits[place - 1]))
    ]
    for start in starts:
        stop = next(
            (
                p
                for p in range(start + 1, len(parties))
                if (parties[p], waits[p]) != (parties[start], waits[start])
            ),
            None,
        )
        yield _stretch(found, names, laid, start=start, stop=stop, wait=waits[start], expected=expected)


def _wait_after(found: Analysed, laid: Trace) -> list[int]:
    """By event: the row in Waits of the wait that runs on after it, or −1."""
    w = found.work.waits
    first, end = np.searchsorted(
        w.item, [found.log.rows.item[laid.row[0]], found.log.rows.item[laid.row[0]] + 1]
    )
    row = np.searchsorted(w.start_row[first:end], laid.row, side="right") - 1 + first
    there = (row >= first) & laid.open_after
    return [int(r) if ok else -1 for r, ok in zip(row, there, strict=True)]


def _stretch(
    found: Analysed,
    names: Names,
    laid: Trace,
    *,
    start: int,
    stop: int | None,
    wait: int,
    expected: Mapping[str, int],
) -> Stretch:
    w = found.work.waits
    clock = int(w.clock[wait])
    began, ended = int(laid.at[start]), found.as_of_us if stop is None else int(laid.at[stop])
    allowed = expected.get("next" if w.responded[wait] else "first")
    idle_from, idle = (
        int(us) - int(w.start_us[wait])
        for us in found.clocks.read(np.array([clock, clock]), np.array([began, ended]))
    )
    late_us = None
    if allowed is not None and idle_from <= allowed < idle:
        late_us = found.clocks.instant(clock, int(w.start_us[wait]) + allowed)
    waits_on = _waits_on(names, laid, start)
    assert waits_on is not None
    return Stretch(
        start=instant(began),
        end=instant(ended),
        waits_on=waits_on,
        lane=_lane_waited(found, laid, start, waits_on),
        why=why_after(found, laid, start),
        late_at=None if late_us is None else instant(late_us),
        idle_hours=hours(idle),
        expected_hours=None if allowed is None else hours(allowed),
        running=stop is None,
    )


def _lane_waited(found: Analysed, laid: Trace, place: int, waits_on: WaitingOn) -> str:
    if waits_on.role in ("owner", "nobody"):
        return waits_on.role
    if waits_on.role == "lead":
        return "leads"
    person = int(laid.waited[place])
    if waits_on.role == "reviewer":
        named = 0 <= person < found.log.cast.people
        at = np.array([laid.team[place]]), np.array([person]), np.array([laid.at[place]])
        return "team" if not named or found.log.cast.member.level_at(*at)[0] else "others"
    return "others"


def _expected(publication: Publication, team: str, kind: str) -> dict[str, int]:
    """``first`` and ``next`` in microseconds on the item's clock: the team's own, else everybody's."""
    rows = {row["team"]: row for row in publication.expectations if row["kind"] == kind}
    row = rows.get(team) or rows.get("*")
    if row is None:
        return {}
    first = row["next_hours"] if row["first_hours"] is None else row["first_hours"]
    return {"first": round(first * HOUR_US), "next": round(row["next_hours"] * HOUR_US)}
