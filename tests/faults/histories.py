"""Small histories as files, homes made of them, and what is in a home's log."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from stepin.findings.analyse import analyse
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.log.writing import append
from stepin.sources.table import import_table
from tests.faults.running import stepin
from tests.github_payloads import comment, issue
from tests.unit.log_homes import NOW

HEADER = "event_id,item_id,occurred_at,seq,actor,kind,value,previous"
TEAM = """
[[person]]
id = "ana"
name = "Ana"
logins = ["t:ana"]
[[team]]
id = "payments"
owns = ["t:pay"]
leads = ["ana"]
members = ["t:li", "t:kim"]
"""
# Kim's issue is assigned to Li, and Kim asks; the second waits on nobody.
EVENTS = """
t:1,t:pay#1,2024-05-06T09:00:00Z,1,t:kim,opened,,
t:2,t:pay#1,2024-05-06T09:00:00Z,2,t:kim,assigned,t:li,
t:3,t:pay#1,2024-05-07T09:00:00Z,3,t:kim,commented,ask chase you mention:t:li,
t:4,t:pay#2,2024-05-06T09:00:00Z,1,t:kim,opened,,
"""
MORE = """
t:5,t:pay#2,2024-05-08T09:00:00Z,2,t:li,commented,,
t:6,t:pay#3,2024-05-08T10:00:00Z,1,t:li,opened,,
"""


def table(place: Path, rows: str = EVENTS, name: str = "events.csv") -> Path:
    (place / name).write_text(f"{HEADER}\n{rows.strip()}\n")
    return place / name


def many(place: Path, count: int, *, value: str = "", items: int = 50, name: str = "many.csv") -> Path:
    """``count`` events, a minute apart, shared out among some items; ``value`` is on all of them."""
    minutes = [f"2024-{1 + n // 40000:02}-{1 + n % 40000 // 1440:02}T{n % 1440 // 60:02}:{n % 60:02}:00Z"
               for n in range(count)]  # fmt: skip
    lines = [
        f"m:{n},t:pay#{n % items},{at},{n},t:p{n % 7},{'opened' if n < items else 'labelled'},{value},"
        for n, at in enumerate(minutes)
    ]
    return table(place, "\n".join(lines), name)


def home(place: Path, rows: str = EVENTS, *, team: str = TEAM) -> Path:
    """A home with these events in its log, and a team."""
    folder = place / "home"
    import_table(LogHome(folder), table(place, rows), now=NOW)
    (folder / "stepin.toml").write_text(team)
    return folder


def empty_log(folder: Path) -> Path:
    append(LogHome(folder), items=(), events=(), now=NOW)
    return folder


def payloads(place: Path, count: int, *, bot: bool = False) -> list[dict]:
    """Issues of two entries each, in the folder ``payloads``, and as they are."""
    found = [issue(_comment(n, bot=bot), number=n, updated_at=f"2026-03-05T09:00:{n % 60:02}Z")
             for n in range(1, count + 1)]  # fmt: skip
    (place / "payloads").mkdir()
    for n, each in enumerate(found):
        (place / "payloads" / f"{n}.json").write_text(json.dumps(each))
    return found


def _comment(n: int, *, bot: bool) -> dict:
    told = comment(n, "Please look") | {"id": 5000 + n}
    return told | {"user": {"login": "helper", "type": "Bot"}} if bot else told


def event_ids(folder: Path) -> list[str]:
    """Each as often as the log holds it."""
    return sorted(open_log(LogHome(folder)).events(columns=["event_id"]).read_all()["event_id"].to_pylist())


def values(folder: Path) -> dict[str | None, int]:
    """How many events bear each value."""
    found = open_log(LogHome(folder)).events(columns=["value"]).read_all()["value"].to_pylist()
    return {value: found.count(value) for value in set(found)}


def in_log(folder: Path) -> tuple[pa.Table, pa.Table]:
    """Its events and its items, but for when each came in."""
    log = open_log(LogHome(folder))
    return log.events().read_all().drop_columns(["recorded_at"]), log.items()


def analysed(folder: Path) -> Path:
    """The home, with an analysis as of the week after the small history."""
    analyse(folder, as_of=datetime(2024, 5, 13, tzinfo=UTC), now=datetime.now(UTC))
    return folder


def report(folder: Path, *more: str) -> dict:
    """The whole report, as of the week after the small history."""
    command = ["report", "--home", folder, "--as-of", "2024-05-13", "--format", "json", *more]
    ended = stepin(*command, place=folder.parent)
    assert ended.code == 0, ended.err
    return json.loads(ended.out)
