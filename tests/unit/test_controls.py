"""The checks on the shares: by hand, and where they must and must not sound."""

from dataclasses import replace

import numpy as np
import pytest

from stepin.analysis.estimates.code_control import code_control, pseudo_touches, risk_set
from stepin.analysis.estimates.controls import (
    BOT,
    EARLIER,
    ONE_WEEK,
    TWO_WEEKS,
    Control,
    control,
    gated,
    ratio,
    timing,
)
from stepin.analysis.estimates.counting import count
from stepin.analysis.estimates.shares import Need, Share
from stepin.analysis.records import HOUR_US, End
from stepin.simulate.spells import simulate
from stepin.simulate.worlds import world_type
from tests.unit.waits import waits

TOLD = Need(200, 150, 20, 10, Share(0.2, 0.1, 0.3), Share(0.3, 0.2, 0.4), Share(0.5, 0.4, 0.6), 9.5, None)


def lines(many: int, line: str, first: int = 0) -> str:
    return "\n".join(f"{first + number} {line}" for number in range(many))


def timed(text: str) -> dict[str, Control]:
    return {each.name: each for each in timing(count(*waits(text)), rng=np.random.default_rng(1))}


def test_a_ratio_is_observed_over_expected_with_the_noise_of_both():
    sure = ratio(100, np.full(20_000, 50.0), rng=np.random.default_rng(1))
    assert sure.mean == 2.0
    assert (sure.low, sure.high) == pytest.approx((1.69, 2.35), abs=0.02)  # a Gamma of shape 100.5, over 50
    vague = ratio(100, np.random.default_rng(2).uniform(30, 70, 20_000), rng=np.random.default_rng(1))
    assert vague.high - vague.low > sure.high - sure.low


@pytest.mark.parametrize(
    ("expected", "low", "passed"),
    [(50.0, 1.4, True), (50.0, 1.5, True), (50.0, 1.6, False), (9.9, 1.6, None)],
)
def test_a_control_fails_only_where_its_lower_limit_is_above_one_and_a_half(expected, low, passed):
    assert control("Bots", 80.0, expected, Share(1.8, low, 2.2)).passed is passed


@pytest.mark.parametrize(
    ("mean", "low", "high", "says"),
    [
        (1.88, 1.21, 2.6, "It should be 1; it passes because that range reaches below 1.5."),
        (1.88, 1.51, 2.6, "It should be 1, and all of that range is above 1.5."),
        (0.6, 0.4, 0.9, "It should be 1; less than that makes stepping in look no better than it is."),
        (1.1, 0.9, 1.3, "It should be 1, which lies in that range."),
    ],
)
def test_a_control_says_why_it_passes_or_does_not(mean, low, high, says):
    told = control("Bots", 80.0, 50.0, Share(mean, low, high)).says
    assert f"({low:.2f} to {high:.2f}; 80 moves, 50.0 to be expected). {says}" in told


def test_work_that_moves_when_a_bot_comments_fails_its_control():
    # [8, 10): 400 untouched hours and 20 moves; 80 hours after a bot's comment with 40 moves.
    text = [lines(20, "0 8 0 10 move"), lines(180, "0 8 0 10 open", 100), lines(40, "0 8 0 10 move b8", 400)]
    found = timed("\n".join(text))[BOT]
    # the baseline holds both: 60 moves in 480 hours, so 10 in the 80
    assert (found.observed, found.expected, found.ratio.mean) == (
        40,
        pytest.approx(10),
        pytest.approx(4, abs=0.05),
    )
    assert found.passed is False


def test_late_windows_begin_five_and_ten_working_days_after_the_touch():
    # Untouched 40 to 80 and 80 to 160 hours after a touch at 0, in 30 waits of 200 hours
    found = timed(lines(30, "0 8 0 200 open p0") + "\n" + lines(30, "0 8 0 200 move", 100))
    assert [found[name].observed for name in (ONE_WEEK, TWO_WEEKS)] == [0, 0]
    assert timed(lines(30, "0 8 0 60 move p0"))[ONE_WEEK].observed == 30
    assert timed(lines(30, "0 8 0 100 move p0"))[TWO_WEEKS].observed == 30


def test_earlier_waits_are_held_against_others_that_something_followed():
    # Both ended after an hour as all waits do that something followed: 1, though waits in general are slower
    early = "\n".join(f"{n} 0 8 0 9 move!\n{n} 0 8 9 10 open" for n in range(40))
    others = "\n".join(f"{n} 0 8 0 9 move\n{n} 0 8 9 10 open" for n in range(100, 160))
    found = timed("\n".join([early, others, lines(300, "0 8 0 9 open", 900)]))[EARLIER]
    assert (found.observed, found.ratio.mean, found.passed) == (40, pytest.approx(1, abs=0.05), True)


def test_a_failed_control_withholds_the_shares_and_says_why():
    failed = Control("After a bot's comment", 40, 10.0, Share(4, 3, 5), False, "")
    found = gated(TOLD, (failed,))
    assert (found.anyway, found.anyone, found.you, found.e_value, found.step_ins) == (
        None,
        None,
        None,
        None,
        200,
    )
    assert found.reason.startswith("Cannot tell apart from timing")
    assert found.reason.endswith("After a bot's comment.")


def test_passed_and_untold_controls_leave_the_shares_alone():
    fine = Control("a", 10, 10.0, Share(1, 0.5, 1.5), True, "")
    assert gated(TOLD, (fine, replace(fine, passed=None))) == TOLD


def test_made_up_step_ins_lie_in_untouched_time_of_the_same_stratum_and_age():
    spells, touches = waits("""
        1 0 8 0 60 move p9
        2 0 8 0 30 move
        3 1 8 0 30 move
        4 0 8 0 99 move l8.5 l9 l9.5
        """)
    made_up = [
        pseudo_touches(risk_set(spells, touches), rng=np.random.default_rng(seed)) for seed in range(50)
    ]
    ages = np.concatenate([each.age_us for each in made_up]) / HOUR_US
    # Three leads' touches in [8, 10) of stratum 0: 1 is untouched there until 9, 4 until 8.5, 2 throughout.
    assert {int(spell) for each in made_up for spell in each.spell} == {0, 1, 3}
    assert all(len(each.spell) == 3 for each in made_up)
    assert (ages >= 8).all()
    assert (ages < 10).all()


def test_made_up_step_ins_are_cut_short_at_the_next_real_touch():
    risk = risk_set(*waits("1 0 8 0 60 move l9"))
    found = pseudo_touches(risk, rng=np.random.default_rng(1))
    assert found.outcome.tolist() == [End.OPEN]
    assert (found.age_us + found.until_us).tolist() == [9 * HOUR_US]


def test_made_up_step_ins_change_nothing():
    world = simulate(world_type("mixed"), seed=1)
    found = code_control(world.spells, world.touches, rng=np.random.default_rng(1), times=40)
    assert found.ratio == pytest.approx(1.0, abs=0.12)
    assert found.holding > 0.7


@pytest.mark.parametrize("name", ["mixed", "inert"])
def test_controls_pass_where_nobody_times_their_touches(name):
    world = simulate(world_type(name), seed=3)
    found = timing(count(world.spells, world.touches), rng=np.random.default_rng(1))
    assert [each.passed for each in found] == [True] * 4
