"""Patterns and expectations, as records."""

from collections.abc import Iterator

import numpy as np

from stepin.analysis.definitions.expectations import CONFIGURED
from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.patterns import patterns as find_patterns
from stepin.analysis.estimates.shares import Share
from stepin.analysis.estimates.states import FRESH
from stepin.analysis.records import HOUR_US, Floats, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.naming import Names, hours, instant
from stepin.findings.compose.step_ins import Came
from stepin.findings.model import Estimate, Expectation, Pattern

ALL = "*"


def estimate(share: Share) -> Estimate:
    return Estimate(share.mean, share.low, share.high)


def patterns(found: Analysed, counts: Counts, late: Came) -> Iterator[Pattern]:
    """The kinds of work that keep needing a lead, by team × kind, and by team where that says it better."""
    cells, teams = len(found.strata.teams), sorted(set(found.strata.teams))
    parent = np.array([teams.index(team) for team in found.strata.teams], np.int64)
    time = _untouched_hours(counts, cells)
    told = find_patterns(np.bincount(late.stratum, minlength=cells), time, parent)
    names = [*zip(found.strata.teams, found.strata.kinds, strict=True), *((team, ALL) for team in teams)]
    exposure = np.append(time, np.bincount(parent, time, len(teams)))
    for row in np.flatnonzero(told.picked).tolist():
        of = late.stratum == row if row < cells else parent[late.stratum] == row - cells
        behind = late.some(np.flatnonzero(of))
        yield _pattern(
            names[row], behind, float(exposure[row]), told.rate_ratio[row], float(told.doubtful[row])
        )


def _untouched_hours(counts: Counts, strata: int) -> Floats:
    stratum, _, _, state, *_ = counts.time.columns()
    quiet = ~FRESH[state]
    spent: Ints = counts.time.sums[quiet, 0]
    return np.bincount(stratum[quiet], spent, strata) / HOUR_US


def _pattern(name: tuple[str, str], behind: Came, exposure: float, ratio: Share, doubt: float) -> Pattern:
    return Pattern(
        team=name[0],
        kind=name[1],
        step_ins=len(behind.row),
        exposure_hours=exposure,
        rate_ratio=estimate(ratio),
        probability=1 - doubt,
        first_at=instant(int(behind.at_us[0])),
        last_at=instant(int(behind.at_us[-1])),
        step_in_ids=tuple(behind.ids.to_pylist()),
    )


def expectations(found: Analysed, names: Names) -> Iterator[Expectation]:
    """What is in force at the moment analysed: per kind, and per team where its own differs."""
    figures, ends = found.expectations.us[:, :, -1, :], found.expectations.learned_from[:, :, -1, :]
    nobody = figures.shape[2] - 1
    for kind in np.unique(found.work.waits.kind):
        yield _expectation(ALL, names.kind(kind), figures[:, kind, nobody], ends[:, kind, nobody])
        for team in np.unique(found.work.waits.team[found.work.waits.kind == kind]):
            own = figures[:, kind, team]
            if (own != figures[:, kind, nobody]).any():
                yield _expectation(names.team(team), names.kind(kind), own, ends[:, kind, team])


def _expectation(team: str, kind: str, figures: Ints, ends: Ints) -> Expectation:
    first, after, done = (hours(figure) for figure in figures)
    learned = bool(ends[1] > 0)
    spells = int(ends[1]) if ends[1] != CONFIGURED else 0
    return Expectation(team, kind, first, after, done, learned, spells)
