"""What of its team's work was open at each late step-in, and what the team moved during the wait."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.waits import Waits
from stepin.analysis.ranges import each_place
from stepin.analysis.records import HOUR_US, End, Floats, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.late import Groups, Late
from stepin.findings.compose.ranks import NONE, Ranks

WEEK_US = 7 * 24 * HOUR_US
USUAL_WEEKS, FEWEST_WEEKS = 12, 4
LISTED = 20
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One row per late step-in."""

    open_items: Ints
    open_usual: Floats  # not a number in the log's first weeks
    moved: Ints
    ranked: Ints
    listed: Ints  # how many of ``lower``, which holds those of the first row, then of the second, ...
    lower: Ints  # items of a lower priority, by code


def meanwhile(found: Analysed, late: Late, ranks: Ranks) -> Meanwhile:
    """Team by team: all pairs of a step-in and what moved in its wait are too many to hold at once."""
    w, teams = found.work.waits, len(found.log.cast.teams)
    waits, asked = Groups.of(w.team, teams), Groups.of(late.team, teams)
    number = np.zeros((len(late), USUAL_WEEKS + 1), np.int64)
    moved, ranked = np.zeros((2, len(late)), np.int64)
    lower = [np.zeros((2, 0), np.int64)]
    for team in np.unique(late.team).tolist():
        here, rows = asked.rows(team), waits.rows(team)
        came = late.some(here)
        number[here] = _open(w, rows, came.at)
        of, item = _moved(w, rows, came)
        moved[here] = np.bincount(of, minlength=len(here))
        ranked[here], (of, item) = _against(ranks, came, of, item)
        lower.append(np.stack([here[of], item]))
    of, item = np.concatenate(lower, axis=1)
    return Meanwhile(
        open_items=number[:, 0],
        open_usual=_usual(number[:, 1:], (late.at - found.log.rows.at.min()) // WEEK_US),
        moved=moved,
        ranked=ranked,
        listed=np.bincount(of, minlength=len(late)),
        lower=item[np.argsort(of, kind="stable")],
    )


def _open(w: Waits, rows: Ints, at: Ints) -> Ints:
    """How many of the waits run at each moment, and at the same of each week before it: a row for each."""
    moments = at[:, None] - WEEK_US * np.arange(USUAL_WEEKS + 1)
    asked = np.sort(moments, axis=None)  # and not the waits, which are many more

    def by_then(at: Ints) -> Ints:
        return np.cumsum(np.bincount(np.searchsorted(asked, at), minlength=len(asked) + 1))

    running = by_then(w.started_at[rows]) - by_then(w.ended_at[rows[w.end[rows] != End.OPEN]])
    return running[np.searchsorted(asked, moments)]


def _usual(number: Ints, weeks: Ints) -> Floats:
    """The median of each row's first so many ``weeks``, or of all where it has fewer."""
    weeks = np.minimum(weeks, USUAL_WEEKS)
    known = np.arange(USUAL_WEEKS) < weeks[:, None]
    ordered = np.sort(np.where(known, number, np.inf), axis=1)
    middle = np.stack([(weeks - 1) // 2, weeks // 2], axis=1)
    median = np.take_along_axis(ordered, middle, axis=1).mean(axis=1)
    return np.where(weeks >= FEWEST_WEEKS, median, np.nan)


def _moved(w: Waits, rows: Ints, late: Late) -> tuple[Ints, Ints]:
    """The other items of the team that moved forward in each wait, each once; first which wait."""
    rows = rows[w.end[rows] == End.PROGRESS]
    item, at = w.item[rows], w.ended_at[rows]
    before = np.full(len(rows), _NEVER)  # when the item had last moved; an item's waits follow each other
    before[1:] = np.where(item[1:] == item[:-1], at[:-1], _NEVER)
    by_time = np.argsort(at, kind="stable")
    of, place = each_place(*np.searchsorted(at[by_time], [late.since, late.at]))
    row = by_time[place]
    kept = (before[row] < late.since[of]) & (item[row] != late.item[of])
    return of[kept], item[row[kept]]


def _against(ranks: Ranks, late: Late, of: Ints, item: Ints) -> tuple[Ints, tuple[Ints, Ints]]:
    """Of what moved, where the step-in's own item has a priority: how many have one too, and the first few by
    code that have a lower one."""
    own = ranks.before(late.item, late.at)
    judged = own[of] != NONE
    of, item = of[judged], item[judged]
    rank = ranks.before(item, late.at[of])
    lower = rank > own[of]
    return np.bincount(of[rank != NONE], minlength=len(late)), _first_few(of[lower], item[lower])


def _first_few(of: Ints, item: Ints) -> tuple[Ints, Ints]:
    order = np.lexsort((item, of))
    of, item = of[order], item[order]
    kept = np.arange(len(of)) - np.searchsorted(of, of) < LISTED
    return of[kept], item[kept]
