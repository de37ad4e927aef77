"""A small cast: a director, two leads below her, their members, and an outsider.

Dora leads Platform; Ana leads Payments and Ben leads Search, both below it. Li, Sam, Noor and Kim are in
Payments, Pia, Quy, Rex and Uma in Search. Otto is in nobody's team, Ada administers and leads nothing.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from stepin.findings.model import (
    Ask,
    Chances,
    Findings,
    Forecast,
    LogSummary,
    Need,
    StepIn,
    Stuck,
    WaitingOn,
)
from stepin.findings.runs import Origin, Run, run_id
from stepin.ledger.models import Account

MONDAY = datetime(2024, 6, 10, 9, tzinfo=UTC)
TOML = """
owner = "dora"
[[person]]
id = "dora"
name = "Dora"
logins = ["github:dora"]
[[person]]
id = "ana"
name = "Ana"
logins = ["github:ana"]
[[person]]
id = "ben"
name = "Ben"
logins = ["github:ben"]
[[person]]
id = "li"
name = "Li"
logins = ["github:li"]
[[person]]
id = "otto"
name = "Otto"
logins = ["github:otto"]
[[person]]
id = "ada"
name = "Ada"
logins = ["github:ada"]
[[team]]
id = "platform"
leads = ["dora"]
[[team]]
id = "payments"
parent = "platform"
owns = ["github:acme/payments"]
leads = ["ana"]
members = ["li", "github:sam", "github:noor", "github:kim"]
[[team]]
id = "search"
parent = "platform"
owns = ["github:acme/search"]
leads = ["ben"]
members = ["github:pia", "github:quy", "github:rex", "github:uma"]
"""


def organise(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    (home / "stepin.toml").write_text(TOML)
    return home


def account(person: str | None, *, administrator: bool = False) -> Account:
    """The account of one of the cast, made where it is not there yet."""
    found, _ = Account.objects.get_or_create(
        username=person or "nobody",
        defaults={
            "person": person,
            "name": (person or "nobody").capitalize(),
            "is_administrator": administrator,
        },
    )
    return found


def step_in(number: int, **changes: object) -> StepIn:
    """Ana stepped into a change of Payments that waited on Li, who then moved it."""
    plain = StepIn(
        id=f"github:{number}",
        item=f"github:acme/payments#{number}",
        title=f"Change number {number}",
        url=f"https://github.test/acme/payments/{number}",
        team="payments",
        kind="change",
        leader="ana",
        level=1,
        at=datetime(2024, 6, 3, 10, tzinfo=UTC),
        early=False,
        forms=("chased",),
        touches=1,
        idle_hours=20.0,
        expected_hours=8.0,
        waiting_on=WaitingOn("owner", "li"),
        asked_before=(Ask("github:sam", datetime(2024, 6, 2, 10, tzinfo=UTC), False),),
        justified_by=(),
        outcome="moved",
        after_hours=3.0,
        need=Need(0.5, 0.3, 0.2),
        need_reason=None,
    )
    return replace(plain, **changes)


def stuck(number: int, **changes: object) -> Stuck:
    """A change of Payments that waits on Li for 20 working hours, where 8 are expected."""
    plain = Stuck(
        item=f"github:acme/payments#{number}",
        title=f"Change number {number}",
        url=f"https://github.test/acme/payments/{number}",
        team="payments",
        kind="change",
        idle_hours=20.0,
        expected_hours=8.0,
        past="next",
        since=datetime(2024, 6, 5, 10, tzinfo=UTC),
        waiting_on=WaitingOn("owner", "li"),
        passed=0,
        asked=(),
        customer_impact="unknown",
        forecast=Forecast(Chances(0.3, 0.6, 0.9), Chances(0.4, 0.7, 0.95), Chances(0.5, 0.8, 0.97)),
        advice="ask the owner",
        reason="Seven in ten like it move once somebody asks.",
        open_hours=40.0,
        done_hours=80.0,
    )
    return replace(plain, **changes)


def run(as_of: datetime = MONDAY, **parts: object) -> Run:
    """A run with nothing in it but what is given (``stuck``, ``step_ins``, ``need``, ``patterns``, …)."""
    nothing: dict[str, object] = dict.fromkeys(
        ("stuck", "step_ins", "need", "controls", "patterns", "expectations", "notes"), ()
    )
    log = LogSummary(100, 20, 9, datetime(2024, 1, 1, tzinfo=UTC), as_of)
    findings = Findings(version=1, as_of=as_of, run=run_id(as_of), log=log, **(nothing | parts))
    return Run(findings, Origin(1, "hash", "0.1.0"))
