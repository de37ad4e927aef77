"""All that the estimates need, as whole-number sums: time and moves, touches and what followed them.

The sums of the parts of a log (whole items each) add up to the sums of the log.
"""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.episodes import Episodes, Lineage, episodes, in_order, lineage
from stepin.analysis.pieces import pieces, split_by_bin, state_at_end
from stepin.analysis.records import (
    BINS,
    HOUR_US,
    SINCE_EDGES_US,
    WINDOW_US,
    Bools,
    End,
    Ints,
    Spells,
    Touches,
    Who,
)
from stepin.analysis.states import FRESH, FRESH_SUBS, NOBODY, STATES, bin_of, state_of
from stepin.analysis.sums import Sums, merged

STRATA, QUARTERS = 2**20, 2**14  # more than there can be
ALONE, FOLLOWED, BEFORE_LEAD = range(3)  # no later spell of the item; one; one that a lead touched
LIFE_EDGES_US = np.array([0, 2, 4, 8, 16, 24]) * HOUR_US
SEGMENTS = (
    1 + FRESH_SUBS
)  # of a window ahead: untouched; then the sub-windows of an earlier touch still fresh

TIME_DIMS = (STRATA, QUARTERS, BINS, STATES, 3, 2)
TOUCH_DIMS = (STRATA, QUARTERS, BINS, 2, STATES)
WINDOW_DIMS = (*TOUCH_DIMS, SEGMENTS, BINS)
LIFE_DIMS = (2, STATES, len(LIFE_EDGES_US) - 1)


@dataclass(frozen=True, slots=True)
class Counts:
    """Four tables of sums over time and touches past the expectation.

    ``time``, by (stratum, quarter, bin, state, ALONE/FOLLOWED/BEFORE_LEAD, within W after a bot's touch):
    microseconds, moves, of which progress, competing ends.
    ``touches``, by persons, by (stratum, quarter, bin at the touch, Who, state just before it): how many;
    then followed within W by progress, passing on, carrying, another competing end; and cut off before W.
    ``windows``: by the same, then segment and bin: the microseconds that [age, age + W] spends there if
    nobody touches again. Segment 0 is untouched; in 1 and 2, sub-windows, the touch *before* is fresh.
    ``life``, by (Who, state just before, sub-window of W): at risk at its start, moved in it, cut in it.
    """

    time: Sums
    touches: Sums
    windows: Sums
    life: Sums

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in Counts.__slots__))


def count(spells: Spells, touches: Touches) -> Counts:
    """The sums of a log. The spells of an item must be in time order; all of an item's must be here."""
    touches = in_order(touches)
    inherited = lineage(spells, touches)
    parts = [
        (_time(spells, runs, inherited), *_touches(spells, touches, runs))
        for runs in episodes(spells, touches, inherited)
    ]
    return Counts(*(merged(list(tables)) for tables in zip(*parts, strict=True))) if parts else nothing()


def nothing() -> Counts:
    """The sums of an empty log."""
    none = np.empty(0, np.int64)
    widths = ((TIME_DIMS, 4), (TOUCH_DIMS, 6), (WINDOW_DIMS, 1), (LIFE_DIMS, 3))
    return Counts(*(Sums(none, np.empty((0, width), np.int64), dims) for dims, width in widths))


def _time(spells: Spells, runs: Episodes, inherited: Lineage) -> Sums:
    cut = pieces(spells, runs)
    line = inherited.followed.astype(np.int64)
    line[spells.before_lead] = BEFORE_LEAD
    end = spells.end[runs.spell]
    late = runs.to_us > spells.expected_us[runs.spell]
    ended = np.flatnonzero(runs.ends & late & (end != End.OPEN))
    state, after_bot = state_at_end(runs, ended)
    of = runs.spell[ended]
    at_bin = bin_of(runs.to_us[ended] - 1, spells.expected_us[of])
    waited = _in_place(spells, line, cut.spell, cut.bin, cut.state, cut.after_bot)
    time_us = (cut.to_us - cut.from_us, *np.zeros((3, len(cut.spell)), np.int64))
    place = _in_place(spells, line, of, at_bin, state, after_bot)
    moved, progress = _is_move(end[ended]), end[ended] == End.PROGRESS
    ends = (np.zeros(len(of), np.int64), moved * 1, progress * 1, ~moved * 1)
    return Sums.of(waited, time_us, dims=TIME_DIMS) + Sums.of(place, ends, dims=TIME_DIMS)


def _in_place(
    spells: Spells, line: Ints, spell: Ints, bins: Ints, state: Ints, after_bot: Bools
) -> tuple[Ints, ...]:
    return (spells.stratum[spell], spells.quarter[spell], bins, state, line[spell], after_bot * 1)


def _is_move(end: Ints) -> Bools:
    return (end == End.PROGRESS) | (end == End.PASS)


@dataclass(frozen=True, slots=True)
class _Late:
    """Persons' touches past the expectation, and the state just before each."""

    row: Ints
    spell: Ints
    age_us: Ints
    state: Ints
    since_us: Ints


def _late(spells: Spells, touches: Touches, runs: Episodes) -> _Late:
    at = np.flatnonzero((runs.touch != NOBODY) & (runs.from_us >= spells.expected_us[runs.spell]))
    at = at[touches.who[runs.touch[at]] != Who.BOT]
    since = runs.since_us[at - 1] + runs.from_us[at] - runs.from_us[at - 1]
    return _Late(runs.touch[at], runs.spell[at], runs.from_us[at], state_of(runs.who[at - 1], since), since)


def _touches(spells: Spells, touches: Touches, runs: Episodes) -> tuple[Sums, Sums, Sums]:
    late = _late(spells, touches, runs)
    keys = (
        spells.stratum[late.spell],
        spells.quarter[late.spell],
        bin_of(late.age_us, spells.expected_us[late.spell]),
        touches.who[late.row],
        late.state,
    )
    outcome, until = touches.outcome[late.row], touches.until_us[late.row]
    return _followed(keys, outcome, until), _windows(spells, late, keys), _life(keys[3:], outcome, until)


def _followed(keys: tuple[Ints, ...], outcome: Ints, until_us: Ints) -> Sums:
    within = until_us <= WINDOW_US
    cut = (outcome == End.OPEN) & (until_us < WINDOW_US)
    named = [within & (outcome == end) for end in (End.PROGRESS, End.PASS, End.CARRIED)]
    other = within & (outcome != End.OPEN) & ~named[0] & ~named[1] & ~named[2]
    one = np.ones(len(outcome), np.int64)
    return Sums.of(keys, (one, *(flag.astype(np.int64) for flag in (*named, other, cut))), dims=TOUCH_DIMS)


def _windows(spells: Spells, late: _Late, keys: tuple[Ints, ...]) -> Sums:
    """What a window ahead of each touch would spend in each segment and bin, had the touch not been."""
    rows, low, high, segment = _segments(late)
    of, bins, start, until = split_by_bin(low, high, spells.expected_us[late.spell[rows]])
    at = rows[of]
    columns = (*(key[at] for key in keys), segment[of], bins)
    return Sums.of(columns, (until - start,), dims=WINDOW_DIMS)


def _segments(late: _Late) -> tuple[Ints, Ints, Ints, Ints]:
    everyone = np.arange(len(late.row))
    fresh, end = FRESH[late.state], late.age_us + WINDOW_US
    over = np.where(fresh, end - late.since_us, late.age_us)
    parts = [(everyone, over, end, np.zeros(len(everyone), np.int64))]
    for sub in range(FRESH_SUBS):
        touched_at = late.age_us - late.since_us
        low = np.maximum(late.age_us, touched_at + SINCE_EDGES_US[sub])
        high = touched_at + SINCE_EDGES_US[sub + 1]
        parts.append((everyone, low, np.where(fresh, high, low), np.full(len(everyone), sub + 1)))
    rows, low, high, segment = (np.concatenate(column) for column in zip(*parts, strict=True))
    some = high > low
    return rows[some], low[some], high[some], segment[some]


def _life(keys: tuple[Ints, ...], outcome: Ints, until_us: Ints) -> Sums:
    """Who was still waiting at the start of each sub-window, and who moved or was cut off in it."""
    last = np.searchsorted(LIFE_EDGES_US, np.maximum(until_us, 1), side="left") - 1
    subs = len(LIFE_EDGES_US) - 1
    parts = []
    for sub in range(subs):
        risk = np.flatnonzero(last >= sub)
        here = last[risk] == sub
        moved = here & _is_move(outcome[risk])
        parts.append((*(key[risk] for key in keys), np.full(len(risk), sub), moved, here & ~moved))
    who, state, sub_of, moved_in, cut_in = (np.concatenate(column) for column in zip(*parts, strict=True))
    one = np.ones(len(who), np.int64)
    return Sums.of((who, state, sub_of), (one, moved_in * 1, cut_in * 1), dims=LIFE_DIMS)
