"""What makes stepping in right whatever the forecast says: urgency, a near date, a block."""

from enum import IntFlag

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Impact, Words
from stepin.analysis.definitions.facts import Facts
from stepin.analysis.definitions.segments import last_where, later
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
    put, taken = _labels(f, words.impact > 0)
    last = last_where(put, f.first)
    label = words.impact[f.value[last]]
    return np.where(later(put, taken & (words.impact[f.value] == label), f.first), label, Impact.UNKNOWN)


def reasons(f: Facts, w: Waiting, impact: Ints, *, words: Words) -> Ints:
    """The Reasons that hold after each event; ``impact`` as of ``impacts``."""
    prioritised = f.is_kind("priority_changed")
    urgent = prioritised & words.urgent[f.value]
    urgent = later(urgent, prioritised & ~urgent, f.first) | _labelled_urgent(f, words)
    return (
        urgent * np.int8(Reason.URGENT)
        + _near_date(f, words) * np.int8(Reason.NEAR_DATE)
        + w.blocked * np.int8(Reason.BLOCKED)
        + (impact == Impact.YES) * np.int8(Reason.CUSTOMER_IMPACT)
    )


def _near_date(f: Facts, words: Words) -> Bools:
    due = last_where(f.is_kind("due_changed"), f.first)
    near, rows = np.zeros(len(f), bool), np.flatnonzero(due >= 0)
    near[rows] = words.due_day[f.value[due[rows]]] - f.at[rows] // _DAY_US <= NEAR_DAYS
    return near


def _labelled_urgent(f: Facts, words: Words) -> Bools:
    put, taken = _labels(f, words.urgent)
    on = np.zeros(len(f), bool)
    for label in np.unique(f.value[put]):
        named = f.value == label
        on |= later(named & put, named & taken, f.first)
    return on


def _labels(f: Facts, told: Bools) -> tuple[Bools, Bools]:
    """Where labels that tell it were put on, and taken off; ``told`` is by value."""
    put, taken = f.kind == KIND["labelled"], f.kind == KIND["unlabelled"]
    for each in (put, taken):
        rows = np.flatnonzero(each)
        each[rows] = told[f.value[rows]]
    return put, taken
