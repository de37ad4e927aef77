"""How long a wait is expected to take: as configured, else as learned, frozen per quarter."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.clocks import Clocks
from stepin.analysis.definitions.facts import quarters as quarters_of
from stepin.analysis.definitions.waits import Lives, Waits
from stepin.analysis.records import HOUR_US, Bools, End, Ints
from stepin.log.schema import AROUND_THE_CLOCK, ITEM_KINDS
from stepin.org.organisation import Expect

THREADS = 2
TRAILING_QUARTERS = 8
EVENTS_AT_LEAST = 30
_QUARTER_LEFT = np.log(0.25) + 1e-9  # three of four are over; the rest is rounding
_ALMOST_NONE = 1e-300
CONFIGURED = -1
NEVER = 2**61
SORTS = ("first", "next", "done")

_MINUTE, _DAY = HOUR_US // 60, 8 * HOUR_US
FLOOR_US = {kind: 5 * _MINUTE if kind in AROUND_THE_CLOCK else _DAY for kind in ITEM_KINDS}
DEFAULT_US = {
    "alert": (15 * _MINUTE, 4 * HOUR_US, 16 * HOUR_US),
    "incident": (15 * _MINUTE, 4 * HOUR_US, 24 * HOUR_US),
    "slo": (_DAY, 3 * _DAY, 20 * _DAY),
    "dependency": (_DAY, 3 * _DAY, 20 * _DAY),
    "request": (_DAY, 3 * _DAY, 20 * _DAY),
    "change": (_DAY, 2 * _DAY, 10 * _DAY),
    "issue": (2 * _DAY, 5 * _DAY, 40 * _DAY),
    "decision": (2 * _DAY, 5 * _DAY, 20 * _DAY),
    "plan": (2 * _DAY, 5 * _DAY, 40 * _DAY),
    "document": (2 * _DAY, 5 * _DAY, 40 * _DAY),
}


@dataclass(frozen=True, slots=True)
class Timed:
    """What an expectation is learned from, waits or whole items: how long each took, and until when (UTC)."""

    team: Ints
    clock: Ints
    quarter: Ints
    start_us: Ints
    length_us: Ints
    stop_at: Ints
    over: Bools  # it came to its end; else it was cut

    def part(self, rows: Ints) -> "Timed":
        return Timed(*(getattr(self, name)[rows] for name in Timed.__slots__))


@dataclass(frozen=True, slots=True)
class Expectations:
    """By sort (first, next, done), kind, quarter from ``quarter_from`` on, and team (the last: no team).

    ``us`` is clock time; ``learned_from`` counts the ends behind a figure: 0 is a default, −1 is configured.
    """

    quarter_from: int
    us: Ints
    learned_from: Ints

    def of(self, sort: str, kind: Ints, quarter: Ints, team: Ints) -> Ints:
        return self.us[SORTS.index(sort), kind, quarter - self.quarter_from, team]

    def in_force(self, w: Waits) -> Ints:
        """By wait: the first response's where nobody had responded by its start, else the next step's."""
        sort = np.where(w.responded, SORTS.index("next"), SORTS.index("first"))
        return self.us[sort, w.kind, w.quarter - self.quarter_from, w.team]


def expectations(
    w: Waits,
    lives: Lives,
    clocks: Clocks,
    *,
    expects: tuple[Expect, ...],
    teams: tuple[str, ...],
    quarters: range,
) -> Expectations:
    """Figures for every quarter of ``quarters``, each from what began in the eight quarters before it."""
    shape = (len(SORTS), len(ITEM_KINDS), len(quarters), len(teams) + 1)
    us, learned_from = np.empty(shape, np.int64), np.zeros(shape, np.int64)
    us[:] = np.array([DEFAULT_US[kind] for kind in ITEM_KINDS]).T[:, :, None, None]
    begins_us = _begins_us(clocks, quarters)

    def learn(part: _OfKind) -> None:
        cells, floor_us = (part.sort, part.kind), FLOOR_US[ITEM_KINDS[part.kind]]
        _learn(us[cells], learned_from[cells], part, quarters, begins_us, floor_us=floor_us)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(learn, _by_kind(w, lives, clocks)))
    _configure(us, learned_from, expects=expects, teams=teams)
    return Expectations(quarters.start, us, learned_from)


def _configure(us: Ints, learned_from: Ints, *, expects: tuple[Expect, ...], teams: tuple[str, ...]) -> None:
    """Write what the file says over what was learned, the least specific first."""
    code = {team: number for number, team in enumerate(teams)}
    for expect in sorted(expects, key=lambda e: (e.team != "*", e.kind != "*")):
        kinds = slice(None) if expect.kind == "*" else ITEM_KINDS.index(expect.kind)
        whose = slice(None) if expect.team == "*" else code.get(expect.team)
        for sort, figure in enumerate((expect.first_us, expect.next_us, expect.done_us)):
            if figure is not None and whose is not None:
                us[sort, kinds, :, whose] = figure
                learned_from[sort, kinds, :, whose] = CONFIGURED


def _timed(w: Waits, lives: Lives, clocks: Clocks) -> tuple[Timed, Timed, Timed]:
    touched = w.first_touch_us >= 0
    length = np.where(touched, w.first_touch_us, w.end_us) - w.start_us
    stop_at = np.where(touched, w.first_touch_at, w.ended_at)
    moved = ~touched & ((w.end == End.PROGRESS) | (w.end == End.PASS))
    waits = Timed(w.team, w.clock, w.quarter, w.start_us, length, stop_at, moved)
    closed, answered = lives.closed_at >= 0, lives.answered_at >= 0
    closing_at = np.where(closed, lives.closed_at, NEVER)
    in_time = answered & (lives.answered_at <= closing_at)
    return (
        _from_lives(lives, clocks, np.where(in_time, lives.answered_at, closing_at), in_time),
        waits,
        _from_lives(lives, clocks, closing_at, closed),
    )


def _from_lives(lives: Lives, clocks: Clocks, stop_at: Ints, over: Bools) -> Timed:
    start_us = clocks.read(lives.clock, lives.began_at)
    running = stop_at == NEVER
    stop_us = clocks.read(lives.clock, np.where(running, lives.began_at, stop_at))
    length = np.where(running, NEVER - start_us, stop_us - start_us)
    return Timed(lives.team, lives.clock, quarters_of(lives.began_at), start_us, length, stop_at, over)


@dataclass(frozen=True, slots=True)
class _OfKind:
    """All that one kind's expectations of one sort are learned from: these rows."""

    sort: int
    kind: int
    timed: Timed
    rows: Ints


def _by_kind(w: Waits, lives: Lives, clocks: Clocks) -> Iterator[_OfKind]:
    for sort, timed in enumerate(_timed(w, lives, clocks)):
        kinds = w.kind if SORTS[sort] == "next" else lives.kind
        for kind in np.flatnonzero(np.bincount(kinds)):
            yield _OfKind(sort, int(kind), timed, np.flatnonzero(kinds == kind))


def _begins_us(clocks: Clocks, quarters: range) -> Ints:
    """What each clock reads as each quarter begins: shape (quarters, clocks)."""
    shape = len(quarters), len(clocks.tables)
    clock, at = np.indices(shape)[1], np.array([quarter_start(quarter) for quarter in quarters])
    return clocks.read(clock.ravel(), np.repeat(at, shape[1])).reshape(shape)


def _learn(
    us: Ints, learned_from: Ints, part: _OfKind, quarters: range, begins_us: Ints, *, floor_us: int
) -> None:
    """Writes over ``us`` and ``learned_from``, shape (quarters, teams + 1): the organisation's figure where
    there is one, and a team's own where that is shorter."""
    cuts_last = part.timed.length_us[part.rows] * 2 + ~part.timed.over[part.rows]
    by_length = part.timed.part(part.rows[np.argsort(cuts_last)])
    teams = us.shape[1] - 1
    # codes of two bytes are sorted by their digits, far quicker than by comparing
    narrow = by_length.team.astype(np.min_scalar_type(teams), copy=False)
    by_team = by_length.part(np.argsort(narrow, kind="stable"))
    nobody = np.zeros(len(narrow), np.int8)
    for number, quarter in enumerate(quarters):
        recent = _recent(by_length, quarter)
        if len(recent) < EVENTS_AT_LEAST:
            continue
        figures, ends = _of_quarter(by_length, recent, nobody, quarter, begins_us[number], groups=1)
        if figures[0] >= 0:
            us[number], learned_from[number] = max(figures[0], floor_us), ends[0]
        recent = _recent(by_team, quarter)
        figures, ends = _of_quarter(by_team, recent, by_team.team, quarter, begins_us[number], groups=teams)
        own = np.maximum(figures, floor_us)
        shorter = np.flatnonzero((figures >= 0) & (own < us[number, :teams]))
        us[number, shorter], learned_from[number, shorter] = own[shorter], ends[shorter]


def _recent(timed: Timed, quarter: int) -> Ints:
    return np.flatnonzero((timed.quarter < quarter) & (timed.quarter >= quarter - TRAILING_QUARTERS))


def _of_quarter(
    timed: Timed, recent: Ints, group: Ints, quarter: int, begins_us: Ints, *, groups: int
) -> tuple[Ints, Ints]:
    """As ``kaplan_meier``, which says how ``timed`` is sorted, as the ``recent`` stood when it began."""
    later = timed.stop_at[recent] >= quarter_start(quarter)
    seen, cut = recent[~later], recent[later]
    return kaplan_meier(
        timed.length_us[seen],
        timed.over[seen],
        group[seen],
        groups=groups,
        cut_us=begins_us[timed.clock[cut]] - timed.start_us[cut],
        cut_group=group[cut],
    )


def kaplan_meier(
    length_us: Ints, over: Bools, group: Ints, *, groups: int, cut_us: Ints, cut_group: Ints
) -> tuple[Ints, Ints]:
    """By group: the time by which three quarters are over (Kaplan & Meier 1958), and how many ends it has.

    Sorted by ``group``, then ``length_us``, of the same length ends before cuts; ``cut_us`` are more lengths
    that were cut, in any order. −1 from too few ends, or where it is never reached.
    """
    died = np.flatnonzero(over)
    ends, figures = np.bincount(group[died], minlength=groups), np.full(groups, -1)
    died = died[(ends >= EVENTS_AT_LEAST)[group[died]]]
    if not len(died):
        return figures, ends
    time, of = length_us[died], group[died]
    opens = np.flatnonzero(np.concatenate([[True], (time[1:] != time[:-1]) | (of[1:] != of[:-1])]))
    deaths = np.diff(opens, append=len(died))
    time, of = time[opens], of[opens]
    upto = np.searchsorted(group, np.arange(groups), side="right")
    alive = upto[of] - died[opens] + _still_running(cut_us, cut_group, time, of, groups)
    log_left = np.cumsum(np.log(np.maximum(1 - deaths / alive, _ALMOST_NONE)))
    starts = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]]))
    before = np.concatenate([[0.0], log_left])[starts]
    reached = np.flatnonzero(log_left - np.repeat(before, np.diff(starts, append=len(of))) <= _QUARTER_LEFT)
    figures[of[reached[::-1]]] = time[reached[::-1]]
    return figures, ends


def _still_running(cut_us: Ints, cut_group: Ints, time: Ints, of: Ints, groups: int) -> Ints:
    """How many of the group were cut no sooner than each time; the times are sorted by group and length."""
    upto = np.cumsum(np.bincount(cut_group, minlength=groups))
    longer_than = np.searchsorted(_key(time, of), _key(cut_us, cut_group), side="right")
    return upto[of] - np.cumsum(np.bincount(longer_than, minlength=len(of)))[: len(of)]


def _key(length_us: Ints, group: Ints) -> Ints:
    """One integer that sorts as (group, length), for lengths below 71 years; longer ones are cut to that."""
    return (group.astype(np.int64) << 51) + np.minimum(length_us, (1 << 51) - 1)


def quarter_start(quarter: int) -> int:
    """The quarter's first instant, UTC microseconds."""
    month = np.datetime64("1970-01", "M") + (quarter - 1970 * 4) * 3
    return int(month.astype("datetime64[us]").astype(np.int64))
