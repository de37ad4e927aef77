"""Who was in the team at each late step-in, and who of them had moved such work before."""

import numpy as np

from stepin.analysis.ranges import each_place
from stepin.analysis.records import HOUR_US, Bools, End, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.late import Late
from stepin.log.schema import ITEM_KINDS

YEAR_US = 365 * 24 * HOUR_US


def members(found: Analysed, late: Late) -> tuple[Ints, Ints]:
    """Everybody in the team at each step-in, once: at which step-in, and who."""
    post = found.log.cast.member
    of, place = each_place(
        np.searchsorted(post.team, late.team), np.searchsorted(post.team, late.team, "right")
    )
    holds = (post.from_us[place] <= late.at[of]) & (late.at[of] < post.until_us[place])
    of, person = of[holds], post.person[place[holds]]
    first = np.ones(len(of), bool)  # of one who holds several posts: posts are in order of persons
    first[1:] = (of[1:] != of[:-1]) | (person[1:] != person[:-1])
    return of[first], person[first]


def had_moved(found: Analysed, late: Late, of: Ints, person: Ints) -> Bools:
    """Whether each member had moved work of the step-in's kind and container in the year before it."""
    people, work = found.log.cast.people, _work(found, late)
    moments = np.unique(np.append(late.at, late.at - YEAR_US))
    wide = len(moments) + 1
    # What, who, and when as a place among the moments asked for: one number each.
    what, who, when = _moves(found, work)
    moves = np.sort((what * people + who) * wide + np.searchsorted(moments, when, side="right"))
    moves = np.append(-1, moves)
    theirs = (work[late.item[of]] * people + person) * wide
    at, year_before = (np.searchsorted(moments, then)[of] for then in (late.at, late.at - YEAR_US))
    last = moves[np.searchsorted(moves, theirs + at, side="right") - 1]
    return last > theirs + year_before


def _work(found: Analysed, late: Late) -> Ints:
    """By item: a number for its kind and container; −1 where no step-in came into such work."""
    code = found.log.items.container * len(ITEM_KINDS) + found.log.items.kind
    asked = np.unique(code[late.item])
    number = np.full(int(code.max(initial=-1)) + 1, -1)
    number[asked] = np.arange(len(asked))
    return number[code]


def _moves(found: Analysed, work: Ints) -> tuple[Ints, Ints, Ints]:
    """Of each move of such work by a known person: which work, who, and when."""
    w = found.work.waits
    forward = np.flatnonzero(w.end == End.PROGRESS)
    what, who = work[w.item[forward]], found.log.rows.actor[w.end_row[forward]]
    kept = (what >= 0) & (who >= 0)
    return what[kept], who[kept], w.ended_at[forward[kept]]
