"""A home with one table as its source: Ana leads Payments, Li is asked and moves once she has asked too."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stepin.ledger.refreshing import Telling, refresh

OPENED = datetime(2024, 1, 8, 10, tzinfo=UTC)
NOW = datetime(2024, 3, 20, 10, tzinfo=UTC)
HEADER = "event_id,item_id,occurred_at,actor,kind,value"
TOML = """
owner = "ana"
[[person]]
id = "ana"
name = "Ana"
logins = ["desk:ana"]
[[team]]
id = "payments"
owns = ["table:*", "desk:*"]
leads = ["ana"]
members = ["desk:li", "desk:sam", "desk:kim", "desk:noor"]
[[source]]
table = "events.csv"
"""


def home(place: Path, *, items: int = 6, toml: str = TOML) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    (place / "stepin.toml").write_text(toml)
    write_table(place, items)
    return place


def write_table(place: Path, items: int, name: str = "events.csv") -> None:
    rows = [row for number in range(items) for row in _rows(number)]
    (place / name).write_text("\n".join([HEADER, *rows]) + "\n")


def _rows(n: int) -> list[str]:
    """Opened for Li, asked about by Ana nine days later, moved by Li the day after."""
    at = [(OPENED + timedelta(days=n, hours=hours)).isoformat() for hours in (0, 1, 216, 240)]
    return [
        f"{n}-o,desk:{n},{at[0]},desk:sam,opened,",
        f"{n}-a,desk:{n},{at[1]},desk:sam,assigned,desk:li",
        f"{n}-c,desk:{n},{at[2]},desk:ana,commented,ask chase mention:desk:li",
        f"{n}-s,desk:{n},{at[3]},desk:li,status_changed,Review",
    ]


def refreshed(place: Path, now: datetime = NOW, **more):
    """What a refresh did, and what it said."""
    said: list[str] = []
    tell = Telling(said.append, lambda doing, of: nullcontext(lambda done: None), lambda home, logins: None)
    return refresh(place, now=now, tell=tell, **more), said
