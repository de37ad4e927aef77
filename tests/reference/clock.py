"""Idle time, by walking the working days one by one."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from stepin.log.schema import AROUND_THE_CLOCK
from stepin.org.organisation import Organisation, Team

US = timedelta(microseconds=1)
HOUR_US = 3_600_000_000
OFFICE = (time(9), time(17))


def quarter_of(at: datetime) -> int:
    at = at.astimezone(UTC)
    return at.year * 4 + (at.month - 1) // 3


def quarter_start(quarter: int) -> datetime:
    return datetime(quarter // 4, quarter % 4 * 3 + 1, 1, tzinfo=UTC)


def idle_us(organisation: Organisation, team: str, kind: str, start: datetime, end: datetime) -> int:
    """Microseconds from start to end on the clock of an item of that kind in that team's hands."""
    if kind in AROUND_THE_CLOCK:
        return (end - start) // US
    return sum(
        max(min(closes, end) - max(opens, start), timedelta()) // US
        for day in _days(start, end)
        for opens, closes in _hours(_calendar(organisation, team), day)
    )


def _days(start: datetime, end: datetime) -> list[date]:
    """Every date that any time zone can show between the two."""
    first, last = start.astimezone(UTC).date() - timedelta(1), end.astimezone(UTC).date() + timedelta(1)
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def _calendar(organisation: Organisation, team_id: str) -> Team:
    """The team with its hours filled in; one that nobody described works in UTC."""
    team = next((t for t in organisation.teams if t.id == team_id), Team(id=team_id))
    zones = {person.id: person.timezone for person in organisation.people}
    lead_zone = zones.get(team.leads[0].person) if team.leads else None
    return Team(
        id=team.id,
        timezone=team.timezone or lead_zone or "UTC",
        hours=team.hours or OFFICE,
        weekdays=team.weekdays,
        holidays=team.holidays,
    )


@cache
def _hours(team: Team, day: date) -> tuple[tuple[datetime, datetime], ...]:
    if day.weekday() not in team.weekdays or _is_holiday(team.holidays, day):
        return ()
    zone = ZoneInfo(team.timezone or "UTC")
    begin, end = team.hours or OFFICE
    last_day = day if end != time(0) else day + timedelta(1)
    return ((_utc(day, begin, zone), _utc(last_day, end, zone)),)


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


@cache
def _is_holiday(place: str | None, day: date) -> bool:
    if place is None:
        return False
    country, _, part = place.partition("-")
    return day in holidays.country_holidays(country, subdiv=part or None, years=day.year)
