"""The waits of a batch: one row per spell, and one per item for what is learned from items."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.clocks import Clocks
from stepin.analysis.definitions.encoded import Items
from stepin.analysis.definitions.endings import NOT_ENDING
from stepin.analysis.definitions.facts import CLOSING, Facts
from stepin.analysis.definitions.segments import before, last_where, next_where
from stepin.analysis.definitions.tables import holds
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
    return f.open_after & (f.starts | (ending != NOT_ENDING) | ~f.open_before)


def containing(f: Facts, begins: Bools) -> Ints:
    """For each event the row in ``waits`` of the spell it falls into: begun before it, not over before it."""
    start = np.flatnonzero(begins)
    begun = np.repeat(np.arange(-1, len(start)), np.diff(start, prepend=0, append=len(f)))
    # an open item's last event before is in a spell, or starts one
    return np.where(f.open_before & ~f.starts, before(begun, f.first, missing=-1), -1)


def waits(f: Facts, begins: Bools, ending: Ints, *, items: Items, clocks: Clocks, as_of_us: int) -> Waits:
    """The spells of a batch; first touches still −1."""
    start = np.flatnonzero(begins)
    stop = next_where(ending != NOT_ENDING, f.first)[start]
    running = stop < 0
    clock = clocks.which(f.team[start], f.around_the_clock[start])
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
        responded=last_where(_responses(f), f.first)[start] >= 0,
        first_touch_us=np.full(len(start), -1),
        first_touch_at=np.full(len(start), -1),
    )


def lives(f: Facts, *, items: Items, clocks: Clocks) -> Lives:
    first = np.flatnonzero(f.starts)
    team, item = f.team[first], f.item[first]
    return Lives(
        item=item,
        kind=items.kind[item],
        team=team,
        clock=clocks.which(team, f.around_the_clock[first]),
        began_at=f.at[first],
        answered_at=_first_at(f, _responses(f), first),
        closed_at=_first_at(f, f.open_before & holds(CLOSING, f.kind), first),
    )


def _responses(f: Facts) -> Bools:
    return f.acting & (f.progress | f.passing) & (f.actor != f.author)


def _first_at(f: Facts, mask: Bools, first: Ints) -> Ints:
    """When it first held in each item, given their first rows; −1 where it never did."""
    where = np.append(np.flatnonzero(mask), len(f))
    row = where[np.searchsorted(where, first)]
    return np.where(row < np.append(first[1:], len(f)), np.append(f.at, -1)[row], -1)
