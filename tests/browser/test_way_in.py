"""The way in, in a real browser: from the first link to a second factor."""

import os
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from stepin.ledger.actions.accounts import first_leader, make_link
from tests.cast import MONDAY, account, organise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "four words and a dog"
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("STEPIN_NOW", MONDAY.isoformat())
    settings.HOME = organise(tmp_path / "home")
    return settings.HOME


@pytest.fixture
def page(browser, live_server):
    """A page of the site that remembers what its console said."""
    context = browser.new_context(base_url=live_server.url, timezone_id="Europe/Madrid")
    opened = context.new_page()
    opened.heard = []
    opened.on("console", lambda message: opened.heard.append(message.text))
    opened.on("pageerror", lambda error: opened.heard.append(str(error)))
    yield opened
    context.close()


def looks_right(page, name):
    """By day and night, on a desk and on a phone: no barrier, nothing wider than the window, nothing that the
    policy refused. Keeps pictures where STEPIN_SHOTS names a folder."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        if folder := os.environ.get("STEPIN_SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.heard == []


def link(person):
    return f"/sign-in/{make_link(person, by=None, now=MONDAY)}/"


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_from_the_first_link_to_the_first_step_in_s_page(page, home):
    (home / "stepin.toml").unlink()
    page.goto(link(first_leader()))
    looks_right(page, "link")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Your time zone")).to_have_value("Europe/Madrid")
    page.get_by_text("Choose a password").click()
    looks_right(page, "welcome")
    page.get_by_label("Your name").fill("Maya")
    page.get_by_role("button", name="Go on").click()
    assert page.url.endswith("/log/")
    looks_right(page, "first-page")


def test_who_is_in_the_file_chooses_themselves(page):
    page.goto(link(first_leader()))
    page.get_by_role("button", name="Sign in").click()
    looks_right(page, "welcome-with-a-file")
    page.get_by_text("Ana", exact=True).click()
    page.get_by_role("button", name="Go on").click()
    assert "Welcome, Ana." in page.get_by_role("status").inner_text()


def test_a_password_and_then_a_second_factor(page):
    found = account("ana")
    found.set_password(PASSWORD)
    found.save()
    page.goto("/accounts/login/")
    page.get_by_label("Sign-in name").fill("ana")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    looks_right(page, "sign-in")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/accounts/2fa/")
    looks_right(page, "second-factor")
    page.get_by_role("link", name="Add an app").click()
    page.get_by_label("Password").fill(PASSWORD)
    looks_right(page, "still-you")
    page.get_by_role("button", name="Go on").click()
    looks_right(page, "second-factor-app")
    secret = page.locator("main code").inner_text()
    page.get_by_label("The code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Use it").click()
    looks_right(page, "recovery-codes")
    page.goto("/accounts/logout/")
    looks_right(page, "sign-out")
    page.get_by_role("button", name="Sign out").click()
    page.goto(link(account("ana")))
    page.get_by_role("button", name="Sign in").click()
    looks_right(page, "code")


def test_an_administrator_adds_an_account(page):
    page.goto(link(account("ada", administrator=True)))
    page.get_by_role("button", name="Sign in").click()
    page.goto("/accounts/")
    page.get_by_label("Person").select_option("Ana")
    page.get_by_role("button", name="Add the account").click()
    assert "/sign-in/" in page.get_by_label("Sign-in link").input_value()
    looks_right(page, "accounts")


@pytest.mark.parametrize("address", ["/sign-in/used/", "/accounts/password/reset/", "/accounts/signup/"])
def test_the_ways_that_are_closed_say_what_to_do(page, address):
    page.goto(address)
    page.heard.clear()  # the browser's own note of a 410
    looks_right(page, address.strip("/").replace("/", "-"))


def test_the_navigation_says_where_one_is_and_takes_two_rows_on_a_phone_at_most(page):
    page.goto(link(account("ana")))
    page.get_by_role("button", name="Sign in").click()
    page.goto("/teams/")
    assert page.locator("nav [aria-current=page]").all_inner_texts() == ["Teams"]
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.locator("header").bounding_box()["height"] < 120


def test_the_keyboard_reaches_the_content_first(page):
    page.goto("/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_login"


def test_what_is_not_there_leads_back(page):
    page.goto(link(account("ana")))
    page.get_by_role("button", name="Sign in").click()
    page.goto("/not/there/")
    page.heard.clear()
    looks_right(page, "not-there")
