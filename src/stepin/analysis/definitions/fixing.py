"""A change that says that it fixes an item blocks it while the change is open, though nobody says so."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.added import Added, following, with_events
from stepin.analysis.definitions.closings import Turns
from stepin.analysis.definitions.encoded import KIND, Rows
from stepin.analysis.records import Bools, Ints


@dataclass(frozen=True, slots=True)
class Fixes:
    """Of each block by a fix: the item that it blocks, since when, and the change, in their order."""

    item: Ints
    at: Ints
    change: Ints


def fixes(rows: Rows, fixed: Ints, change: Bools) -> Fixes | None:
    """``fixed``: by value, the item that it says it fixes; ``change``: by item. None where there are none."""
    if not (fixed >= 0).any():
        return None
    row = np.flatnonzero(rows.kind == KIND["linked"])
    row = row[fixed[rows.value[row]] >= 0]
    item, by = fixed[rows.value[row]], rows.item[row].astype(np.int64)
    at = np.maximum(rows.at[row], rows.at[np.searchsorted(rows.item, item)])
    turns = Turns.of(rows)
    still_open = turns.open_before(by, row) & turns.open_before(by, following(rows, by, at))
    which = np.flatnonzero(change[by] & ~change[item] & still_open)
    which = which[np.lexsort((row[which], by[which], rows.at[row[which]], item[which]))]
    return Fixes(item[which], at[which], by[which]) if len(which) else None


def with_fixes(rows: Rows, found: Fixes, value: Ints) -> tuple[Rows, Added]:
    """With an event ``blocked``, by nobody, for each of them; ``value``: by item, its id as a value."""
    return with_events(
        rows, Added(), kind=KIND["blocked"], item=found.item, at=found.at, value=value[found.change]
    )
