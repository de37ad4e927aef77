"""When the scheduler inside ``serve`` refreshes."""

from datetime import UTC, datetime, timedelta

import pytest

from stepin.ledger.scheduling import is_due
from stepin.org.file import parse_organisation

SOURCE = '[[source]]\ngithub = "acme/payments"\n'
MADRID = 'owner = "ana"\n[[person]]\nid = "ana"\nlogins = ["github:ana"]\ntimezone = "Europe/Madrid"\n'
MONDAY = datetime(2024, 6, 10, 9, tzinfo=UTC)
SATURDAY = datetime(2024, 6, 8, 9, tzinfo=UTC)


def due(toml: str, *, now: datetime = MONDAY, minutes: int | None = 60) -> bool:
    """``minutes``: since the last one began; None: there was none."""
    last = None if minutes is None else now - timedelta(minutes=minutes)
    return is_due(parse_organisation(toml), last=last, now=now)


def test_it_is_hourly_where_there_is_a_source():
    assert [due(SOURCE, minutes=minutes) for minutes in (59, 60, None)] == [False, True, True]


def test_without_a_source_it_never_is():
    assert not due("", minutes=None)


def test_off_is_off():
    assert not due(SOURCE + '[refresh]\nevery = "off"\n', minutes=None)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (SATURDAY, False),
        (MONDAY.replace(hour=6, minute=59), False),
        (MONDAY.replace(hour=7), True),
        (MONDAY.replace(hour=18, minute=59), True),
        (MONDAY.replace(hour=19), False),
    ],
)
def test_it_keeps_to_working_hours_unless_it_is_told_always(now, expected):
    assert due(SOURCE, now=now) == expected
    assert due(SOURCE + '[refresh]\nwithin = "always"\n', now=now)


def test_working_hours_are_on_the_owner_s_clock():
    """Two hours ahead of UTC in June: from 05:00 to 17:00 UTC."""
    hours = [hour for hour in range(24) if due(MADRID + SOURCE, now=MONDAY.replace(hour=hour))]
    assert hours == list(range(5, 17))
