"""The definitions over a whole log: batches of whole items, side by side, then joined."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from operator import itemgetter
from typing import Any, TypeVar

import numpy as np

from stepin.analysis.definitions.bulk import bulk_events
from stepin.analysis.definitions.clocks import Clocks
from stepin.analysis.definitions.corrected import acts_as_stated, waits_as_stated
from stepin.analysis.definitions.encode import Encoded
from stepin.analysis.definitions.encoded import Rows
from stepin.analysis.definitions.endings import endings
from stepin.analysis.definitions.facts import Facts, done_reviews_and_merges, facts, quarters
from stepin.analysis.definitions.owning import team_at
from stepin.analysis.definitions.parting import without_parting_words
from stepin.analysis.definitions.party import Scene
from stepin.analysis.definitions.reasons import impacts, reasons
from stepin.analysis.definitions.roles import roles
from stepin.analysis.definitions.touching import Acts, acts
from stepin.analysis.definitions.usual import Deeds, Usual, together, usual
from stepin.analysis.definitions.waiting import waiting_on
from stepin.analysis.definitions.waits import Lives, Waits, containing, lives, starts, waits
from stepin.analysis.records import Bools, End, Ints, Who

BATCH_ROWS = 130_000  # what one pass reads and writes stays in a processor's cache
THREADS = 2
# Widths for the tables of a whole log: 30 million events have to fit into 8 GB.
NARROW = {
    **dict.fromkeys(("item", "spell", "row", "start_row", "end_row", "team", "quarter"), np.int32),
    **dict.fromkeys(("actor", "value", "waited"), np.int32),
    **dict.fromkeys(
        ("kind", "clock", "end", "who", "level", "outcome", "role", "reasons", "impact"), np.int8
    ),
}
_TABLES = ("waits", "lives", "acts", "standing")
Progress = Callable[[int], None]
Table = TypeVar("Table", Waits, Lives, Acts, "Standing")


@dataclass(frozen=True, slots=True)
class Standing:
    """One row per item open at the moment analysed: whom it waits on then."""

    item: Ints
    spell: Ints
    role: Ints
    waited: Ints  # Waiting.who
    reasons: Ints
    impact: Ints  # an Impact


@dataclass(frozen=True, slots=True)
class Part:
    """What the definitions say about one batch, whose first event is row ``offset`` of the log."""

    waits: Waits
    lives: Lives
    acts: Acts
    standing: Standing
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """What the definitions say about a log; ``bulk`` tells which events belong to clean-outs."""

    waits: Waits
    lives: Lives
    acts: Acts
    standing: Standing
    quarters: range
    bulk: Bools


def work(log: Encoded, clocks: Clocks, *, as_of_us: int, progress: Progress | None = None) -> Work:
    """Every row of ``log`` is at or before ``as_of_us``. ``progress`` is told how many events are done."""
    span = range(int(quarters(log.rows.at.min()[None])[0]), int(quarters(np.array([as_of_us]))[0]) + 1)
    with ThreadPoolExecutor(max_workers=1) as pool:
        clean_outs = pool.submit(bulk_events, log.rows, log.cast.bot)
        known = usually(log, span)
    bulk = clean_outs.result()

    def batch(bounds: tuple[int, int]) -> Part:
        done = _batch(log, clocks, known, bulk, bounds, as_of_us)
        if progress is not None:
            progress(bounds[1] - bounds[0])
        return done

    with ThreadPoolExecutor(THREADS) as pool:
        whole = _join(pool.map(batch, _bounds(log.rows)), len(log.rows))
    return Work(whole.waits, whole.lives, whole.acts, whole.standing, span, bulk)


def _bounds(rows: Rows) -> Iterator[tuple[int, int]]:
    """Batches of whole items, of about BATCH_ROWS each unless one item alone has more."""
    start, n = 0, len(rows)
    while start < n:
        stop = min(start + BATCH_ROWS, n)
        stop = n if stop == n else int(np.searchsorted(rows.item, rows.item[stop]))
        if stop <= start:
            stop = int(np.searchsorted(rows.item, rows.item[start], side="right"))
        yield start, stop
        start = stop


def usually(log: Encoded, span: range) -> Usual:
    """Who usually reviews and merges, from a first pass over the events that tell."""

    def batch(bounds: tuple[int, int]) -> tuple[Deeds, Deeds, Deeds]:
        part = without_parting_words(log.rows.part(*bounds), log.cast)
        return done_reviews_and_merges(part, items=log.items, words=log.words, cast=log.cast)

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(batch, _bounds(log.rows)))
    return usual(
        *(together([part[n] for part in parts]) for n in range(3)),
        quarters=(span.start, span.stop - 1),
        containers=int(log.items.container.max(initial=-1)) + 1,
        cast=log.cast,
    )


def scene(log: Encoded, known: Usual, bulk: Bools, bounds: tuple[int, int]) -> Scene:
    """The facts and states of the events from ``bounds[0]`` up to ``bounds[1]``: whole items."""
    rows = without_parting_words(log.rows.part(*bounds), log.cast)
    team = team_at(rows, log.items.container[rows.item], log.ownership)
    f = facts(rows, bulk=bulk[slice(*bounds)], team=team, items=log.items, words=log.words, cast=log.cast)
    w = waiting_on(f, words=log.words, cast=log.cast, usual=known)
    found = Scene.of(f, w, words=log.words, cast=log.cast, usual=known)
    return waits_as_stated(found, log.stated, offset=bounds[0])


def _batch(
    log: Encoded, clocks: Clocks, known: Usual, bulk: Bools, bounds: tuple[int, int], as_of_us: int
) -> Part:
    s = scene(log, known, bulk, bounds)
    e = endings(s)
    begins = starts(s.f, e.ending)
    spell = containing(s.f, begins)
    found = waits(s.f, begins, e.ending, items=log.items, clocks=clocks, as_of_us=as_of_us)
    impact = impacts(s.f, s.words)
    why = reasons(s.f, s.w, impact, words=s.words)
    done = acts(s, e, spell, found, why, clocks=clocks, as_of_us=as_of_us)
    done = acts_as_stated(done, log.stated, spell=spell, actor=s.f.actor, person=s.f.person, offset=bounds[0])
    found = _first_touches(found, done, s.f)
    standing = _standing(s, found, why=why, impact=impact)
    lived = lives(s.f, items=log.items, clocks=clocks)
    return Part(_narrow(found), _narrow(lived), _narrow(done), _narrow(standing), bounds[0])


def _first_touches(w: Waits, a: Acts, f: Facts) -> Waits:
    """With each spell's first touch by a person filled in."""
    rows = np.flatnonzero((a.who != Who.BOT) & ~a.carries)[::-1]
    first_us, first_at = w.first_touch_us.copy(), w.first_touch_at.copy()
    first_us[a.spell[rows]] = a.at_us[rows]
    first_at[a.spell[rows]] = f.at[a.row[rows]]
    return replace(w, first_touch_us=first_us, first_touch_at=first_at)


def _standing(s: Scene, found: Waits, *, why: Ints, impact: Ints) -> Standing:
    f, w = s.f, s.w
    running = np.flatnonzero(found.end == End.OPEN)
    last = np.searchsorted(f.item, found.item[running], side="right") - 1
    return Standing(
        item=found.item[running],
        spell=running,
        role=roles(f, w, last, cast=s.cast, usual=s.usual),
        waited=w.who[last],
        reasons=why[last],
        impact=impact[last],
    )


def _join(parts: Iterable[Part], events: int) -> Part:
    """The batches one after the other, with spells and rows of events counted through.

    Each is written to its place and let go. No table has more rows than there are events; room that is never
    written to takes no memory.
    """
    whole: dict[str, Any] = {}
    used = dict.fromkeys(_TABLES, 0)
    for part in parts:
        moved = _moved(part, used["waits"])
        for name in _TABLES:
            table = getattr(moved, name)
            if name not in whole:
                whole[name] = _each(table, lambda column: np.empty(events, column.dtype))
            used[name] = _write(whole[name], table, used[name])
    return Part(*(_each(whole[name], itemgetter(slice(used[name]))) for name in _TABLES))


def _each(table: Table, changed: Callable[[Any], Any]) -> Table:
    return type(table)(*(changed(getattr(table, field.name)) for field in fields(table)))


def _write(whole: Table, table: Table, start: int) -> int:
    """Where the next one goes."""
    stop = start + len(table.item)
    for field in fields(table):
        getattr(whole, field.name)[start:stop] = getattr(table, field.name)
    return stop


def _moved(part: Part, spells: int) -> Part:
    w, a, offset = part.waits, part.acts, part.offset
    end_row = np.where(w.end_row >= 0, w.end_row + offset, -1)
    return Part(
        waits=_narrow(replace(w, start_row=w.start_row + offset, end_row=end_row)),
        lives=part.lives,
        acts=_narrow(replace(a, row=a.row + offset, spell=a.spell + spells)),
        standing=_narrow(replace(part.standing, spell=part.standing.spell + spells)),
    )


def _narrow(table: Table) -> Table:
    """The same in as few bytes as its columns need; times stay 64 bits wide."""
    columns = {field.name: getattr(table, field.name) for field in fields(table)}
    narrow = (column.astype(NARROW.get(name, column.dtype), copy=False) for name, column in columns.items())
    return type(table)(*narrow)
