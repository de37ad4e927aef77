"""Spells cut at their touches: from one touch to the next, who touched last and how long ago.

Only those that reach their expectation, past which the estimates begin: most do not. But the state runs from
the start of the spell, long before that; and a spell that began because somebody redirected the one before it
inherits that one's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stepin.analysis.estimates.states import NOBODY
from stepin.analysis.records import Bools, End, Ints, Spells, Touches, Who

CHUNK = 50_000  # spells at a time
NO_BOT_US = np.int64(2**61)


@dataclass(frozen=True, slots=True)
class Episodes:
    """One row per spell's start and one per touch, in order. Ages are microseconds since the spell's start.

    ``touch``: the touch it starts with (−1: the spell's start); ``who``: the person who touched last (−1:
    nobody); ``since_us``: how long before ``from_us``; ``since_bot_us``: the same of the last bot's touch in
    this spell; ``ends``: whether the spell ends at ``to_us``. An episode may be of no length.
    """

    spell: Ints
    touch: Ints
    from_us: Ints
    to_us: Ints
    who: Ints
    since_us: Ints
    since_bot_us: Ints
    ends: Bools


@dataclass(frozen=True, slots=True)
class Lineage:
    """Per spell: whether a later one of its item exists, and the touched state it inherits at its start."""

    followed: Bools
    who: Ints
    since_us: Ints


def in_order(touches: Touches) -> Touches:
    """The touches by spell, and in time order within each as they came."""
    if (touches.spell[1:] >= touches.spell[:-1]).all():
        return touches
    return pick_touches(touches, np.argsort(touches.spell, kind="stable"))


def pick_touches(touches: Touches, rows: Ints | Bools) -> Touches:
    """Some of them: by a mask or by number."""
    return Touches(*(getattr(touches, name)[rows] for name in Touches.__slots__))


def lineage(spells: Spells, touches: Touches) -> Lineage:
    """``touches`` by spell; the spells of an item are in time order, wherever they stand."""
    before, followed = _neighbours(spells.item)
    who, at_us = _last_touch(spells, touches)
    began_so = (before >= 0) & (spells.end[before] == End.REDIRECTED)
    heirs = np.flatnonzero(began_so)
    left_who, left_since = np.full(len(before), NOBODY), np.zeros(len(before), np.int64)
    back, waited = before[heirs], np.zeros(len(heirs), np.int64)
    while len(heirs):
        found = who[back] != NOBODY
        left_who[heirs[found]] = who[back[found]]
        left_since[heirs[found]] = waited[found] + spells.end_us[back[found]] - at_us[back[found]]
        on = ~found & began_so[back]
        waited = waited[on] + spells.end_us[back[on]] - spells.start_us[back[on]]
        heirs, back = heirs[on], before[back[on]]
    return Lineage(followed, left_who, left_since)


def _neighbours(item: Ints) -> tuple[Ints, Bools]:
    """The row of the same item's spell before each, −1 for its first; and whether there is one after."""
    sorted_already = (item[1:] >= item[:-1]).all()
    order = np.arange(len(item)) if sorted_already else np.argsort(item, kind="stable")
    same = item[order][1:] == item[order][:-1]
    before, followed = np.full(len(item), -1, np.int32), np.zeros(len(item), np.bool_)
    before[order[1:][same]] = order[:-1][same]
    followed[order[:-1][same]] = True
    return before, followed


def _last_touch(spells: Spells, touches: Touches) -> tuple[Ints, Ints]:
    """Of each spell, who of all persons touched it last and when; −1 and 0 where nobody did."""
    who, at_us = np.full(len(spells.item), NOBODY), np.zeros(len(spells.item), np.int64)
    person = np.flatnonzero(touches.who != Who.BOT)
    spell = touches.spell[person]
    last = person[np.append(spell[1:] != spell[:-1], True)[: len(spell)]]
    who[touches.spell[last]], at_us[touches.spell[last]] = touches.who[last], touches.at_us[last]
    return who, at_us


def episodes(spells: Spells, touches: Touches, inherited: Lineage) -> Iterator[Episodes]:
    """Those of all spells that reach their expectation, some at a time; ``touches`` by spell."""
    return (episodes_of(rows, spells, touches, inherited) for rows in chunks(spells))


def chunks(spells: Spells) -> list[Ints]:
    """The spells that reach their expectation, CHUNK in each but the last."""
    late = np.flatnonzero(spells.end_us - spells.start_us >= spells.expected_us)
    return [late[first : first + CHUNK] for first in range(0, len(late), CHUNK)]


def episodes_of(rows: Ints, spells: Spells, touches: Touches, inherited: Lineage) -> Episodes:
    """Those of these spells, of which there is at least one, in ascending order."""
    touch, place = _touches_of(rows, touches)
    at_touch = np.arange(len(touch)) + place + 1
    at_start = np.arange(len(rows)) + np.searchsorted(place, np.arange(len(rows)))
    total = len(rows) + len(touch)
    spell, row_touch = np.empty(total, np.int64), np.full(total, NOBODY)
    spell[at_start], spell[at_touch] = rows, rows[place]
    row_touch[at_touch] = touch
    from_us = np.zeros(total, np.int64)
    from_us[at_touch] = touches.at_us[touch] - spells.start_us[spell[at_touch]]
    who = np.full(total, int(NOBODY))
    who[at_start], who[at_touch] = inherited.who[rows], touches.who[touch]
    since = np.zeros(total, np.int64)
    since[at_start] = inherited.since_us[rows]
    ends = np.append(spell[1:] != spell[:-1], True)
    to_us = np.where(ends, (spells.end_us - spells.start_us)[spell], np.append(from_us[1:], 0))
    began = row_touch == NOBODY
    person = _latest(began | (who != Who.BOT))
    bot = _latest(began | (who == Who.BOT))
    return Episodes(
        spell=spell,
        touch=row_touch,
        from_us=from_us,
        to_us=to_us,
        who=who[person],
        since_us=from_us - from_us[person] + since[person],
        since_bot_us=np.where(began[bot], NO_BOT_US, from_us - from_us[bot]),
        ends=ends,
    )


def _touches_of(rows: Ints, touches: Touches) -> tuple[Ints, Ints]:
    """The touches of these spells, and the place among ``rows`` of each one's spell."""
    low, high = np.searchsorted(touches.spell, [rows[0], rows[-1] + 1])
    places = np.full(rows[-1] + 1 - rows[0], -1)
    places[rows - rows[0]] = np.arange(len(rows))
    place = places[touches.spell[low:high] - rows[0]]
    touch = np.flatnonzero(place >= 0)
    return low + touch, place[touch]


def _latest(mask: Bools) -> Ints:
    """For each row the last one up to and including it where ``mask`` holds; the first row is one."""
    return np.maximum.accumulate(np.where(mask, np.arange(len(mask)), 0))
