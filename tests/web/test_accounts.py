"""Who may sign in: an administrator's page, which shows nothing of anybody's work."""

import re

import pytest
from django.test import Client

from stepin.ledger.actions.accounts import LastAdministratorError, close, let_administer
from stepin.ledger.models import Account, ApiToken
from tests.cast import MONDAY, account
from tests.web.site import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client, home):
    return signed_in(client, "ada", administrator=True)


def link_in(response):
    return re.search(r"/sign-in/[^\"/]+/", response.content.decode())[0]


def kept(username, *fields):
    return Account.objects.values_list(*fields).get(username=username)


@pytest.mark.parametrize("person", ["dora", "ana", "ben", "li", "otto"])
@pytest.mark.parametrize("page", ["", "add/", "link/", "change/"])
def test_only_an_administrator_opens_it(client, home, person, page):
    ask = signed_in(client, person).post if page else signed_in(client, person).get
    assert ask(f"/accounts/{page}").status_code == 403
    assert Account.objects.count() == 1


def test_who_is_not_signed_in_is_asked_to(client, home):
    assert client.get("/accounts/").url == "/accounts/login/?next=/accounts/"


def test_an_account_is_added_for_a_person_with_a_link_that_lets_them_in(ada):
    added = ada.post("/accounts/add/", {"person": "ana"})
    assert kept("ana", "name", "person", "is_administrator") == ("Ana", "ana", False)
    assert "no-store" in added.headers["Cache-Control"]
    them = Client()
    assert them.post(link_in(added)).url == "/welcome/"
    assert "Ana" in text_of(them.get("/welcome/"))


def test_a_sign_in_name_can_be_the_company_s_address(ada):
    ada.post("/accounts/add/", {"person": "ana", "username": "ana@acme.test"})
    assert kept("ana@acme.test", "person") == ("ana",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"person": "ana"}, "ana has an account already"),
        ({"person": "ben", "username": "Ana"}, "Somebody signs in as Ana already"),
        ({"person": "", "name": ""}, "Say what your name is"),
        ({"person": "nobody-known", "name": ""}, "Say what your name is"),
    ],
)
def test_what_cannot_be_added_is_said(ada, given, said):
    account("ana")
    answer = ada.post("/accounts/add/", given)
    assert said in text_of(answer)
    assert (answer.status_code, Account.objects.count()) == (400, 2)


def test_people_who_have_an_account_are_not_offered(ada):
    account("ana")
    offered = [each.id for each in ada.get("/accounts/").context["people"]]
    assert offered == ["dora", "ben", "li", "otto"]


def test_a_new_link_is_made_only_for_who_has_never_signed_in(ada):
    invited = account("ana")
    assert ada.post("/accounts/link/", {"account": invited.pk}).status_code == 200
    Client().force_login(invited)
    refused = ada.post("/accounts/link/", {"account": invited.pk})
    assert "stepin accounts link ana" in text_of(refused)
    assert "/sign-in/" not in refused.content.decode()


def test_closing_an_account_ends_its_links_and_its_tokens(ada):
    ana = account("ana")
    token = ApiToken.objects.create(account=ana, name="t", digest="d", made_at=MONDAY)
    address = link_in(ada.post("/accounts/link/", {"account": ana.pk}))
    ada.post("/accounts/change/", {"account": ana.pk, "do": "close"})
    token.refresh_from_db()
    assert (token.revoked_at, Client().get(address).status_code) == (MONDAY, 410)
    ada.post("/accounts/change/", {"account": ana.pk, "do": "open"})
    assert kept("ana", "is_active") == (True,)


def test_administering_is_given_and_taken(ada):
    ana = account("ana")
    for what, administers in (("administer", True), ("administer-no-more", False)):
        said = text_of(ada.post("/accounts/change/", {"account": ana.pk, "do": what}, follow=True))
        assert kept("ana", "is_administrator") == (administers,)
        assert ("and administers." in said.split("Done.")[1][:60]) is administers


@pytest.mark.parametrize("do", ["close", "administer-no-more"])
def test_somebody_always_administers(ada, do):
    said = ada.post("/accounts/change/", {"account": account("ada").pk, "do": do})
    assert "Somebody has to administer this" in text_of(said)
    assert kept("ada", "is_active", "is_administrator") == (True, True)


def test_a_closed_administrator_does_not_count():
    one, other = account("ada", administrator=True), account("ana", administrator=True)
    close(other, by=one, now=MONDAY)
    with pytest.raises(LastAdministratorError):
        let_administer(one, allowed=False, by=one)


@pytest.mark.parametrize("given", ["", "no", "999", "1e3"])
def test_an_account_that_is_not_there_is_not_found(ada, given):
    assert ada.post("/accounts/change/", {"account": given, "do": "close"}).status_code == 404


def test_the_page_takes_as_many_queries_for_many_accounts(ada, django_assert_max_num_queries):
    for number in range(120):
        account(f"person-{number}")
    with django_assert_max_num_queries(8):
        page = ada.get("/accounts/?page=2")
    assert "Page 2 of 3" in text_of(page)


def test_an_administrator_who_leads_nothing_is_led_to_what_is_theirs(ada):
    assert ada.get("/").url == "/my-data/"
