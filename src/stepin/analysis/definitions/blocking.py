"""Blocks that nobody said, and their end: by changes that fix an item, until what is named closes."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.definitions.added import Added
from stepin.analysis.definitions.encoded import KIND, NO_CHANGE, Items, Rows
from stepin.analysis.definitions.fixing import fixes, with_fixes
from stepin.analysis.definitions.lifted import named_items, with_lifted
from stepin.analysis.records import Ints
from stepin.log.schema import FIXES

_BLOCKED = 1 << KIND["blocked"]
_LINKED = 1 << KIND["linked"]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Rows with those that nobody wrote down; values with those that these bear; ``author``: see Words."""

    rows: Rows
    added: Added
    values: list[str]
    used: Ints
    author: Ints


def with_blocks(rows: Rows, values: list[str], used: Ints, *, items: Items, item_ids: pa.Array) -> Blocked:
    """``used``: by value, the kinds of events it occurs with, as bits; ``item_ids``: by item."""
    fixed = named_items(values, np.flatnonzero(used & _LINKED), item_ids, after=FIXES)
    found, added = fixes(rows, fixed, items.change), Added()
    if found:
        values, value = _with_ids(values, np.unique(found.change), item_ids)
        used = np.append(used, np.zeros(len(values) - len(used), used.dtype))
        used[value[found.change]] |= _BLOCKED
        rows, added = with_fixes(rows, found, value)
    blocker = named_items(values, np.flatnonzero(used & _BLOCKED), item_ids)
    rows, added = with_lifted(rows, added, blocker)
    change = (blocker >= 0) & items.change[blocker]
    return Blocked(rows, added, values, used, np.where(change, items.author[blocker], NO_CHANGE))


def _with_ids(values: list[str], which: Ints, item_ids: pa.Array) -> tuple[list[str], Ints]:
    """Values with the ids of these items among them; and by item which value its id is, −1 of the others."""
    ids = item_ids.take(pa.array(which))
    known = pc.index_in(ids, value_set=pa.array(values, pa.string())).fill_null(-1).to_numpy()
    new = known < 0
    value = np.full(len(item_ids), -1)
    value[which] = np.where(new, len(values) + np.cumsum(new) - 1, known)
    return [*values, *ids.filter(pa.array(new)).to_pylist()], value
