"""The waits and the acts as people stated them, where the log had it otherwise."""

from dataclasses import fields, replace

import numpy as np

from stepin.analysis.definitions.endings import NOT_ENDING, endings
from stepin.analysis.definitions.party import Scene, takes_it_up
from stepin.analysis.definitions.segments import next_where
from stepin.analysis.definitions.stated import UNNAMED, Stated
from stepin.analysis.definitions.touching import Acts
from stepin.analysis.definitions.waiting import Rule
from stepin.analysis.definitions.waits import containing, starts
from stepin.analysis.records import Bools, Ints


def waits_as_stated(s: Scene, stated: Stated, *, offset: int) -> Scene:
    """The batch, whose first event is row ``offset`` of the log, with the waits that were stated.

    What is stated holds from the start of the wait that the event fell into, as the log alone has it, until
    whom it was stated of acts at or after the event, or until that wait's end.
    """
    ours = [(row - offset, who) for row, who in stated.waited_on if 0 <= row - offset < len(s.f)]
    if not ours:
        return s
    ending = endings(s).ending
    begins = starts(s.f, ending)
    spell, start = containing(s.f, begins), np.flatnonzero(begins)
    end = next_where(ending != NOT_ENDING, s.f.first)
    rule, whom = s.w.rule.copy(), s.w.who.copy()
    for row, who in ours:
        if spell[row] >= 0:
            begun = int(start[spell[row]])
            held = slice(begun, _until(s, row, who, _stop(s, end, begun)))
            rule[held], whom[held] = (Rule.NOBODY if who == UNNAMED else Rule.STATED), who
    w = replace(s.w, rule=rule, who=whom)
    return Scene.of(s.f, w, words=s.words, cast=s.cast, usual=s.usual)


def _stop(s: Scene, end: Ints, begun: int) -> int:
    """The row that ends the wait begun there, or the one after the item's last."""
    if end[begun] >= 0:
        return int(end[begun])
    return int(np.searchsorted(s.f.item, s.f.item[begun], side="right"))


def _until(s: Scene, row: int, who: int, stop: int) -> int:
    """The first row from ``row`` on, and before ``stop``, that is a move of whom it is stated of."""
    rows = np.arange(row, stop)
    moves = s.f.live[rows] & s.f.person[rows] & (s.f.progress[rows] | s.f.passing[rows])
    moves &= takes_it_up(s.f, rows) if who == UNNAMED else s.f.actor[rows] == who
    found = rows[moves]
    return int(found[0]) if len(found) else stop


def acts_as_stated(a: Acts, stated: Stated, *, spell: Ints, actor: Ints, person: Bools, offset: int) -> Acts:
    """Without the acts, in the same wait, of whoever is stated not to have stepped in.

    ``spell``, ``actor`` and ``person`` are by event of the batch.
    """
    rows = stated.not_step_ins - offset
    rows = rows[(rows >= 0) & (rows < len(spell))]
    rows = rows[(spell[rows] >= 0) & person[rows]]
    if not len(rows):
        return a
    people = int(actor.max()) + 1
    kept = ~np.isin(a.spell * people + a.actor, spell[rows] * people + actor[rows])
    return Acts(*(getattr(a, column.name)[kept] for column in fields(a)))
