"""Pattern worlds: their hot cells burn six times as hot, and the number asked for is what they hold."""

import numpy as np
import pytest

from stepin.simulate.patterns import CELLS, simulate_patterns


@pytest.mark.parametrize("asked", [7, 16, 50])
def test_hot_cells_hold_the_step_ins_asked_for_at_six_times_the_rate(asked):
    worlds = [simulate_patterns(seed=seed, hot=6, step_ins_per_hot_cell=asked) for seed in range(200)]
    hot = np.concatenate([world.step_ins[world.hot] for world in worlds])
    rates = [
        sum(world.step_ins[cells(world)].sum() for world in worlds)
        / sum(world.exposure_hours[cells(world)].sum() for world in worlds)
        for cells in (lambda world: world.hot, lambda world: ~world.hot)
    ]
    assert hot.mean() == pytest.approx(asked, rel=0.03)
    assert rates[0] / rates[1] == pytest.approx(6, rel=0.1)


def test_a_world_without_patterns_has_no_hot_cell_and_varies_benignly():
    world = simulate_patterns(seed=1, hot=0, step_ins_per_hot_cell=50)
    assert (len(world.step_ins), world.hot.sum()) == (CELLS, 0)
    assert world.step_ins.min() < world.step_ins.max()
