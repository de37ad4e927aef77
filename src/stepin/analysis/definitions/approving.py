"""Which approvals count, and whether as many persons have approved what is there now as usually do."""

import numpy as np

from stepin.analysis.definitions.encoded import Cast
from stepin.analysis.definitions.facts import Facts, undoing
from stepin.analysis.definitions.segments import ByPerson, later, persons_since
from stepin.analysis.definitions.usual import Usual
from stepin.analysis.records import Bools, Ints


def counting(f: Facts, *, cast: Cast, usual: Usual) -> Bools:
    """Approvals that count: by insiders, or by anybody where nobody usually reviews."""
    rows = np.flatnonzero(f.approval)
    known = usual.has_reviewer_beside(f.container[rows], f.quarter[rows], f.author[rows])
    counts = np.zeros(len(f), bool)
    counts[rows] = insider(f, rows, cast=cast, usual=usual) | ~known
    return counts


def stands(f: Facts, counts: Bools) -> Bools:
    """Where an approval that counts stands."""
    return later(counts, _undoes(f), f.first)


def enough(f: Facts, cast: Cast, usual: Usual) -> Bools:
    """Where as many persons have approved as usually do in the container."""
    many = persons_since(_undoes(f), f.approval, f.actor, first=f.first, people=cast.people)
    rows = np.flatnonzero(many)
    found = np.zeros(len(f), bool)
    found[rows] = many[rows] >= usual.approvals[usual.place(f.container[rows], f.quarter[rows])]
    return found


def put_aside(f: Facts, counts: Bools, cast: Cast) -> Bools:
    """Approvals that do not count, of persons who had only approved until then."""
    aside = f.approval & ~counts
    rows = np.flatnonzero(aside)
    remarks = ByPerson.of(f.review & ~f.approval, f.first, f.actor, cast.people)
    aside[rows] = remarks.last_before(f.first[rows], f.actor[rows], rows) < 0
    return aside


def insider(f: Facts, rows: Ints, *, cast: Cast, usual: Usual) -> Bools:
    """Whether each event is by a lead or member of the item's team, or by who usually reviews or merges."""
    container, quarter, actor = f.container[rows], f.quarter[rows], f.actor[rows]
    return (
        (f.level[rows] > 0)
        | (cast.member.level_at(f.team[rows], actor, f.at[rows]) > 0)
        | usual.is_reviewer(container, quarter, actor)
        | usual.is_merger(container, quarter, actor)
    )


def _undoes(f: Facts) -> Bools:
    return undoing(f.kind, live=f.live, review=f.review)
