"""The history that a leader connects: nine requests without an owner, and then six that had one.

Ana leads Payments. Each Monday a request comes in and nobody takes it; on Thursday she asks and names Li; Li
resolves it on Friday. From mid-March on whoever opens one names Li at once, and she resolves it the same day.
On 11 March two more things are stuck: a change waits on Ana's review, an issue on Li.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

FIRST = datetime(2024, 1, 8, 10, tzinfo=UTC)  # a Monday
BEFORE, AFTER = 9, 6
NOW = datetime(2024, 3, 11, 12, tzinfo=UTC)  # when the ledger is opened: a Monday
LATER = NOW + timedelta(weeks=7)
TOML = """
owner = "ana"
[[person]]
id = "ana"
name = "Ana Vale"
logins = ["github:ana"]
[[person]]
id = "li"
name = "Li"
logins = ["github:li"]
[[team]]
id = "payments"
owns = ["github:acme/payments"]
leads = ["ana"]
members = ["li", "github:sam", "github:noor", "github:kim"]
[[expect]]
kind = "*"
team = "*"
first = "1d"
next = "1d"
"""
COLUMNS = ("event_id", "item_id", "occurred_at", "seq", "actor", "kind", "value")
Row = tuple[str, datetime, str, str, str]  # item, when, who, kind, value


def write(folder: Path) -> None:
    """``stepin.toml``, and events and items as two CSV files: until NOW, and from then on."""
    (folder / "stepin.toml").write_text(TOML)
    for name, rows in (("first", [*_before(), *_stuck_now()]), ("later", list(_after()))):
        _write_events(folder / f"{name}.csv", rows)
        _write_items(folder / f"{name}-items.csv", rows)


def _before() -> Iterator[Row]:
    for week in range(BEFORE):
        item, monday = f"github:acme/payments#{week + 1}", FIRST + timedelta(weeks=week)
        thursday, friday = monday + timedelta(days=3), monday + timedelta(days=4)
        yield item, monday, "github:otto", "opened", ""
        yield item, thursday, "github:ana", "commented", "ask chase"
        yield item, thursday + timedelta(minutes=5), "github:ana", "assigned", "github:li"
        yield item, friday, "github:li", "resolved", ""
        yield item, friday + timedelta(minutes=1), "github:li", "closed", "completed"


def _after() -> Iterator[Row]:
    for week in range(AFTER):
        item, monday = f"github:acme/payments#{week + 101}", NOW + timedelta(weeks=week, days=1, hours=-2)
        yield item, monday, "github:otto", "opened", ""
        yield item, monday, "github:otto", "assigned", "github:li"
        yield item, monday + timedelta(hours=4), "github:li", "resolved", ""
        yield item, monday + timedelta(hours=4, minutes=1), "github:li", "closed", "completed"


def _stuck_now() -> Iterator[Row]:
    change, issue = "github:acme/payments#51", "github:acme/payments#52"
    yield change, datetime(2024, 3, 5, 9, tzinfo=UTC), "github:sam", "opened", ""
    yield change, datetime(2024, 3, 5, 10, tzinfo=UTC), "github:sam", "review_requested", "github:ana"
    yield issue, datetime(2024, 3, 4, 9, tzinfo=UTC), "github:noor", "opened", ""
    yield issue, datetime(2024, 3, 4, 10, tzinfo=UTC), "github:noor", "assigned", "github:li"


def _write_events(path: Path, rows: list[Row]) -> None:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for number, (item, at, who, kind, value) in enumerate(rows):
            out.writerow((f"{path.stem}:{number}", item, at.isoformat(), number, who, kind, value))


def _write_items(path: Path, rows: list[Row]) -> None:
    kinds = {"51": ("change", "Retry the payout"), "52": ("issue", "Receipts without a date")}
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("item_id", "source", "kind", "container", "title"))
        for item in dict.fromkeys(row[0] for row in rows):
            kind, title = kinds.get(item.rpartition("#")[2], ("request", f"Refund {item.rpartition('#')[2]}"))
            out.writerow((item, "github", kind, "acme/payments", title))
