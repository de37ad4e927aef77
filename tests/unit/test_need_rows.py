"""Team by team and one by one: the hierarchy against plain sums, and the rows against known truth."""

from dataclasses import replace

import numpy as np
import pytest

from stepin.analysis.estimates.counting import gather
from stepin.analysis.estimates.hierarchy import (
    Evidence,
    draw_hyperparameters,
    hyperparameters,
    latents,
    log_posterior,
)
from stepin.analysis.estimates.need_rows import fit_rows, rows, single_step_ins
from stepin.analysis.records import Touches
from stepin.simulate.spells import simulate
from stepin.simulate.worlds import world_type

VAGUE = np.array([0.0, 0.0, 0.0, 3.0, 3.0, 3.0])


def seen(strata: int = 1, *, moves=200.0, expected=100.0, peers=(1e4, 5e3), leads=(1e4, 7e3)) -> Evidence:
    """Per stratum, one row of others' touches and one of leads', each of hazard .1: (n, moved)."""
    of = np.repeat(np.arange(strata), 2)
    n, moved = (np.tile([peers[at], leads[at]], strata) for at in (0, 1))
    return Evidence(
        np.full(strata, moves),
        np.full(strata, expected),
        of,
        np.tile([0.0, 1.0], strata),
        n,
        moved,
        of * 0 + 0.1,
    )


def test_with_much_to_see_the_mode_is_what_each_stratum_shows():
    # e^a = 2; 1 − e^(−.1·2·e^u1) = .5 → u1 = log(.693/.2); u2 = log(1.204/.2)
    a, c, v = latents(seen(moves=2e6, expected=1e6), VAGUE).mode[0]
    assert np.exp([a, c, c + v]).tolist() == pytest.approx(
        [2.0, np.log(2) / 0.2, -np.log(0.3) / 0.2], rel=0.01
    )


def test_with_nothing_to_see_a_stratum_is_like_the_others():
    nothing = seen(moves=0.0, expected=0.0, peers=(0.0, 0.0), leads=(0.0, 0.0))
    found = latents(nothing, np.array([0.7, 1.0, 0.5, -1.0, -1.0, -1.0]))
    assert found.mode[0].tolist() == pytest.approx([0.7, 0.0, 0.0])


def test_a_step_away_from_the_mode_is_less_likely():
    world = seen(8, moves=20.0, expected=25.0, peers=(40.0, 20.0), leads=(30.0, 22.0))
    best, covariance = hyperparameters(world)
    at_best = log_posterior(world, best)
    assert all(
        log_posterior(world, best + step) < at_best for step in np.vstack([np.eye(6), -np.eye(6)]) * 0.3
    )
    assert (np.linalg.eigvalsh(covariance) > 0).all()


def test_many_hyperparameters_at_once_are_as_each_by_itself():
    world = seen(4, moves=20.0, expected=25.0, peers=(40.0, 20.0), leads=(0.0, 0.0))
    hypers = np.array([[0.1, 0.5, 0.3, -1.0, -1.0, -2.0], [-0.4, 1.5, 0.0, -2.0, 0.0, -1.0]])
    each = [latents(world, hyper).mode for hyper in hypers]
    assert latents(world, hypers).mode == pytest.approx(np.stack(each))
    assert log_posterior(world, hypers).tolist() == pytest.approx(
        [float(log_posterior(world, hyper)) for hyper in hypers]
    )


def test_where_hundreds_of_strata_have_seen_much_what_made_them_is_found_again():
    rng, truth, strata = np.random.default_rng(3), np.array([0.2, 1.8, 0.5, -0.5, -0.9, -1.2]), 300
    a, c, v = rng.normal(0, np.exp(truth[3:])[:, None], (3, strata))
    a += truth[0]
    log_peer = a + c + truth[1]
    chance = -np.expm1(-0.1 * np.exp(np.stack([log_peer, log_peer + truth[2] + v], axis=1))).ravel()
    world = seen(strata, peers=(400, 0), leads=(400, 0), expected=300.0)
    world = replace(world, moves=rng.poisson(300 * np.exp(a)) * 1.0, moved=rng.binomial(400, chance) * 1.0)
    best, covariance = hyperparameters(world)
    assert (np.abs(best - truth) < 3 * np.sqrt(np.diag(covariance))).all()


def test_no_spread_is_drawn_that_is_out_of_the_question():
    drawn = draw_hyperparameters(np.zeros(6) - 1, np.eye(6) * 4, rng=np.random.default_rng(1), draws=500)
    assert np.exp(drawn[:, 3:].max(axis=0)).tolist() == pytest.approx([3.0, 1.5, 1.05])
    assert drawn[:, :3].max() > 3


@pytest.fixture(scope="module")
def large():
    world = simulate(world_type("mixed"), seed=2, items=12_000)
    gathered = gather(world.spells, world.touches)
    return world, gathered.late, fit_rows(gathered.counts, rng=np.random.default_rng(2), draws=120)


def test_rows_tell_the_truth_about_teams_and_say_where_they_cannot(large):
    world, _, found = large
    told = rows(found)
    sure = [row for row in told if row.you is not None]
    assert len(told) == len(world.strata.teams)
    assert all(row.reason is None for row in sure)
    assert all(row.reason for row in told if row.you is None)
    assert all(row.anyway.mean + row.anyone.mean + row.you.mean == pytest.approx(1) for row in sure)


def test_single_step_ins_are_told_apart(large):
    world, late, found = large
    truth = world.truth
    moved = np.flatnonzero(truth.moved)[:500]
    told = single_step_ins(found, world.spells, late, truth.touch[moved])
    anyway = (truth.q0 / truth.q2)[moved]
    assert np.abs(told.anyway - anyway).mean() < 0.06
    assert np.corrcoef(told.anyway, anyway)[0, 1] > 0.7
    assert told.anyway + told.anyone + told.you == pytest.approx(np.ones(len(moved)))


def test_the_intervals_of_single_step_ins_hold_what_would_have_moved_anyway(large):
    world, late, found = large
    truth = world.truth
    moved = np.flatnonzero(truth.moved)[:500]
    told = single_step_ins(found, world.spells, late, truth.touch[moved])
    anyway = (truth.q0 / truth.q2)[moved]
    assert 0.7 < ((told.low[0] <= anyway) & (anyway <= told.high[0])).mean() <= 1
    shares = np.stack([told.anyway, told.anyone, told.you])
    assert ((told.low >= 0) & (told.low <= shares) & (shares <= told.high) & (told.high <= 1)).all()
    assert (told.high - told.low)[0].mean() < 0.3
    assert (np.diff(told.within, axis=0) >= 0).all()
    for place, q in enumerate((truth.q0, truth.q1, truth.q2)):
        assert np.abs(told.within[place] - q[moved]).mean() < 0.05


def test_the_order_of_the_touches_does_not_matter_to_a_step_in(large):
    world, late, found = large
    touches, some = world.touches, world.truth.touch[:40]
    order = np.lexsort((touches.at_us, -touches.spell))
    moved = Touches(*(getattr(touches, name)[order] for name in Touches.__slots__))
    now = np.argsort(order)[some]
    one = single_step_ins(found, world.spells, late, some)
    other = single_step_ins(found, world.spells, gather(world.spells, moved).late, now)
    assert one.anyway == pytest.approx(other.anyway)


def test_no_step_ins_give_no_needs(large):
    world, late, found = large
    assert len(single_step_ins(found, world.spells, late, np.empty(0, np.int64)).you) == 0


def test_a_touch_that_is_no_step_in_is_refused(large):
    world, late, found = large
    age = world.touches.at_us - world.spells.start_us[world.touches.spell]
    early = np.flatnonzero(age < world.spells.expected_us[world.touches.spell])[:1]
    with pytest.raises(ValueError, match="past the expectation"):
        single_step_ins(found, world.spells, late, early)
