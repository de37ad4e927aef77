"""Which cells keep needing a lead: worked by hand, and in worlds with known hot cells."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepin.analysis.estimates.patterns import Rates, fit, patterns, picked_of, posterior, ratio_of
from stepin.simulate.patterns import simulate_patterns

ALONE = -1


def picked(rows: list[tuple[int, float]], parent: list[int] | None = None) -> list[int]:
    step_ins, hours = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=float)
    found = patterns(step_ins, hours, np.array(parent or [ALONE] * len(rows)))
    return np.flatnonzero(found.picked).tolist()


def test_without_anything_seen_a_cell_is_as_likely_as_any():
    # log λ ~ N(0, 1), so r = e^.5 and λ ≤ 2r where log λ ≤ .5 + log 2 = 1.193: Φ(1.193) = .8836
    rates = Rates(0.0, 1.0)
    (chance,) = posterior(np.array([0]), np.array([0.0]), rates)
    assert chance @ (rates.tried <= 2 * rates.mean) == pytest.approx(0.8836, abs=0.005)


def test_with_much_seen_a_cell_is_what_it_shows():
    # 900 step-ins in 100 hours: 9 an hour, give or take a thirtieth, over r = e^.5
    (found,) = ratio_of(posterior(np.array([900]), np.array([100.0]), Rates(0.0, 1.0)), Rates(0.0, 1.0))
    assert found.mean == pytest.approx(9 / np.exp(0.5), rel=0.01)
    assert (found.high - found.low) / found.mean == pytest.approx(2 * 1.645 / 30, rel=0.15)


def test_cells_are_picked_while_the_mean_doubt_stays_within_a_tenth():
    # .01; (.01+.15)/2 = .08; (.01+.15+.16)/3 = .107
    doubtful = np.array([0.16, 0.01, 0.15, 0.9])
    assert picked_of(doubtful, np.array([9, 9, 9, 9])).tolist() == [False, True, True, False]


def test_fewer_than_three_step_ins_are_no_pattern_however_sure():
    assert picked_of(np.array([0.0, 0.0]), np.array([2, 3])).tolist() == [False, True]


def test_the_rate_ratio_of_little_is_drawn_to_the_organisations():
    rates = Rates(0.0, 0.5)
    little, more = ratio_of(posterior(np.array([2, 200]), np.array([0.5, 50.0]), rates), rates)
    raw = 4 / rates.mean
    assert 1 < little.mean < more.mean < raw
    assert little.high - little.low > more.high - more.low


def test_a_hot_cell_is_picked_out_of_even_ones():
    assert picked([(5, 500.0)] * 20 + [(30, 500.0)]) == [20]


def test_work_that_is_nobodys_more_than_others_gives_no_pattern():
    assert picked([(count, 500.0) for count in (4, 5, 6) * 10]) == []


def test_no_step_ins_at_all_give_no_pattern():
    assert picked([(0, 500.0)] * 5) == []


def test_more_hours_are_no_pattern():
    assert picked([(5, 500.0)] * 20 + [(50, 5000.0)]) == []


def test_a_parent_is_shown_instead_of_two_hot_leaves_that_hold_most_of_its_excess():
    even, hot = [(5, 500.0)] * 30, [(40, 500.0)] * 2
    parents = [0] * 28 + [1] * 4
    assert picked(even + hot, parents) == [32 + 1]  # the second parent; leaves come first


def test_one_hot_leaf_stays_its_own_pattern():
    even, hot = [(5, 500.0)] * 31, [(40, 500.0)]
    assert picked(even + hot, [0] * 28 + [1] * 4) == [31]


def test_the_fit_finds_the_distribution_that_made_the_counts():
    rng = np.random.default_rng(4)
    hours = rng.uniform(500, 1500, 3000)
    found = fit(rng.poisson(np.exp(rng.normal(-4.0, 0.6, 3000)) * hours), hours)
    assert (found.centre, found.spread) == (pytest.approx(-4.0, abs=0.05), pytest.approx(0.6, abs=0.03))


def test_cells_that_are_all_alike_have_no_spread():
    assert fit(np.full(30, 20), np.full(30, 500.0)).spread < 0.1


@pytest.mark.parametrize("seed", range(5))
def test_hot_cells_are_found_and_hardly_any_other(seed):
    world = simulate_patterns(seed=seed, hot=6, step_ins_per_hot_cell=50)
    found = patterns(world.step_ins, world.exposure_hours, np.full(60, ALONE)).picked
    assert (found & ~world.hot).sum() <= 1
    assert (found & world.hot).sum() >= 4


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(1, 1e4)), min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_a_picked_cell_has_at_least_three_step_ins_and_a_ratio_inside_its_interval(rows):
    step_ins, hours = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    found = patterns(step_ins, hours, np.zeros(len(rows), np.int64))
    leaves = found.picked[: len(rows)]
    assert (step_ins[leaves] >= 3).all()
    assert all(ratio.low <= ratio.mean <= ratio.high for ratio in found.rate_ratio)
