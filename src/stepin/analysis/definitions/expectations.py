"""How long a wait is expected to take: as configured, else as learned, frozen per quarter."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

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
_STILL_RUNNING = np.log(0.25) + 1e-9  # three of four are over; the rest is rounding
_ALMOST_NONE = 1e-300
CONFIGURED = -1
NEVER = 2**62
ANY_TEAM = -1
SORTS = ("first", "next", "done")

_MINUTE, _DAY = HOUR_US // 60, 8 * HOUR_US
FLOOR_US = {kind: 5 * _MINUTE if kind in AROUND_THE_CLOCK else HOUR_US for kind in ITEM_KINDS}
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

    kind: Ints
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
    parts = [part for sort, timed in enumerate(_timed(w, lives, clocks)) for part in _by_kind(sort, timed)]
    with ThreadPoolExecutor(THREADS) as pool:
        learned = pool.map(partial(_figures, clocks, quarters=quarters, teams=len(teams)), parts)
    for part, figures in zip(parts, learned, strict=True):
        for quarter, team, figure, ends in figures:
            cell = (part.sort, part.kind, quarter - quarters.start, slice(None) if team == ANY_TEAM else team)
            figure = max(figure, FLOOR_US[ITEM_KINDS[part.kind]])
            better = (team == ANY_TEAM) | (figure < us[cell])
            us[cell] = np.where(better, figure, us[cell])
            learned_from[cell] = np.where(better, ends, learned_from[cell])
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
    moved = ~touched & np.isin(w.end, (End.PROGRESS, End.PASS))
    waits = Timed(w.kind, w.team, w.clock, w.quarter, w.start_us, length, stop_at, moved)
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
    return Timed(
        lives.kind, lives.team, lives.clock, quarters_of(lives.began_at), start_us, length, stop_at, over
    )


@dataclass(frozen=True, slots=True)
class _OfKind:
    """All that one kind's expectations of one sort are learned from, by length."""

    sort: int
    kind: int
    timed: Timed


def _by_kind(sort: int, timed: Timed) -> Iterator[_OfKind]:
    by_length = np.argsort(timed.length_us, kind="stable")
    for kind in np.unique(timed.kind):
        yield _OfKind(sort, int(kind), timed.part(by_length[timed.kind[by_length] == kind]))


def _figures(
    clocks: Clocks, part: _OfKind, *, quarters: range, teams: int
) -> list[tuple[int, int, int, int]]:
    """(quarter, team or ANY_TEAM, microseconds, ends), the organisation's before its teams'."""
    timed, found = part.timed, []
    by_team = timed.part(np.argsort(timed.team, kind="stable"))
    nobody = np.zeros(len(timed.team), np.int64)
    for quarter in quarters:
        for _, figure, ends in _of_quarter(timed, nobody, clocks, quarter, 1):
            found.append((quarter, ANY_TEAM, figure, ends))
        for team, figure, ends in _of_quarter(by_team, by_team.team, clocks, quarter, teams):
            found.append((quarter, team, figure, ends))
    return found


def _of_quarter(
    timed: Timed, group: Ints, clocks: Clocks, quarter: int, groups: int
) -> Iterator[tuple[int, int, int]]:
    """(group, figure, ends) for each that can be learned; ``timed`` is sorted by group, then length."""
    recent = np.flatnonzero((timed.quarter < quarter) & (timed.quarter >= quarter - TRAILING_QUARTERS))
    later = timed.stop_at[recent] >= quarter_start(quarter)
    seen, cut = recent[~later], recent[later]
    seen_us = clocks.read(timed.clock[cut], np.full(len(cut), quarter_start(quarter)))
    figures, ends = kaplan_meier(
        timed.length_us[seen],
        timed.over[seen],
        group[seen],
        groups=groups,
        cut_us=seen_us - timed.start_us[cut],
        cut_group=group[cut],
    )
    for code in np.flatnonzero(figures >= 0):
        yield int(code), int(figures[code]), int(ends[code])


def kaplan_meier(
    length_us: Ints, over: Bools, group: Ints, *, groups: int, cut_us: Ints, cut_group: Ints
) -> tuple[Ints, Ints]:
    """By group: the time by which three quarters are over (Kaplan & Meier 1958), and how many ends it has.

    ``length_us`` is sorted within the sorted ``group``; ``cut_us`` are lengths that were cut, in any order.
    Ends come before cuts of the same length. −1 from too few ends, or where it is never reached.
    """
    ends = np.bincount(group[over], minlength=groups)
    figures = np.full(groups, -1)
    died = np.flatnonzero(over & (ends[group] >= EVENTS_AT_LEAST))
    if not len(died):
        return figures, ends
    time, of = length_us[died], group[died]
    last = np.concatenate([(time[1:] != time[:-1]) | (of[1:] != of[:-1]), [True]])
    opens = np.flatnonzero(np.concatenate([[True], last[:-1]]))
    deaths = np.diff(np.concatenate([opens, [len(died)]]))
    time, of = time[opens], of[opens]
    alive = _longer(length_us, group, time, of, groups) + _longer(
        *_sorted(cut_us, cut_group), time, of, groups
    )
    log_left = np.cumsum(np.log(np.maximum(1 - deaths / alive, _ALMOST_NONE)))
    starts = np.concatenate([[True], of[1:] != of[:-1]])
    offset = np.where(starts, np.concatenate([[0.0], log_left[:-1]]), 0.0)
    offset = offset[np.maximum.accumulate(np.where(starts, np.arange(len(of)), 0))]
    reached = np.flatnonzero(log_left - offset <= _STILL_RUNNING)[::-1]
    figures[of[reached]] = time[reached]
    return figures, ends


def _sorted(length_us: Ints, group: Ints) -> tuple[Ints, Ints]:
    order = np.lexsort((length_us, group))
    return length_us[order], group[order]


def _longer(length_us: Ints, group: Ints, time: Ints, of: Ints, groups: int) -> Ints:
    """How many of the group last at least as long as each time; both sides are sorted by group and length."""
    upto = np.searchsorted(group, np.arange(groups), side="right")
    if groups == 1:
        return upto[of] - np.searchsorted(length_us, time)
    return upto[of] - np.searchsorted(_key(length_us, group), _key(time, of))


def _key(length_us: Ints, group: Ints) -> Ints:
    """One integer that sorts as (group, length), for lengths below 71 years; NEVER is cut to that."""
    return (group.astype(np.int64) << 51) + np.minimum(length_us, (1 << 51) - 1)


def quarter_start(quarter: int) -> int:
    """The quarter's first instant, UTC microseconds."""
    month = np.datetime64("1970-01", "M") + (quarter - 1970 * 4) * 3
    return int(month.astype("datetime64[us]").astype(np.int64))
