"""The first start: from a link to the first step-in, with or without an organisation's file."""

import pytest

from stepin.ledger.actions.accounts import first_leader, make_link
from stepin.ledger.actions.identity import identify
from stepin.ledger.actions.step_ins import Logged, log_step_in
from stepin.ledger.models import Account, PatternCard, StepIn
from tests.cast import MONDAY, account
from tests.web.site import published, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(home):
    """A home without an organisation's file."""
    (home / "stepin.toml").unlink()
    return home


def entered(client):
    """The first leader, through their link; the account."""
    first = first_leader()
    client.post(f"/sign-in/{make_link(first, by=None, now=MONDAY)}/")
    return first


def told(**given):
    return {"timezone": "Europe/Madrid"} | given


def kept(pk, *fields):
    return Account.objects.values_list(*fields).get(pk=pk)


def test_the_link_leads_to_saying_who_one_is(client, empty):
    first = first_leader()
    done = client.post(f"/sign-in/{make_link(first, by=None, now=MONDAY)}/")
    assert done.url == "/welcome/"
    assert client.get("/").url == "/welcome/"


def test_a_name_is_all_it_takes_to_log_the_first_step_in(client, empty):
    first = entered(client)
    done = client.post("/welcome/", told(name="  Maya   Ray "))
    assert done.url == "/log/"
    assert kept(first.pk, "name", "person", "username", "timezone", "is_administrator") == (
        "Maya Ray",
        "maya-ray",
        "maya-ray",
        "Europe/Madrid",
        True,
    )


def test_the_welcome_says_how_to_get_back_in(client, empty):
    entered(client)
    client.post("/welcome/", told(name="Maya"))
    said = text_of(client.get("/welcome/"))
    assert "You sign in as maya. Without a password, a new link lets you in next time." in said


def test_a_password_can_be_chosen_at_once_and_the_session_stays(client, empty):
    first = entered(client)
    client.post("/welcome/", told(name="Maya", username="maya@acme.test", password="four words and a dog"))
    assert kept(first.pk, "username") == ("maya@acme.test",)
    assert Account.objects.get().check_password("four words and a dog")
    assert client.get("/welcome/").status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": " "}, "Say what your name is"),
        ({"name": "Maya", "timezone": "Mars/Base"}, "'Mars/Base' is no time zone known here"),
        ({"name": "Maya", "password": "password1234"}, "This password is too common."),
        ({"name": "Maya", "password": "short"}, "at least 12 characters"),
        ({"name": "Maya", "username": "ma ya"}, "A sign-in name is up to 150 letters"),
        ({"name": "Maya", "username": "ANA"}, "Somebody signs in as ANA already"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_written_stays(client, empty, given, said):
    account("ana")
    first = entered(client)
    answer = client.post("/welcome/", told(**given))
    assert said in text_of(answer)
    assert answer.status_code == 400
    assert kept(first.pk, "name", "person") == ("", None)


def test_the_leads_of_the_file_are_offered_its_owner_first(client, home):
    entered(client)
    page = client.get("/welcome/")
    assert [each.id for each in page.context["people"]] == ["dora", "ana", "ben"]
    assert page.context["chosen"] == "dora"


def test_somebody_of_the_file_goes_by_its_name(client, home):
    first = entered(client)
    done = client.post("/welcome/", told(person="ana"))
    assert done.url == "/log/"
    assert kept(first.pk, "name", "person", "username") == ("Ana", "ana", "ana")


def test_who_is_none_of_the_leads_looks_after_it_and_sees_no_work(client, home):
    first = entered(client)
    done = client.post("/welcome/", told(person="", name="Ada"))
    assert done.url == "/accounts/"
    assert kept(first.pk, "name", "person") == ("Ada", None)


def test_with_an_analysis_published_the_first_page_is_now(client, home):
    published()
    entered(client)
    assert client.post("/welcome/", told(person="ana")).url == "/"


@pytest.mark.parametrize("person", ["li", "otto", "ana"])
def test_nobody_becomes_somebody_else_here(client, home, person):
    account("dora")
    signed_in(client, person).post("/welcome/", told(person="dora", name="Dora"))
    assert account(person).person == person


def test_an_administrator_who_has_said_who_they_are_does_not_become_a_lead_later(client, home):
    signed_in(client, "ada", administrator=True).post("/welcome/", told(person="ana"))
    assert account("ada").person == "ada"


def test_a_password_that_is_there_is_not_replaced_without_it(client, home):
    found = account("ana")
    found.set_password("four words and a dog")
    found.save()
    client.force_login(found)
    client.post("/welcome/", told(password="another four words"))
    assert account("ana").check_password("four words and a dog")


def test_who_began_without_a_file_says_later_who_they_are_in_it_and_keeps_what_they_logged(client, home):
    maya = account("maya", administrator=True)
    logged = Logged(team="payments", about="The outage", forms=("chased",), kind="incident")
    for _ in range(3):
        log_step_in(logged, by=maya, now=MONDAY)
    client.force_login(maya)
    assert client.get("/").url == "/welcome/"
    assert [each.id for each in client.get("/welcome/").context["people"]] == ["dora", "ana", "ben"]
    client.post("/welcome/", told(person="ana"))
    assert kept(maya.pk, "person", "username", "name") == ("ana", "maya", "Ana")
    assert set(StepIn.objects.values_list("leader", flat=True)) == {"ana"}
    assert [card.leader for card in PatternCard.objects.all()] == ["ana"]


def test_two_cards_on_one_kind_of_work_become_one(home):
    maya, ana = account("maya"), account("ana")
    logged = Logged(team="payments", about="The outage", forms=("chased",), kind="incident")
    for who in (maya, ana) * 3:
        log_step_in(logged, by=who, now=MONDAY)
    Account.objects.filter(pk=ana.pk).update(person=None)
    identify(maya, "ana", by=None)
    card = PatternCard.objects.get()
    assert (card.leader, card.step_ins.count()) == ("ana", 6)


def test_a_member_is_led_to_their_own_data(client, home):
    invited = account("li")
    client.post(f"/sign-in/{make_link(invited, by=None, now=MONDAY)}/")
    assert client.post("/welcome/", told()).url == "/my-data/"


def test_two_of_one_name_are_two_people(client, empty):
    account("maya")
    first = entered(client)
    client.post("/welcome/", told(name="Maya"))
    assert kept(first.pk, "person", "username") == ("maya-2", "maya-2")


def test_a_mistake_in_the_file_is_told_to_administrators_alone(client, home):
    (home / "stepin.toml").write_text('owner = "nobody"\n')
    said = {
        who: client.force_login(account(who, administrator=who == "ada")) or client.get("/welcome/")
        for who in ("ada", "ana")
    }
    assert {who: each.status_code for who, each in said.items()} == {"ada": 503, "ana": 503}
    assert "stepin.toml line 1" in text_of(said["ada"])
    assert "line 1" not in text_of(said["ana"])
