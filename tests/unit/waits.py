"""Builds spells and touches from small tables, in hours on the clock."""

import numpy as np

from stepin.analysis.records import HOUR_US, End, Spells, Touches, Who

LETTERS = {"l": Who.LEAD, "p": Who.PEER, "b": Who.BOT}
ENDS = {"open": End.OPEN, "move": End.PROGRESS, "pass": End.PASS, "carried": End.CARRIED} | {
    end.name.lower(): end for end in End
}


def hours(values) -> np.ndarray:
    return np.rint(np.array(list(values), dtype=float) * HOUR_US).astype(np.int64)


def waits(text: str) -> tuple[Spells, Touches]:
    """One wait a line: ``item stratum expected start end how touches...``; ``!`` after how: before a lead.

    A touch is a letter (l, p, b) and the hours since the wait began: ``p12``. What follows a touch is how its
    own wait ended.
    """
    rows = [line.split() for line in text.strip().splitlines()]
    spells = Spells(
        item=np.array([int(row[0]) for row in rows]),
        stratum=np.array([int(row[1]) for row in rows]),
        quarter=np.full(len(rows), 2024 * 4),
        expected_us=hours(row[2] for row in rows),
        start_us=hours(row[3] for row in rows),
        end_us=hours(row[4] for row in rows),
        end=np.array([ENDS[row[5].rstrip("!")] for row in rows]),
        before_lead=np.array([row[5].endswith("!") for row in rows]),
    )
    pairs = [(number, touch) for number, row in enumerate(rows) for touch in row[6:]]
    spell = np.array([number for number, _ in pairs], dtype=np.int64)
    at_us = spells.start_us[spell] + hours(touch[1:] for _, touch in pairs)
    who = np.array([LETTERS[touch[0]] for _, touch in pairs], dtype=np.int64)
    until_us, all_of_them = spells.end_us[spell] - at_us, np.ones(len(spell), bool)
    return spells, Touches(spell, at_us, who, until_us, spells.end[spell], all_of_them)
