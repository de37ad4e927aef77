"""What else there was in the team at a step-in, worked by hand.

lea leads Payments, max is in it, and mia from Friday on.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from stepin.analysis.records import HOUR_US
from stepin.analysis.run import analyse_log
from stepin.findings.columns import from_table
from stepin.findings.compose.around import around
from stepin.findings.compose.naming import microseconds
from stepin.findings.model import Around
from stepin.findings.priorities import rank
from stepin.log.records import Event, Item
from stepin.org.organisation import Expect, Post
from tests.spec.fast import _events, _items
from tests.spec.tables import MONDAY, SHOP

FRIDAY, AT_LAST = date(2024, 6, 14), MONDAY + timedelta(days=30)
ORGANISATION = replace(
    SHOP,
    expects=(Expect(first_us=4 * HOUR_US, next_us=4 * HOUR_US),),
    teams=tuple(
        replace(t, members=(*t.members, Post("mia", since=FRIDAY))) if t.id == "payments" else t
        for t in SHOP.teams
    ),
)


def at(day, hour=9):
    return MONDAY + timedelta(days=day, hours=hour)


def analysed(*acts, as_of=AT_LAST):
    """``acts``: (item number, when, who, kind, value) in payments' repository."""
    acts = sorted(acts, key=lambda act: (act[0], act[1]))
    events = [
        Event(f"e{n}", f"git:shop#{item}", occurred_at=when, seq=n, actor=who, kind=kind, value=value)
        for n, (item, when, who, kind, value) in enumerate(acts)
    ]  # fmt: skip
    items = [
        Item(item_id=f"git:shop#{item}", source="git", kind="issue", container="shop", author="ana")
        for item in sorted({act[0] for act in acts})
    ]
    return analyse_log(_events(events), _items(items), ORGANISATION, as_of_us=microseconds(as_of))


def told(found):
    ids = pa.array([f"s{n}" for n in range(len(found.step_ins.act))], pa.string())
    return from_table(Around, around(found, order=np.arange(len(ids)), ids=ids))


def test_what_the_team_moved_meanwhile_is_told_by_priority():
    """1 is P1, waiting from Monday to Friday; max ends 2 (P3) and 3 (no priority), but 4 only on Saturday."""
    acts = [
        (1, at(0), "ana", "opened", None),
        (1, at(0, 10), "max", "assigned", "max"),
        (1, at(0, 10), "ana", "priority_changed", "P1"),
        (2, at(0), "ana", "opened", None),
        (2, at(0, 10), "ana", "labelled", "priority: low"),
        (2, at(1), "max", "assigned", "max"),
        (2, at(2), "max", "closed", None),
        (3, at(0), "ana", "opened", None),
        (3, at(1), "max", "assigned", "max"),
        (3, at(2), "max", "closed", None),
        (4, at(0), "ana", "opened", None),
        (4, at(1), "max", "assigned", "max"),
        (4, at(5), "max", "closed", None),
        (1, at(4), "lea", "commented", "chase"),
    ]
    assert told(analysed(*acts)) == (
        Around(
            step_in="s0",
            container="git:shop",
            members=3,
            movers=1,
            open_items=2,
            open_usual=None,
            moved=2,
            lower=("git:shop#2",),
            ranked=1,
            uses_priority=True,
            uses_dates=False,
        ),
    )


def test_what_is_open_is_held_against_the_weeks_before():
    """One is open from the start; three more come in the last week: 4 now, and 1 in each week before."""
    old = [(1, at(-84), "ana", "opened", None)]
    new = [(n, at(-2), "ana", "opened", None) for n in (2, 3, 4)]
    asked = [(1, at(0), "lea", "commented", "chase")]
    (found,) = told(analysed(*old, *new, *asked))
    assert (found.open_items, found.open_usual, found.movers, found.uses_priority) == (4, 1.0, 0, False)


def test_an_early_step_in_has_nothing_around_it():
    acts = [
        (1, at(0), "ana", "opened", None),
        (1, at(0, 10), "max", "assigned", "max"),
        (1, at(0, 12), "lea", "assigned", "lea"),
    ]
    found = analysed(*acts)
    assert (found.step_ins.early.tolist(), told(found)) == ([True], ())


def test_what_happens_at_the_very_moment_of_a_step_in_comes_after_it():
    """Friday, midnight: mia's first moment, and the moment analysed. 1 and 3 are open, 2 is so no more."""
    midnight = at(4, 0)
    acts = [(number, at(0), "ana", "opened", None) for number in (1, 2, 3)]
    acts += [(2, at(0), "ana", "assigned", "max"), (2, midnight, "max", "closed", None)]
    acts += [(3, midnight, "ana", "priority_changed", "P1"), (1, midnight, "lea", "commented", "chase")]
    (found,) = told(analysed(*acts, as_of=midnight))
    assert (found.members, found.movers, found.moved, found.open_items) == (3, 0, 0, 2)
    assert not found.uses_priority


def test_at_most_twenty_items_of_a_lower_priority_are_listed():
    """P1 waits; of 22 items of P3, numbered from 11, mia closes each on Tuesday: 11 to 30 are named."""
    acts = [(10, at(0), "ana", "priority_changed", "P1"), (10, at(4), "lea", "commented", "chase")]
    for number in range(11, 33):
        acts += [(number, at(0), "ana", "priority_changed", "P3"), (number, at(1), "mia", "closed", None)]
    opened = [(number, at(0, 8), "ana", "opened", None) for number in range(10, 33)]
    (found,) = told(analysed(*acts, *opened))
    assert (found.moved, found.ranked) == (22, 22)
    assert found.lower == tuple(f"git:shop#{number}" for number in range(11, 31))


@pytest.mark.parametrize(
    ("text", "label", "is_rank"),
    [
        ("P1", True, 1),
        ("priority: high", True, 1),
        ("sev-2", True, 2),
        ("Critical", False, 0),
        ("3", False, 3),
        ("3", True, None),  # a label of a number says nothing
        ("high", True, None),
        ("high", False, 1),
        ("bug", True, None),
        (None, False, None),
    ],
)
def test_priorities_compare_however_they_are_written(text, label, is_rank):
    assert rank(text, label=label) == is_rank
