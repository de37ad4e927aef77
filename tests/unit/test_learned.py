"""Expectations learned from history, by hand and against the plain quantile."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepin.analysis.learned import learned, survival, tightened


def steps(text: str) -> tuple[np.ndarray, np.ndarray]:
    """``5 5+ 8``: ended after 5, cut short after 5, ended after 8."""
    words = text.split()
    return np.array([int(word.rstrip("+")) for word in words]), np.array([word[-1] != "+" for word in words])


def test_who_was_cut_short_counts_as_at_risk_until_then_and_not_after():
    # At 5: 4 at risk (the one cut at 5 too), 1 ends: 3/4. At 8: 2 at risk: 3/8. At 9: 1 at risk: 0.
    times, running = survival(*steps("5 5+ 8 9"))
    assert times.tolist() == [5, 8, 9]
    assert running.tolist() == pytest.approx([0.75, 0.375, 0.0])


def test_three_quarters_are_over_at_the_first_time_at_which_a_quarter_still_runs():
    durations = np.arange(1, 41)
    assert learned(durations, np.ones(40, bool)) == 30  # after 30 of 40 a quarter is left, exactly


def test_ending_at_the_same_moment_is_one_step():
    # 20 of 40 end at 7, 20 at 9: half is left at 7, none at 9
    assert learned(np.repeat([7, 9], 20), np.ones(40, bool)) == 9


def test_cut_short_ones_push_the_time_out():
    # 30 end at 1..30, 10 were cut short at 15, just after the 15th ended.
    durations, ended = (
        np.append(np.arange(1, 31), np.full(10, 15)),
        np.append(np.ones(30, bool), np.zeros(10, bool)),
    )
    # after 15: 25/40 = .625 with 15 at risk; ≤ .25 needs 15·.25/.625 = 6 left, so the 24th
    assert learned(durations, ended) == 24


def test_fewer_than_thirty_ended_teach_nothing():
    assert learned(np.arange(100), np.arange(100) < 29) is None
    assert learned(np.arange(100), np.arange(100) < 30) is None  # three in ten ended: never a quarter left


@pytest.mark.parametrize(
    ("organisation", "team", "expected"), [(10, 7, 7), (10, 12, 10), (10, None, 10), (None, 7, None)]
)
def test_a_team_tightens_and_never_loosens(organisation, team, expected):
    assert tightened(organisation, team) == expected


@given(st.lists(st.integers(0, 10**12), min_size=30, max_size=200), st.integers(1, 99))
def test_with_nothing_cut_short_it_is_the_plain_quantile(durations, percent):
    given_us = np.array(durations)
    found = learned(given_us, np.ones(len(given_us), bool), percent / 100)
    by_then = -(-len(durations) * percent // 100)
    assert found == sorted(durations)[by_then - 1]
