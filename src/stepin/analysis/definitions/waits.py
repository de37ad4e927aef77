"""The waits of a batch: one row per spell, and one per item for what is learned from items."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.clocks import Clocks
from stepin.analysis.definitions.encoded import Items
from stepin.analysis.definitions.endings import NOT_ENDING
from stepin.analysis.definitions.facts import CLOSING, Facts
from stepin.analysis.definitions.segments import before, last_where, next_where
from stepin.analysis.records import Bools, End, Ints


@dataclass(frozen=True, slots=True)
class Waits:
    """One row per spell. Rows of events are those of the batch until joined; times are on ``clock``."""

    item: Ints
    start_row: Ints
    end_row: Ints  # −1: still running
    team: Ints
    kind: Ints  # of the item
    quarter: Ints
    clock: Ints
    start_us: Ints
    end_us: Ints
    end: Ints
    started_at: Ints  # UTC
    ended_at: Ints  # UTC; the moment analysed where it is still running
    responded: Bools  # somebody but the author had acted by its start
    first_touch_us: Ints  # −1: none
    first_touch_at: Ints  # UTC

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class Lives:
    """One row per item: UTC instants, −1 where it has not come to that."""

    item: Ints
    kind: Ints
    team: Ints
    clock: Ints
    began_at: Ints
    answered_at: Ints
    closed_at: Ints


def starts(f: Facts, ending: Ints) -> Bools:
    """Where spells start: the first event, an ending that leaves the item open, a reopening."""
    rows = np.arange(len(f))
    return f.open_after & ((f.first == rows) | (ending != NOT_ENDING) | ~f.open_before)


def containing(f: Facts, begins: Bools) -> Ints:
    """For each event the row in ``waits`` of the spell it falls into: begun before it, not over before it."""
    row = before(last_where(begins, f.first), f.first, missing=-1)
    number = np.cumsum(begins) - 1
    return np.where((row >= 0) & f.open_before, number[row], -1)


def waits(f: Facts, begins: Bools, ending: Ints, *, items: Items, clocks: Clocks, as_of_us: int) -> Waits:
    """The spells of a batch; first touches still −1."""
    start = np.flatnonzero(begins)
    stop = next_where(ending != NOT_ENDING, f.first)[start]
    running = stop < 0
    clock = clocks.which(f.team[start], f.around_the_clock[start])
    responses = f.acting & (f.progress | f.passing) & (f.actor != f.author)
    return Waits(
        item=f.item[start],
        start_row=start,
        end_row=stop,
        team=f.team[start],
        kind=items.kind[f.item[start]],
        quarter=f.quarter[start],
        clock=clock,
        start_us=clocks.read(clock, f.at[start]),
        end_us=clocks.read(clock, np.where(running, as_of_us, f.at[stop])),
        end=np.where(running, End.OPEN, ending[stop]),
        started_at=f.at[start],
        ended_at=np.where(running, as_of_us, f.at[stop]),
        responded=last_where(responses, f.first)[start] >= 0,
        first_touch_us=np.full(len(start), -1),
        first_touch_at=np.full(len(start), -1),
    )


def lives(f: Facts, *, items: Items, clocks: Clocks) -> Lives:
    first = np.flatnonzero(f.first == np.arange(len(f)))
    responses = f.acting & (f.progress | f.passing) & (f.actor != f.author)
    team, item = f.team[first], f.item[first]
    return Lives(
        item=item,
        kind=items.kind[item],
        team=team,
        clock=clocks.which(team, f.around_the_clock[first]),
        began_at=f.at[first],
        answered_at=_first_at(f, responses, first),
        closed_at=_first_at(f, f.live & f.open_before & CLOSING[f.kind], first),
    )


def _first_at(f: Facts, mask: Bools, first: Ints) -> Ints:
    later = next_where(mask, f.first)[first]
    row = np.where(mask[first], first, later)
    return np.where(row >= 0, f.at[row], -1)
