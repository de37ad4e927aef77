"""Blocks that name an item are lifted when that item closes, though no event on what they block says so."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.definitions.added import Added, with_events
from stepin.analysis.definitions.closings import Turns
from stepin.analysis.definitions.encoded import KIND, Rows
from stepin.analysis.records import Ints


def named_items(values: Sequence[str], which: Ints, item_ids: pa.Array, *, after: str = "") -> Ints:
    """By value, and at the end for none: the item that it names after these words, or −1. ``which``: the
    values to be looked at."""
    item = np.full(len(values) + 1, -1)
    which = np.array([code for code in which.tolist() if values[code].startswith(after)], np.int64)
    if len(which):
        texts = pa.array([values[code].removeprefix(after) for code in which], pa.string())
        named = pc.index_in(item_ids, value_set=texts)  # of the two, the few are what is quickly looked up in
        item[which[named.drop_null()]] = np.flatnonzero(named.is_valid())
    return item


def with_lifted(rows: Rows, added: Added, blocker: Ints) -> tuple[Rows, Added]:
    """With an event ``unblocked``, by nobody, after all that an item had seen when what blocks it closed.

    ``blocker``: by value, the item that it names.
    """
    turning = np.flatnonzero((rows.kind == KIND["blocked"]) | (rows.kind == KIND["unblocked"]))
    named = blocker[rows.value[turning]]
    naming = (rows.kind[turning] == KIND["blocked"]) & (named >= 0) & (named != rows.item[turning])
    which = np.flatnonzero(naming)
    if not len(which):
        return rows, added
    closing = Turns.of(rows).next_closing(named[which], rows.at[turning[which]])
    overtaken = _overtaken(rows, np.append(turning, -1), which, rows.at[closing])
    lifted = (closing >= 0) & ~overtaken
    block, at = turning[which[lifted]], rows.at[closing[lifted]]
    if not len(block):
        return rows, added
    return with_events(
        rows, added, kind=KIND["unblocked"], item=rows.item[block], at=at, value=rows.value[block]
    )


def _overtaken(rows: Rows, turning: Ints, which: Ints, at: Ints) -> Ints:
    """Whether each block is no longer the last word on its item at the moment; ``turning`` ends with −1."""
    block, then = turning[which], turning[which + 1]
    return (then >= 0) & (rows.item[then] == rows.item[block]) & (rows.at[then] <= at)
