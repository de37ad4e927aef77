"""What priorities items had when: as ranks, and since when the items of a container have any."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encode import Encoded
from stepin.analysis.definitions.encoded import KIND, kind_table
from stepin.analysis.records import Ints
from stepin.findings.priorities import rank

NONE = -1


@dataclass(frozen=True, slots=True)
class Ranks:
    """Changes of priority in the order of the log, item i's from ``start[i]`` up to ``start[i + 1]``."""

    start: Ints
    item: Ints
    at: Ints
    rank: Ints  # NONE where it was taken away

    @staticmethod
    def of(log: Encoded) -> "Ranks":
        telling = kind_table("priority_changed", "labelled", "unlabelled")
        rows = np.flatnonzero(telling[log.rows.kind])
        kind, value = log.rows.kind[rows], log.rows.value[rows]
        by_label, is_set = _by_value(log, label=True)[value], kind == KIND["priority_changed"]
        told = np.where(is_set, _by_value(log, label=False)[value], by_label)
        told[kind == KIND["unlabelled"]] = NONE
        kept = np.flatnonzero(is_set | (by_label != NONE))
        item = log.rows.item[rows[kept]]
        start = np.append(0, np.cumsum(np.bincount(item, minlength=len(log.item_ids))))
        return Ranks(start, item, log.rows.at[rows[kept]], told[kept])

    def before(self, item: Ints, at: Ints) -> Ints:
        """The rank of each item just before each moment."""
        first, last = self.start[item], self.start[item + 1] - 1
        looked = np.flatnonzero(last >= first)
        while len(looked):
            looked = looked[self.at[last[looked]] >= at[looked]]
            last[looked] -= 1
            looked = looked[last[looked] >= first[looked]]
        found = np.full(len(item), NONE)
        known = last >= first
        found[known] = self.rank[last[known]]
        return found


def _by_value(log: Encoded, *, label: bool) -> Ints:
    """With one more at the end for no value, so that −1 finds it."""
    told = (rank(value, label=label) for value in log.values)
    return np.array([*(NONE if each is None else each for each in told), NONE])
