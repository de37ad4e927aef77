"""Stuck work by week, worked by hand: Payments works Monday to Friday, 09:00 to 17:00 UTC."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from stepin.analysis.estimates.counting import gather
from stepin.analysis.run import analyse_log
from stepin.findings.compose.cells import cells, split_by_week
from stepin.findings.compose.naming import microseconds
from stepin.findings.compose.step_ins import Came
from stepin.findings.model import Cell
from stepin.log.records import Event, Item
from stepin.org.organisation import Expect
from tests.spec.fast import _events, _items
from tests.spec.tables import SHOP

HOUR_US = 3_600_000_000
EXPECTED = replace(SHOP, expects=(Expect(first_us=8 * HOUR_US, next_us=8 * HOUR_US),))


def at(day, hour):
    return datetime(2024, 6, day, hour, tzinfo=UTC)


def analysed(*acts, until):
    events = [
        Event(
            event_id=f"git:{n}", item_id="git:shop#1", occurred_at=when, seq=n, actor=who, kind=kind,
            value=value, previous=None,
        )
        for n, (when, who, kind, value) in enumerate(acts)
    ]  # fmt: skip
    item = Item(item_id="git:shop#1", source="git", kind="issue", container="shop", author="ana")
    return analyse_log(_events(events), _items([item]), EXPECTED, as_of_us=microseconds(until))


def told(found, *, late=()):
    """The cells, with step-ins into the only stratum at these moments."""
    many = len(late)
    rows = np.arange(many)
    at_us = np.array([microseconds(each) for each in late], np.int64)
    none = np.zeros(many, np.int64)
    ids = pa.array(["s"] * many, pa.string())
    came = Came(rows, ids, at_us, stratum=none, outcome=none, early=none > 0)
    return list(cells(found, came, gather(found.spells, found.touches).quiet))


def test_stuck_time_is_told_by_week_of_its_own_clock():
    """It waits from Monday the 10th, 09:00; from Tuesday on it is stuck: four days of eight hours in the
    first week, and until Wednesday noon 8 + 8 + 3 in the second."""
    found = analysed((at(10, 9), "ana", "opened", None), until=at(19, 12))
    assert told(found) == [Cell("payments", "issue", at(10, 0), (0, 0), (1, 0), (32.0, 19.0))]


def test_the_three_working_days_after_a_lead_s_touch_are_left_out():
    """Lea asks on Friday at 13:00: 8 + 8 + 8 + 4 hours until then, and the next 24 end after the report."""
    asked = (at(14, 13), "lea", "commented", "ask")
    found = analysed((at(10, 9), "ana", "opened", None), asked, until=at(19, 12))
    came = [at(9, 23), at(14, 13)]  # the first of them before the first week that is told
    assert told(found, late=came) == [Cell("payments", "issue", at(10, 0), (1, 0), (1, 0), (28.0, 0.0))]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 60)), max_size=6),
    st.lists(st.integers(0, 60), min_size=1, max_size=6, unique=True),
)
def test_split_by_week_loses_nothing_after_the_first_edge(spans, starts):
    low = np.array([start for start, _ in spans], np.int64)
    high = np.array([start + length for start, length in spans], np.int64)
    edges = np.append(np.sort(np.array(starts, np.int64)), 1000)
    of, week, length = split_by_week(low, high, edges)
    slow = {
        (row, w): min(b, edges[w + 1]) - max(a, edges[w])
        for row, (a, b) in enumerate(zip(low, high, strict=True))
        for w in range(len(edges) - 1)
        if min(b, edges[w + 1]) > max(a, edges[w])
    }
    fast = {(r, w): n for r, w, n in zip(of.tolist(), week.tolist(), length.tolist(), strict=True) if n > 0}
    assert fast == slow
    assert (length >= 0).all()
