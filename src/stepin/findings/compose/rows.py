"""Patterns and expectations, as records."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from stepin.analysis.definitions.expectations import CONFIGURED
from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.patterns import patterns as find_patterns
from stepin.analysis.estimates.shares import Share
from stepin.analysis.estimates.states import FRESH
from stepin.analysis.records import HOUR_US, Floats, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.naming import Names, hours
from stepin.findings.model import Estimate, Expectation, Pattern, StepIn

ALL = "*"


def estimate(share: Share) -> Estimate:
    return Estimate(share.mean, share.low, share.high)


def patterns(found: Analysed, counts: Counts, step_ins: tuple[StepIn, ...]) -> tuple[Pattern, ...]:
    """The kinds of work that keep needing a lead, by team × kind, and by team where that says it better."""
    behind = _behind(step_ins)
    cells = [behind[cell] for cell in zip(found.strata.teams, found.strata.kinds, strict=True)]
    events = np.array([len(behind) for behind in cells], np.int64)
    time = _untouched_hours(counts, len(cells))
    teams = sorted(set(found.strata.teams))
    parent = np.array([teams.index(team) for team in found.strata.teams], np.int64)
    told = find_patterns(events, time, parent)
    names = [*zip(found.strata.teams, found.strata.kinds, strict=True), *((team, ALL) for team in teams)]
    whole = [*cells, *(behind[team, ALL] for team in teams)]
    exposure = np.append(time, np.bincount(parent, time, len(teams)))
    return tuple(
        _pattern(
            names[row], whole[row], float(exposure[row]), told.rate_ratio[row], float(told.doubtful[row])
        )
        for row in np.flatnonzero(told.picked)
    )


def _behind(step_ins: tuple[StepIn, ...]) -> dict[tuple[str, str], list[StepIn]]:
    """The step-ins of each team and kind, and of each team; early ones apart."""
    found: dict[tuple[str, str], list[StepIn]] = defaultdict(list)
    for each in step_ins:
        if not each.early:
            found[each.team, each.kind].append(each)
            found[each.team, ALL].append(each)
    return found


def _untouched_hours(counts: Counts, strata: int) -> Floats:
    stratum, _, _, state, *_ = counts.time.columns()
    quiet = ~FRESH[state]
    spent: Ints = counts.time.sums[quiet, 0]
    return np.bincount(stratum[quiet], spent, strata) / HOUR_US


def _pattern(
    name: tuple[str, str], behind: list[StepIn], exposure: float, ratio: Share, doubt: float
) -> Pattern:
    return Pattern(
        team=name[0],
        kind=name[1],
        step_ins=len(behind),
        exposure_hours=exposure,
        rate_ratio=estimate(ratio),
        probability=1 - doubt,
        first_at=min(s.at for s in behind),
        last_at=max(s.at for s in behind),
        step_in_ids=tuple(s.id for s in behind),
    )


def expectations(found: Analysed, names: Names) -> tuple[Expectation, ...]:
    """What is in force at the moment analysed: per kind, and per team where its own differs."""
    return tuple(_expectations(found, names))


def _expectations(found: Analysed, names: Names) -> Iterator[Expectation]:
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
