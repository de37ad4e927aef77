"""Before and after a change, with figures worked by hand or by scipy's own distributions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma, nbinom, poisson

from stepin.analysis.estimates.before_after import (
    ALONE,
    Ahead,
    Prior,
    ahead,
    spread,
    verdict,
)


def test_what_comes_is_drawn_from_what_the_cell_saw_and_what_the_organisation_is_like():
    """a = 2 at 1 in 100 hours; 4 step-ins in 100 hours: 50 more hours bring 50·(2 + 4)/(200 + 100) = 1."""
    assert ahead(Prior(2.0, 200.0), step_ins=4, hours=100.0, next_hours=50.0) == Ahead(6.0, 1.0)


def test_the_chance_of_none_is_that_of_a_mixture_of_poissons():
    """(300 / 350)^6, as (1 + mean/size)^-size, and as the Gamma's own integral says."""
    told = Ahead(6.0, 1.0).at_most(0)
    rates = gamma(6, scale=1 / 300).ppf((np.arange(200_000) + 0.5) / 200_000)
    assert (
        told == pytest.approx((300 / 350) ** 6) == pytest.approx(poisson.pmf(0, 50 * rates).mean(), rel=1e-4)
    )


@given(st.integers(0, 40), st.floats(0.5, 60), st.floats(0.01, 60))
def test_the_chances_are_those_of_a_negative_binomial(number, size, mean):
    told, p = Ahead(size, mean), size / (size + mean)
    assert told.at_most(number) == pytest.approx(nbinom.cdf(number, size, p), abs=1e-9)
    assert told.between() == tuple(nbinom.ppf((0.05, 0.95), size, p))


def test_alone_a_cell_is_held_against_itself():
    """Nine in thirteen weeks, then six weeks: (9 + ½)·6/13."""
    told = ahead(ALONE, step_ins=9, hours=13.0, next_hours=6.0)
    assert (told.size, told.mean) == (9.5, pytest.approx(9.5 * 6 / 13))
    assert told.between() == (1, 9)


@pytest.mark.parametrize(
    ("mean", "came", "said"),
    [
        (6.0, 0, "fell"),  # (1 + 6/8)^-8 = 1.1%
        (1.0, 0, "cannot_tell"),  # 39%: nothing much was stuck
        (6.0, 3, "cannot_tell"),  # 26%
        (6.0, 6, "did_not"),
        (1.0, 2, "did_not"),
        (0.0, 0, "cannot_tell"),
    ],
)
def test_the_verdict_follows_how_seldom_so_few_would_come(mean, came, said):
    assert verdict(Ahead(8.0, mean), came) == said


def test_the_spread_of_rates_is_found_again():
    rng = np.random.default_rng(7)
    hours = rng.uniform(200, 2000, 2000)
    step_ins = rng.poisson(rng.gamma(1.5, 0.01 / 1.5, 2000) * hours)
    found = spread(step_ins, hours)
    assert found.shape == pytest.approx(1.5, rel=0.1)
    assert found.shape / found.rate == pytest.approx(0.01, rel=0.05)


def test_too_few_cells_tell_nothing_of_a_spread():
    assert spread(np.array([3, 0, 2, 1]), np.array([10.0, 10, 10, 10])) == ALONE
    assert spread(np.zeros(9, np.int64), np.full(9, 10.0)) == ALONE


@given(st.integers(0, 30), st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_more_step_ins_before_never_make_fewer_the_expectation(before, hours, after):
    fewer = ahead(Prior(1.0, 100.0), step_ins=before, hours=hours, next_hours=after)
    more = ahead(Prior(1.0, 100.0), step_ins=before + 1, hours=hours, next_hours=after)
    assert more.mean > fewer.mean


def test_the_worst_cells_are_rarely_said_to_improve_where_nothing_was_done():
    """Sixty cells that differ little; the worst is picked and held against its next quarter, 400 times.
    Held against itself alone it is said to have improved more than one time in ten."""
    rng = np.random.default_rng(11)
    said = {"shrunk": 0, "alone": 0}
    for _ in range(400):
        rates = rng.gamma(8, 0.012 / 8, 60)
        before, after = rng.poisson(rates * 500), rng.poisson(rates * 500)
        worst = int(before.argmax())
        for name, prior in (("shrunk", spread(before, np.full(60, 500.0))), ("alone", ALONE)):
            told = ahead(prior, step_ins=int(before[worst]), hours=500.0, next_hours=500.0)
            said[name] += verdict(told, int(after[worst])) == "fell"
    assert said["shrunk"] <= 0.05 * 400 < 0.1 * 400 < said["alone"]
