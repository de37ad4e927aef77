"""The map that says what the columns of somebody's table mean; docs/bring-your-own-table.md explains it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stepin.errors import InputError
from stepin.log.columns import Clock


class MapError(InputError):
    def __init__(self, name: str, problem: str) -> None:
        super().__init__(
            f"The map {name}: {problem}. docs/bring-your-own-table.md shows what a map may hold."
        )


@dataclass(frozen=True, slots=True)
class Names:
    """How a table's columns become the contract's: ``columns`` names where each comes from (several are
    joined by ``:``), ``constants`` gives it one text everywhere, ``prefixes`` go before what is there."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """Where one of ``columns`` differs from the item's row before, an event of this kind took place.

    ``values``: what each text counts as; where there are any, other texts count as nothing. ``closes``:
    values that also close the item, and by which kind of event; leaving them reopens it.
    """

    columns: tuple[str, ...]
    kind: str
    prefix: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    closes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableMap:
    """What a table holds. Without changes every row is an event; with changes, every row is an item's state
    after an update, and the events are what changed. ``otherwise`` is the kind of an update that changed none
    of the columns named (None: no event)."""

    source: str = "table"
    kind: str = "issue"
    container: str | None = None
    delimiter: str = ","
    missing: tuple[str, ...] = ("",)
    bots: tuple[str, ...] = ()
    clock: Clock = field(default_factory=Clock)
    events: Names = field(default_factory=Names)
    items: Names = field(default_factory=Names)
    changes: tuple[Change, ...] = ()
    otherwise: str | None = "other"
