"""One thing that the log says for or against a cause."""

from collections.abc import Sequence
from dataclasses import dataclass, field

FOR, AGAINST = "for", "against"


@dataclass(frozen=True, slots=True)
class Said:
    """``cause``: a key of ``ladder.CAUSES``; ``events`` and ``items``: what it rests on."""

    cause: str
    side: str
    says: str
    events: tuple[str, ...] = ()
    items: tuple[str, ...] = field(default=())


def speaks_for(cause: str, says: str, events: Sequence[str] = (), items: Sequence[str] = ()) -> Said:
    return Said(cause, FOR, says, tuple(events), tuple(items))


def speaks_against(cause: str, says: str, events: Sequence[str] = (), items: Sequence[str] = ()) -> Said:
    return Said(cause, AGAINST, says, tuple(events), tuple(items))
