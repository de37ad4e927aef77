"""Time past the expectation, cut where its age bin, the touched state or a bot's touch changes."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.estimates.episodes import Episodes
from stepin.analysis.estimates.states import NEVER, NOBODY, SUBS, bin_of, edge_us, state_of
from stepin.analysis.ranges import each_place
from stepin.analysis.records import SINCE_EDGES_US, WINDOW_US, Bools, Ints, Spells


@dataclass(frozen=True, slots=True)
class Pieces:
    """One row per stretch [from_us, to_us) of ages of a spell, all of one bin and one state.

    ``run``: the row of the episode it lies in; ``after_bot``: within W after a bot's touch in the spell.
    """

    run: Ints
    spell: Ints
    from_us: Ints
    to_us: Ints
    bin: Ints
    state: Ints
    after_bot: Bools


def pieces(spells: Spells, runs: Episodes) -> Pieces:
    """The pieces of these episodes, in no order; time before the expectation is left out."""
    expected = spells.expected_us[runs.spell]
    rows = np.flatnonzero((runs.to_us > expected) & (runs.to_us > runs.from_us))
    low = np.maximum(runs.from_us[rows], expected[rows])
    rows, low, high, state = _by_state(runs, rows, low, runs.to_us[rows])
    rows, low, high, state, after_bot = _by_bot(runs, rows, low, high, state)
    of, bins, start, until = split_by_bin(low, high, spells.expected_us[runs.spell[rows]])
    run = rows[of]
    return Pieces(run, runs.spell[run], start, until, bins, state[of], after_bot[of])


def _by_state(runs: Episodes, rows: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    never = runs.who[rows] == NOBODY
    parts = [(rows[never], low[never], high[never], np.full(np.count_nonzero(never), NEVER))]
    rows, low, high = rows[~never], low[~never], high[~never]
    touched_at = runs.from_us[rows] - runs.since_us[rows]
    for sub, edge in enumerate(SINCE_EDGES_US):
        start = np.maximum(low, touched_at + edge)
        until = np.minimum(high, touched_at + SINCE_EDGES_US[sub + 1]) if sub + 1 < SUBS else high
        kept = until > start
        state = 1 + runs.who[rows[kept]] * SUBS + sub
        parts.append((rows[kept], start[kept], until[kept], state))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]


def _by_bot(
    runs: Episodes, rows: Ints, low: Ints, high: Ints, state: Ints
) -> tuple[Ints, Ints, Ints, Ints, Bools]:
    over = runs.from_us[rows] - runs.since_bot_us[rows] + WINDOW_US
    after_bot = low < over
    cut = np.flatnonzero(after_bot & (over < high))
    first_high = high.copy()
    first_high[cut] = over[cut]
    return (
        np.append(rows, rows[cut]),
        np.append(low, over[cut]),
        np.append(first_high, high[cut]),
        np.append(state, state[cut]),
        np.append(after_bot, np.zeros(len(cut), np.bool_)),
    )


@dataclass(frozen=True, slots=True)
class Quiet:
    """One row per stretch [from_us, to_us) of ages past the expectation with no person's touch within W."""

    spell: Ints
    from_us: Ints
    to_us: Ints


def quiet(spells: Spells, runs: Episodes) -> Quiet:
    """The quiet stretches of these episodes, in their order."""
    over = np.where(runs.who == NOBODY, runs.from_us, runs.from_us - runs.since_us + WINDOW_US)
    low = np.maximum(np.maximum(runs.from_us, over), spells.expected_us[runs.spell])
    rows = np.flatnonzero(runs.to_us > low)
    return Quiet(runs.spell[rows], low[rows], runs.to_us[rows])


def split_by_bin(low: Ints, high: Ints, expected_us: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """(row, bin, from, to) of the parts of each [low, high) in one bin; low ≥ expectation, high > low."""
    of, bins = each_place(bin_of(low, expected_us), bin_of(high - 1, expected_us) + 1)
    start = np.maximum(low[of], edge_us(expected_us[of], bins))
    until = np.minimum(high[of], edge_us(expected_us[of], bins + 1))
    return of, bins, start, until


def state_at_end(runs: Episodes, rows: Ints) -> tuple[Ints, Bools]:
    """The state in which these episodes end, and whether within W of a bot's touch.

    An ending on the very edge of a sub-window belongs to the time before it; one at the very moment of a
    touch comes after the touch (on a clock of working hours a whole night is one moment).
    """
    length = np.maximum(runs.to_us[rows] - runs.from_us[rows] - 1, 0)
    state = state_of(runs.who[rows], runs.since_us[rows] + length)
    return state, runs.since_bot_us[rows] + length < WINDOW_US
