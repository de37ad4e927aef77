"""Working time: which hours of which days count for a team, as a table by UTC day.

The table is built once with zoneinfo; after that everything is integer arithmetic on microseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from stepin.org.organisation import Organisation, Team

Ints = NDArray[np.int64]

DAY_US = 86_400_000_000
EPOCH = date(1970, 1, 1)
OFFICE_HOURS = (time(9), time(17))
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
_CHUNK = 1 << 17  # instants looked up at a time: the temporaries stay in cache


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which hours count, read off the wall clock of ``timezone``; 00:00 as their end is midnight.

    A day's hours run from the first moment at which the wall clock reaches their begin until the first at
    which it reaches their end, so that a skipped or repeated hour is never counted twice or lost.
    ``weekdays`` count from Monday = 0; ``holidays`` is a country, or country-subdivision, or None.
    """

    timezone: str = "UTC"
    hours: tuple[time, time] = OFFICE_HOURS
    weekdays: tuple[int, ...] = MONDAY_TO_FRIDAY
    holidays: str | None = None


AROUND_THE_CLOCK = Calendar(hours=(time(0), time(0)), weekdays=EVERY_DAY)


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """One calendar from ``first_us`` (a UTC midnight) on, a row per UTC day.

    ``before_us``, shape (days + 1): working microseconds before each day. ``begins_us`` and ``ends_us``,
    shape (days, windows): the half-open spans of the day that count, in UTC microseconds; where a day has
    fewer than the most, the rest are empty spans at its end.
    """

    calendar: Calendar
    first_us: int
    before_us: Ints
    begins_us: Ints
    ends_us: Ints

    @property
    def end_us(self) -> int:
        return self.first_us + DAY_US * (len(self.before_us) - 1)


def _calendar(team: Team, zones: Mapping[str, str | None]) -> Calendar:
    """In the team's own time zone, else its first lead's, else UTC; ``zones`` by person."""
    led_from = zones.get(team.leads[0].person) if team.leads else None
    return Calendar(
        timezone=team.timezone or led_from or "UTC",
        hours=team.hours or OFFICE_HOURS,
        weekdays=team.weekdays,
        holidays=team.holidays,
    )


def calendar_codes(organisation: Organisation, teams: tuple[str, ...]) -> tuple[tuple[Calendar, ...], Ints]:
    """The distinct calendars, around the clock first, and for each of ``teams`` the index of its own.

    A team that the organisation does not declare keeps office hours in UTC.
    """
    zones = {person.id: person.timezone for person in organisation.people}
    declared = {team.id: _calendar(team, zones) for team in organisation.teams}
    codes = {AROUND_THE_CLOCK: 0}
    of_team = [codes.setdefault(declared.get(team, Calendar()), len(codes)) for team in teams]
    return tuple(codes), np.array(of_team, dtype=np.int64)


@lru_cache(maxsize=256)
def build_table(calendar: Calendar, *, first: date, last: date) -> CalendarTable:
    """The calendar's table over the UTC days ``first`` to ``last``, both inclusive. Kept: it takes a while,
    and a page that tells one item's waits needs the same ones again."""
    first_us, days = _midnight_us(first), (last - first).days + 1
    spans = _by_utc_day(_local_spans(calendar, first, last), first_us, days)
    widest = max((len(day) for day in spans), default=0)
    table = np.empty((2, days, max(widest, 1)), dtype=np.int64)
    for row, day in enumerate(spans):
        midnight = first_us + (row + 1) * DAY_US
        padded = day + [(midnight, midnight)] * (table.shape[2] - len(day))
        table[:, row, :] = np.array(padded, dtype=np.int64).T
    lengths = (table[1] - table[0]).sum(axis=1)
    before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])
    return CalendarTable(calendar, first_us, before, table[0], table[1])


def working_us(table: CalendarTable, instants_us: Ints) -> Ints:
    """Working microseconds from the table's first midnight to each instant (UTC microseconds since 1970).

    Never falls as the instant rises. Around the clock it is the instant itself. ValueError for an instant
    outside the table: an answer there would be a guess.
    """
    if table.calendar == AROUND_THE_CLOCK:
        return instants_us
    _refuse_outside(instants_us, table.first_us, table.end_us, "instant")
    out = np.empty(instants_us.shape, dtype=np.int64)
    for at in range(0, len(instants_us), _CHUNK):
        part = instants_us[at : at + _CHUNK]
        day = np.minimum((part - table.first_us) // DAY_US, len(table.begins_us) - 1)
        worked = table.before_us[day]
        for begins, ends in zip(table.begins_us.T, table.ends_us.T, strict=True):
            worked += np.maximum(np.minimum(part, ends[day]) - begins[day], 0)
        out[at : at + _CHUNK] = worked
    return out


def instant_at(table: CalendarTable, worked_us: Ints) -> Ints:
    """The first instant (UTC microseconds) at which so much work has passed: the inverse of ``working_us``.

    An amount that is used up exactly at closing time falls on closing time, not on the next opening.
    ValueError for an amount outside the table.
    """
    if table.calendar == AROUND_THE_CLOCK:
        return worked_us
    _refuse_outside(worked_us, 0, int(table.before_us[-1]), "amount of working time")
    begins, lengths = table.begins_us.ravel(), (table.ends_us - table.begins_us).ravel()
    reached = np.cumsum(lengths)
    span = np.searchsorted(reached, worked_us, side="left")
    left = worked_us - (reached[span] - lengths[span])
    return np.where(worked_us == 0, table.first_us, begins[span] + left)


def _refuse_outside(values: Ints, low: int, high: int, what: str) -> None:
    if len(values) and (values.min() < low or values.max() > high):
        raise ValueError(f"an {what} lies outside the calendar table; build it over more days")


def _midnight_us(day: date) -> int:
    return (day - EPOCH).days * DAY_US


def _local_spans(calendar: Calendar, first: date, last: date) -> list[tuple[int, int]]:
    """The working spans of every local day that can touch the UTC days, in order, in UTC microseconds."""
    zone = ZoneInfo(calendar.timezone)
    begin, end = calendar.hours
    free = _holidays(calendar.holidays, first.year - 1, last.year + 1)
    spans = []
    for number in range(first.toordinal() - 1, last.toordinal() + 2):
        day = date.fromordinal(number)
        if day.weekday() in calendar.weekdays and day not in free:
            closing = day if end != time(0) else day + timedelta(days=1)
            spans.append((_reached_us(zone, day, begin), _reached_us(zone, closing, end)))
    return spans


def _reached_us(zone: ZoneInfo, day: date, clock: time) -> int:
    """The first instant at which the wall clock of the zone reaches that time of that day, or skips it."""
    wall = datetime.combine(day, clock, tzinfo=zone)
    utc = wall.astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return _us(utc)
    low, high = _us(wall.replace(fold=1).astimezone(UTC)), _us(utc)
    while (
        high - low > 1_000_000
    ):  # the clock jumps over this time somewhere between the two, on a whole second
        middle = (low + high) // 2_000_000 * 1_000_000
        jumped = _instant(middle).astimezone(zone).replace(tzinfo=None) >= wall.replace(tzinfo=None)
        low, high = (low, middle) if jumped else (middle, high)
    return high


def _us(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _instant(us: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)


def _by_utc_day(spans: list[tuple[int, int]], first_us: int, days: int) -> list[list[tuple[int, int]]]:
    """The spans cut at UTC midnights and to the table's days; spans that touch within a day become one."""
    by_day: list[list[tuple[int, int]]] = [[] for _ in range(days)]
    for begin, end in spans:
        for row in range(
            max((begin - first_us) // DAY_US, 0), min((end - 1 - first_us) // DAY_US, days - 1) + 1
        ):
            midnight = first_us + row * DAY_US
            low, high = max(begin, midnight), min(end, midnight + DAY_US)
            day = by_day[row]
            if day and day[-1][1] == low:
                day[-1] = (day[-1][0], high)
            elif low < high:
                day.append((low, high))
    return by_day


def _holidays(place: str | None, first_year: int, last_year: int) -> frozenset[date]:
    if place is None:
        return frozenset()
    import holidays  # here, since most organisations ask for none and it is slow to load

    country, _, subdivision = place.partition("-")
    years = range(first_year, last_year + 1)
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=years))
