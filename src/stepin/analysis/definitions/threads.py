"""Values apart from the threads they name.

Threads are many, and what is said in them is the same few words over and over: these are read once.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from stepin.analysis.definitions.encoded import KIND
from stepin.analysis.records import Bools, Ints

_COMMENTED = 1 << KIND["commented"]
_THREAD = "thread:"


def threads(values: Sequence[str], used: Ints) -> Ints:
    """By value, and at the end for none: a number for each thread, or −1.

    ``used`` gives by value the kinds of events it occurs with, as bits. Only comments are in threads; of
    several that one names the first counts.
    """
    found, number = np.full(len(values) + 1, -1), dict[str, int]()
    for code in _naming(values, (used & _COMMENTED) > 0):
        named = next((word for word in values[code].split() if word.startswith(_THREAD)), None)
        if named is not None:
            found[code] = number.setdefault(named, len(number))
    return found


def without_threads(values: Sequence[str], used: Ints) -> tuple[Sequence[str], Ints, Ints]:
    """Each text once, without its thread; the kinds of events that it occurs with; and by value, and at the
    end for none, which text it is.

    What is not only said in comments, such as a label called so, stays as it is.
    """
    texts = list(values)
    for code in _naming(values, used == _COMMENTED):
        texts[code] = " ".join(word for word in values[code].split() if not word.startswith(_THREAD))
    place: dict[str, int] = {}
    of = np.array([place.setdefault(text, len(place)) for text in texts], np.int64)
    kinds = np.zeros(len(place), np.int64)
    np.bitwise_or.at(kinds, of, used)
    return list(place), kinds, np.append(of, len(place))


def _naming(values: Sequence[str], among: Bools) -> Iterator[int]:
    return (code for code in np.flatnonzero(among).tolist() if _THREAD in values[code])
