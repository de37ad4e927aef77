"""Homes, events and items for the log's tests, from small tables of text."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.log.records import Event, Item
from stepin.log.writing import Appended, append

NOW = datetime(2024, 6, 10, 12, tzinfo=UTC)


def home(folder: Path) -> LogHome:
    return LogHome(folder / "home")


def at(text: str) -> datetime:
    """``06-01 10:00``, of 2024."""
    return datetime.fromisoformat(f"2024-{text}").replace(tzinfo=UTC)


def events(table: str) -> list[Event]:
    """A line is: event item time kind value (``-`` for none); ``e1 a#1 06-01 10:00 commented ask``."""
    return [_event(*line.split()) for line in table.strip().splitlines()]


def _event(event_id: str, item: str, day: str, clock: str, kind: str, value: str = "-") -> Event:
    moment = at(f"{day} {clock}")
    return Event(event_id, f"gh:{item}", moment, 0, "gh:ana", kind, None if value == "-" else value)


def item(name: str, **more: Any) -> Item:
    return Item(f"gh:{name}", "gh", "issue", **more)


def take_in(to: LogHome, events: Any = (), items: Any = (), **more: Any) -> Appended:
    return append(to, items=items, events=events, now=NOW, **more)


def rows(of: LogHome, *columns: str, version: Any = None) -> list[tuple[Any, ...]]:
    """The log's events in their order, as tuples of some columns."""
    table = open_log(of, version=version).events(columns=columns).read_all()
    return list(zip(*(table[name].to_pylist() for name in columns), strict=True))
