"""One item laid open, event by event: what each was, and on whom the item waited after it."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.clocks import Clocks
from stepin.analysis.definitions.encode import Encoded
from stepin.analysis.definitions.endings import endings
from stepin.analysis.definitions.roles import roles
from stepin.analysis.definitions.waits import containing, starts
from stepin.analysis.definitions.work import Work, scene, usually
from stepin.analysis.records import Bools, Ints


@dataclass(frozen=True, slots=True)
class Trace:
    """One row per event of the item; ``row`` counts from the log's beginning."""

    row: Ints
    at: Ints
    actor: Ints
    kind: Ints  # as the log tells it, as is value
    value: Ints
    open_after: Bools
    rule: Ints  # after the event, as are role and waited
    role: Ints
    waited: Ints
    ending: Ints
    spell: Ints  # the row in Work.waits it falls into, or −1
    acts: Bools  # it is in Work.acts
    idle_us: Ints  # into that spell
    team: Ints  # of the item, at the event
    level: Ints  # of the actor as a lead of that team
    owns: Bools  # the actor was or becomes the item's owner


def trace(log: Encoded, clocks: Clocks, done: Work, item: int) -> Trace:
    """``item`` by its code."""
    low, high = np.searchsorted(log.rows.item, [item, item + 1])
    s = scene(log, usually(log, done.quarters), done.bulk, (int(low), int(high)))
    f, rows = s.f, np.arange(low, high)
    ending = endings(s).ending
    first_spell = int(np.searchsorted(done.waits.item, item))
    spell = containing(f, starts(f, ending))
    within = np.flatnonzero(spell >= 0)
    of, idle = spell[within] + first_spell, np.zeros(len(f), np.int64)
    idle[within] = clocks.read(done.waits.clock[of], f.at[within]) - done.waits.start_us[of]
    return Trace(
        row=rows,
        at=f.at,
        actor=f.actor,
        kind=log.rows.kind[low:high],
        value=log.rows.value[low:high],
        open_after=f.open_after,
        rule=s.w.rule,
        role=roles(f, s.w, np.arange(len(f)), cast=log.cast, usual=s.usual),
        waited=s.w.who,
        ending=ending,
        spell=np.where(spell >= 0, spell + first_spell, -1),
        acts=np.isin(rows, done.acts.row),
        idle_us=idle,
        team=f.team,
        level=f.level,
        owns=(f.actor >= 0) & ((f.actor == f.owner_before) | (f.actor == f.owner)),
    )
