"""One step-in: its finding, the question before any estimate, what was done to it, and corrections."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stepin.findings.words import needed
from stepin.ledger.actions.step_ins import LookedBack, correct, look_back, say_had_to_be_you
from stepin.ledger.models import Fact, Read, StepIn
from tests.cast import MONDAY, account, step_in
from tests.web.site import published, signed_in, text_of

pytestmark = pytest.mark.django_db
ONE = {"id": "github:1"}


def page_of(client, who):
    return text_of(signed_in(client, who).get("/step-in/", ONE))


def test_it_tells_the_finding_in_sentences(client, home):
    published(step_ins=(step_in(1, justified_by=("customer_impact",)),))
    page = page_of(client, "ana")
    assert "You came after 2.5 working days (expected 1), while it waited on Li, its owner" in page
    assert "It had been asked for once before, by sam." in page
    assert "Right to come, whatever the figures say: customers were affected." in page


def test_the_estimate_shows_only_once_it_was_answered_whether_it_had_to_be_you(client, home):
    published(step_ins=(step_in(1),))
    from stepin.findings.names import Names

    estimate = needed(step_in(1), Names({}, "ana"))
    page = page_of(client, "ana")
    assert "Did it have to be you?" in page
    assert estimate not in page
    client.post("/step-in/answer/", ONE | {"answer": "unsure"})
    page = text_of(client.get("/step-in/", ONE))
    assert "You said that you are not sure." in page
    assert estimate in page
    assert "You answered whether it had to be you: unsure." in page


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("dora", 404), ("ben", 404), ("li", 302), ("ada", 302)]
)
def test_a_step_in_of_a_lead_is_that_lead_s_and_not_the_director_s(client, home, who, status):
    published(step_ins=(step_in(1),))
    assert signed_in(client, who, administrator=who == "ada").get("/step-in/", ONE).status_code == status


def test_a_lead_sees_what_the_director_did_in_their_team_without_what_she_said_of_it(client, home):
    published(step_ins=(step_in(1, leader="dora", level=2),))
    told = LookedBack({"owner": "yes"}, same_kind=True, would_have="A named owner", notes="For me alone")
    look_back(StepIn.objects.get(), told, by=account("dora"), now=MONDAY, evidence={})
    page = page_of(client, "ana")
    assert "Dora came after" in page
    assert not any(
        text in page for text in ("named owner", "For me alone", "Did it have to be you", "looked back")
    )
    assert [(read.about, read.by.person) for read in Read.objects.all()] == [("dora", "ana")]


def test_what_one_wrote_is_kept_and_shown_to_its_author(client, home):
    published(step_ins=(step_in(1),))
    told = LookedBack({"owner": "yes"}, same_kind=True, would_have="A named owner", notes="For me alone")
    look_back(StepIn.objects.get(), told, by=account("ana"), now=MONDAY, evidence={})
    published(MONDAY + timedelta(days=1))
    page = page_of(client, "ana")
    assert "Withdrawn on 11 June 2024: The log or stepin.toml changed" in page
    assert "named what was missing: owner unclear. It was of the same kind again." in page
    assert "For it not to need you: A named owner" in page
    assert "For me alone" in page


def test_own_step_ins_are_no_read_of_a_person(client, home):
    published(step_ins=(step_in(1),))
    page_of(client, "ana")
    assert Read.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "kept", "says"),
    [
        ({"about": "not_a_step_in"}, ("not_a_step_in", ""), "it was no step-in"),
        ({"about": "waited_on"}, ("waited_on", "ana"), "it waited on you"),
        (
            {"about": "form", "form": ["decided", "wrote"]},
            ("form", "decided,wrote"),
            "decided and wrote the work",
        ),
        ({"about": "bot", "who": "github:sam"}, ("bot", "github:sam"), "github:sam is a bot"),
    ],
)
def test_a_correction_is_kept_as_a_fact_and_can_be_taken_back(client, home, sent, kept, says):
    published(step_ins=(step_in(1),))
    signed_in(client, "ana").post("/step-in/correct/", ONE | sent)
    fact = Fact.objects.get()
    assert (fact.about, fact.value, fact.by.person) == (*kept, "ana")
    assert says in text_of(client.get("/step-in/", ONE))
    client.post("/step-in/take-back/", ONE | {"fact": fact.pk})
    fact.refresh_from_db()
    assert (fact.undone_at, StepIn.objects.get().state) == (MONDAY, StepIn.objects.get().state)
    assert "Take it back" not in text_of(client.get("/step-in/", ONE))


def test_what_was_no_step_in_asks_nothing_more(client, home):
    published(step_ins=(step_in(1),))
    correct(StepIn.objects.get(), "not_a_step_in", by=account("ana"), now=MONDAY)
    page = page_of(client, "ana")
    assert "It counts nowhere, and nothing more is asked about it." in page
    assert "Look back at it" not in page


def test_another_s_step_in_is_theirs_to_correct_but_a_bot_may_be_named(client, home):
    published(step_ins=(step_in(1, leader="github:ci", level=2),))
    signed_in(client, "ana")
    assert client.post("/step-in/correct/", ONE | {"about": "not_a_step_in"}).status_code == 404
    client.post("/step-in/correct/", ONE | {"about": "bot", "who": "github:ci"})
    assert [(fact.about, fact.value) for fact in Fact.objects.all()] == [("bot", "github:ci")]


@pytest.mark.parametrize("sent", [{"about": "bot", "who": "dora"}, {"about": "same_person"}, {}])
def test_nothing_else_is_taken_for_a_correction(client, home, sent):
    published(step_ins=(step_in(1),))
    assert signed_in(client, "ana").post("/step-in/correct/", ONE | sent).status_code == 404
    assert Fact.objects.count() == 0


def test_confirming_keeps_it(client, home):
    published(step_ins=(step_in(1),))
    signed_in(client, "ana").post("/step-in/confirm/", ONE)
    assert StepIn.objects.get().state == "confirmed"


def test_a_lead_below_who_asked_before_is_not_named_to_the_director(client, home):
    asks = tuple(replace(ask, who="ana", lead=True, level=1) for ask in step_in(1).asked_before)
    published(step_ins=(step_in(1, leader="dora", level=2, asked_before=asks),))
    assert "once before, by a lead." in page_of(client, "dora")
    assert "ana is a bot" not in page_of(client, "dora")


@pytest.mark.parametrize("steps", [0, 20])
def test_the_number_of_queries_does_not_grow_with_its_history(client, home, steps, django_assert_num_queries):
    published(step_ins=(step_in(1),))
    for _ in range(steps):
        say_had_to_be_you(StepIn.objects.get(), "no", by=account("ana"), now=MONDAY)
    signed_in(client, "ana")
    with django_assert_num_queries(9):
        client.get("/step-in/", ONE)


def test_all_of_one_s_own_are_listed_with_how_they_stand_and_nobody_else_s(client, home):
    published(
        step_ins=(step_in(1), step_in(2, early=True), step_in(3), step_in(4, leader="ben", team="search"))
    )
    correct(StepIn.objects.get(id="github:3"), "not_a_step_in", by=account("ana"), now=MONDAY)
    page = text_of(signed_in(client, "ana").get("/step-ins/"))
    assert "3 in all, the last first." in page
    assert "Change number 1 changes of payments, 3 June; not looked back at yet" in page
    assert "Change number 2 changes of payments, 3 June, before it was stuck; not looked back at yet" in page
    assert "Change number 3 changes of payments, 3 June; corrected: it was none" in page
    assert "Change number 4" not in page


def test_the_list_says_what_to_do_where_there_is_none_and_costs_the_same_however_long(
    client, home, django_assert_max_num_queries
):
    assert "None yet." in text_of(signed_in(client, "ana").get("/step-ins/"))
    published(step_ins=tuple(step_in(n) for n in range(120)))
    with django_assert_max_num_queries(8):
        page = text_of(client.get("/step-ins/?page=3"))
    assert "Page 3 of 3" in page
