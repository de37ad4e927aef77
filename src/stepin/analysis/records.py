"""The two tables between the definitions and the statistics: spells and touches.

Columns, one NumPy array each, all of one length. Times are microseconds *on the spell's own clock* (working
time of the team, or around the clock), so that subtraction gives idle time.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HOUR_US = 3_600_000_000
WINDOW_US = 24 * HOUR_US  # W: three working days, or one day around the clock
SINCE_EDGES_US = tuple(
    h * HOUR_US for h in (0, 8, 24, 40, 80, 160)
)  # time since the last touch, by sub-window
BIN_RATIO = 1.25
BINS = 45  # bin b holds ages in [e·1.25^b, e·1.25^(b+1)), e the expectation; the last is open


class End(IntEnum):
    """How a spell ended. Only PROGRESS and PASS are moves; the rest compete or cut."""

    OPEN = 0  # still running at the moment analysed
    PROGRESS = 1  # the party waited on progressed the item
    PASS = 2  # the party waited on passed it on
    CARRIED = 3  # somebody else did the step: merged, closed, resolved, wrote or reviewed it
    REDIRECTED = 4  # somebody else moved the next step to another party
    ABANDONED = 5  # closed as stale, won't do, or unmerged
    BULK = 6  # ended by one person's clean-out of dozens of items


class Who(IntEnum):
    PEER = 0
    LEAD = 1
    BOT = 2


@dataclass(frozen=True, slots=True)
class Spells:
    """One row per spell. ``stratum`` indexes (team, kind), ``quarter`` is year·4 + quarter − 1 (0-3), UTC."""

    item: Ints
    stratum: Ints
    quarter: Ints
    expected_us: Ints  # the expectation in force when the spell began
    start_us: Ints
    end_us: Ints  # ≥ start_us; for OPEN the moment analysed
    end: Ints  # an End
    before_lead: Bools  # a later spell of the item was touched by a lead


@dataclass(frozen=True, slots=True)
class Touches:
    """One row per act on a spell by somebody not waited on, in time order within a spell.

    Outcomes belong to the item, not to the spell: a touch that moves the next step to somebody else is
    followed until that party moves. ``until_us`` is clock time from the touch to its outcome, or to the end
    of what was observed.
    """

    spell: Ints  # row in Spells
    at_us: Ints  # on the spell's clock, start_us ≤ at_us ≤ end_us
    who: Ints  # a Who
    until_us: Ints
    outcome: Ints  # an End: PROGRESS or PASS when a party waited on moved, else what ended the observation
    deliberate: Bools  # meant to get the work moving; the others change the state, but are not compared


@dataclass(frozen=True, slots=True)
class Strata:
    """(team, kind) by index, as used in ``Spells.stratum``."""

    teams: tuple[str, ...]
    kinds: tuple[str, ...]
