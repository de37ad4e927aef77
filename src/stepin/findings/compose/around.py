"""What else there was in the team at each late step-in, for the evidence beside a look back's questions."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.definitions.encoded import KIND
from stepin.analysis.records import Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose import arrow
from stepin.findings.compose.late import Late
from stepin.findings.compose.meanwhile import meanwhile
from stepin.findings.compose.movers import had_moved, members
from stepin.findings.compose.naming import Names
from stepin.findings.compose.ranks import NONE, Ranks
from stepin.findings.model import Around

_PLACE = ("source", "container")


def around(found: Analysed, *, order: Ints, ids: pa.Array) -> pa.Table:
    """As a table of Around, of those that are not early.

    ``order``: rows of Analysed.step_ins; ``ids``: of the first act of each of those.
    """
    which = np.flatnonzero(~found.step_ins.early[order])
    late, ranks = Late.of(found, order[which]), Ranks.of(found.log)
    of, person = members(found, late)
    moved_before = had_moved(found, late, of, person)
    team = meanwhile(found, late, ranks)
    ranked, dated = ranks.rank != NONE, found.log.rows.kind == KIND["due_changed"]
    columns = {
        "step_in": arrow.taken(ids, which),
        "container": _containers(found, late.item),
        "members": arrow.numbers(np.bincount(of, minlength=len(late))),
        "movers": arrow.numbers(np.bincount(of[moved_before], minlength=len(late))),
        "open_items": arrow.numbers(team.open_items),
        "open_usual": arrow.figures(team.open_usual, none=np.isnan(team.open_usual)),
        "moved": arrow.numbers(team.moved),
        "lower": arrow.lists(Names(found).items(team.lower), team.listed),
        "ranked": arrow.numbers(team.ranked),
        "uses_priority": _by_then(found, late, ranks.item[ranked], ranks.at[ranked]),
        "uses_dates": _by_then(found, late, found.log.rows.item[dated], found.log.rows.at[dated]),
    }
    return arrow.table_of(Around, columns)


def _containers(found: Analysed, item: Ints) -> pa.Array:
    """``source:container``, with nothing after the colon where there is none."""
    source, container = (arrow.taken(found.log.table[name].combine_chunks(), item) for name in _PLACE)
    return pc.binary_join_element_wise(source, pc.coalesce(container, pa.scalar("")), ":")


def _by_then(found: Analysed, late: Late, item: Ints, at: Ints) -> pa.Array:
    """Whether it had come to any of these, of items of the same container, before each step-in."""
    container = found.log.items.container
    first = np.full(container.max(initial=0) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, container[item], at)
    return pa.array(first[container[late.item]] < late.at)
