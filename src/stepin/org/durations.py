"""Durations as people write them: ``15m``, ``4h``, ``2d``, ``1d4h``. A day is 8 hours of the item's clock."""

import re

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 8 * HOUR_US
LONGEST_US = 10_000 * DAY_US

_WRITTEN = re.compile(r"(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?", re.ASCII)


def parse_duration(text: str) -> int | None:
    """Microseconds, or None where the text is no duration of at least a minute and at most 10,000 days."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    days, hours, minutes = (int(part or 0) for part in match.groups())
    total = days * DAY_US + hours * HOUR_US + minutes * MINUTE_US
    return total if 0 < total <= LONGEST_US else None


def duration_text(us: int) -> str:
    """Whole minutes as people write them: the inverse of ``parse_duration``."""
    days, rest = divmod(us // MINUTE_US, 8 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{count}{unit}" for count, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if count]
    return "".join(parts)
