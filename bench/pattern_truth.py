"""How many of the hot cells of a simulated organisation are found, and how many others are taken for hot."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.truth import FIRST_SEED
from stepin.analysis.estimates.patterns import patterns
from stepin.simulate.patterns import CELLS, simulate_patterns

HOT_CELLS = 6
PER_HOT_CELL = (7, 16, 50)
PRECISION_BAR = 0.9
RECALL_BAR, RECALL_FROM = 0.8, 16  # step-ins per hot cell
CALM_BAR = 0.9  # of worlds without patterns none is found in


@dataclass(frozen=True, slots=True)
class PatternRow:
    """``hot`` cells that hold ``per_cell`` step-ins each.

    Precision and recall over all worlds together, 1 where there was nothing to find or to be wrong about;
    ``calm``: the share of worlds in which nothing was found.
    """

    hot: int
    per_cell: int
    worlds: int
    precision: float
    recall: float
    calm: float

    @property
    def held(self) -> bool:
        if not self.hot:
            return self.calm >= CALM_BAR
        return self.precision >= PRECISION_BAR and (self.per_cell < RECALL_FROM or self.recall >= RECALL_BAR)


def run(*, worlds: int, first_seed: int = FIRST_SEED) -> list[PatternRow]:
    """One row per size with hot cells, and one without: there, all cells are as full as the usual ones."""
    return [
        _row(hot, per_cell, range(first_seed, first_seed + worlds))
        for hot in (HOT_CELLS, 0)
        for per_cell in PER_HOT_CELL
    ]


def _row(hot: int, per_cell: int, seeds: Sequence[int]) -> PatternRow:
    right = wrong = calm = 0
    for seed in seeds:
        world = simulate_patterns(seed=seed, hot=hot, step_ins_per_hot_cell=per_cell)
        picked = patterns(world.step_ins, world.exposure_hours, np.full(CELLS, -1)).picked
        right += int((picked & world.hot).sum())
        wrong += int((picked & ~world.hot).sum())
        calm += not picked.any()
    return PatternRow(
        hot=hot,
        per_cell=per_cell,
        worlds=len(seeds),
        precision=right / (right + wrong) if right + wrong else 1.0,
        recall=right / (hot * len(seeds)) if hot else 1.0,
        calm=calm / len(seeds),
    )


def markdown(rows: Sequence[PatternRow]) -> str:
    """A table of the rows."""
    lines = [
        f"| hot of {CELLS} cells | step-ins per hot cell | precision | recall | nothing found | bars |",
        "|--:|--:|--:|--:|--:|---|",
    ]
    return "\n".join(lines + [_line(row) for row in rows])


def _line(row: PatternRow) -> str:
    found = f"{row.precision:.2f} | {row.recall:.2f}" if row.hot else "– | –"
    return (
        f"| {row.hot} | {row.per_cell} | {found} | {row.calm:.2f} | {'held' if row.held else '**missed**'} |"
    )
