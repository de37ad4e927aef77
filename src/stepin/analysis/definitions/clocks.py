"""Each item's own clock: the working time of its team, or the wall's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from stepin.analysis.records import Bools, Ints
from stepin.org.calendar import Calendar, CalendarTable, build_table, calendar_codes, instant_at, working_us
from stepin.org.organisation import Organisation

WALL = 0
_MARGIN = timedelta(days=120)  # a deadline may lie ahead, and a quarter begin before the first event


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


def clocks(organisation: Organisation, teams: tuple[str, ...], *, from_us: int, to_us: int) -> Clocks:
    """Clocks for every team that can be read from ``from_us`` to ``to_us``; whole years, so that few tables
    serve many spans."""
    calendars, codes = calendar_codes(organisation, teams)
    first, last = date((_day(from_us) - _MARGIN).year, 1, 1), date((_day(to_us) + _MARGIN).year, 12, 31)
    unowned = Calendar()
    tables = [build_table(calendar, first=first, last=last) for calendar in (*calendars, unowned)]
    return Clocks(tuple(tables), np.append(codes, len(tables) - 1))


def _day(us: int) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).date()
