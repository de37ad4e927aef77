"""The latest interval over each place, against looking at every interval."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stepin.analysis.definitions.covering import latest_covering

PLACES = 40
INTERVALS = st.lists(st.tuples(*(st.integers(0, PLACES) for _ in range(2)), st.integers(0, 99)), max_size=12)


@given(INTERVALS)
def test_of_the_intervals_over_a_place_the_one_of_the_largest_value_is_told(intervals):
    start, stop, value = (np.array([each[n] for each in intervals], np.int64) for n in range(3))
    slow = [max((v for a, b, v in intervals if a <= place < b), default=-1) for place in range(PLACES)]
    assert latest_covering(start, stop, value, PLACES).tolist() == slow
