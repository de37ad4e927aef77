"""Each item's own clock: the working time of its team, or the wall's."""

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from stepin.org.calendar import CalendarTable, build_table, calendar_codes, working_us
from stepin.org.organisation import Organisation

MARGIN = timedelta(days=120)  # a quarter may begin before the first event


@dataclass(frozen=True, slots=True)
class Clocks:
    """``tables`` by clock; clock 0 is the wall's. ``of_team`` by team code."""

    tables: tuple[CalendarTable, ...]
    of_team: pd.Series

    def which(self, team: pd.Series, around_the_clock: pd.Series) -> pd.Series:
        return team.map(self.of_team).mask(around_the_clock, 0)

    def read(self, clock: pd.Series, at: pd.Series) -> pd.Series:
        """Microseconds on each clock at each UTC instant."""
        read = at.copy()
        for which, instants in at.groupby(clock):
            read.loc[instants.index] = working_us(self.tables[which], instants.to_numpy())
        return read


def clocks(organisation: Organisation, teams: tuple[str, ...], at: pd.Series, as_of_us: int) -> Clocks:
    """Clocks for every team, to be read anywhere from the first of ``at`` to ``as_of_us``."""
    calendars, codes = calendar_codes(organisation, teams)
    first, last = (pd.Timestamp(us, unit="us").date() for us in (at.min(), as_of_us))
    tables = [build_table(calendar, first=first - MARGIN, last=last + MARGIN) for calendar in calendars]
    return Clocks(tuple(tables), pd.Series(codes))
