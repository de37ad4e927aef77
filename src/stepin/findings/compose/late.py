"""The late step-ins in columns, and what lies by team or in a range beside them."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Ints
from stepin.analysis.run import Analysed


@dataclass(frozen=True, slots=True)
class Late:
    """One row per late step-in. Times are UTC: of its first act, and of the start of the wait."""

    item: Ints
    team: Ints
    at: Ints
    since: Ints

    @staticmethod
    def of(found: Analysed, row: Ints) -> "Late":
        """``row``: of Analysed.step_ins."""
        s, a, w = found.step_ins, found.work.acts, found.work.waits
        act, spell = s.act[row], s.spell[row]
        return Late(a.item[act], w.team[spell], found.log.rows.at[a.row[act]], w.started_at[spell])

    def some(self, rows: Ints) -> "Late":
        return Late(self.item[rows], self.team[rows], self.at[rows], self.since[rows])

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows by code, each code's in their order: those of code g are ``row[start[g]:start[g + 1]]``."""

    row: Ints
    start: Ints

    @staticmethod
    def of(code: Ints, codes: int) -> "Groups":
        """``codes``: how many there are."""
        narrow = code.astype(np.min_scalar_type(codes))  # a stable sort of 16 bits takes two passes
        start = np.append(0, np.cumsum(np.bincount(code, minlength=codes)))
        return Groups(np.argsort(narrow, kind="stable"), start)

    def rows(self, code: int) -> Ints:
        return self.row[self.start[code] : self.start[code + 1]]
