"""Step-ins and early step-ins (section 9). A step is expected within 4 hours unless a test says otherwise."""

from dataclasses import replace

import pytest

from stepin.org.organisation import Expect
from tests.spec.engines import Engine
from tests.spec.tables import HOUR_US, SHOP, Setting, check, merged_before, reviewed_before

MINUTE_US = HOUR_US // 60
FOUR_HOURS = replace(SHOP, expects=(Expect(first_us=4 * HOUR_US, next_us=4 * HOUR_US),))
ISSUE = Setting(kind="issue", organisation=FOUR_HOURS)
CHANGE = Setting(organisation=FOUR_HOURS)


def test_a_leads_chase_of_stuck_work_is_a_step_in_from_the_expectation_on(engine: Engine) -> None:
    table = """
    at         who  does       value  | step-in
    Mon 09:00  ana  opened            |
    Mon 09:30  ci   assigned   max    |
    Mon 13:29  lea  commented  chase  |
    Mon 13:30  lea  commented  chase  | late 4h chased moved 1h
    Mon 14:00  zed  commented  chase  |
    Mon 14:30  max  pushed            |
    """
    check(engine, table, ISSUE)


def test_each_leaders_acts_on_one_spell_are_one_step_in(engine: Engine) -> None:
    table = """
    at         who  does          value      | step-in
    Mon 09:00  ana  opened                   |
    Mon 09:00  ci   assigned      max        |
    Tue 09:00  lea  commented     ask chase  | late 8h chased+clarified+pressed still
    Tue 10:00  dan  escalated     max        | late 9h pressed still
    Wed 09:00  lea  commented     ask chase  |
    Wed 10:00  lea  due_changed   2024-07-01 |
    """
    answer = check(engine, table, ISSUE)
    found = [(s.leader, s.level, s.touches) for s in sorted(answer.step_ins, key=lambda s: s.id)]
    assert found == [("lea", 1, 3), ("dan", 2, 1)]


@pytest.mark.parametrize(
    ("does", "value", "says"),
    [
        ("pushed", "", "late 5h wrote carried 0h"),
        ("commented", "chase", "late 5h chased still"),
        ("commented", "ask mention:max", "late 5h chased still"),
        ("commented", "ask", ""),  # talk
        ("commented", "", ""),
        ("commented", "decide", "late 5h decided still"),
        ("commented", "decide chase", "late 5h chased+decided still"),
        ("assigned", "kim", "late 5h clarified still"),
        ("escalated", "kim", "late 5h pressed still"),
        ("status_changed", "Doing", "late 5h decided carried 0h"),
        ("priority_changed", "p1", "late 5h clarified still"),
        ("described", "", ""),
        ("labelled", "later", ""),
        ("acknowledged", "", "late 5h investigated carried 0h"),
        ("resolved", "", "late 5h decided carried 0h"),
        ("closed", "", ""),  # tidying up
        ("reopened", "", ""),
    ],
)
def test_only_deliberate_acts_step_in_on_an_owned_issue(
    engine: Engine, does: str, value: str, says: str
) -> None:
    table = f"""
    at         who  does              value           | step-in
    Mon 09:00  ana  opened                            |
    Mon 10:00  ci   assigned          max             |
    Mon 15:00  lea  {does:17} {value:15} | {says}
    """
    check(engine, table, ISSUE)


@pytest.mark.parametrize(
    ("does", "value", "says"),
    [
        ("approved", "", "late 5h decided carried 0h"),
        ("merged", "", ""),  # few merges are known there: it is their own step
        ("closed", "", "late 5h decided carried 0h"),
        ("commented", "decide", ""),
        ("commented", "chase", "late 5h chased still"),
        ("commented", "approve", "late 5h decided carried 0h"),
    ],
)
def test_only_deliberate_acts_step_in_on_a_requested_review(
    engine: Engine, does: str, value: str, says: str
) -> None:
    table = f"""
    at         who  does              value           | step-in
    Mon 09:00  ana  opened                            |
    Mon 10:00  ana  review_requested  rex             |
    Mon 15:00  lea  {does:17} {value:15} | {says}
    """
    check(engine, table, CHANGE)


def test_merging_and_reviewing_is_no_step_in_by_those_who_usually_do(engine: Engine) -> None:
    table = """
    at         who  does              value  | step-in
    Mon 09:00  ana  opened                   |
    Mon 10:00  ana  review_requested  rex    |
    Mon 15:00  lea  {:17}        | {}
    """
    five_by_lea, five_by_mia = merged_before(*["lea"] * 5), merged_before(*["mia"] * 5)
    check(engine, table.format("merged", ""), replace(CHANGE, past=five_by_lea))
    check(engine, table.format("merged", "late 5h decided carried 0h"), replace(CHANGE, past=five_by_mia))
    check(engine, table.format("approved", ""), replace(CHANGE, past=reviewed_before("lea", "lea", "lea")))


def test_on_an_alert_any_late_act_of_a_lead_steps_in(engine: Engine) -> None:
    table = """
    at         who  does          value  | step-in
    Mon 09:00  -    opened               |
    Mon 09:05  -    escalated     max    |
    Mon 20:00  lea  commented            | late 10.9167h investigated moved 1h
    Mon 21:00  max  acknowledged         |
    """
    check(engine, table, replace(ISSUE, kind="alert", author=None))


def test_taking_over_before_the_expectation_is_an_early_step_in(engine: Engine) -> None:
    table = """
    at         who  does       value  | step-in
    Mon 09:00  ana  opened            |
    Mon 10:00  ci   assigned   max    |
    Mon 11:00  lea  commented  chase  |
    Mon 12:00  lea  assigned   lea    | early 2h clarified carried 1h
    Mon 13:00  lea  pushed            |
    """
    check(engine, table, ISSUE)


def test_nothing_is_early_on_what_waits_on_nobody(engine: Engine) -> None:
    table = """
    at         who  does       value  | step-in
    Mon 09:00  ana  opened            |
    Mon 11:00  lea  assigned   max    |
    """
    check(engine, table, ISSUE)


def test_an_early_act_and_a_late_one_are_told_apart(engine: Engine) -> None:
    table = """
    at         who  does              value  | step-in
    Mon 09:00  ana  opened                   |
    Mon 10:00  ci   assigned          max    |
    Mon 11:00  lea  priority_changed  p1     | early 1h clarified answered 5h
    Mon 15:00  lea  priority_changed  p2     | late 5h clarified answered 1h
    Mon 16:00  max  commented                |
    """
    check(engine, table, ISSUE)


@pytest.mark.parametrize(
    ("at", "who", "does", "says"),
    [
        ("Thu 15:00", "max", "pushed", "late 5h chased moved 24h"),
        ("Thu 15:01", "max", "pushed", "late 5h chased still"),
        ("Tue 09:00", "max", "commented", "late 5h chased answered 2h"),
        ("Tue 09:00", "lea", "pushed", "late 5h wrote+chased carried 2h"),
        ("Tue 09:00", "zed", "pushed", "late 5h chased still"),
        ("Tue 09:00", "max", "labelled", "late 5h chased still"),
    ],
)
def test_what_came_of_a_step_in_within_24_working_hours(
    engine: Engine, at: str, who: str, does: str, says: str
) -> None:
    table = f"""
    at         who  does       value  | step-in
    Mon 09:00  ana  opened            |
    Mon 10:00  ci   assigned   max    |
    Mon 15:00  lea  commented  chase  | {says}
    {at}  {who}  {does:10}        |
    """
    check(engine, table, ISSUE)


def test_who_asked_before_is_told_without_the_leader_the_party_and_echoes(engine: Engine) -> None:
    table = """
    at         who  does       value  | step-in
    Mon 09:00  ana  opened            |
    Mon 10:00  zed  assigned   max    |
    Mon 10:30  zed  commented  ask    |
    Mon 11:00  kim  commented  ask    |
    Mon 11:30  kim  commented         |
    Mon 12:00  lea  commented  ask    |
    Mon 13:00  sue  escalated  max    |
    Mon 15:00  lea  commented  chase  | late 5h chased still
    """
    step_in, *_ = check(engine, table, ISSUE).step_ins
    assert step_in.asked_before == (("kim", "e4"), ("sue", "e7"))


@pytest.mark.parametrize(
    ("does", "value", "reason"),
    [
        ("labelled", "Priority:P1", ("urgent",)),
        ("labelled", "p1-ish", ()),
        ("priority_changed", "Sev-0", ("urgent",)),
        ("due_changed", "2024-06-13", ("near_date",)),
        ("due_changed", "2024-06-14", ()),
        ("due_changed", "2024-01-01", ("near_date",)),
        ("due_changed", "soon", ()),
    ],
)
def test_what_makes_a_step_in_right_anyway(
    engine: Engine, does: str, value: str, reason: tuple[str, ...]
) -> None:
    table = f"""
    at         who  does              value        | step-in
    Mon 09:00  ana  opened                         |
    Mon 10:00  ci   assigned          max          |
    Mon 11:00  ci   {does:17} {value:12} |
    Mon 15:00  lea  commented         chase        | late 5h chased still
    """
    step_in, *_ = check(engine, table, ISSUE).step_ins
    assert step_in.justified_by == reason


def test_customer_impact_is_what_the_last_label_that_tells_it_says(engine: Engine) -> None:
    table = """
    at         who  does        value                | step-in
    Mon 09:00  ana  opened                           |
    Mon 10:00  ci   assigned    max                  |
    Mon 15:00  lea  commented   chase                | late 5h chased answered 1h
    Mon 15:30  ci   labelled    customer_impact:yes  |
    Mon 16:00  max  commented                        |
    Tue 15:00  lea  commented   chase                | late 7h chased answered 1h
    Tue 15:30  ci   labelled    customer_impact:no   |
    Tue 16:00  max  commented                        |
    Wed 15:00  lea  commented   chase                | late 7h chased answered 1h
    Wed 15:30  ci   labelled    customer_impact:yes  |
    Wed 15:30  ci   unlabelled  customer_impact:yes  |
    Wed 16:00  max  commented                        |
    Thu 15:00  lea  commented   chase                | late 7h chased still
    """
    found = check(engine, table, ISSUE).step_ins
    assert {s.id: s.justified_by for s in found} == {
        "e3": (), "e6": ("customer_impact",), "e9": (), "e13": (),
    }  # fmt: skip


def test_an_open_block_makes_a_step_in_right_until_it_is_lifted(engine: Engine) -> None:
    table = """
    at         who  does       value        | step-in
    Mon 09:00  ana  opened                  |
    Mon 09:00  ci   blocked    team:search  |
    Mon 15:00  lea  commented  chase        | late 6h chased moved 1h
    Mon 16:00  sue  unblocked               |
    Tue 15:00  lea  assigned   max          | late 7h clarified still
    """
    answer = check(engine, table, ISSUE)
    assert [s.justified_by for s in sorted(answer.step_ins, key=lambda s: s.id)] == [("blocked",), ()]


def test_work_is_stuck_past_its_step_and_past_its_end(engine: Engine) -> None:
    done = replace(SHOP, expects=(Expect(first_us=HOUR_US, next_us=4 * HOUR_US, done_us=8 * HOUR_US),))
    table = """
    at         who  does      value  | ends
    Mon 09:00  ana  opened           |
    Mon 11:00  max  assigned  max    | pass
    """
    for until, stuck in (
        ("Mon 15:00", []),
        ("Mon 15:01", [("next", 4 * 60 + 1)]),
        ("Tue 09:01", [("done", 8 * 60 + 1), ("next", 6 * 60 + 1)]),
    ):
        answer = check(engine, table, Setting(kind="issue", organisation=done, until=until))
        assert [(s.past, s.idle_us // MINUTE_US) for s in answer.stuck] == stuck
