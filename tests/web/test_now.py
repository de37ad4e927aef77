"""*Now*: what a leader is told first, whom they can ask, and what they put off."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stepin.findings.model import WaitingOn
from stepin.ledger.actions.step_ins import Logged, log_step_in
from stepin.ledger.models import PutOff
from stepin.ledger.organisation import organisation
from stepin.ledger.questions.now import counts, rest
from stepin.ledger.sight import sight_of
from stepin.ledger.words_now import days_to_wait
from tests.cast import MONDAY, account, step_in, stuck
from tests.web.site import published, signed_in, text_of

pytestmark = pytest.mark.django_db


def in_order(page: str, *words: str) -> bool:
    places = [page.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_what_waits_on_the_reader_comes_first_then_customers_then_teams_in_file_order(client, home):
    published(
        stuck=(
            stuck(1, team="search", title="In search"),
            stuck(2, title="In payments"),
            stuck(3, team="search", title="Hurts", customer_impact="yes"),
            stuck(4, title="Is hers", waiting_on=WaitingOn("lead", "dora")),
        )
    )
    page = text_of(signed_in(client, "dora").get("/"))
    assert in_order(
        page, "Waits on you", "Is hers", "Customers are affected", "Hurts", "In payments", "In search"
    )
    assert "1 item waits on you. 3 more items are stuck; customers are affected by 1 of them." in page


@pytest.mark.parametrize(("who", "sees"), [("dora", True), ("ana", True), ("ben", False)])
def test_stuck_work_shows_to_those_who_lead_its_team(client, home, who, sees):
    published(stuck=(stuck(1, title="The refund"),))
    assert ("The refund" in text_of(signed_in(client, who).get("/"))) is sees


@pytest.mark.parametrize("who", ["li", "otto", "ada"])
def test_who_leads_nothing_is_led_to_their_own_data(client, home, who):
    response = signed_in(client, who, administrator=who == "ada").get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/my-data/")


def test_a_lead_without_a_name_is_the_reader_where_they_lead_the_team_themselves(client, home):
    published(stuck=(stuck(1, waiting_on=WaitingOn("lead", None)),))
    assert "1 item waits on you." in text_of(signed_in(client, "ana").get("/"))
    assert "Nothing stuck waits on you." in text_of(signed_in(client, "dora").get("/"))


def test_a_director_is_not_told_which_lead_below_has_asked(client, home):
    asks = step_in(1).asked_before
    by_ana = tuple(replace(ask, who="ana", lead=True, level=1) for ask in asks)
    published(stuck=(stuck(1, asked=by_ana),))
    assert "Asked about once, by a lead." in text_of(signed_in(client, "dora").get("/"))
    assert "Asked about once, by you." in text_of(signed_in(client, "ana").get("/"))


def test_what_is_put_off_is_folded_away_until_its_day_and_can_be_taken_up_again(client, home, monkeypatch):
    published(stuck=(stuck(1),))
    signed_in(client, "ana")
    thursday = MONDAY.date() + timedelta(days=3)
    client.post("/stuck/wait/", {"item": stuck(1).item, "until": thursday.isoformat()})
    page = text_of(client.get("/"))
    assert "Nothing is stuck in your teams." in page
    assert "Put off until Thursday 13 June." in page
    client.post("/stuck/wait/", {"item": stuck(1).item, "again": "1"})
    assert "1 item is stuck." in text_of(client.get("/"))
    client.post("/stuck/wait/", {"item": stuck(1).item, "until": thursday.isoformat()})
    monkeypatch.setenv("STEPIN_NOW", "2024-06-13T00:00:01+00:00")
    assert "1 item is stuck." in text_of(client.get("/"))


@pytest.mark.parametrize("day", ["", "soon", "2024-06-10", "2024-12-01"])
def test_a_day_that_is_none_or_past_or_far_off_is_told_and_puts_nothing_off(client, home, day):
    published(stuck=(stuck(1),))
    page = signed_in(client, "ana").post("/stuck/wait/", {"item": stuck(1).item, "until": day}, follow=True)
    assert "Give a day to wait until" in text_of(page)
    assert PutOff.objects.count() == 0


def test_what_may_not_be_seen_can_be_neither_asked_about_nor_put_off(client, home):
    published(stuck=(stuck(1),))
    signed_in(client, "ben")
    assert client.get("/stuck/ask/", {"item": stuck(1).item}).status_code == 404
    assert client.post("/stuck/wait/", {"item": stuck(1).item, "until": "2024-06-13"}).status_code == 404


def test_dormant_work_comes_last_and_folded_but_not_where_customers_are_affected(client, home):
    asleep = {"idle_hours": 500.0}
    published(
        stuck=(
            stuck(1, title="Asleep", **asleep),
            stuck(2, title="Hurts", customer_impact="yes", **asleep),
            stuck(3, title="Awake"),
        )
    )
    page = text_of(signed_in(client, "ana").get("/"))
    assert in_order(page, "2 items are stuck", "Hurts", "Awake", "One of them has waited for sixty", "Asleep")


def test_the_message_asks_for_owner_next_step_date_and_what_stands_in_the_way(client, home):
    published(stuck=(stuck(1),))
    page = text_of(signed_in(client, "ana").get("/stuck/ask/", {"item": stuck(1).item}))
    assert in_order(page, "To Li, its owner", "Hello Li,", "(acme/payments#1) is with you")
    assert "Who has the next step? - What is it? - By when? - What stands in the way, if anything?" in page
    assert "It has waited for 2.5 working days (expected: 1)." in page


def test_a_script_gets_the_message_alone(client, home):
    published(stuck=(stuck(1),))
    signed_in(client, "ana")
    part = client.get("/stuck/ask/", {"item": stuck(1).item}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert (
        "mailto:?subject=Next%20step%20on%20Change%20number%201&amp;body=Hello%20Li%2C"
        in part.content.decode()
    )


def test_where_the_lead_is_to_be_asked_the_one_below_the_reader_comes_first(client, home):
    published(stuck=(stuck(1, advice="ask the lead", reason="Asked twice."),))
    page = text_of(signed_in(client, "dora").get("/stuck/ask/", {"item": stuck(1).item}))
    assert in_order(page, "To Ana", "Hello Ana,", "waits on Li, its owner", "To Li, its owner")
    assert "To Ana" not in text_of(signed_in(client, "ana").get("/stuck/ask/", {"item": stuck(1).item}))


@pytest.mark.parametrize(
    ("role", "who", "says"),
    [
        ("reviewer", "li", "waits for a review"),
        ("other_team", "search", "waits on your team"),
        ("other_team", "github:acme/pay#9", "waits for acme/pay#9, which comes first."),
        ("requester", "li", "waits for an answer from you"),
        ("nobody", None, "is with nobody"),
    ],
)
def test_the_message_is_worded_for_whom_it_waits_on(client, home, role, who, says):
    published(stuck=(stuck(1, waiting_on=WaitingOn(role, who)),))
    assert says in text_of(signed_in(client, "ana").get("/stuck/ask/", {"item": stuck(1).item}))


def test_with_nothing_connected_it_says_how_to_and_what_was_logged_by_hand(client, home):
    signed_in(client, "ana")
    assert "Nothing is connected yet, and nothing is logged." in text_of(client.get("/"))
    for n in range(3):
        log_step_in(Logged("shop", f"thing {n}", ("chased",)), by=account("ana"), now=MONDAY)
    page = text_of(client.get("/"))
    assert in_order(
        page,
        "You stepped in three times in the last seven days, three times in all.",
        "shop: 3 step-ins of yours",
    )
    assert "stepin sync github OWNER/REPO" in page


def test_a_title_is_shown_as_text_and_an_address_that_is_none_is_no_link(client, home):
    published(stuck=(stuck(1, title="<script>alert(1)</script>", url="javascript:alert(1)"),))
    page = signed_in(client, "ana").get("/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "javascript:" not in page


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_every_page_goes_on_where_the_one_before_it_ended(home, size):
    teams, hurt = ("search", "payments", "shop"), {2, 9, 10}
    published(
        stuck=tuple(
            stuck(n, team=teams[n % 3], customer_impact="yes" if n in hurt else "no") for n in range(20)
        )
    )
    found = organisation(home)
    sight = sight_of(account("dora"), found, MONDAY.date())
    rows = rest(sight, MONDAY, counts(sight, found, MONDAY))
    told = [row.item for start in range(0, len(rows), size) for row in rows[start : start + size]]
    payments = [n for n in range(20) if n % 3 == 1 and n not in hurt]
    search = [n for n in range(20) if n % 3 == 0 and n not in hurt]
    assert told == [stuck(n).item for n in (9, 10, *payments, *search)]


@pytest.mark.parametrize(("number", "queries"), [(2, 13), (60, 13)])
def test_the_number_of_queries_does_not_grow_with_what_is_stuck(
    client, home, number, queries, django_assert_num_queries
):

    published(stuck=tuple(stuck(n, team=("payments", "search")[n % 2]) for n in range(number)))
    signed_in(client, "dora")
    with django_assert_num_queries(queries):
        client.get("/")


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2024, 6, 10), [("tomorrow", 11), ("Thursday", 13), ("next Monday", 17)]),
        (date(2024, 6, 12), [("tomorrow", 13), ("next Monday", 17)]),
        (date(2024, 6, 16), [("tomorrow", 17), ("Thursday", 20)]),
    ],
)
def test_days_to_wait_are_each_offered_once(today, days):
    assert [(name, at.day) for name, at in days_to_wait(today)] == days


def test_what_a_lead_puts_off_stays_on_the_page_of_the_lead_above_who_is_not_told(client, home):
    published(stuck=(stuck(1, customer_impact="yes"),))
    signed_in(client, "ana").post("/stuck/wait/", {"item": stuck(1).item, "until": "2024-06-13"})
    assert "Put off until Thursday 13 June." in text_of(client.get("/"))
    page = text_of(signed_in(client, "dora").get("/"))
    assert ("Change number 1" in page, "Put off" in page) == (True, False)
    client.post("/stuck/wait/", {"item": stuck(1).item, "again": "1"})
    assert PutOff.objects.get().person == "ana"
