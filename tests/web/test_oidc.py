"""The company's sign-in, against a real provider that runs here."""

from contextlib import contextmanager
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread

from stepin import settings as ours
from stepin.ledger.models import Account
from tests.cast import TOML, account
from tests.web.site import text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:get_jwt_config"),  # the provider's own
]
ANA = {"email": "ana@acme.test", "email_verified": True, "preferred_username": "ana-b"}


@pytest.fixture
def provider(home, settings, monkeypatch):
    """Makes the site sign in with a provider whose people are given: id → claims."""

    @contextmanager
    def runs(**people):
        users = [User(sub=sub, claims=claims) for sub, claims in people.items()]
        with run_server_in_thread(user_claims=users) as server:
            monkeypatch.setenv("STEPIN_OIDC_URL", f"http://localhost:{server.server_port}")
            monkeypatch.setenv("STEPIN_OIDC_CLIENT", "stepin")
            monkeypatch.setenv("STEPIN_OIDC_SECRET", "secret")
            settings.SOCIALACCOUNT_PROVIDERS = ours.oidc()
            yield

    return runs


def sign_in(sub, client=None, *, allows=True):
    """A browser's way: to the provider, which asks who it is, and back. The last answer, and the client."""
    client = client or Client()
    there = client.get("/accounts/oidc/oidc/login/").url
    said = httpx.post(there, data={"sub": sub} if allows else {"action": "deny"})
    back = urlsplit(said.headers["location"])
    if not allows:  # this provider forgets to give the state back, which it has to
        back = back._replace(query=f"{back.query}&{urlencode({'state': parse_qs(there)['state'][0]})}")
    return client.get(f"{back.path}?{back.query}"), client


def who(client):
    found = client.session.get("_auth_user_id")
    return found and Account.objects.get(pk=found).username


def also_known_as(home, person, login):
    text = TOML.replace(f'["github:{person}"]', f'["github:{person}", "{login}"]')
    assert text != TOML
    (home / "stepin.toml").write_text(text)


def named(username, person="ana"):
    found = account(person)
    found.username = username
    found.save()
    return found


def test_the_address_that_is_a_sign_in_name_lets_in(provider):
    named("Ana@acme.test")
    with provider(a1=ANA):
        answer, client = sign_in("a1")
    assert (answer.status_code, who(client)) == (302, "Ana@acme.test")


def test_an_address_among_the_logins_of_the_file_lets_in(provider, home):
    also_known_as(home, "ana", "jira:Ana@acme.test")
    account("ana")
    with provider(a1=ANA):
        assert who(sign_in("a1")[1]) == "ana"


def test_a_login_that_is_no_address_lets_nobody_in(provider, home, monkeypatch):
    monkeypatch.setenv("STEPIN_OIDC_CLAIM", "preferred_username")
    also_known_as(home, "ana", "github:ana-b")
    account("ana")
    with provider(a1=ANA):
        assert who(sign_in("a1")[1]) is None


def test_another_claim_can_be_gone_by(provider, monkeypatch):
    monkeypatch.setenv("STEPIN_OIDC_CLAIM", "preferred_username")
    named("ana-b")
    with provider(a1=ANA):
        assert who(sign_in("a1")[1]) == "ana-b"


def test_who_is_not_known_is_told_whom_to_ask_and_no_account_is_made(provider):
    account("ben")
    with provider(a1=ANA):
        answer, client = sign_in("a1")
    assert (answer.status_code, who(client)) == (403, None)
    assert "with the sign-in name ana@acme.test" in text_of(answer)
    assert [each.username for each in Account.objects.all()] == ["ben"]
    assert SocialAccount.objects.count() == 0


def test_a_person_of_the_file_without_an_account_is_not_let_in(provider, home):
    also_known_as(home, "dora", "jira:ana@acme.test")
    with provider(a1=ANA):
        assert sign_in("a1")[0].status_code == 403
    assert Account.objects.count() == 0


def test_an_address_that_is_not_verified_lets_nobody_in(provider):
    named("ana@acme.test")
    with provider(a1=ANA | {"email_verified": False}):
        answer, client = sign_in("a1")
    assert (answer.status_code, who(client)) == (403, None)


def test_after_the_first_time_it_is_the_provider_s_own_id_that_counts(provider):
    named("ana@acme.test")
    with provider(a1=ANA, a2=ANA):
        sign_in("a1")
        assert who(sign_in("a1")[1]) == "ana@acme.test"
        assert who(sign_in("a2")[1]) is None


def test_a_mistake_in_the_file_does_not_keep_an_administrator_out(provider, home):
    named("ana@acme.test", person="ada")
    (home / "stepin.toml").write_text("owner = 1")
    with provider(a1=ANA):
        _, client = sign_in("a1")
    assert who(client) == "ana@acme.test"
    assert client.get("/my-data/").status_code == 503


def test_a_closed_account_is_not_let_in(provider):
    found = named("ana@acme.test")
    found.is_active = False
    found.save()
    with provider(a1=ANA):
        answer, client = sign_in("a1")
    assert who(client) is None
    assert "This account is closed" in text_of(client.get(answer.url))


def test_breaking_it_off_leads_back(provider):
    with provider(a1=ANA):
        answer, client = sign_in("a1", allows=False)
        page = client.get(answer.url) if answer.status_code == 302 else answer
    assert "You were not signed in" in text_of(page)


def test_a_provider_that_cannot_be_reached_is_said(provider, client):
    with provider(a1=ANA):
        pass
    assert "could not be reached" in text_of(client.get("/accounts/oidc/oidc/login/"))


def test_the_sign_in_page_offers_it_by_the_company_s_name(provider, client, monkeypatch):
    monkeypatch.setenv("STEPIN_OIDC_NAME", "Acme")
    with provider(a1=ANA):
        assert "Sign in with Acme" in text_of(client.get("/accounts/login/"))


def test_without_a_provider_it_offers_a_password_alone(home, client):
    assert "Sign in with" not in text_of(client.get("/accounts/login/"))
