"""Clean-outs: one person, one kind of event, dozens of items within an hour."""

import numpy as np

from stepin.analysis.definitions.encoded import Rows
from stepin.analysis.records import HOUR_US, Bools, Ints

ITEMS_AT_LEAST = 24
_HALF_US = HOUR_US // 2
_FEWEST, _MOST = 1 << 16, 1 << 22  # buckets; a power of two between them
_MIX_DOER, _MIX_HALF = 2654435761, 40503  # odd: the lowest bits are kept, and those must differ
_CHUNK = 1 << 17  # events looked at at a time: what is written in between stays in cache
_KINDS = 32  # room for every kind of event


def bulk_events(rows: Rows, bot: Bools) -> Bools:
    """By event: whether it belongs to a clean-out, in its UTC clock hour or in the hour from half past."""
    found = np.zeros(len(rows), bool)
    busy = _in_busy_hours(rows, bot)
    for shift in (0, _HALF_US):
        found[_crowded(rows, busy, shift)] = True
    return found


def _in_busy_hours(rows: Rows, bot: Bools) -> Ints:
    """A person's events of one kind where a half-hour holds half a clean-out, and in those next to it.

    Counted by hash: the sieve may err to many, not to few.
    """
    buckets = min(max(_FEWEST, 1 << (4 * len(rows)).bit_length()), _MOST)
    chunks = [(start, rows.part(start, start + _CHUNK)) for start in range(0, len(rows), _CHUNK)]
    found = [_bucketed(part, bot, buckets) for _, part in chunks]
    many = np.zeros(buckets, np.int32)
    for _, bucket in found:
        np.add.at(many, bucket, np.int32(1))
    busy = many * 2 >= ITEMS_AT_LEAST
    near = busy | np.roll(busy, _MIX_HALF) | np.roll(busy, -_MIX_HALF)
    kept = [start + row[near[bucket]] for (start, _), (row, bucket) in zip(chunks, found, strict=True)]
    return np.concatenate([np.empty(0, np.int64), *kept])


def _bucketed(rows: Rows, bot: Bools, buckets: int) -> tuple[Ints, Ints]:
    """The events of persons, and the bucket of each one's person, kind and half-hour."""
    persons = np.flatnonzero((rows.actor >= 0) & ~bot[rows.actor])
    doer = rows.actor[persons].astype(np.int64) * _KINDS + rows.kind[persons]
    bucket = (doer * _MIX_DOER + rows.at[persons] // _HALF_US * _MIX_HALF) & (buckets - 1)
    return persons.astype(np.int32), bucket.astype(np.int32)


def _crowded(rows: Rows, which: Ints, shift: int) -> Ints:
    """The rows whose person, kind and hour hold events of so many different items."""
    key = (rows.actor[which].astype(np.int64) * _KINDS + rows.kind[which]) << 24
    key += (rows.at[which] + shift) // HOUR_US
    item = rows.item[which]
    order = np.lexsort((item, key))
    key, item, where = key[order], item[order], which[order]
    if not len(key):
        return where
    new_key = np.concatenate([[True], key[1:] != key[:-1]])
    new_item = new_key | np.concatenate([[True], item[1:] != item[:-1]])
    group = np.cumsum(new_key) - 1
    return where[np.bincount(group, weights=new_item)[group] >= ITEMS_AT_LEAST]
