"""Tables on disk for the tests of the table import."""

from pathlib import Path
from typing import Any

from stepin.log.home import LogHome
from stepin.sources.report import ImportReport
from stepin.sources.table import import_table
from tests.unit.log_homes import NOW, home

HEADER = "event_id,item_id,occurred_at,actor,kind,value"
EVENTS = """
e1,gh:a#1,2024-06-01T10:00:00Z,gh:ana,opened,
e2,gh:a#1,2024-06-01T11:00:00Z,gh:ben,commented,ask
e3,gh:a#2,2024-06-02T10:00:00Z,gh:cy,opened,
"""


def written(folder: Path, text: str, name: str = "events.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8")
    return path


def csv(folder: Path, rows: str = EVENTS, header: str = HEADER, name: str = "events.csv") -> Path:
    return written(folder, header + "\n" + rows.strip(), name)


def imported(folder: Path, events: Path, **more: Any) -> tuple[LogHome, ImportReport]:
    return home(folder), import_table(home(folder), events, **({"now": NOW} | more))
