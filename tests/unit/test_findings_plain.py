from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepin.findings.plain import (
    between,
    by_when,
    chance,
    count,
    day,
    listed,
    moment,
    span,
    span_against,
    times,
    working_days_later,
)
from tests.builders import estimate

# hours | working clock      | around the clock
SPANS = """
0       | less than a minute | less than a minute
0.25    | 15 minutes         | 15 minutes
1       | 1 working hour     | 1 hour
2.4     | 2.5 working hours  | 2.5 hours
7.4     | 7 working hours    | 7 hours
8       | 1 working day      | 8 hours
12      | 1.5 working days   | 12 hours
32      | 4 working days     | 1.5 days
160     | 20 working days    | 7 days
400     | 10 weeks           | 17 days
4160    | 2 years            | 25 weeks
"""


@pytest.mark.parametrize("row", SPANS.strip().splitlines())
def test_a_span_is_told_in_the_unit_a_person_would_use(row):
    hours, working, clock = (cell.strip() for cell in row.split("|"))
    assert span(float(hours), round_the_clock=False) == working
    assert span(float(hours), round_the_clock=True) == clock


@pytest.mark.parametrize(
    ("hours", "expected", "says"),
    [
        (32, 8, ("4 working days", "1")),
        (8, 16, ("1 working day", "2")),
        (32, 4, ("4 working days", "4 working hours")),
        (0.5, 0.25, ("30 minutes", "15")),
    ],
)
def test_what_is_expected_drops_a_unit_that_was_just_said(hours, expected, says):
    assert span_against(hours, expected, round_the_clock=False) == says


@pytest.mark.parametrize(
    ("p", "says"),
    [
        (0.0, "hardly any"),
        (0.049, "hardly any"),
        (0.05, "one in ten"),
        (0.5, "half"),
        (0.68, "seven in ten"),
        (0.94, "nine in ten"),
        (0.95, "nearly all"),
        (1.0, "nearly all"),
    ],
)
def test_a_chance_is_told_in_tenths(p, says):
    assert chance(p) == says


@given(st.floats(0, 1))
def test_every_chance_has_words(p):
    assert chance(p) in {"hardly any", "half", "nearly all"} or chance(p).endswith(" in ten")


def test_intervals_counts_and_lists():
    assert between(estimate(0.5, 0.4, 0.6)) == "between 40% and 60%"
    assert between(estimate(0.5, 0.501, 0.502)) == "about 50%"
    assert [count(n, "step-in") for n in (0, 1, 2, 1204)] == [
        "no step-ins",
        "1 step-in",
        "2 step-ins",
        "1,204 step-ins",
    ]
    assert count(2, "touches", "touch") == "2 touch"
    assert [times(n) for n in (1, 2, 3, 11)] == ["once", "twice", "three times", "11 times"]
    assert [listed(w) for w in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


FRIDAY = datetime(2024, 6, 7, 15, tzinfo=UTC)


def test_horizons_skip_the_weekend_and_are_named_as_days():
    assert working_days_later(FRIDAY, 3) == datetime(2024, 6, 12, 15, tzinfo=UTC)
    assert [by_when(FRIDAY, n, round_the_clock=False) for n in (1, 3, 10)] == [
        "by Monday",
        "by Wednesday",
        "by 21 June",
    ]
    assert [by_when(FRIDAY, n, round_the_clock=True) for n in (1, 3, 10)] == [
        "within 8 hours",
        "within 24 hours",
        "within 80 hours",
    ]


def test_days_carry_their_year_only_where_it_is_another():
    assert day(FRIDAY, near=FRIDAY) == "7 June"
    assert day(FRIDAY, near=FRIDAY.replace(year=2025)) == "7 June 2024"
    assert moment(FRIDAY) == "Friday 7 June 2024, 15:00 UTC"
