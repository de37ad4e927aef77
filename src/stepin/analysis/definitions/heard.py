"""Whose review was the last that still counts as one to come back to."""

import numpy as np

from stepin.analysis.definitions.covering import latest_covering
from stepin.analysis.definitions.facts import Facts
from stepin.analysis.definitions.segments import ByPerson, end_of, first_rows, last_where, later, next_where
from stepin.analysis.records import Bools, Ints


def latest_heard(f: Facts, reviews: ByPerson, heard: Bools, *, approved: Bools) -> Ints:
    """The latest of the reviews ``heard`` by somebody who is not done with the item, or −1.

    Not told apart where the item is ``approved``, and so waits on no reviewer.
    """
    latest, pushes = last_where(heard, f.first), f.is_kind("pushed")
    rows = np.flatnonzero(later(f.approval, pushes, f.first) & (latest >= 0) & ~approved)
    if len(rows):
        since, until, review = _not_done(f, reviews, heard, pushes)
        start, stop = np.searchsorted(rows, since), np.searchsorted(rows, until)
        latest[rows] = latest_covering(start, stop, review, len(rows))
    return latest


def _not_done(f: Facts, reviews: ByPerson, heard: Bools, pushes: Bools) -> tuple[Ints, Ints, Ints]:
    """From which row up to which, exclusive, somebody is not done after each of their reviews: at once, or
    after an approval from the next push on, until their next review; and the latest of theirs heard by then,
    or −1."""
    whose, row = reviews.in_order()
    last = last_where(heard[row], first_rows(whose))
    end, pushed = end_of(f.first, row), next_where(pushes, f.first)[row]
    same = np.append(whose[1:] == whose[:-1], [False])
    until = np.where(same, np.append(row[1:], len(f)), end)
    since = np.where(f.approval[row], np.where(pushed >= 0, pushed, end), row)
    return since, until, np.where(last >= 0, row[last], -1)
