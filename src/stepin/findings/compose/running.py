"""The waits that still run, as the forecast takes them."""

import numpy as np

from stepin.analysis.estimates.episodes import Lineage
from stepin.analysis.estimates.forecast import Waiting
from stepin.analysis.records import Ints, Spells, Touches, Who
from stepin.analysis.run import Analysed


def running(found: Analysed, left: Lineage) -> Waiting:
    """One row per row of Work.standing."""
    spells, spell = found.spells, found.work.standing.spell
    last, since_us = last_touch(spells, found.touches, left, spell)
    return Waiting(
        stratum=spells.stratum[spell],
        quarter=np.full(len(spell), found.work.quarters[-1]),
        age_us=(spells.end_us - spells.start_us)[spell],
        expected_us=spells.expected_us[spell],
        last=last,
        since_us=since_us,
    )


def last_touch(spells: Spells, touches: Touches, left: Lineage, spell: Ints) -> tuple[Ints, Ints]:
    """Who of all persons touched each spell last (−1 nobody), and how long before its end on its clock (0).

    As everywhere in the estimates, a spell that began because somebody redirected the one before it inherits
    that one's: who asked the reviewer has not done so in vain because the review went to somebody else.
    """
    persons = np.flatnonzero(touches.who != Who.BOT)
    last = np.full(len(spells.item), -1)
    last[touches.spell[persons]] = persons  # in time order, so the latest stays
    who, since_us = left.who[spell], left.since_us[spell] + (spells.end_us - spells.start_us)[spell]
    touched = np.flatnonzero(last[spell] >= 0)
    row = last[spell[touched]]
    who[touched] = touches.who[row]
    since_us[touched] = spells.end_us[spell[touched]] - touches.at_us[row]
    return who, np.where(who >= 0, since_us, 0)
