"""What to do about stuck work: one of four words, and why."""

from typing import Any

import pytest

from stepin.analysis.definitions.reasons import Reason
from stepin.analysis.definitions.roles import Role
from stepin.findings.compose.advice import InThreeDays, advice


def advised(**changes: Any) -> tuple[str, str]:
    asked: dict[str, Any] = {
        "chances": InThreeDays(0.1, 0.2, 0.3),
        "role": Role.OWNER,
        "kind": "issue",
        "impact": "unknown",
        "reasons": Reason(0),
        "asked": 0,
        "lead_asked": False,
    }
    return advice(**(asked | changes))


@pytest.mark.parametrize("reason", list(Reason))
def test_impact_urgency_a_near_date_or_a_block_outweigh_any_forecast(reason):
    assert advised(reasons=reason, chances=InThreeDays(0.99, 0.99, 0.99))[0] == "step in"


# kind | impact | chance alone | word
ALONE = [
    ("issue", "unknown", 0.5, "wait"),
    ("issue", "unknown", 0.49, "ask the owner"),
    ("alert", "unknown", 0.9, "ask the owner"),
    ("incident", "unknown", 0.9, "ask the owner"),
    ("slo", "unknown", 0.9, "ask the owner"),
    ("alert", "no", 0.9, "wait"),
]


@pytest.mark.parametrize(("kind", "impact", "alone", "word"), ALONE)
def test_what_will_likely_move_may_wait_but_no_alert_whose_impact_is_unknown(kind, impact, alone, word):
    assert advised(kind=kind, impact=impact, chances=InThreeDays(alone, 1, 1))[0] == word


@pytest.mark.parametrize("role", [Role.NOBODY, Role.LEAD])
def test_what_waits_on_a_lead_or_on_nobody_is_for_the_lead(role):
    assert advised(role=role, chances=InThreeDays(0.9, 0.9, 0.9))[0] == "ask the lead"


# times asked | by a lead too | chance if anyone asks | if a lead does | what is said
IN_VAIN = [
    (2, False, 0.2, 0.39, "ask the lead", "It was asked for twice already, so the lead should know."),
    (
        2,
        True,
        0.2,
        0.39,
        "ask the lead",
        "It was asked for twice already, by a lead too: ask what is missing",
    ),
    (2, False, 0.2, 0.41, "step in", "It was asked for twice already; four in ten like it move"),
    (1, False, 0.2, 0.41, "ask the owner", "One in ten like it move within three working days without"),
]


@pytest.mark.parametrize(("asked", "by_lead", "anyone", "lead", "word", "why"), IN_VAIN)
def test_what_was_asked_for_in_vain_is_for_the_lead(asked, by_lead, anyone, lead, word, why):
    said, because = advised(asked=asked, lead_asked=by_lead, chances=InThreeDays(0.1, anyone, lead))
    assert (said, because[: len(why)]) == (word, why)


def test_what_a_lead_would_do_is_not_leaned_on_where_too_little_is_known_of_it():
    told = advised(asked=2, chances=InThreeDays(0.1))
    assert told == ("ask the lead", "It was asked for twice already, so the lead should know.")


# whom it waits on | how the reason starts
WHOM = [
    (Role.OWNER, "One in ten like it move within"),
    (Role.REVIEWER, "Ask its reviewer, who has the next step: one in ten like it move within"),
    (Role.REQUESTER, "Ask who asked for it, who has the next step: one in ten like it move within"),
    (Role.OTHER_TEAM, "Ask the other team, which has the next step: one in ten like it move within"),
]


@pytest.mark.parametrize(("role", "why"), WHOM)
def test_asking_the_owner_is_asking_whoever_has_the_next_step_and_says_who(role, why):
    word, because = advised(role=role)
    assert (word, because[: len(why)]) == ("ask the owner", why)


def test_a_block_by_a_change_is_a_question_to_who_wrote_it():
    word, because = advised(role=Role.OTHER_TEAM, reasons=Reason.BLOCKED, on_change=True)
    assert (word, because[:67]) == (
        "ask the owner",
        "Ask who wrote the change that comes first, who has the next step: o",
    )
    urgent = advised(role=Role.OTHER_TEAM, reasons=Reason.BLOCKED | Reason.URGENT, on_change=True)
    assert urgent == ("step in", "It is urgent.")


def test_what_may_wait_names_nobody_to_ask():
    assert advised(role=Role.REVIEWER, chances=InThreeDays(0.6, 1, 1)) == (
        "wait",
        "Six in ten like it move within three working days without a prompt.",
    )


def test_without_a_forecast_the_owner_is_asked_and_it_is_said_why():
    assert advised(chances=InThreeDays()) == (
        "ask the owner",
        "Too little is known yet to say how likely it is to move.",
    )
