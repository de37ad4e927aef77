"""What makes stepping in right whatever the forecast says: urgency, a near date, a block."""

from enum import IntFlag

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Impact, Words
from stepin.analysis.definitions.facts import Facts
from stepin.analysis.definitions.segments import last_where
from stepin.analysis.definitions.waiting import Waiting
from stepin.analysis.records import HOUR_US, Bools, Ints

NEAR_DAYS = 3
_DAY_US = 24 * HOUR_US


class Reason(IntFlag):
    """``name.lower()`` is the contract's word."""

    URGENT = 1
    NEAR_DATE = 2
    BLOCKED = 4
    CUSTOMER_IMPACT = 8


def impacts(f: Facts, words: Words) -> Ints:
    """The Impact after each event: as the last label that tells it, unless that was taken off again."""
    said = words.impact[f.value]
    put = last_where((said > 0) & (f.kind == KIND["labelled"]), f.first)
    label = np.where(put >= 0, said[put], Impact.UNKNOWN)
    taken = last_where((said > 0) & (said == label) & (f.kind == KIND["unlabelled"]), f.first)
    return np.where(put > taken, label, Impact.UNKNOWN)


def reasons(f: Facts, w: Waiting, *, words: Words) -> Ints:
    """The Reasons that hold after each event."""
    priority = last_where(f.is_kind("priority_changed"), f.first)
    urgent = ((priority >= 0) & words.urgent[f.value[priority]]) | _labelled_urgent(f, words)
    due = last_where(f.is_kind("due_changed"), f.first)
    near = (due >= 0) & (words.due_day[f.value[due]] - f.at // _DAY_US <= NEAR_DAYS)
    return (
        urgent * int(Reason.URGENT)
        + near * int(Reason.NEAR_DATE)
        + w.blocked * int(Reason.BLOCKED)
        + (impacts(f, words) == Impact.YES) * int(Reason.CUSTOMER_IMPACT)
    )


def _labelled_urgent(f: Facts, words: Words) -> Bools:
    on = np.zeros(len(f), bool)
    labels = f.value[np.flatnonzero((f.kind == KIND["labelled"]) & words.urgent[f.value])]
    for label in np.unique(labels):
        named = f.value == label
        put = last_where(named & (f.kind == KIND["labelled"]), f.first)
        on |= put > last_where(named & (f.kind == KIND["unlabelled"]), f.first)
    return on
