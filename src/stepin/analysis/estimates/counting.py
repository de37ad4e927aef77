"""All that the estimates need, as whole-number sums: time and moves, touches and what followed them.

The sums of the parts of a log (whole items each) add up to the sums of the log.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from stepin.analysis.estimates.episodes import Episodes, Lineage, chunks, episodes_of, in_order, lineage
from stepin.analysis.estimates.late import (
    LIFE_DIMS,
    QUARTERS,
    STRATA,
    TOUCH_DIMS,
    WINDOW_DIMS,
    Late,
    is_move,
    late_touches,
    touch_sums,
)
from stepin.analysis.estimates.pieces import Quiet, pieces, quiet, state_at_end
from stepin.analysis.estimates.states import STATES, bin_of, stretched
from stepin.analysis.estimates.sums import Sums, merged
from stepin.analysis.records import (
    BINS,
    Bools,
    End,
    Ints,
    Spells,
    Touches,
)

THREADS = 2
ALONE, FOLLOWED, BEFORE_LEAD = range(3)  # no later spell of the item; one; one that a lead touched

TIME_DIMS = (STRATA, QUARTERS, BINS, STATES, 3, 2)


@dataclass(frozen=True, slots=True)
class Counts:
    """Four tables of sums over time and touches past the expectation.

    ``time``, by (stratum, quarter, bin, state, ALONE/FOLLOWED/BEFORE_LEAD, within W after a bot's touch):
    microseconds, moves, of which progress, competing ends; and the microseconds ``stretched``.
    ``touches``, by persons, by (stratum, quarter, bin at the touch, Who, state just before it): how many;
    then followed within W by progress, passing on, carrying, another competing end; and cut off before W.
    ``windows``: by the same, then segment and bin: the microseconds, ``stretched``, that [age, age + W]
    spends there if nobody touches again. Segment 0 is untouched; in 1 and 2, sub-windows, the touch *before*
    is fresh.
    ``life``, by (Who, state just before, sub-window of W): at risk at its start, moved in it, cut in it.
    ``strata``: how many there are, with time past the expectation or without.
    """

    time: Sums
    touches: Sums
    windows: Sums
    life: Sums
    strata: int

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.time + other.time,
            self.touches + other.touches,
            self.windows + other.windows,
            self.life + other.life,
            max(self.strata, other.strata),
        )


@dataclass(frozen=True, slots=True)
class Gathered:
    """The sums of a log, and what they are made of: every deliberate touch by a person past the expectation
    (``late``), all untouched time past it (``quiet``), and what each spell inherits (``left``)."""

    counts: Counts
    late: Late
    quiet: Quiet
    left: Lineage


def count(spells: Spells, touches: Touches) -> Counts:
    """The sums of a log. The spells of an item must be in time order; all of an item's must be here."""
    return gather(spells, touches).counts


def gather(spells: Spells, touches: Touches) -> Gathered:
    """The sums of a log with what they are made of, in one pass over its episodes; as ``count``."""
    ordered = in_order(touches)
    left = lineage(spells, ordered)
    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(partial(_chunk, spells, ordered, left), chunks(spells)))
    strata = int(spells.stratum.max(initial=-1)) + 1
    if not parts:
        none = np.empty(0, np.int64)
        return Gathered(
            replace(nothing(), strata=strata),
            Late(*(none,) * len(Late.__slots__)),
            Quiet(none, none, none),
            left,
        )
    tables, late, still = zip(*parts, strict=True)
    time, acts, windows, life = (merged(list(each)) for each in zip(*tables, strict=True))
    counts = Counts(time, acts, windows, life, strata=strata)
    as_they_came = np.argsort(touches.spell, kind="stable")
    late_all = Late(*(np.concatenate([getattr(part, name) for part in late]) for name in Late.__slots__))
    still_all = Quiet(*(np.concatenate([getattr(part, name) for part in still]) for name in Quiet.__slots__))
    return Gathered(counts, replace(late_all, row=as_they_came[late_all.row]), still_all, left)


def _chunk(
    spells: Spells, touches: Touches, left: Lineage, rows: Ints
) -> tuple[tuple[Sums, ...], Late, Quiet]:
    """The four tables of one chunk of spells, and what they are made of."""
    runs = episodes_of(rows, spells, touches, left)
    late = late_touches(spells, touches, runs)
    return (_time(spells, runs, left), *touch_sums(spells, late)), late, quiet(spells, runs)


def nothing() -> Counts:
    """The sums of an empty log."""
    none = np.empty(0, np.int64)
    widths = ((TIME_DIMS, 5), (TOUCH_DIMS, 6), (WINDOW_DIMS, 1), (LIFE_DIMS, 3))
    time, acts, windows, life = (Sums(none, np.empty((0, width), np.int64), dims) for dims, width in widths)
    return Counts(time, acts, windows, life, strata=0)


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
    time_us, nothing_yet = cut.to_us - cut.from_us, np.zeros((3, len(cut.spell)), np.int64)
    spent = (time_us, *nothing_yet, stretched(time_us, spells.expected_us[cut.spell]))
    place = _in_place(spells, line, of, at_bin, state, after_bot)
    moved, progress = is_move(end[ended]), end[ended] == End.PROGRESS
    none = np.zeros(len(of), np.int64)
    ends = (none, moved * 1, progress * 1, ~moved * 1, none)
    return Sums.of(waited, spent, dims=TIME_DIMS) + Sums.of(place, ends, dims=TIME_DIMS)


def _in_place(
    spells: Spells, line: Ints, spell: Ints, bins: Ints, state: Ints, after_bot: Bools
) -> tuple[Ints, ...]:
    return (spells.stratum[spell], spells.quarter[spell], bins, state, line[spell], after_bot * 1)
