"""An invented organisation and what a run found in it; each builder's defaults are plain and valid."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from stepin.findings.model import (
    Ask,
    Chances,
    Control,
    Ends,
    Estimate,
    Expectation,
    Findings,
    Forecast,
    LogSummary,
    Need,
    NeedRow,
    Pattern,
    StepIn,
    Stuck,
    WaitingOn,
    Within,
)
from stepin.org.organisation import Organisation, Parent, Person, Post, Selector, Team

MONDAY = datetime(2024, 6, 10, 9, tzinfo=UTC)
NEED = Need(0.5, 0.3, 0.2, Ends(0.4, 0.2, 0.1), Ends(0.65, 0.4, 0.3))
RUN = "20240610T090000.000000Z"


def person(id_: str, name: str | None = None, **more: Any) -> Person:
    return Person(id_, name or id_.capitalize(), (f"github:{id_}",), **more)


def acme(*, owner: str | None = None) -> Organisation:
    """Dana leads platform, above payments (Ana), search (Ben) and tools (Cy, with two people)."""
    ids = ("dana", "ana", "ben", "cy", "li", "sam", "kim", "noa", "ravi", "tove", "uma", "wim", "gone")
    people = (*map(person, ids), person("ci", "CI", bot=True))
    return Organisation(
        people=people,
        teams=(
            Team("platform", leads=(Post("dana"),), members=(Post("ana"), Post("ben"), Post("cy"))),
            _team("payments", "ana", "li", "sam", "kim", "ci"),
            _team("search", "ben", "noa", "ravi", "tove"),
            _team("tools", "cy", "uma", "wim"),
        ),
        selectors=tuple(Selector(team, f"github:acme/{team}") for team in ("payments", "search", "tools")),
        owner=owner,
    )


def _team(id_: str, lead: str, *members: str) -> Team:
    posts = (*map(Post, members), Post("gone", until=date(2024, 1, 1)))
    return Team(id_, (Parent("platform"),), leads=(Post(lead),), members=posts)


def estimate(mean: float, low: float, high: float) -> Estimate:
    return Estimate(mean, low, high)


def forecast(anyway: float = 0.7, anyone: float | None = 0.8, lead: float | None = 0.9) -> Forecast:
    """The chance within three working days, with a third of it on the first and a bit more by the tenth."""

    def chances(p: float) -> Chances:
        return Chances(p / 3, p, 1 - (1 - p) / 2)

    return Forecast(chances(anyway), chances(anyone) if anyone else None, chances(lead) if lead else None)


def stuck(**changes: Any) -> Stuck:
    plain = Stuck(
        item="github:acme/pay#12",
        title="Refunds are rounded down",
        url="https://github.com/acme/pay/issues/12",
        team="payments",
        kind="issue",
        idle_hours=32.0,
        expected_hours=8.0,
        past="next",
        since=MONDAY - timedelta(days=4),
        waiting_on=WaitingOn("nobody", None),
        passed=0,
        asked=(),
        customer_impact="unknown",
        forecast=forecast(),
        advice="ask the lead",
        reason="Nobody owns it.",
        open_hours=96.0,
        done_hours=320.0,
    )
    return replace(plain, **changes)


def step_in(**changes: Any) -> StepIn:
    plain = StepIn(
        id="github:e100",
        item="github:acme/pay#7",
        title="Settle the fee table",
        url="https://github.com/acme/pay/issues/7",
        team="payments",
        kind="issue",
        leader="ana",
        level=1,
        at=MONDAY - timedelta(days=7),
        early=False,
        forms=("chased",),
        touches=1,
        idle_hours=32.0,
        expected_hours=8.0,
        waiting_on=WaitingOn("owner", "li"),
        asked_before=(),
        justified_by=(),
        outcome="moved",
        after_hours=3.0,
        need=NEED,
        need_reason=None,
        anyway=Estimate(0.5, 0.4, 0.65),
        within=Within(0.2, 0.32, 0.4),
    )
    return replace(plain, **changes)


def need_row(**changes: Any) -> NeedRow:
    plain = NeedRow(
        team="*",
        kind="*",
        step_ins=20,
        progressed=10,
        answered=4,
        carried=3,
        anyway=estimate(0.4, 0.3, 0.5),
        anyone=estimate(0.35, 0.2, 0.5),
        you=estimate(0.25, 0.1, 0.4),
        e_value=2.3,
        reason=None,
    )
    return replace(plain, **changes)


def pattern(**changes: Any) -> Pattern:
    plain = Pattern(
        team="payments",
        kind="alert",
        step_ins=9,
        exposure_hours=310.0,
        rate_ratio=estimate(3.4, 2.1, 5.0),
        probability=0.96,
        first_at=MONDAY - timedelta(days=98),
        last_at=MONDAY - timedelta(days=3),
        step_in_ids=(),
    )
    return replace(plain, **changes)


def expectation(**changes: Any) -> Expectation:
    return replace(Expectation("*", "issue", 16.0, 40.0, 320.0, learned=True, spells=212), **changes)


def control(**changes: Any) -> Control:
    says = "Moments drawn at random, where nobody acted, make no difference."
    return replace(Control("code", 200, 198.0, estimate(1.01, 0.93, 1.1), passed=True, says=says), **changes)


def findings(**changes: Any) -> Findings:
    """An analysed log in which nothing was found."""
    plain = Findings(
        version=1,
        as_of=MONDAY,
        run=RUN,
        log=LogSummary(4200, 310, 12, MONDAY - timedelta(days=400), MONDAY - timedelta(hours=1)),
        stuck=(),
        step_ins=(),
        need=(need_row(step_ins=0, progressed=0, answered=0, carried=0, **_unknown("No step-ins yet.")),),
        controls=(),
        patterns=(),
        expectations=(),
        notes=(),
    )
    return replace(plain, **changes)


def _unknown(reason: str) -> dict[str, Any]:
    return {"anyway": None, "anyone": None, "you": None, "e_value": None, "reason": reason}


def asks(*who: str) -> tuple[Ask, ...]:
    """Ana asks as the lead of payments, Dana as the lead above."""
    levels = {"ana": 1, "dana": 2}
    return tuple(
        Ask(each, MONDAY - timedelta(days=1, hours=n), each in levels, levels.get(each))
        for n, each in enumerate(who)
    )


def example() -> Findings:
    """A full Monday: 14 stuck items, 30 step-ins, a pattern, controls, expectations and notes."""
    step_ins = _example_step_ins()
    behind = tuple(each.id for each in step_ins if each.kind == "alert" and not each.early)
    return findings(
        stuck=_example_stuck(),
        step_ins=step_ins,
        need=(
            need_row(step_ins=212, progressed=121, answered=40, carried=31),
            need_row(team="payments", kind="alert", step_ins=9, progressed=6, answered=1, carried=2),
            need_row(
                team="payments", kind="issue", you=estimate(0.1, 0.02, 0.2), anyway=estimate(0.6, 0.5, 0.7)
            ),
            need_row(team="search", kind="change", **_unknown("It takes 30 that moved; there are 6.")),
            need_row(team="tools", kind="issue", **_unknown("It takes 30 that moved; there are 2.")),
        ),
        controls=(
            control(),
            control(name="bots", ratio=estimate(1.2, 0.9, 1.6), says="A bot's comment makes no difference."),
            control(name="late", ratio=None, passed=None, says="Windows long after a touch."),
        ),
        patterns=(pattern(step_ins=len(behind), step_in_ids=behind),),
        expectations=(
            expectation(),
            expectation(
                team="payments", kind="alert", first_hours=0.25, next_hours=4.0, learned=False, spells=0
            ),
        ),
        notes=("One clean-out of 38 items within an hour, on 2 May 2024, is left out.",),
    )


def _example_stuck() -> tuple[Stuck, ...]:
    many = tuple(
        stuck(
            item=f"github:acme/search#{n}",
            title=f"Index shard {n} lags behind",
            team="search",
            kind="change",
            idle_hours=20.0 * n,
            expected_hours=16.0,
            waiting_on=WaitingOn("reviewer", "noa"),
            asked=asks("ravi") if n % 2 else (),
            forecast=forecast(0.9 / n, None, None),
            advice="wait" if n < 3 else "ask the owner",
            reason="Most like it move by themselves." if n < 3 else "Its reviewer can be asked.",
        )
        for n in range(1, 11)
    )
    return (
        stuck(asked=asks("kim", "kim", "ana"), passed=3),
        stuck(
            item="pagerduty:PAY#88",
            title="Card payments fail for some customers in Portugal",
            kind="alert",
            idle_hours=30.0,
            expected_hours=4.0,
            waiting_on=WaitingOn("owner", "sam"),
            customer_impact="yes",
            advice="step in",
            reason="Customers are affected, so stepping in is right.",
        ),
        stuck(
            item="github:acme/pay#31",
            title="Which currency do we round in?",
            kind="decision",
            past="first",
            waiting_on=WaitingOn("lead", "ana"),
            advice="step in",
            reason="It waits on you.",
        ),
        *many,
        stuck(
            item="github:acme/tools#3",
            title=None,
            url=None,
            team="tools",
            forecast=None,
            past="done",
            idle_hours=4.0,
            open_hours=800.0,
        ),
    )


def _example_step_ins() -> tuple[StepIn, ...]:
    outcomes = ("moved", "carried", "answered", "still", "moved")
    own = tuple(
        step_in(
            id=f"github:e{n}",
            item=f"github:acme/pay#{100 + n}",
            title=f"Chargeback {n} has no evidence attached",
            kind="alert" if n % 3 == 0 else "issue",
            at=MONDAY - timedelta(days=9 * n + 1),
            forms=("chased", "decided") if n % 2 else ("investigated",),
            asked_before=asks("kim", "sam") if n % 4 == 0 else (),
            justified_by=("customer_impact", "urgent") if n % 6 == 0 else (),
            outcome=outcomes[n % 5],
            need=NEED if outcomes[n % 5] == "moved" else None,
            anyway=Estimate(0.5, 0.4, 0.65) if outcomes[n % 5] == "moved" else None,
            after_hours=3.0 if outcomes[n % 5] in ("moved", "answered") else None,
        )
        for n in range(25)
    )
    return (
        *own,
        step_in(id="github:d1", leader="dana", level=2, item="github:acme/pay#55"),
        step_in(id="github:b1", leader="ben", team="search", item="github:acme/search#55"),
        step_in(id="github:x1", early=True, idle_hours=2.0, forms=("decided",), item="github:acme/pay#61"),
        step_in(id="github:x2", early=True, idle_hours=1.0, forms=("wrote",), item="github:acme/pay#62"),
        step_in(id="github:d2", leader="dana", level=2, team="search", item="github:acme/search#56"),
    )
