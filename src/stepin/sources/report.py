"""What an import did, to be said to the person who asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stepin.log.rejects import Rejects
from stepin.log.writing import Appended


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was read, what was left out and why, what the log took in.

    ``source`` is what was read (a path, a repository); ``read`` counts what it held by kind of thing
    (``issues``, ``rows``); ``left_out`` counts what was not taken, by reason; ``rejected`` are bad rows;
    ``appended`` is what became of the rest; ``bots`` are logins that the source says are machines;
    ``notes`` are whole sentences, for what was assumed or derived.
    """

    source: str
    read: Mapping[str, int]
    appended: Appended
    left_out: Mapping[str, int] = field(default_factory=dict)
    rejected: Rejects = field(default_factory=Rejects)
    bots: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
