"""The truth against chances worked by hand, and against what then happened in the simulation."""

from dataclasses import replace

import numpy as np
import pytest

from stepin.analysis.records import Who
from stepin.simulate.plan import Rates, draw_plan
from stepin.simulate.spells import run, simulate
from stepin.simulate.worlds import TYPES, world_type
from tests.unit.test_simulate_spells import FIRST_TOUCH, one_stratum, walked

AT_ONCE = Rates((0.0, 0.0, 0.0), (0.0, 1e6, 0.0), 0.0, 0.0, 0.0, 0.0)


def test_one_stratum_and_one_moment_by_hand():
    # Leads come when 20 hours have passed. 2.35·(5^−.3 − 9.8^−.3) = .2651 is what 20 to 44 hours add.
    boost = np.array([[2.0, 2.0], [4.0, 4.0]])
    truth = walked(one_stratum(items=2000, rates=AT_ONCE, boost=boost, edges_h=FIRST_TOUCH)).truth
    assert truth.q0[truth.moved].mean() == pytest.approx(0.2329, abs=0.0005)  # 1 − e^−.2651
    assert truth.q1[truth.moved].mean() == pytest.approx(0.4115, abs=0.0005)  # 1 − e^−.5302
    assert truth.q2[truth.moved].mean() == pytest.approx(0.6537, abs=0.0005)  # 1 − e^−1.0604
    shares = truth.shares
    assert [shares.anyway, shares.anyone, shares.you] == pytest.approx([0.3562, 0.2733, 0.3705], abs=0.001)


def test_what_an_earlier_touch_still_does_counts_as_moving_anyway():
    hourly = Rates((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), 1.0, 0.0, 0.0, 0.0)
    truth = walked(one_stratum(items=500, rates=hourly, boost=np.array([[2.0, 2.0], [4.0, 4.0]]))).truth
    q0, q2 = truth.q0[truth.moved], truth.q2[truth.moved]
    assert 0.9 < np.median(q0 / q2) < 1  # of the touch an hour ago 23 of 24 hours are left


def test_inert_touches_change_nothing_and_equal_ones_leave_the_lead_nothing():
    inert, equal = (
        simulate(world_type(name), seed=5, items=3000).truth.shares for name in ("inert", "equal")
    )
    assert (inert.anyway, inert.anyone, inert.you) == pytest.approx((1.0, 0.0, 0.0), abs=1e-9)
    assert equal.you == pytest.approx(0.0, abs=0.005)  # which of the two touched last is still remembered
    assert equal.anyone > 0.3


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_moves_after_step_ins_happen_as_often_as_the_truth_says(kind):
    rng = np.random.default_rng(23)
    drawn = draw_plan(replace(kind, hidden=0.0, bulk=False, reorganised=False), rng, items=3000)
    world = run(replace(drawn, rates=replace(drawn.rates, carry=0, carry_after_touch=0, abandon=0)), rng)
    spells, touches, truth = world.spells, world.touches, world.truth
    stuck = touches.at_us - spells.start_us[touches.spell] >= spells.expected_us[touches.spell]
    watched = drawn.edges_h[-1] - touches.at_us / 3.6e9 > 24
    usable = ((touches.who == Who.LEAD) & stuck & watched)[truth.touch]
    # A move that had the chance q2 stands for 1/q2 step-ins, together for all: but for those that could not
    # move at all, because a block outlasts the window.
    weighed = (1 / truth.q2[truth.moved & usable]).sum()
    within = 4 * np.sqrt((1 / truth.q2[truth.moved & usable] ** 2).sum())
    assert abs(weighed - usable.sum()) < within or (kind.blocked and weighed < usable.sum())
