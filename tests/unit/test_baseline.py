"""How fast untouched work moves: worked by hand."""

import numpy as np
import pytest

from stepin.analysis.estimates.baseline import fit, gamma_of, time_rows
from stepin.analysis.estimates.counting import count, nothing
from tests.unit.waits import waits


def fitted(text: str):
    return fit(count(*waits(text)))


def lines(many: int, line: str, first: int = 0) -> str:
    return "\n".join(f"{first + number} {line}" for number in range(many))


def test_the_rate_of_a_bin_is_its_moves_over_its_untouched_hours():
    # All expected at 8: ten wait 2 hours in [8, 10), four of them end there; six 1 more hour in [10, 12.5).
    found = fitted(lines(4, "0 8 0 10 move") + "\n" + lines(6, "0 8 0 11 move", 10))
    assert found.h[:3].tolist() == pytest.approx([4 / 20, 6 / 6, 0.5 / 1e-9])


def test_what_is_expected_in_ten_times_the_time_moves_a_tenth_as_often_in_an_hour():
    # Of ten expected at 8 and ten at 80, four each move a quarter of that late, six wait as long.
    soon, late = ("0 8 0 10 move", "0 8 0 10 open"), ("0 80 0 100 move", "0 80 0 100 open")
    both = (lines(4, soon[0]), lines(6, soon[1], 10), lines(4, late[0], 20), lines(6, late[1], 30))
    assert fitted("\n".join(both)).h[0] == pytest.approx(8 / (20 + 20))


def test_a_bin_without_a_move_gets_half_of_one():
    assert fitted(lines(5, "0 8 0 9 open")).h[0] == pytest.approx(0.5 / 5)


def test_touched_time_is_no_part_of_the_baseline_but_untouched_time_of_touched_waits_is():
    # Ten move untouched after an hour in [8, 10). Five, touched at 8, are untouched again from 32 to 33 and
    # move then: in [30.5, 38.1), bin 6. Were touched waits left out, bin 6 would have nothing at all.
    found = fitted(lines(10, "0 8 0 9 move") + "\n" + lines(5, "0 8 0 33 move p8", 20))
    assert (found.moves.tolist(), found.bin_moves[[0, 6]].tolist()) == ([15], [10, 5])
    assert found.h[[0, 6]].tolist() == pytest.approx([10 / 10, 5 / 5])


def test_a_stratums_pace_is_drawn_to_the_mean_by_two_moves():
    # Ten moves in ten hours, none in ten: h = .5, expected 5 each, (10 + 2)/(5 + 2) and (0 + 2)/(5 + 2).
    found = fitted(lines(10, "0 8 0 9 move") + "\n" + lines(10, "1 8 0 9 open", 20))
    assert found.theta.tolist() == pytest.approx([12 / 7, 2 / 7], rel=1e-4)
    assert found.expected.tolist() == pytest.approx([5, 5], rel=1e-4)


def test_a_slow_quarter_is_told_from_a_slow_team():
    quick, slow = waits(lines(40, "0 8 0 9 move")), waits(lines(40, "0 8 0 9 open"))
    slow[0].quarter[:] += 1
    slow[0].item[:] += 100
    found = fit(count(*quick) + count(*slow))
    # h = .5, expected 20 each: (40 + 10)/(20 + 10) and (0 + 10)/(20 + 10), mean 1
    assert found.season.tolist() == pytest.approx([5 / 3, 1 / 3], rel=1e-4)
    assert found.season_of(np.array([0, 8096, 8097, 9999])).tolist() == pytest.approx(
        [5 / 3, 5 / 3, 1 / 3, 1 / 3]
    )


def test_what_a_fresh_touch_does_is_held_against_untouched_work_of_the_same_age():
    # 100 untouched hours with 10 moves in [8, 10); 10 hours just after a peer's touch there with 5 moves.
    found = fitted("\n".join([
        lines(10, "0 8 0 10 move"), lines(40, "0 8 0 10 open", 20), lines(5, "0 8 0 10 move p8", 100),
    ]))  # fmt: skip
    assert found.fresh_moves.tolist() == [[5, 0], [0, 0]]
    assert found.fresh_expected[0].tolist() == pytest.approx([1, 0])
    assert found.fresh[0, 0] == pytest.approx(5)


def test_the_shape_is_that_of_the_rates_that_made_the_counts():
    rng = np.random.default_rng(2)
    expected = rng.uniform(5, 50, 4000)
    moves = rng.poisson(rng.gamma(4.0, 1 / 4.0, 4000) * expected).astype(float)
    assert gamma_of(moves, expected) == (pytest.approx(4.0, rel=0.1), pytest.approx(1.0, rel=0.03))


def test_an_empty_log_has_no_strata():
    found = fit(nothing())
    assert (found.moves.tolist(), found.expected_moves(time_rows(nothing())[0]).tolist()) == ([], [])


def test_a_stratum_with_nothing_late_has_the_pace_of_all():
    assert fitted(lines(10, "0 8 0 9 move") + "\n50 1 8 0 7 move").theta.tolist() == pytest.approx([1, 1])
