"""The shares: each part by hand, and the whole in worlds whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepin.analysis.estimates.baseline import fit
from stepin.analysis.estimates.counting import count, nothing
from stepin.analysis.estimates.life import chance, chance_by_class
from stepin.analysis.estimates.need import multiplier, overall, pooled
from stepin.analysis.estimates.shares import Need, Share, e_value, only_anyway, projected, shares
from stepin.analysis.estimates.windows import AFTER_LEAD, AFTER_PEER, EARLIER, UNTOUCHED, Windows, windows
from stepin.analysis.records import Who
from stepin.simulate.spells import simulate
from stepin.simulate.worlds import world_type
from tests.unit.waits import waits


def lines(many: int, line: str, first: int = 0) -> str:
    return "\n".join(f"{first + number} {line}" for number in range(many))


def need_of(text: str) -> Need:
    return overall(count(*waits(text)), rng=np.random.default_rng(1), draws=400)


def test_the_multiplier_is_the_one_that_explains_the_moves():
    # 1 − e^(−m·.2) = .6 → m·.2 = .916; the error of log m is √(n·.6·.4)/(n·.916·.4)
    log_m, error = multiplier(np.array([[0.2]]), n=np.array([100.0]), moved=np.array([60.0]))
    k = -np.log(0.4)
    assert np.exp(log_m).tolist() == pytest.approx([k / 0.2])
    assert error.tolist() == pytest.approx([np.sqrt(24) / (100 * k * 0.4)])


@given(st.lists(st.tuples(st.floats(0.001, 5), st.integers(1, 50), st.floats(0, 1)), min_size=1, max_size=8))
def test_the_multiplier_makes_as_many_moves_as_there_were(windows):
    expected, n, share = np.array(windows).T
    log_m, _ = multiplier(expected[None], n=n, moved=n * share)
    told = np.clip((n * share).sum(), 0.5, n.sum() - 0.5)
    assert (n * -np.expm1(-np.exp(log_m[0]) * expected)).sum() == pytest.approx(told, rel=1e-5)


def test_a_multiplier_stays_finite_where_all_or_none_moved():
    all_moved, _ = multiplier(np.array([[0.2]]), n=np.array([100.0]), moved=np.array([100.0]))
    none_moved, _ = multiplier(np.array([[0.2]]), n=np.array([100.0]), moved=np.array([0.0]))
    assert np.exp([all_moved[0], none_moved[0]]).tolist() == pytest.approx([26.5, 0.0251], rel=0.01)


def test_a_life_table_makes_up_for_windows_that_were_cut_short():
    # 10 at risk, 2 move; of 8, 4 are cut (half the sub-window each) and 3 move: 1 − (8/10)·(1 − 3/6)
    table = np.array([[10.0, 2, 0], [8, 3, 4], [1, 0, 0], [1, 0, 0], [1, 0, 0]])
    assert chance(table) == pytest.approx(1 - 0.8 * 0.5)


def test_carried_windows_are_cut_and_told_apart_by_what_the_touch_met():
    counts = count(
        *waits("""
        1 0 8 0 11 move    l10
        2 0 8 0 11 carried l10
        3 0 8 0 99 move    l10
        4 0 8 0 99 move    p10 l11
        """)
    )
    found = chance_by_class(counts)
    assert found[Who.LEAD, UNTOUCHED] == pytest.approx(1 / 2.5)  # 3 at risk, one cut in the same two hours
    assert found[Who.LEAD, AFTER_PEER] == 0


def test_a_window_ahead_holds_the_hours_of_its_bins():
    text = lines(3, "0 8 0 99 open l10")
    counts = count(*waits(text))
    (found,) = windows(counts, fit(counts)).bins
    # From 10 to 34: [10, 12.5), [12.5, 15.6), [15.6, 19.5), [19.5, 24.4), [24.4, 30.5), [30.5, 38.1)
    assert found[0, 1:7].tolist() == pytest.approx([2.5, 3.125, 3.90625, 4.8828125, 6.103515625, 3.482421875])
    assert found.sum() == pytest.approx(24)


def test_few_touches_of_a_kind_are_pooled_with_those_like_them():
    def peers(*moved: int) -> Windows:
        met, many = np.arange(4), np.array(moved, dtype=float)
        return Windows(met * 0, met * 0, met, many * 2, many, np.zeros((4, 3, 45)))

    assert pooled(peers(60, 60, 60, 60), AFTER_LEAD) == (AFTER_LEAD,)
    assert pooled(peers(60, 60, 40, 20), AFTER_LEAD) == (AFTER_PEER, AFTER_LEAD)
    assert pooled(peers(60, 20, 20, 20), AFTER_LEAD) == (0, 1, 2, 3)
    assert pooled(peers(60, 20, 20, 20), EARLIER) == (UNTOUCHED, EARLIER)


@pytest.mark.parametrize(
    ("at", "nearest"),
    [((0.2, 0.6), (0.2, 0.6)), ((0.5, 0.3), (0.4, 0.4)), ((0.2, 1.3), (0.2, 1.0)), ((1.2, 1.4), (1.0, 1.0))],
)
def test_shares_are_moved_to_the_nearest_possible_ones(at, nearest):
    assert projected(*at, np.eye(2)) == pytest.approx(nearest)


def test_what_is_less_sure_is_moved_further():
    # r1 has 9 times the variance of r0: (.5, .3) meets the diagonal at (.48, .48)
    assert projected(0.5, 0.3, np.diag([1.0, 9.0])) == pytest.approx((0.48, 0.48))


def test_two_ratios_that_move_as_one_are_moved_as_one_however_unsure():
    assert projected(0.5, 0.3, np.full((2, 2), 1e10)) == pytest.approx((0.4, 0.4))


@given(st.floats(0, 2), st.floats(0, 2), st.floats(0.01, 1), st.floats(0.01, 1), st.floats(-0.99, 0.99))
def test_no_possible_shares_are_nearer_than_the_ones_told(r0, r1, sd0, sd1, correlation):
    covariance = np.array([[sd0**2, correlation * sd0 * sd1], [correlation * sd0 * sd1, sd1**2]])
    metric = np.linalg.inv(covariance)
    x, y = projected(r0, r1, covariance)
    assert -1e-9 <= x <= y + 1e-9 <= 1 + 2e-9
    grid = [np.array([i, j]) / 20 - (r0, r1) for i in range(21) for j in range(i, 21)]
    mine = np.array([x - r0, y - r1])
    assert mine @ metric @ mine <= min(each @ metric @ each for each in grid) + 1e-6


def test_intervals_are_of_the_shares_as_they_come_cut_to_what_is_possible():
    r0 = np.linspace(0.0, 1.0, 101)
    anyway, anyone, you = shares(r0, r0 + 0.3)
    assert (anyway.low, anyway.high) == pytest.approx((0.05, 0.95))
    assert anyone.mean == pytest.approx(0.3, abs=0.02)
    assert (you.low, you.high) == pytest.approx((0.0, 0.65))
    assert anyway.mean + anyone.mean + you.mean == pytest.approx(1.0)


def test_the_first_share_alone_is_cut_to_one():
    assert only_anyway(np.full(10, 1.2)) == Share(1.0, 1.0, 1.0)


def test_the_e_value_is_that_of_the_published_formula():
    # RR 3.9: 3.9 + √(3.9·2.9) = 7.26, the example in VanderWeele and Ding (2017)
    assert e_value(1 / 3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value(1.0) == 1.0


def test_too_few_step_ins_are_said_to_be_too_few():
    found = need_of(lines(50, "0 8 0 20 move") + "\n" + lines(29, "0 8 0 20 move l10", 50))
    assert (found.step_ins, found.progressed, found.anyway, found.you) == (29, 29, None, None)
    assert found.reason == (
        "Cannot tell yet: 29 acts of leads were followed by a move of whoever it waited on; "
        "it takes 30 to say what would have moved anyway, and 100 for the rest."
    )


def test_without_enough_of_others_touches_only_the_first_share_is_told():
    text = [
        lines(300, "0 8 0 20 move"),
        lines(300, "0 8 0 90 move", 300),
        lines(150, "0 8 0 20 move l10", 600),
    ]
    found = need_of("\n".join([*text, lines(99, "0 8 0 20 pass p10", 800)]))
    assert (found.anyway is None, found.anyone, found.you) == (False, None, None)
    assert found.reason == (
        "Cannot tell yet whether anyone's nudge would have done: 99 acts of others were followed by a move, "
        "of 100 that it takes."
    )


def test_moves_and_answers_and_what_the_lead_did_are_counted_apart():
    found = need_of("\n".join([
        lines(50, "0 8 0 20 move l10"), lines(5, "0 8 0 20 pass l10", 50),
        lines(3, "0 8 0 20 carried l10", 60), lines(2, "0 8 0 90 move l10", 70),
    ]))  # fmt: skip
    assert (found.step_ins, found.progressed, found.answered, found.carried) == (60, 50, 5, 3)


def test_an_empty_log_tells_nothing():
    found = overall(nothing(), rng=np.random.default_rng(1))
    assert (found.step_ins, found.anyway, found.reason[:15]) == (0, None, "Cannot tell yet")


@pytest.mark.parametrize("name", ["mixed", "equal", "inert", "decaying effect"])
def test_the_truth_of_a_simulated_organisation_is_found(name):
    world = simulate(world_type(name), seed=4)
    found = overall(count(world.spells, world.touches), rng=np.random.default_rng(4))
    truth = world.truth.shares
    told = [found.anyway.mean, found.anyone.mean, found.you.mean]
    assert told == pytest.approx([truth.anyway, truth.anyone, truth.you], abs=0.12)
    assert sum(told) == pytest.approx(1.0)


def test_the_same_seed_gives_the_same_shares():
    counts = count(*(lambda world: (world.spells, world.touches))(simulate(world_type("mixed"), seed=1)))
    first, second = (overall(counts, rng=np.random.default_rng(3), draws=200) for _ in range(2))
    assert first == second
