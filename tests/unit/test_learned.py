"""By when three quarters are over: the analysis's Kaplan–Meier, by hand and against a plain one."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepin.analysis.definitions.expectations import kaplan_meier, keyed

FEWEST_ENDS = 30


def plain(lengths: list[tuple[int, bool]]) -> int:
    """One length at a time, in exact fractions; (how long, whether it ended). −1 where it cannot be told."""
    if sum(over for _, over in lengths) < FEWEST_ENDS:
        return -1
    left = Fraction(1)
    for time in sorted({length for length, over in lengths if over}):
        at_risk = sum(length >= time for length, _ in lengths)
        left *= 1 - Fraction(sum(length == time and over for length, over in lengths), at_risk)
        if left <= Fraction(1, 4):
            return time
    return -1


def grouped(*groups: list[tuple[int, bool]]) -> list[int]:
    """The analysis's: whatever was cut goes in once among the seen, once among the cut, by its parity."""
    rows = [(group, *row) for group, lengths in enumerate(groups) for row in lengths]
    rows.sort(key=lambda row: (row[0], row[1], not row[2]))
    seen = [row for row in rows if row[2] or row[1] % 2]
    cut = [row for row in rows if not row[2] and not row[1] % 2]
    group, length, over = (np.array([row[at] for row in seen], np.int64) for at in range(3))
    cut_group, cut_length = (np.array([row[at] for row in cut], np.int64) for at in range(2))
    figures, _ = kaplan_meier(
        keyed(length, group), over.astype(bool), keyed(cut_length, cut_group), groups=len(groups)
    )
    return figures.tolist()


def ended(*lengths: int) -> list[tuple[int, bool]]:
    return [(length, True) for length in lengths]


def cut_short(*lengths: int) -> list[tuple[int, bool]]:
    return [(length, False) for length in lengths]


def test_three_quarters_are_over_at_the_first_time_at_which_a_quarter_still_runs():
    assert grouped(ended(*range(1, 41))) == [30]  # after 30 of 40 a quarter is left, exactly


def test_ending_at_the_same_moment_is_one_step():
    assert grouped(ended(*[7] * 20, *[9] * 20)) == [9]  # half is left at 7, none at 9


def test_who_was_cut_short_counts_as_at_risk_until_then_and_pushes_the_time_out():
    # 30 end at 1 to 30, ten are cut at 15, as the 15th ends: 25/40 = .625 is left with 15 still running; .25
    # is reached when 15·.25/.625 = 6 of those are left, so at 24.
    assert grouped(ended(*range(1, 31)) + cut_short(*[15] * 10)) == [24]


@pytest.mark.parametrize("lengths", [ended(*range(29)), ended(*range(30)) + cut_short(*[99] * 70)])
def test_too_few_ends_or_never_a_quarter_left_teach_nothing(lengths):
    assert grouped(lengths) == [-1]


some = st.lists(st.tuples(st.integers(0, 60), st.sampled_from([True, True, False])), min_size=25, max_size=90)


@given(st.lists(some, min_size=1, max_size=4))
@settings(max_examples=80, deadline=None)
def test_all_groups_at_once_are_as_one_after_another_in_fractions(groups):
    assert grouped(*groups) == [plain(lengths) for lengths in groups]
