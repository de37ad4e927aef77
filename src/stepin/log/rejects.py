"""Rows that could not be taken in: which, how many, why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KEPT = 20
EXCERPT = 60


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row left out. ``row`` counts the rows of data from 1, the header apart; ``value`` is cut short."""

    row: int
    column: str
    reason: str
    value: str

    def __str__(self) -> str:
        shown = f" ({self.value!r})" if self.value else ""
        return f"row {self.row}, {self.column}: {self.reason}{shown}"


@dataclass(frozen=True, slots=True)
class Rejects:
    """All rows left out are counted, by ``column: reason``; the first ``KEPT`` are kept as examples."""

    count: int = 0
    by_reason: Mapping[str, int] = field(default_factory=dict)
    examples: tuple[BadRow, ...] = ()

    def __add__(self, other: "Rejects") -> "Rejects":
        by_reason = dict(self.by_reason)
        for reason, count in other.by_reason.items():
            by_reason[reason] = by_reason.get(reason, 0) + count
        return Rejects(self.count + other.count, by_reason, (self.examples + other.examples)[:KEPT])
