"""Working time, on tables worked by hand and against a walk minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepin.org.calendar import (
    AROUND_THE_CLOCK,
    Calendar,
    build_table,
    calendar_codes,
    instant_at,
    working_us,
)
from stepin.org.organisation import Organisation, Person, Post, Team

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
WEEK = (0, 1, 2, 3, 4, 5, 6)


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def hours_between(calendar: Calendar, begin: str, end: str) -> float:
    """Working hours between two UTC times."""
    days = date.fromisoformat(begin[:10]), date.fromisoformat(end[:10])
    table = build_table(calendar, first=days[0], last=days[1])
    worked = working_us(table, np.array([us(begin), us(end)]))
    return float(worked[1] - worked[0]) / HOUR_US


MADRID = Calendar("Europe/Madrid")
CASES = """
Europe/Madrid     | 2024-01-15T08:00 | 2024-01-15T16:00 | 8    | a winter day, 09-17 in Madrid
Europe/Madrid     | 2024-07-15T08:00 | 2024-07-15T16:00 | 7    | in summer it ends at 15:00 UTC
Europe/Madrid     | 2024-01-12T15:00 | 2024-01-15T09:00 | 2    | an hour on Friday, one on Monday
Europe/Madrid     | 2024-01-13T00:00 | 2024-01-14T23:00 | 0    | a weekend
Europe/Madrid     | 2024-03-25T00:00 | 2024-04-01T23:00 | 48   | six weekdays across the spring change
Asia/Kolkata      | 2024-01-15T00:00 | 2024-01-15T04:00 | 0.5  | opens at 03:30 UTC
Asia/Tokyo        | 2024-01-14T22:00 | 2024-01-15T02:00 | 2    | opens at midnight UTC
America/Los_Angeles | 2024-01-15T23:00 | 2024-01-16T02:00 | 2  | closes at 01:00 UTC on the next day
Pacific/Auckland  | 2024-01-14T19:00 | 2024-01-15T04:00 | 8    | Monday there begins on Sunday here
"""


@pytest.mark.parametrize("case", [line.split("|") for line in CASES.strip().splitlines()])
def test_working_hours_between_two_moments(case):
    zone, begin, end, hours, _why = (part.strip() for part in case)
    assert hours_between(Calendar(zone), begin, end) == float(hours)


def test_a_public_holiday_does_not_count():
    # Spain: Monday 6 January 2025 is Epiphany, Tuesday is not a holiday
    assert hours_between(Calendar("UTC", holidays="ES"), "2025-01-06T00:00", "2025-01-07T23:00") == 8


def test_a_regional_holiday_counts_off_only_there():
    # 2 May 2025 is Madrid's own day; the day before is a holiday in all of Spain
    week = "2025-04-28T00:00", "2025-05-02T23:00"
    assert hours_between(Calendar("UTC", holidays="ES-MD"), *week) == 24
    assert hours_between(Calendar("UTC", holidays="ES"), *week) == 32


def test_hours_until_midnight_count_to_the_end_of_the_day():
    evenings = Calendar("UTC", hours=(time(20), time(0)))
    assert hours_between(evenings, "2024-01-15T00:00", "2024-01-16T21:00") == 5


def test_opening_in_an_hour_that_the_clock_skips_is_opening_when_it_jumps():
    # London jumps from 01:00 to 02:00 on 31 March 2024 at 01:00 UTC, so 01:30-03:00 lasts one hour
    early = Calendar("Europe/London", hours=(time(1, 30), time(3)), weekdays=WEEK)
    assert hours_between(early, "2024-03-31T00:00", "2024-03-31T12:00") == 1


def test_an_hour_that_the_clock_repeats_counts_twice():
    # London repeats 01:00-02:00 on 27 October 2024
    night = Calendar("Europe/London", hours=(time(0), time(4)), weekdays=WEEK)
    assert hours_between(night, "2024-10-26T23:00", "2024-10-27T12:00") == 5


def test_whole_days_count_every_hour_where_midnight_is_skipped():
    # Cairo's clock jumps over midnight at the end of 25 April 2024
    always = Calendar("Africa/Cairo", hours=(time(0), time(0)), weekdays=WEEK)
    assert hours_between(always, "2024-04-20T00:00", "2024-04-30T00:00") == 240


def test_around_the_clock_is_the_instant_itself():
    table = build_table(AROUND_THE_CLOCK, first=date(2024, 1, 1), last=date(2024, 1, 2))
    instants = np.array([0, us("2024-01-01T12:00"), us("2031-01-01T00:00")])
    assert working_us(table, instants).tolist() == instants.tolist()
    assert instant_at(table, instants).tolist() == instants.tolist()


def test_a_deadline_at_closing_time_is_closing_time():
    table = build_table(MADRID, first=date(2024, 1, 15), last=date(2024, 1, 17))
    amounts = np.array([0, 1, 8, 9, 16]) * HOUR_US
    expected = [
        "2024-01-15T00:00",
        "2024-01-15T09:00",
        "2024-01-15T16:00",
        "2024-01-16T09:00",
        "2024-01-16T16:00",
    ]
    assert instant_at(table, amounts).tolist() == [us(text) for text in expected]


def test_an_instant_outside_the_table_is_refused():
    table = build_table(MADRID, first=date(2024, 1, 15), last=date(2024, 1, 15))
    with pytest.raises(ValueError, match="outside the calendar table"):
        working_us(table, np.array([us("2024-01-16T00:01")]))
    with pytest.raises(ValueError, match="outside the calendar table"):
        instant_at(table, np.array([9 * HOUR_US]))


def test_a_team_keeps_its_own_time_zone_else_its_first_leads_else_utc():
    people = (
        Person("ana", "Ana", ("github:ana",), timezone="Europe/Madrid"),
        Person("li", "Li", ("github:li",)),
    )
    own = Team("a", timezone="Asia/Tokyo", leads=(Post("ana"),))
    leads, li, nobody = Team("b", leads=(Post("ana"), Post("li"))), Team("c", leads=(Post("li"),)), Team("d")
    organisation = Organisation(people=people, teams=(own, leads, li, nobody))
    calendars, of_team = calendar_codes(organisation, ("a", "b", "c", "d"))
    zones = [calendars[code].timezone for code in of_team]
    assert zones == ["Asia/Tokyo", "Europe/Madrid", "UTC", "UTC"]


def test_teams_share_calendars_and_an_undeclared_team_keeps_office_hours():
    organisation = Organisation(teams=(Team("a", timezone="Asia/Tokyo"), Team("b"), Team("c", holidays="ES")))
    calendars, of_team = calendar_codes(organisation, ("a", "b", "c", "github:x/y"))
    assert calendars == (AROUND_THE_CLOCK, Calendar("Asia/Tokyo"), Calendar(), Calendar(holidays="ES"))
    assert of_team.tolist() == [1, 2, 3, 2]


def minutes_walked(calendar: Calendar, first: date, days: int) -> list[int]:
    """Working minutes before each minute of those UTC days, by asking the wall clock at every one.

    The walk begins three days early, so that the latest wall time seen is right when the count begins.
    """
    zone, (begin, end) = ZoneInfo(calendar.timezone), calendar.hours
    start = datetime.combine(first, time(0), tzinfo=UTC)
    latest, counted, before = (start - timedelta(days=9)).replace(tzinfo=None), 0, []
    for minute in range(-3 * 1440, days * 1440 + 1):
        wall = (start + timedelta(minutes=minute)).astimezone(zone).replace(tzinfo=None)
        latest = max(latest, wall)
        if minute >= 0:
            before.append(counted)
            open_now = begin <= latest.time() and (end == time(0) or latest.time() < end)
            counted += open_now and latest.weekday() in calendar.weekdays
    return before


ZONES = [
    "Europe/Madrid", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo",
    "America/Havana", "America/Sao_Paulo", "Pacific/Apia", "America/New_York", "Pacific/Kiritimati",
]  # fmt: skip
CHANGES = [
    "2024-03-10", "2024-03-31", "2024-04-06", "2024-04-26", "2024-10-27", "2024-11-03", "2018-11-04",
    "2018-02-18", "2011-12-30", "2024-07-15",
]  # fmt: skip
opening = st.integers(0, 23 * 4).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def some_calendars(draw):
    begin = draw(opening)
    end = (
        draw(opening.filter(lambda other: other > begin) | st.just(time(0))) if begin < time(23) else time(0)
    )
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1))
    return Calendar(draw(st.sampled_from(ZONES)), (begin, end), tuple(sorted(weekdays)))


@settings(max_examples=25, deadline=None)
@given(some_calendars(), st.sampled_from(CHANGES))
def test_the_table_agrees_with_a_walk_minute_by_minute(calendar, around):
    first = date.fromisoformat(around) - timedelta(days=2)
    table = build_table(calendar, first=first, last=first + timedelta(days=3))
    minutes = table.first_us + np.arange(4 * 1440 + 1, dtype=np.int64) * MINUTE_US
    assert (working_us(table, minutes) // MINUTE_US).tolist() == minutes_walked(calendar, first, 4)


@settings(max_examples=100, deadline=None)
@given(some_calendars(), st.lists(st.integers(0, 5 * 86_400_000_000), min_size=2))
def test_working_time_never_falls_and_its_inverse_is_the_first_such_instant(calendar, offsets):
    table = build_table(calendar, first=date(2024, 3, 29), last=date(2024, 4, 2))
    instants = np.sort(table.first_us + np.array(offsets, dtype=np.int64))
    worked = working_us(table, instants)
    back = instant_at(table, worked)
    assert (np.diff(worked) >= 0).all()
    assert working_us(table, back).tolist() == worked.tolist()
    assert (back <= instants).all()
    assert (working_us(table, np.maximum(back - 1, table.first_us)) < worked)[worked > 0].all()
