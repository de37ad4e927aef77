"""Who asked in a wait, by row of a table."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from stepin.analysis.ranges import each_place
from stepin.analysis.records import Ints, Who
from stepin.analysis.run import Analysed
from stepin.findings.compose import arrow
from stepin.findings.compose.naming import Names
from stepin.findings.model import Ask


@dataclass(frozen=True, slots=True)
class Asks:
    """``act``: rows of Acts, in the order of the log for each of ``rows``; ``of``: which of those."""

    act: Ints
    of: Ints
    rows: int


def asks(found: Analysed, spell: Ints, *, before_row: Ints | None = None, but: Ints | None = None) -> Asks:
    """Of each spell; up to the row of an event and without one person, where those are given for each."""
    a = found.work.acts
    asking = np.flatnonzero(a.asks & (a.who != Who.BOT))
    of_spell = a.spell[asking]
    low = np.searchsorted(of_spell, spell)
    if before_row is None:
        high = np.searchsorted(of_spell, spell, side="right")
    else:
        high = np.searchsorted(a.row[asking], before_row)
    of, place = each_place(low, high)
    act = asking[place]
    kept = np.ones(len(of), bool) if but is None else a.actor[act] != but[of]
    return Asks(act[kept], of[kept], len(spell))


def how_many(asked: Asks) -> Ints:
    return np.bincount(asked.of, minlength=asked.rows)


def by_a_lead(found: Analysed, asked: Asks) -> Ints:
    """How many of them are leads' asks."""
    return np.bincount(asked.of[found.work.acts.level[asked.act] > 0], minlength=asked.rows)


def told(found: Analysed, names: Names, asked: Asks) -> pa.ListArray:
    """The asks of each row, as records."""
    a = found.work.acts
    level = a.level[asked.act].astype(np.int64)
    each = arrow.struct_of(
        Ask,
        {
            "who": names.people(a.actor[asked.act]),
            "at": arrow.instants(found.log.rows.at[a.row[asked.act]]),
            "lead": pa.array(level > 0),
            "level": pa.array(level, mask=level == 0),
        },
    )
    return arrow.lists(each, how_many(asked))
