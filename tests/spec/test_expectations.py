"""How long a step is expected to take: the default, the configured and the learned (section 7)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from stepin.log.records import Event, Item
from stepin.org.organisation import Expect, Organisation, Team
from tests.spec.engines import Engine
from tests.spec.tables import HOUR_US, SHOP, Setting, check

TABLE = """
at         who  does       value  | expected
Mon 09:00  ana  opened            | {}
Mon 10:00  max  commented         | {}
"""


def expecting(*expects: Expect) -> Organisation:
    return replace(SHOP, expects=expects)


def test_by_default_an_issue_gets_a_response_in_2_days_and_its_next_step_in_5(engine: Engine) -> None:
    check(engine, TABLE.format("first 16h", "next 40h"), Setting(kind="issue"))


def test_the_most_specific_expectation_wins_for_each_span_on_its_own(engine: Engine) -> None:
    organisation = expecting(
        Expect(first_us=7 * HOUR_US, next_us=6 * HOUR_US),
        Expect(kind="issue", first_us=5 * HOUR_US, next_us=4 * HOUR_US),
        Expect(team="payments", next_us=3 * HOUR_US),
    )
    check(engine, TABLE.format("first 5h", "next 3h"), Setting(kind="issue", organisation=organisation))
    named = expecting(*organisation.expects, Expect(kind="issue", team="payments", first_us=2 * HOUR_US))
    check(engine, TABLE.format("first 2h", "next 3h"), Setting(kind="issue", organisation=named))


def test_the_authors_own_words_and_a_bots_are_no_response(engine: Engine) -> None:
    table = """
    at         who  does       value  | expected   ends
    Mon 09:00  ana  opened            | first 16h
    Mon 10:00  ci   commented         |
    Mon 11:00  ci   assigned   max    | first 16h  redirected
    Mon 12:00  ana  assigned   kim    | first 16h  redirected
    Mon 13:00  kim  commented         | next 40h   pass
    """
    check(engine, table, Setting(kind="issue"))


def resolved_after(*hours: float, place: str = "shop") -> tuple[list[Event], list[Item]]:
    """An issue of old's for each, opened on a Monday at 9 of the quarter before, resolved by max in one step.

    A day later is 8 hours later by their clock: after 26 hours they took 10.
    """
    items = [Item(f"{place}{n}", "git", "issue", place, author="old") for n in range(len(hours))]
    monday = datetime(2024, 2, 5, 9, tzinfo=UTC)
    events = list[Event]()
    for n, taken in enumerate(hours):
        id_, at = f"{place}{n}", monday + timedelta(weeks=n % 5)
        events.append(Event(f"{id_}a", id_, at, 0, "old", "opened"))
        events.append(Event(f"{id_}b", id_, at + timedelta(hours=taken), 1, "max", "resolved"))
    return events, items


def learned_from(engine: Engine, *logs: tuple[list[Event], list[Item]], says: str) -> None:
    past = ([e for events, _ in logs for e in events], [i for _, items in logs for i in items])
    table = """
    at         who  does    value  | expected
    Mon 09:00  ana  opened         | {}
    """
    check(engine, table.format(says), Setting(kind="issue", past=past))


def test_what_three_in_four_took_is_learned_from_thirty(engine: Engine) -> None:
    # 40 at risk: 29 go at 10 h and leave 11/40; one goes at 12 h and leaves 10/40, a quarter.
    learned_from(engine, resolved_after(*[26] * 29, 28, *[30] * 10), says="first 12h")
    learned_from(engine, resolved_after(*[26] * 30, *[30] * 10), says="first 10h")


def test_nothing_is_learned_from_twenty_nine(engine: Engine) -> None:
    learned_from(engine, resolved_after(*[26] * 29), says="first 16h")


@pytest.mark.parametrize("hours", [0.2, 2, 7.9])
def test_no_learned_expectation_is_below_a_working_day(engine: Engine, hours: float) -> None:
    learned_from(engine, resolved_after(*[hours] * 30), says="first 8h")


def test_a_teams_own_figure_tightens_but_never_loosens(engine: Engine) -> None:
    # All: 60 at risk, 30 go by 10 h, and the 45th at 13 h. Payments alone: 10 h.
    slow, fast = [29] * 30, [26] * 30
    learned_from(engine, resolved_after(*fast), resolved_after(*slow, place="web"), says="first 10h")
    # All: 120 at risk, 90 go at 10 h and leave a quarter. Payments alone: 14 h, which is no tighter.
    learned_from(
        engine, resolved_after(*[30] * 30), resolved_after(*[26] * 90, place="web"), says="first 10h"
    )


def test_a_teams_own_figure_counts_where_the_organisations_is_unknown(engine: Engine) -> None:
    # All: 70 at risk, 30 go and leave 40, never a quarter. Payments alone: 10 h; or 17 h, above the default.
    events, items = resolved_after(*[2] * 40, place="web")
    never = [event for event in events if event.kind == "opened"], items
    learned_from(engine, resolved_after(*[26] * 30), never, says="first 10h")
    learned_from(engine, resolved_after(*[49] * 30), never, says="first 16h")


def test_nothing_is_learned_from_the_quarter_itself_nor_from_nine_quarters_ago(engine: Engine) -> None:
    events, items = resolved_after(*[26] * 30)
    for days in (56, -9 * 91):  # into April 2024, and into the first quarter of 2022 less a few days
        moved = [replace(event, occurred_at=event.occurred_at + timedelta(days=days)) for event in events]
        learned_from(engine, (moved, items), says="first 16h")


@pytest.mark.parametrize(("kind", "hours"), [("alert", 65), ("issue", 1)])
def test_an_alerts_clock_never_stops_and_an_issues_stops_for_the_night(
    engine: Engine, kind: str, hours: int
) -> None:
    table = """
    at           who  does      value  | ends
    Fri 16:00    ana  opened           |
    Mon+1 09:00  ci   assigned  max    | redirected
    Mon+1 10:00  max  pushed           | progress
    """
    answer = check(engine, table, Setting(kind=kind))
    assert [spell.lasted_us / HOUR_US for spell in answer.spells] == [hours, 1, 0]


def test_a_team_works_by_its_own_zone_hours_weekdays_and_holidays(engine: Engine) -> None:
    # Madrid is two hours ahead of UTC in June; Thursday 13 June 2024 is San Antonio in Ceuta.
    ceuta = Team(
        "payments",
        timezone="Europe/Madrid",
        hours=(time(10), time(14)),
        weekdays=(0, 1, 3, 4),
        holidays="ES-CE",
    )
    table = """
    at         who  does      value  | ends
    Tue 09:00  ana  opened           |
    Fri 09:00  ci   assigned  max    | redirected
    """
    answer = check(engine, table, Setting(kind="issue", organisation=replace(SHOP, teams=(ceuta,))))
    assert [spell.lasted_us / HOUR_US for spell in answer.spells] == [4, 0]
