"""The simulator against figures worked by hand, and what must hold in every world."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepin.analysis.records import HOUR_US, End, Strata, Who
from stepin.simulate.plan import Plan, Rates, age_at_chance, base_chance
from stepin.simulate.spells import World, run, simulate
from stepin.simulate.worlds import TYPES, world_type

MIXED = world_type("mixed")
FIRST_TOUCH = np.array([0.0, 44.0])  # until W after hour 20
QUIET = Rates((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0, 0.0, 0.0, 0.0)


def one_stratum(*, items: int = 20_000, rates: Rates = QUIET, speed: float = 1.0, **changed: object) -> Plan:
    """One team, one kind expected within 20 hours, all started at hour 0 and watched for 2000."""
    plan = Plan(
        kind=MIXED,
        strata=Strata(("payments",), ("issue",)),
        team=np.array([0]),
        expected_h=np.array([20.0]),
        speed=np.array([speed]),
        stratum=np.zeros(items, np.int64),
        start_h=np.zeros(items),
        item_speed=np.ones(items),
        lean=np.ones(items),
        hidden=np.zeros(items, np.bool_),
        edges_h=np.array([0.0, 2000.0]),
        pace=np.ones((1, 1)),
        chase=np.ones((1, 1)),
        boost=np.ones((2, 2)),
        rates=rates,
        more=0.0,
    )
    return replace(plan, **changed)


def walked(plan: Plan) -> World:
    return run(plan, np.random.default_rng(7))


def share_moved_by(world: World, hours: float) -> float:
    spells = world.spells
    return float(np.mean((spells.end == End.PROGRESS) & (spells.end_us - spells.start_us <= hours * HOUR_US)))


@pytest.mark.parametrize(
    ("hours", "speed", "moved"),
    [
        (5, 1.0, 0.357),  # 2.35·(1 − 2^−0.3) = .4412, 1 − e^−.4412
        (20, 1.0, 0.593),  # 2.35·(1 − 5^−0.3) = .8999
        (20, 2.0, 0.835),  # twice that: 1.7998
        (1000, 1.0, 0.846),  # 2.35·(1 − 201^−0.3) = 1.8713
    ],
)
def test_untouched_work_moves_as_its_rate_says(hours, speed, moved):
    assert share_moved_by(walked(one_stratum(speed=speed)), hours) == pytest.approx(moved, abs=0.012)


def test_work_that_is_carried_at_a_constant_rate_ends_exponentially():
    rates = replace(QUIET, carry=0.05)
    spells = walked(one_stratum(rates=rates, speed=1e-9)).spells
    after = (spells.end_us - spells.start_us) / HOUR_US
    assert set(spells.end) == {End.CARRIED}
    assert np.mean(after < 40) == pytest.approx(0.632, abs=0.012)  # 20 hours past 20: 1 − e^−(.05·20)


def test_touches_come_at_their_rate_once_and_not_again_while_one_is_fresh():
    always = Rates((0.0, 0.0, 0.0), (0.01, 0.0, 0.0), 0.0, 0.0, 0.0, 0.0)
    touches = walked(one_stratum(rates=always, speed=1e-9, edges_h=FIRST_TOUCH)).touches
    assert set(touches.who) == {Who.PEER}
    assert len(set(touches.spell)) == len(touches.spell)
    assert len(touches.spell) / 20_000 == pytest.approx(0.213, abs=0.01)  # 24 hours: 1 − e^−.24


def test_a_touch_multiplies_the_rate_for_a_day_and_then_differently():
    at_once = Rates((0.0, 0.0, 0.0), (0.0, 1e6, 0.0), 0.0, 0.0, 0.0, 0.0)
    plan = one_stratum(
        items=4000, rates=at_once, boost=np.array([[1.0, 1.0], [10.0, 2.0]]), edges_h=FIRST_TOUCH
    )
    moved = [share_moved_by(walked(plan), hours) for hours in (28, 44)]
    # .8999 by hour 20; then 10·2.35·(5^−.3 − 6.6^−.3) = 1.1679, then 2·2.35·(6.6^−.3 − 9.8^−.3) = .2984
    assert moved == pytest.approx([0.8735, 0.9061], abs=0.02)


def test_a_slow_period_slows_only_what_runs_in_it():
    plan = one_stratum(
        edges_h=np.array([0.0, 5.0, 2000.0]), pace=np.array([[1e-9, 1.0]]), chase=np.ones((1, 2))
    )
    assert share_moved_by(walked(plan), 4.99) == 0
    assert share_moved_by(walked(plan), 20) == pytest.approx(0.368, abs=0.012)  # .8999 − .4412 = .4587


def test_a_blocked_wait_moves_only_once_the_block_is_gone():
    plan = one_stratum(kind=replace(MIXED, blocked=1.0))
    assert share_moved_by(walked(plan), 20) == 0
    assert share_moved_by(walked(plan), 500) > 0.1


def test_hidden_items_are_in_the_truth_and_not_in_what_is_seen():
    world = simulate(world_type("missing items"), seed=3)
    step_ins = (world.touches.who == Who.LEAD) & (
        world.touches.at_us - world.spells.start_us[world.touches.spell]
        >= world.spells.expected_us[world.touches.spell]
    )
    seen = world.truth.touch >= 0
    assert seen.sum() == step_ins.sum()
    assert (~seen).sum() > 0


def test_a_clean_out_ends_dozens_of_waits_at_one_moment():
    spells = simulate(world_type("bulk clean-outs"), seed=3).spells
    moments, items = np.unique(spells.end_us[spells.end == End.BULK], return_counts=True)
    assert len(moments) >= 1
    assert items.min() >= 24


def test_a_reorganisation_hands_open_waits_to_another_team_where_they_start_again():
    world = simulate(world_type("reorganised"), seed=3)
    spells, teams = world.spells, np.array(world.strata.teams)
    handed = np.flatnonzero(spells.end == End.REDIRECTED)
    after = [
        np.flatnonzero((spells.item == spells.item[row]) & (spells.start_us == spells.end_us[row]))[0]
        for row in handed
    ]
    assert len(handed) > 20
    assert np.mean(teams[spells.stratum[handed]] != teams[spells.stratum[after]]) > 0.8


@given(st.sampled_from(TYPES), st.integers(0, 999))
@settings(max_examples=20, deadline=None)
def test_in_every_world_touches_lie_in_their_waits_and_their_outcomes_after_them(kind, seed):
    world = simulate(kind, seed=seed, items=300)
    spells, touches = world.spells, world.touches
    assert (spells.end_us >= spells.start_us).all()
    assert (touches.at_us >= spells.start_us[touches.spell]).all()
    assert (touches.at_us <= spells.end_us[touches.spell]).all()
    assert (touches.until_us >= 0).all()
    assert (touches.outcome != End.REDIRECTED).all()
    assert (np.diff(touches.at_us)[np.diff(touches.spell) == 0] >= 0).all()


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_the_same_seed_gives_the_same_world_with_enough_step_ins_to_judge_by(kind):
    first, second = simulate(kind, seed=11), simulate(kind, seed=11)
    assert (first.touches.at_us == second.touches.at_us).all()
    assert first.truth.shares == second.truth.shares
    assert first.truth.moved.sum() >= 230


@given(st.floats(0.01, 500), st.floats(1, 80))
def test_the_age_at_which_a_chance_is_reached_undoes_the_chance(age, expected):
    back = age_at_chance(base_chance(np.array([age]), np.array([expected])), np.array([expected]))
    assert back[0] == pytest.approx(age, rel=1e-6)


def test_a_seed_gives_the_same_world_in_every_process():
    told = (
        "from stepin.simulate.spells import simulate; from stepin.simulate.worlds import world_type; "
        "print(simulate(world_type('reorganised'), seed=1, items=300).spells.end_us.sum())"
    )
    processes = [
        subprocess.run(
            [sys.executable, "-c", told],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        )
        for hash_seed in ("0", "1")
    ]
    assert processes[0].stdout == processes[1].stdout != b""
