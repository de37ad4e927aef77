"""Clean-outs: one person, one kind of event, dozens of items within an hour."""

import numpy as np

from stepin.analysis.definitions.encoded import Rows
from stepin.analysis.records import HOUR_US, Bools, Ints

ITEMS_AT_LEAST = 24
_BUCKETS = 1 << 22


def bulk_events(rows: Rows, bot: Bools) -> Bools:
    """By event: whether it belongs to a clean-out, in its UTC clock hour or in the hour from half past."""
    found = np.zeros(len(rows), bool)
    somebody = np.flatnonzero((rows.actor >= 0) & ~bot[rows.actor])
    for shift in (0, HOUR_US // 2):
        found[_crowded(rows, somebody, shift)] = True
    return found


def _crowded(rows: Rows, which: Ints, shift: int) -> Ints:
    """The rows whose person, kind and hour hold events of so many different items."""
    hour = (rows.at[which] + shift) // HOUR_US
    key = (rows.actor[which].astype(np.int64) * 32 + rows.kind[which]) * (1 << 24) + hour
    bucket = (key * -7046029254386353131) % _BUCKETS  # a cheap first sieve; clashes only let too many through
    busy = np.bincount(bucket, minlength=_BUCKETS)[bucket] >= ITEMS_AT_LEAST
    key, item, where = key[busy], rows.item[which[busy]], which[busy]
    order = np.lexsort((item, key))
    key, item, where = key[order], item[order], where[order]
    if not len(key):
        return where
    fresh_key = np.r_[True, key[1:] != key[:-1]]
    fresh_item = fresh_key | np.r_[True, item[1:] != item[:-1]]
    group = np.cumsum(fresh_key) - 1
    return where[np.bincount(group, weights=fresh_item)[group] >= ITEMS_AT_LEAST]
