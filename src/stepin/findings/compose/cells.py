"""Stuck work by team, kind and week: what step-ins before and after a change are held against."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from stepin.analysis.definitions.clocks import Clocks
from stepin.analysis.estimates.pieces import Quiet
from stepin.analysis.ranges import each_place
from stepin.analysis.records import HOUR_US, Floats, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.naming import instant, microseconds
from stepin.findings.compose.step_ins import Came
from stepin.findings.model import Cell

WEEKS = 104
_WEEK = timedelta(weeks=1)


def cells(found: Analysed, late: Came, quiet: Quiet) -> Iterator[Cell]:
    """Every team and kind with a wait, over the last two years or as far back as the log goes."""
    starts = _weeks(found)
    of = found.strata
    hours = _stuck_hours(found, quiet, starts)
    got_stuck = _got_stuck(found, starts)
    came = _came(found, late, starts)
    for row, (team, kind) in enumerate(zip(of.teams, of.kinds, strict=True)):
        yield Cell(
            team=team,
            kind=kind,
            first_week=starts[0],
            step_ins=tuple(came[row].tolist()),
            got_stuck=tuple(got_stuck[row].tolist()),
            stuck_hours=tuple(hours[row].round(2).tolist()),
        )


def _weeks(found: Analysed) -> list[datetime]:
    """The Mondays from which the weeks run, up to the one of the moment analysed."""
    last = _monday(instant(found.as_of_us))
    first = _monday(instant(int(found.log.rows.at.min())))
    many = min((last - first) // _WEEK + 1, WEEKS)
    return [last - _WEEK * back for back in reversed(range(many))]


def _monday(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=at.weekday())


def _came(found: Analysed, late: Came, starts: list[datetime]) -> Ints:
    """Shape (strata, weeks): the step-ins of each week."""
    week = (late.at_us - microseconds(starts[0])) // (_WEEK // timedelta(microseconds=1))
    place = (late.stratum * len(starts) + week)[week >= 0]
    return np.bincount(place, minlength=_size(found, starts)).reshape(-1, len(starts))


def _got_stuck(found: Analysed, starts: list[datetime]) -> Ints:
    """Shape (strata, weeks): the waits that went past what was expected in each week."""
    spells, clock = found.spells, found.work.waits.clock
    past = spells.start_us + spells.expected_us
    rows = np.flatnonzero(spells.end_us > past)
    cell, week = _placed(found, rows, past[rows], clock[rows], starts)
    return np.bincount(cell * len(starts) + week, minlength=_size(found, starts)).reshape(-1, len(starts))


def _placed(
    found: Analysed, rows: Ints, at_us: Ints, clock: Ints, starts: list[datetime]
) -> tuple[Ints, Ints]:
    """The stratum and week of moments on the clocks of spells; those before the first week are left out."""
    week = np.full(len(rows), -1)
    for which in np.unique(clock):
        ours = clock == which
        week[ours] = np.searchsorted(_read(found.clocks, which, starts), at_us[ours], side="right") - 1
    kept = week >= 0
    return found.spells.stratum[rows[kept]], week[kept]


def _stuck_hours(found: Analysed, quiet: Quiet, starts: list[datetime]) -> Floats:
    """Shape (strata, weeks)."""
    start_us = found.spells.start_us[quiet.spell]
    low, high = quiet.from_us + start_us, quiet.to_us + start_us
    clock, spent = found.work.waits.clock[quiet.spell], np.zeros(_size(found, starts))
    for which in np.unique(clock):
        ours = np.flatnonzero(clock == which)
        edges = np.append(_read(found.clocks, which, starts), np.int64(2**62))
        of, week, part = split_by_week(low[ours], high[ours], edges)
        place = found.spells.stratum[quiet.spell[ours[of]]] * len(starts) + week
        spent += np.bincount(place, part, len(spent))
    return spent.reshape(-1, len(starts)) / HOUR_US


def split_by_week(low: Ints, high: Ints, edges: Ints) -> tuple[Ints, Ints, Ints]:
    """(row, week, length) of the parts of each [low, high) in one week; what lies before the first edge is
    left out. Week w holds [edges[w], edges[w + 1])."""
    first = np.maximum(np.searchsorted(edges, low, side="right") - 1, 0)
    last = np.searchsorted(edges, high, side="left") - 1
    of, week = each_place(first, np.maximum(last + 1, first))
    length = np.minimum(high[of], edges[week + 1]) - np.maximum(low[of], edges[week])
    return of, week, length


def _read(clocks: Clocks, which: int, starts: list[datetime]) -> Ints:
    at = np.array([microseconds(start) for start in starts], np.int64)
    return clocks.read(np.full(len(at), which), at)


def _size(found: Analysed, starts: list[datetime]) -> int:
    return len(found.strata.teams) * len(starts)
