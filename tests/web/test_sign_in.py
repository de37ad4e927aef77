"""Signing in: a link that works once, a password, a second factor, and the way out."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from stepin.ledger.actions.accounts import close, first_leader, make_link, use_link
from stepin.ledger.models import Account, SignInLink
from tests.cast import MONDAY, account
from tests.web.site import signed_in, text_of

pytestmark = pytest.mark.django_db
PASSWORD = "four words and a dog"


@pytest.fixture(autouse=True)
def _home(home):
    """The cast's home, for every test here."""


def link(person="ana", **made):
    return f"/sign-in/{make_link(account(person), by=None, now=made.get('at', MONDAY))}/"


def with_password(person="ana"):
    found = account(person)
    found.set_password(PASSWORD)
    found.save()
    return found


def who(client):
    found = client.session.get("_auth_user_id")
    return found and Account.objects.get(pk=found).username


def test_a_link_signs_in_and_only_once(client):
    address = link()
    assert client.post(address).status_code == 302
    assert who(client) == "ana"
    again = Client()
    assert (again.post(address).status_code, who(again)) == (410, None)


def test_looking_at_a_link_does_not_use_it_up(client):
    address = link()
    for _ in range(3):
        assert "Sign in as Ana" in text_of(client.get(address))
    assert SignInLink.objects.get().used_at is None
    assert who(client) is None


def test_a_link_ends_after_a_day(client):
    assert client.get(link(at=MONDAY - timedelta(hours=24))).status_code == 410
    assert client.get(link(at=MONDAY - timedelta(hours=23))).status_code == 200


def test_a_newer_link_ends_an_older_one(client):
    older, newer = link(), link()
    assert [client.get(each).status_code for each in (older, newer)] == [410, 200]


def test_only_a_digest_of_a_link_is_kept():
    token = make_link(account("ana"), by=None, now=MONDAY)
    assert token not in str(SignInLink.objects.values().get())
    assert use_link(token, now=MONDAY) == account("ana")


def test_a_link_that_was_never_made_says_what_to_do(client):
    assert "stepin accounts link NAME" in text_of(client.get("/sign-in/made-up/"))


def test_the_session_is_another_one_after_signing_in(client):
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["stepin_session"] = planted = session.session_key
    client.post(link())
    assert client.session.session_key != planted


def test_a_password_signs_in_and_leads_to_where_one_wanted_to_go(client):
    with_password()
    wanted = client.get("/my-data/")
    assert wanted.url == "/accounts/login/?next=/my-data/"
    done = client.post(wanted.url, {"login": "ana", "password": PASSWORD, "next": "/my-data/"})
    assert (done.url, who(client)) == ("/my-data/", "ana")


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, elsewhere):
    with_password()
    done = client.post("/accounts/login/", {"login": "ana", "password": PASSWORD, "next": elsewhere})
    assert done.url == "/"


def test_a_wrong_password_does_not_and_says_nothing_of_who_exists(client):
    with_password()
    said = [
        text_of(client.post("/accounts/login/", {"login": name, "password": "wrong"}))
        for name in ("ana", "nobody-here")
    ]
    assert who(client) is None
    assert all("do not belong together" in each for each in said)


def test_guessing_ends_after_a_few_tries(client):
    with_password()
    for _ in range(11):
        said = client.post("/accounts/login/", {"login": "ana", "password": "wrong"})
    assert "too often" in text_of(said) or said.status_code == 429
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    assert who(client) is None


def test_a_closed_account_is_out_at_once_and_gets_in_by_no_way(client):
    with_password()
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    address = link()
    account("ada", administrator=True)
    close(account("ana"), by=None, now=MONDAY)
    assert client.get("/my-data/").url.startswith("/accounts/login/")
    assert client.post(address).status_code == 410
    again = Client()
    again.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    assert who(again) is None


def test_nobody_makes_an_account_for_themselves(client):
    said = client.post("/accounts/signup/", {"username": "eve", "password1": PASSWORD})
    assert "made here by an administrator" in text_of(said)
    assert Account.objects.count() == 0


def test_passwords_are_kept_with_argon2():
    assert with_password().password.startswith("argon2$")


def test_a_new_password_takes_the_old_one_and_ends_other_sessions(client):
    signed_in(client, "ana").force_login(with_password())
    other = Client()
    other.force_login(account("ana"))
    form = {"oldpassword": PASSWORD, "password1": "another four words", "password2": "another four words"}
    assert "not your password" in text_of(
        client.post("/accounts/password/change/", form | {"oldpassword": "wrong"})
    )
    assert client.post("/accounts/password/change/", form).status_code == 302
    assert (client.get("/my-data/").status_code, other.get("/my-data/").status_code) == (200, 302)


def test_a_forgotten_password_leads_to_a_new_link(client):
    assert "stepin accounts link NAME" in text_of(client.get("/accounts/password/reset/"))


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_second_factor_is_asked_for_after_a_password_and_after_a_link(client):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(with_password(), secret)
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    assert who(client) is None
    by_link = Client()
    assert by_link.post(link()).url == "/accounts/2fa/authenticate/"
    assert who(by_link) is None
    by_link.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert who(by_link) == "ana"


def test_an_app_is_added_and_its_recovery_codes_shown(client):
    with_password()
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    still_you = client.get("/accounts/2fa/totp/activate/").url
    page = client.post(still_you, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert "Each lets you in once" in text_of(done)
    assert len(done.context["unused_codes"]) == 10


def test_signing_out_asks_first_and_ends_the_session(client):
    signed_in(client, "ana")
    client.get("/accounts/logout/")
    assert who(client) == "ana"
    assert client.post("/accounts/logout/").url == "/accounts/login/"
    assert who(client) is None


def test_every_answer_keeps_to_the_strict_policy(client):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_the_first_leader_gets_one_account_until_anybody_has_signed_in(client):
    first = first_leader()
    assert first_leader() == first
    assert (first.is_administrator, first.has_usable_password()) == (True, False)
    client.force_login(first)
    assert first_leader() is None
