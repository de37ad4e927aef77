"""Touches past the expectation, what each met, and what followed it within W."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.estimates.episodes import Episodes
from stepin.analysis.estimates.pieces import split_by_bin
from stepin.analysis.estimates.states import (
    FRESH,
    FRESH_SUBS,
    NOBODY,
    STATES,
    bin_of,
    state_of,
    stretched,
)
from stepin.analysis.estimates.sums import Sums
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

STRATA, QUARTERS = 2**20, 2**14  # more than there can be
LIFE_EDGES_US = np.array([0, 2, 4, 8, 16, 24]) * HOUR_US
SEGMENTS = 1 + FRESH_SUBS  # of a window ahead: untouched, then by what is left of an earlier touch

TOUCH_DIMS = (STRATA, QUARTERS, BINS, 2, STATES)
WINDOW_DIMS = (*TOUCH_DIMS, SEGMENTS, BINS)
LIFE_DIMS = (2, STATES, len(LIFE_EDGES_US) - 1)


@dataclass(frozen=True, slots=True)
class Late:
    """Persons' deliberate touches past the expectation.

    ``row`` in Touches, ``age_us`` of the spell; ``who``, ``outcome``, ``until_us`` as in Touches; ``state``
    just before the touch and ``since_us``, how long before it the last person's was (if any).
    """

    row: Ints
    spell: Ints
    age_us: Ints
    who: Ints
    outcome: Ints
    until_us: Ints
    state: Ints
    since_us: Ints


def is_move(end: Ints) -> Bools:
    """Whether the party waited on moved: progressed it or passed it on."""
    return (end == End.PROGRESS) | (end == End.PASS)


def late_touches(spells: Spells, touches: Touches, runs: Episodes) -> Late:
    """The deliberate ones among those that the episodes start with."""
    at = np.flatnonzero((runs.touch != NOBODY) & (runs.from_us >= spells.expected_us[runs.spell]))
    at = at[(touches.who[runs.touch[at]] != Who.BOT) & touches.deliberate[runs.touch[at]]]
    row, since = runs.touch[at], runs.since_us[at - 1] + runs.from_us[at] - runs.from_us[at - 1]
    return Late(
        row=row,
        spell=runs.spell[at],
        age_us=runs.from_us[at],
        who=touches.who[row],
        outcome=touches.outcome[row],
        until_us=touches.until_us[row],
        state=state_of(runs.who[at - 1], since),
        since_us=since,
    )


def touch_sums(spells: Spells, late: Late) -> tuple[Sums, Sums, Sums]:
    """The tables ``touches``, ``windows`` and ``life`` of Counts."""
    keys = (
        spells.stratum[late.spell],
        spells.quarter[late.spell],
        bin_of(late.age_us, spells.expected_us[late.spell]),
        late.who,
        late.state,
    )
    return _followed(keys, late), _windows(spells, late, keys), _life(late)


def _followed(keys: tuple[Ints, ...], late: Late) -> Sums:
    outcome, within = late.outcome, late.until_us <= WINDOW_US
    cut = (outcome == End.OPEN) & (late.until_us < WINDOW_US)
    named = [within & (outcome == end) for end in (End.PROGRESS, End.PASS, End.CARRIED)]
    other = within & (outcome != End.OPEN) & ~named[0] & ~named[1] & ~named[2]
    one = np.ones(len(outcome), np.int64)
    return Sums.of(keys, (one, *(flag.astype(np.int64) for flag in (*named, other, cut))), dims=TOUCH_DIMS)


def _windows(spells: Spells, late: Late, keys: tuple[Ints, ...]) -> Sums:
    """What a window ahead of each touch would spend in each segment and bin, had the touch not been."""
    rows, low, high, segment = segments(late)
    of, bins, start, until = split_by_bin(low, high, spells.expected_us[late.spell[rows]])
    at = rows[of]
    columns = (*(key[at] for key in keys), segment[of], bins)
    spent = stretched(until - start, spells.expected_us[late.spell[at]])
    return Sums.of(columns, (spent,), dims=WINDOW_DIMS)


def segments(late: Late) -> tuple[Ints, Ints, Ints, Ints]:
    """(row, from, to, segment) of the window ahead of each, by ages, if nobody touched then or later."""
    everyone = np.arange(len(late.spell))
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


def _life(late: Late) -> Sums:
    """Who was still waiting at the start of each sub-window, and who moved or was cut off in it."""
    last = np.searchsorted(LIFE_EDGES_US, np.maximum(late.until_us, 1), side="left") - 1
    parts = []
    for sub in range(len(LIFE_EDGES_US) - 1):
        risk = np.flatnonzero(last >= sub)
        here, moved = last[risk] == sub, is_move(late.outcome[risk])
        parts.append((late.who[risk], late.state[risk], np.full(len(risk), sub), here & moved, here & ~moved))
    who, state, sub_of, moved_in, cut_in = (np.concatenate(column) for column in zip(*parts, strict=True))
    one = np.ones(len(who), np.int64)
    return Sums.of((who, state, sub_of), (one, moved_in * 1, cut_in * 1), dims=LIFE_DIMS)
