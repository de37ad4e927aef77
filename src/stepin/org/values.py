"""Single values of the organisation's file: time zones, hours, weekdays, holidays."""

import re
from datetime import time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from stepin.org.problems import did_you_mean
from stepin.org.reading import Table

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = re.compile(r"(\d\d):(\d\d)\s*[-–]\s*(\d\d):(\d\d)", re.ASCII)


def timezone_of(table: Table) -> str | None:
    name = table.text("timezone")
    if name is None or _is_zone(name):
        return name
    hint = did_you_mean(name, _zones()) or ' Write one such as "Europe/Madrid".'
    table.wrong(f'"{name}" is no time zone.{hint}', "timezone")
    return None


def hours_of(table: Table) -> tuple[time, time] | None:
    return table.checked("hours", parse_hours, '"HH:MM-HH:MM" within one day, such as "09:00-17:00"')


def parse_hours(text: str) -> tuple[time, time] | None:
    """Begin and end on the wall clock; 24:00 (kept as 00:00) is midnight at the end. None across midnight."""
    match = _HOURS.fullmatch(text)
    if match is None:
        return None
    begin, end = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
    if begin[1] > 59 or end[1] > 59 or not begin < end <= (24, 0):
        return None
    return time(*begin), time(end[0] % 24, end[1])


def hours_text(hours: tuple[time, time]) -> str:
    """The inverse of ``parse_hours``."""
    end = "24:00" if hours[1] == time(0) else f"{hours[1]:%H:%M}"
    return f"{hours[0]:%H:%M}-{end}"


def weekdays_of(table: Table) -> tuple[int, ...] | None:
    """Days of the week by their English names or first three letters, as numbers from Monday = 0, sorted."""
    names = table.texts("weekdays")
    if names is None:
        return None
    numbers = set()
    for name in names:
        found = [number for number, day in enumerate(WEEKDAYS) if name.casefold() in (day, day[:3])]
        numbers.update(found)
        if not found:
            table.wrong(f'"{name}" is no weekday; write such as "mon" or "monday".', "weekdays")
    if not names:
        table.wrong("is empty; leave it out for Monday to Friday.", "weekdays")
    return tuple(sorted(numbers)) or None


def holidays_of(table: Table) -> str | None:
    return table.checked(
        "holidays", _known_holidays, 'a country such as "ES", or a part of one such as "ES-MD"'
    )


def _known_holidays(text: str) -> str | None:
    import holidays  # here, since most organisations ask for none and it is slow to load

    country, dash, part = text.partition("-")
    parts = holidays.list_supported_countries().get(country)
    known = parts is not None and (part in parts if dash else True)
    return text if known else None


@cache
def _zones() -> frozenset[str]:
    """Every zone there is: slow to list, since it walks the folders that hold them."""
    return frozenset(available_timezones())


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):  # a folder of zones, or a path, raises an OSError
        return False
    return True
