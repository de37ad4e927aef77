"""How long a wait is expected to take: as configured, else as learned, frozen per quarter."""

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
_THREE_QUARTERS = -np.log(0.25) - 1e-9  # what is left is a quarter of what there was, but for rounding
_ALMOST_NONE = 1e-300
CONFIGURED = -1
NEVER = 2**61
SORTS = ("first", "next", "done")
_LENGTH_BITS = 51
_LENGTH = (1 << _LENGTH_BITS) - 1

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
        timed = _timed(part, w, lives, clocks)
        _learn(us[cells], learned_from[cells], timed, quarters, begins_us, floor_us=floor_us)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(learn, _by_kind(w, lives)))
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


@dataclass(frozen=True, slots=True)
class _OfKind:
    """All that one kind's expectations of one sort are learned from: these rows of waits, or of lives."""

    sort: int
    kind: int
    rows: Ints


def _by_kind(w: Waits, lives: Lives) -> list[_OfKind]:
    """The largest first, so that no thread is left with it when the others are done."""
    parts = [
        _OfKind(sort, int(kind), np.flatnonzero(kinds == kind))
        for sort, kinds in enumerate((lives.kind, w.kind, lives.kind))
        for kind in np.flatnonzero(np.bincount(kinds))
    ]
    return sorted(parts, key=lambda part: -len(part.rows))


def _timed(part: _OfKind, w: Waits, lives: Lives, clocks: Clocks) -> Timed:
    if SORTS[part.sort] == "next":
        return _of_waits(w, part.rows)
    return _of_lives(lives, part.rows, clocks, to_answer=SORTS[part.sort] == "first")


def _of_waits(w: Waits, rows: Ints) -> Timed:
    start_us, touch_us, end = w.start_us[rows], w.first_touch_us[rows], w.end[rows]
    touched = touch_us >= 0
    length = np.where(touched, touch_us, w.end_us[rows]) - start_us
    stop_at = np.where(touched, w.first_touch_at[rows], w.ended_at[rows])
    moved = ~touched & ((end == End.PROGRESS) | (end == End.PASS))
    return Timed(w.team[rows], w.clock[rows], w.quarter[rows], start_us, length, stop_at, moved)


def _of_lives(lives: Lives, rows: Ints, clocks: Clocks, *, to_answer: bool) -> Timed:
    """To the answer where one came before the closing, or to the closing."""
    began_at, clock, closed_at = lives.began_at[rows], lives.clock[rows], lives.closed_at[rows]
    over = closed_at >= 0
    stop_at = np.where(over, closed_at, NEVER)
    if to_answer:
        answered_at = lives.answered_at[rows]
        over = (answered_at >= 0) & (answered_at <= stop_at)
        stop_at = np.where(over, answered_at, stop_at)
    start_us, running = clocks.read(clock, began_at), stop_at == NEVER
    stop_us = clocks.read(clock, np.where(running, began_at, stop_at))
    length = np.where(running, NEVER - start_us, stop_us - start_us)
    return Timed(lives.team[rows], clock, quarters_of(began_at), start_us, length, stop_at, over)


def _begins_us(clocks: Clocks, quarters: range) -> Ints:
    """What each clock reads as each quarter begins: shape (quarters, clocks)."""
    shape = len(quarters), len(clocks.tables)
    clock, at = np.indices(shape)[1], np.array([quarter_start(quarter) for quarter in quarters])
    return clocks.read(clock.ravel(), np.repeat(at, shape[1])).reshape(shape)


def _learn(
    us: Ints, learned_from: Ints, timed: Timed, quarters: range, begins_us: Ints, *, floor_us: int
) -> None:
    """Writes over ``us`` and ``learned_from``, shape (quarters, teams + 1): the organisation's figure where
    there is one, and a team's own where that is shorter."""
    teams = us.shape[1] - 1
    by_length = np.argsort(timed.length_us * 2 + ~timed.over)
    # codes of two bytes are sorted by their digits, far quicker than by comparing
    narrow = timed.team.astype(np.min_scalar_type(teams), copy=False)[by_length]
    by_team = by_length[np.argsort(narrow, kind="stable")]
    of_all = _Sorted.of(timed, by_length, np.zeros(1, np.int64), quarters)
    of_team = _Sorted.of(timed, by_team, timed.team[by_team], quarters)
    for number in range(len(quarters)):
        figures, ends = of_all.as_of(number, timed, begins_us[number], groups=1)
        if figures[0] >= 0:
            us[number], learned_from[number] = max(figures[0], floor_us), ends[0]
        figures, ends = of_team.as_of(number, timed, begins_us[number], groups=teams)
        own = np.maximum(figures, floor_us)
        shorter = np.flatnonzero((figures >= 0) & (own < us[number, :teams]))
        us[number, shorter], learned_from[number, shorter] = own[shorter], ends[shorter]


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Rows of Timed as ``kaplan_meier`` wants them. Quarters are counted from the first, in two bytes: what
    is gone through for every quarter is short."""

    row: Ints
    key: Ints
    over: Bools
    began: Ints  # in which quarter
    stopped: Ints  # how many quarters had begun by then

    @staticmethod
    def of(timed: Timed, row: Ints, group: Ints, quarters: range) -> "_Sorted":
        """``group``: by ``row``."""
        starts = [quarter_start(quarter) for quarter in quarters]
        stopped = np.searchsorted(starts, timed.stop_at, side="right").astype(np.int16)
        began = (timed.quarter - quarters.start).astype(np.int16)
        return _Sorted(row, keyed(timed.length_us[row], group), timed.over[row], began[row], stopped[row])

    def as_of(self, number: int, timed: Timed, begins_us: Ints, *, groups: int) -> tuple[Ints, Ints]:
        """As ``kaplan_meier``, from what began in the quarters that count, as it stood when this one did;
        ``begins_us``: what each clock read then."""
        counts = (self.began < number) & (self.began >= number - TRAILING_QUARTERS)
        later = self.stopped > number
        seen, cut = np.flatnonzero(counts & ~later), np.flatnonzero(counts & later)
        row = self.row[cut]
        cut_us = begins_us[timed.clock[row]] - timed.start_us[row]
        return kaplan_meier(
            self.key[seen], self.over[seen], keyed(cut_us, self.key[cut] >> _LENGTH_BITS), groups=groups
        )


def kaplan_meier(key: Ints, over: Bools, cut: Ints, *, groups: int) -> tuple[Ints, Ints]:
    """By group: the time by which three quarters are over (Kaplan & Meier 1958), and how many ends it has.

    ``key``, see ``keyed``, ascends, of the same length ends before cuts; ``cut``: more lengths that were cut,
    in any order. −1 from too few ends, or where it is never reached.

    Ends of the same length are taken one after the other, which leaves as many: (1 − 1/n)(1 − 1/(n − 1)) is
    1 − 2/n.
    """
    died = np.flatnonzero(over)
    time, edges = key[died], keyed(np.zeros(1, np.int64), np.arange(groups + 1))
    starts = np.searchsorted(time, edges)
    ends, figures = np.diff(starts), np.full(groups, -1)
    if ends.max(initial=0) < EVENTS_AT_LEAST:
        return figures, ends
    cut = np.sort(cut)
    upto = np.searchsorted(key, edges[1:]) + np.searchsorted(cut, edges[1:])
    gone = np.cumsum(np.bincount(np.searchsorted(time, cut, side="right"), minlength=len(time)))[: len(time)]
    alive = np.repeat(upto, ends) - died - gone
    lost = np.cumsum(-np.log(np.maximum(1 - 1 / alive, _ALMOST_NONE)))
    reached = np.searchsorted(lost, np.append(0.0, lost)[starts[:-1]] + _THREE_QUARTERS)
    told = np.flatnonzero((ends >= EVENTS_AT_LEAST) & (reached < starts[1:]))
    figures[told] = time[reached[told]] & _LENGTH
    return figures, ends


def keyed(length_us: Ints, group: Ints) -> Ints:
    """One integer that sorts as (group, length), for lengths below 71 years; longer ones are cut to that."""
    return (group.astype(np.int64) << _LENGTH_BITS) + np.minimum(length_us, _LENGTH)


def quarter_start(quarter: int) -> int:
    """The quarter's first instant, UTC microseconds."""
    month = np.datetime64("1970-01", "M") + (quarter - 1970 * 4) * 3
    return int(month.astype("datetime64[us]").astype(np.int64))
