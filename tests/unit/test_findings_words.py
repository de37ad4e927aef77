from dataclasses import replace
from datetime import timedelta

import pytest

from stepin.findings import words, words_of_many
from stepin.findings.model import Ask, Chances, Need, WaitingOn
from stepin.findings.names import Names
from tests.builders import MONDAY, asks, control, forecast, need_row, pattern, step_in, stuck

ANA = Names({"ana": "Ana", "li": "Li", "kim": "Kim", "sam": "Sam"}, viewer="ana")

WAITS = """
nobody     | -             | Waits on nobody for 4 working days; expected 1.
owner      | li            | Waits on Li, its owner, for 4 working days; expected 1.
lead       | ana           | Waits on you for 4 working days; expected 1.
reviewer   | -             | Waits on its reviewer for 4 working days; expected 1.
other_team | team:search   | Waits on search, another team, for 4 working days; expected 1.
other_team | github:a/b#9  | Waits on a/b#9, which comes first, for 4 working days; expected 1.
owner      | github:zed    | Waits on zed, its owner, for 4 working days; expected 1.
"""


@pytest.mark.parametrize("row", WAITS.strip().splitlines())
def test_a_wait_names_the_party_and_what_is_expected(row):
    role, who, says = (cell.strip() for cell in row.split("|"))
    waiting_on = WaitingOn(role, None if who == "-" else who)
    assert words.waits(stuck(waiting_on=waiting_on), ANA) == says


def test_a_wait_on_the_leads_of_a_team_is_the_viewer_s_where_they_lead_it():
    any_lead = stuck(waiting_on=WaitingOn("lead", None))
    leads_payments = Names({}, viewer="ana", leads=("payments",))
    assert words.waits(any_lead, leads_payments).startswith("Waits on you, as its lead, for 4 working days;")
    assert words.waits(any_lead, Names({}, viewer="dana")).startswith("Waits on a lead for 4 working days;")


def test_a_wait_past_its_first_answer_or_its_end_says_so():
    first = stuck(past="first", expected_hours=4.0)
    done = stuck(past="done", idle_hours=4.0, open_hours=120.0, done_hours=80.0)
    assert words.waits(first, ANA) == (
        "Waits on nobody for 4 working days without a first answer; expected within 4 working hours."
    )
    assert words.waits(done, ANA) == (
        "Open for 15 working days; expected to be done within 10. "
        "Waits on nobody for 4 working hours; expected 1 working day."
    )


def test_those_who_asked_are_named_the_most_frequent_first():
    assert words.asked((), ANA) == "Nobody has asked about it in this wait."
    assert words.asked(asks("kim"), ANA) == "Asked about once, by Kim."
    assert words.asked(asks("ana", "kim", "kim"), ANA) == "Asked about three times, by Kim (twice) and you."


def test_a_forecast_is_one_sentence_with_a_day_in_it():
    assert words.forecast(stuck(forecast=forecast(0.7, None, None)), MONDAY) == (
        "Seven in ten like it move by Thursday without a prompt."
    )
    assert words.forecast(stuck(), MONDAY) == (
        "Seven in ten like it move by Thursday without a prompt, "
        "eight in ten once somebody asks and nine in ten once a lead does."
    )
    assert words.forecast(stuck(forecast=None), MONDAY) is None


# left alone | if anyone asks | if a lead does | what is said
ASKED = [
    (
        0.7,
        0.7,
        0.9,
        "Seven in ten like it move by Thursday, with or without a prompt, and nine in ten once a",
    ),
    (0.7, 0.9, 0.9, "Seven in ten like it move by Thursday without a prompt, and nine in ten once somebody"),
    (
        0.7,
        None,
        0.9,
        "Seven in ten like it move by Thursday without a prompt and nine in ten once a lead does.",
    ),
    (0.7, 0.7, None, "Seven in ten like it move by Thursday, with or without a prompt."),
]


@pytest.mark.parametrize(("alone", "anyone", "lead", "says"), ASKED)
def test_a_chance_that_asking_does_not_change_is_told_once(alone, anyone, lead, says):
    assert words.forecast(stuck(forecast=forecast(alone, anyone, lead)), MONDAY).startswith(says)


def test_what_has_had_less_than_three_working_days_has_not_moved_yet():
    # Friday 9:00 → three working days are over on Wednesday at 9:00
    friday, still = MONDAY - timedelta(days=3), "It did not move within three working days."
    late = step_in(outcome="still", after_hours=None, at=friday)
    wednesday = MONDAY + timedelta(days=2)
    assert words.outcome(late, ANA, as_of=wednesday - timedelta(hours=1)) == "It has not moved yet."
    assert words.outcome(late, ANA, as_of=wednesday) == still
    alert = replace(late, kind="alert")
    assert words.outcome(alert, ANA, as_of=friday + timedelta(hours=23)) == "It has not moved yet."
    assert words.outcome(alert, ANA, as_of=friday + timedelta(hours=24)) == "It did not move within 24 hours."


def test_a_slow_item_is_forecast_two_weeks_ahead():
    slow = forecast(0.04, None, None)
    assert slow.unprompted == Chances(0.04 / 3, 0.04, 1 - 0.96 / 2)
    assert words.forecast(stuck(forecast=slow), MONDAY) == ("Half like it move by 24 June without a prompt.")


def test_a_step_in_is_told_from_where_the_reader_stands():
    mine, anas = step_in(), words.stepped_in(step_in(), Names({"ana": "Ana", "li": "Li"}))
    did = "came after 4 working days (expected 1), while it waited on Li, its owner, and asked how it stands."
    assert words.stepped_in(mine, ANA) == f"You {did}"
    assert anas == f"Ana {did}"


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        ("carried", "You did the step yourself."),
        ("moved", "Whoever it waited on moved it forward 3 working hours later."),
        (
            "answered",
            "Whoever it waited on answered or passed it on 3 working hours later, without moving it forward.",
        ),
        ("still", "It did not move within three working days."),
    ],
)
def test_each_outcome_has_its_sentence(outcome, says):
    after = 3.0 if outcome in ("moved", "answered") else None
    assert words.outcome(step_in(outcome=outcome, after_hours=after), ANA) == says


def test_the_need_of_a_step_in_is_out_of_a_hundred_or_says_why_not():
    assert words.needed(step_in(), ANA) == (
        "Of a hundred like it, 40 to 65 would have moved anyway, 20 to 40 on anyone's nudge, "
        "and 10 to 30 took a lead."
    )
    assert words.needed(step_in(need=Need(0.6, 0.25, 0.15)), ANA) == (
        "Of a hundred like it, about 60 would have moved anyway, about 25 on anyone's nudge, "
        "and about 15 took a lead."
    )
    part = step_in(need=None, need_reason="Too few to tell the rest.")
    assert words.needed(part, ANA) == (
        "Of a hundred like it, 40 to 65 would have moved anyway. Too few to tell the rest."
    )
    nothing = replace(part, anyway=None)
    assert words.needed(nothing, ANA) == "Too few to tell the rest."
    assert words.need_told(nothing) is None
    assert words.needed(replace(nothing, need_reason=None), ANA) is None


def test_what_waited_on_nobody_is_moved_by_somebody():
    nobodys = step_in(waiting_on=WaitingOn("nobody", None))
    assert words.outcome(nobodys, ANA) == "Somebody moved it forward 3 working hours later."
    assert words.outcome(replace(nobodys, outcome="answered"), ANA) == (
        "Somebody answered or passed it on 3 working hours later, without moving it forward."
    )


def test_a_lead_whom_the_reader_is_not_told_is_a_lead():
    below = Ask(None, MONDAY, lead=True)
    assert words.asked((below,), ANA) == "Asked about once, by a lead."
    assert words.asked((*asks("kim"), below, below), ANA) == (
        "Asked about three times, by leads (twice) and Kim."
    )


# advice | waits on | team | what is said to Ana, who leads payments
ADVICE = [
    ("wait", WaitingOn("owner", "li"), "payments", "Advice: wait. Why."),
    ("ask the owner", WaitingOn("owner", "li"), "payments", "Advice: ask the owner. Why."),
    ("ask the owner", WaitingOn("reviewer", "li"), "payments", "Advice: ask its reviewer. Why."),
    (
        "ask the owner",
        WaitingOn("other_team", "github:a/b#9"),
        "payments",
        "Advice: ask who works on a/b#9. Why.",
    ),
    (
        "ask the owner",
        WaitingOn("owner", "ana"),
        "payments",
        "Advice: take the next step, which is yours.",
    ),
    ("ask the lead", WaitingOn("lead", None), "payments", "Advice: take the next step, which is yours."),
    ("ask the lead", WaitingOn("owner", "li"), "payments", "Advice: it is for you, as its lead. Why."),
    ("ask the lead", WaitingOn("owner", "li"), "search", "Advice: ask the lead. Why."),
    ("step in", WaitingOn("owner", "ana"), "payments", "Advice: step in. Why."),
]


@pytest.mark.parametrize(("advice", "on", "team", "says"), ADVICE)
def test_nobody_is_advised_to_ask_themselves(advice, on, team, says):
    reader = replace(ANA, leads=("payments",))
    assert words.advice(stuck(advice=advice, waiting_on=on, team=team, reason="Why."), reader) == says


def test_what_has_waited_on_the_reader_for_ages_may_be_closed():
    old = stuck(waiting_on=WaitingOn("owner", "ana"), idle_hours=481.0, advice="ask the owner")
    assert words.advice(old, ANA) == "Advice: take the next step, which is yours, or close it."


def test_dormant_work_is_counted_and_all_of_it_is_all():
    assert words.dormant(1, of=3).startswith(
        "One of them has waited for sixty working days or more, and comes"
    )
    assert words.dormant(2, of=3).startswith("2 of them have waited for sixty working days or more, and come")
    assert words.dormant(3, of=3).startswith(
        "All of them have waited for sixty working days or more: whether"
    )


def test_a_reason_that_names_whom_to_ask_is_the_advice():
    row = stuck(
        advice="ask the owner", waiting_on=WaitingOn("reviewer", "li"), reason="Ask its reviewer: two in ten."
    )
    assert words.advice(row, ANA) == "Advice: ask its reviewer: two in ten."
    assert words.advised(row, ANA) == "ask its reviewer"


def test_justified_step_ins_were_right_whatever_the_figures_say():
    assert words.justified(step_in(justified_by=("blocked", "near_date"))) == (
        "Right to come, whatever the figures say: the team was blocked and its date was near."
    )
    assert words.justified(step_in()) is None


def test_the_need_row_gives_counts_and_intervals():
    assert words_of_many.need_counts(need_row()) == (
        "20 step-ins: 6 were then moved forward by somebody else, 4 were answered or passed on without "
        "moving forward, 3 were done by the lead and 7 did not move within three working days."
    )
    assert words_of_many.need_shares(need_row()) == (
        "Of the 10 that then moved, 40% (between 30% and 50%) would have moved anyway, "
        "35% (between 20% and 50%) needed anyone's nudge and 25% (between 10% and 40%) took a lead."
    )


def test_shares_that_cannot_be_told_say_why():
    row = need_row(anyway=None, anyone=None, you=None, reason="It takes 30 that moved; there are 6.")
    assert words_of_many.need_shares(row) == ("It takes 30 that moved; there are 6.")


def test_a_pattern_states_its_claim_and_how_sure_it_is():
    assert words_of_many.pattern(pattern(), MONDAY) == (
        "9 step-ins since 4 March: 3.4 times the organisation's rate for stuck work (between 2.1 and 5.0). "
        "The chance that it is more than twice that rate is 96%."
    )


def test_a_pattern_that_has_gone_quiet_says_when_it_was_last_seen():
    quiet = pattern(last_at=MONDAY - timedelta(days=40), probability=0.999)
    told = words_of_many.pattern(quiet, MONDAY)
    assert told.startswith("9 step-ins since 4 March, the last of them on 1 May: 3.4 times")
    assert told.endswith("more than twice that rate is over 99%.")


def test_a_pattern_says_on_whom_its_work_waited_and_of_how_many():
    behind = (step_in(), step_in(waiting_on=WaitingOn("nobody", None)), step_in())
    told = "2 waited on their owner and 1 waited on nobody."
    assert words_of_many.on_whom(behind, of=3) == f"When a lead came, {told}"
    assert words_of_many.on_whom(behind, of=9) == f"Of the 3 that you may see one by one, {told}"


def test_a_pattern_says_how_many_step_ins_behind_it_are_the_readers():
    pair, told = (step_in(), step_in()), "all waited on their owner."
    says = {
        (2, 2): f"All of them were yours: {told}",
        (2, 9): f"2 of them were yours: {told}",
        (1, 2): f"1 of them was yours. When a lead came, {told}",
        (1, 9): f"1 of them was yours. Of the 2 that you may see one by one, {told}",
    }
    assert {(m, of): words_of_many.on_whom(pair, of=of, mine=m) for m, of in says} == says


def test_a_control_says_whether_it_is_passed():
    assert words_of_many.control(control(says="S.")) == "Passed: S."
    assert words_of_many.control(control(passed=False, says="S.")) == "Not passed: S."
    assert words_of_many.control(control(ratio=None, passed=None, says="S.")) == "Too little to tell: S."


def test_a_forecast_that_nobody_can_change_says_so_once():
    same = forecast(0.01, 0.01, 0.01)
    assert words.forecast(stuck(forecast=same), MONDAY) == (
        "Half like it move by 24 June, with or without a prompt."
    )
