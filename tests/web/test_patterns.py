"""*Patterns*: counts first, what was missing, what is changed; each sees their own and their teams'."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stepin.ledger.actions.step_ins import Logged, LookedBack, log_step_in, look_back
from stepin.ledger.models import PatternCard, Response, StepIn
from stepin.ledger.publishing import publish
from tests.builders import pattern as found_pattern
from tests.cast import MONDAY, account, organise, run, step_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = organise(tmp_path)
    monkeypatch.setenv("STEPIN_NOW", "2024-06-10T09:00:00+00:00")


def signed_in(client, who):
    client.force_login(account(who, administrator=who == "ada"))
    return client


def ana_s_card(number=3):
    """Ana's own, from so many alike."""
    publish(run(step_ins=tuple(step_in(n) for n in range(1, number + 1))), now=MONDAY, last_events={})
    return PatternCard.objects.get()


def payments_card():
    """The organisation's: three by Ana and one by Dora above her."""
    behind = (*(step_in(n) for n in (1, 2, 3)), step_in(4, leader="dora", level=2))
    card = found_pattern(team="payments", kind="change", step_ins=4, step_in_ids=tuple(s.id for s in behind))
    publish(run(step_ins=behind, patterns=(card,)), now=MONDAY, last_events={})
    return PatternCard.objects.get(leader="")


def looked_back(number, *causes):
    told = LookedBack(dict.fromkeys(causes, "yes"), same_kind=True, notes="A secret")
    step_in = StepIn.objects.get(pk=f"github:{number}")
    look_back(step_in, told, by=account("ana"), now=MONDAY, evidence={})


def page(client, card):
    return client.get(reverse("pattern", args=(card.pk,))).content.decode()


def test_counts_come_first_and_then_what_was_missing(client):
    ana_s_card(4)
    looked_back(1, "owner")
    looked_back(2, "owner", "timeline")
    looked_back(3)
    shown = signed_in(client, "ana").get(reverse("patterns")).content.decode()
    assert "Changes of payments" in shown
    assert "4 step-ins in 90 days. Of the 3 looked back at, 2 had no owner and 1 had no clear date." in shown


@pytest.mark.parametrize(("who", "sees"), [("ana", True), ("dora", False), ("ben", False)])
def test_a_leader_s_own_card_is_theirs_alone(client, who, sees):
    card = ana_s_card()
    address = reverse("pattern", args=(card.pk,))
    assert (signed_in(client, who).get(address).status_code == 200) == sees
    assert ("Changes of payments" in client.get(reverse("patterns")).content.decode()) == sees


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("dora", 200), ("ben", 404), ("li", 302), ("otto", 302), ("ada", 302)]
)
def test_a_team_s_card_is_seen_by_its_leads_and_those_above(client, who, status):
    card = payments_card()
    for name in ("pattern", "pattern_close", "pattern_reopen"):
        send = client.get if name == "pattern" else client.post
        got = signed_in(client, who) and send(reverse(name, args=(card.pk,)))
        assert got.status_code == (302 if status == 200 and name != "pattern" else status)
    assert PatternCard.objects.get(leader="").state == "open"


def test_the_lead_above_sees_the_count_of_a_lead_s_step_ins_and_none_of_them_or_their_notes(client):
    card = payments_card()
    looked_back(1, "owner")
    shown = page(signed_in(client, "dora"), card)
    assert "Change number 4" in shown
    assert "Change number 1" not in shown
    assert "3 by leads below or beside you are counted, and not listed." in shown
    assert "You have looked back at none of yours here." in shown
    assert "had no owner" not in shown
    shown = page(signed_in(client, "ana"), card)
    assert "The one of yours that you looked back at had no owner." in shown
    assert "A secret" not in shown


def test_the_estimate_s_claim_is_told_with_its_interval(client):
    shown = page(signed_in(client, "ana"), payments_card())
    assert "times the organisation&#x27;s rate for stuck work (between" in shown


def test_a_response_names_the_cause_what_an_owner_and_a_day_six_weeks_on(client):
    card = ana_s_card()
    said = {"cause": "owner", "what": "Name one owner", "owner": "li"}
    went = signed_in(client, "ana").post(reverse("pattern", args=(card.pk,)), said)
    made = Response.objects.get()
    assert went.url == reverse("response", args=(made.pk,))
    assert (made.cause, made.owner, made.check_on) == ("owner", "li", (MONDAY + timedelta(weeks=6)).date())
    assert (made.before["step_ins"], made.before["stuck_hours"]) == (3, None)
    assert "Owned by Li" in client.get(reverse("patterns")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"what": " "}, "Say what is changed"),
        ({"owner": ""}, "who owns the change"),
        ({"cause": "performance"}, "is no cause that a response can be made for"),
        ({"check_on": "2024-06-09"}, "has passed"),
        ({"check_on": "soon"}, "Say the check date as"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(client, wrong, says):
    card = ana_s_card()
    said = {"cause": "owner", "what": "Name one owner", "owner": "li"} | wrong
    got = signed_in(client, "ana").post(reverse("pattern", args=(card.pk,)), said)
    assert got.status_code == 400
    assert says in got.content.decode()
    assert Response.objects.count() == 0


def test_nothing_closes_but_by_its_leader_and_it_opens_again(client):
    card = ana_s_card()
    looked_back(1, "owner")
    signed_in(client, "ana").post(reverse("pattern_close", args=(card.pk,)))
    assert (PatternCard.objects.get().state, StepIn.objects.get(pk="github:1").state) == ("closed", "closed")
    assert "closed on 10 June 2024" in client.get(reverse("patterns")).content.decode()
    client.post(reverse("pattern_reopen", args=(card.pk,)))
    assert [step.what for step in card.steps.all()] == ["found", "closed", "reopened"]


def test_with_nothing_it_says_how_one_comes_about(client):
    shown = signed_in(client, "ben").get(reverse("patterns")).content.decode()
    assert "Three step-ins of yours" in shown


@pytest.mark.parametrize("number", [3, 60])
def test_the_pages_cost_the_same_number_of_queries(client, number, django_assert_max_num_queries):
    card = ana_s_card(number)
    signed_in(client, "ana")
    with django_assert_max_num_queries(12):
        client.get(reverse("patterns"))
    with django_assert_max_num_queries(20):
        page(client, card)


@pytest.mark.parametrize("number", [1, 8])
def test_the_list_costs_the_same_number_of_queries_however_many_were_found(
    client, number, django_assert_max_num_queries
):
    kinds = ("change", "issue", "request", "plan", "decision", "document", "dependency", "alert")[:number]
    behind = tuple(step_in(n, kind=kind, leader="dora", level=2) for n, kind in enumerate(kinds))
    cards = tuple(
        found_pattern(team="payments", kind=each.kind, step_ins=1, step_in_ids=(each.id,)) for each in behind
    )
    publish(run(step_ins=behind, patterns=cards), now=MONDAY, last_events={})
    signed_in(client, "ana")
    with django_assert_max_num_queries(12):
        client.get(reverse("patterns"))


def test_what_a_lead_below_logged_by_hand_is_in_no_count_of_the_lead_above(client):
    card = payments_card()
    told = Logged(team="payments", about="A secret talk", forms=("decided",), kind="change")
    logged = log_step_in(told, by=account("ana"), now=MONDAY)
    look_back(
        logged, LookedBack({"owner": "yes"}, same_kind=True), by=account("ana"), now=MONDAY, evidence={}
    )
    shown = page(signed_in(client, "dora"), card)
    assert "4 step-ins in 90 days. You have looked back at none of yours here." in shown
    assert "A secret talk" not in shown


def test_what_is_sent_twice_makes_one_change(client):
    card = ana_s_card()
    for _ in range(2):
        said = {"cause": "owner", "what": "Name one owner", "owner": "li"}
        signed_in(client, "ana").post(reverse("pattern", args=(card.pk,)), said)
    assert Response.objects.count() == 1


def test_who_closes_a_team_s_pattern_closes_no_step_in_of_another_lead(client):
    card = payments_card()
    StepIn.objects.update(state="looked_back")
    signed_in(client, "dora").post(reverse("pattern_close", args=(card.pk,)))
    states = dict(StepIn.objects.values_list("leader", "state"))
    assert (PatternCard.objects.get(leader="").state, states) == (
        "closed",
        {"ana": "looked_back", "dora": "closed"},
    )
