"""Each item's own clock: the working time of its team, or the wall's."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Bools, Ints
from stepin.org.calendar import CalendarTable, instant_at, working_us

WALL = 0


@dataclass(frozen=True, slots=True)
class Clocks:
    """``tables[0]`` runs around the clock; ``of_team`` gives each team's, the last entry no team's."""

    tables: tuple[CalendarTable, ...]
    of_team: Ints

    def which(self, team: Ints, around_the_clock: Bools) -> Ints:
        return np.where(around_the_clock, WALL, self.of_team[team])

    def read(self, clock: Ints, at: Ints) -> Ints:
        """Microseconds on each clock at each UTC instant."""
        if (clock == WALL).all():
            return at
        read = at.copy()
        for which in np.flatnonzero(np.bincount(clock, minlength=1)):
            if which != WALL:
                rows = np.flatnonzero(clock == which)
                read[rows] = working_us(self.tables[which], at[rows])
        return read

    def instant(self, clock: int, us: int) -> int:
        """The UTC instant at which a clock reads so much."""
        return int(instant_at(self.tables[clock], np.array([us], np.int64))[0])
