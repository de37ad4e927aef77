"""The whole way of a leader: first start, log by hand, connect data, look back, change something, and see."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journey import story
from tests.journey.conftest import PICTURES
from tests.journey.pictures import keep

pytestmark = pytest.mark.browser
PAGES = {
    "now": "/",
    "look-back": "/look-back/",
    "patterns": "/patterns/",
    "responses": "/responses/",
    "teams": "/teams/",
    "team": "/team/?id=payments",
    "item": "/item/?id=github%3Aacme%2Fpayments%2351",
    "sources": "/sources/",
    "method": "/method/",
    "my-data": "/my-data/",
    "as-my-lead-sees": "/as-my-lead-sees/",
    "digests": "/digests/",
    "log": "/log/",
    "step-ins": "/step-ins/",
}


@pytest.fixture
def page(browser):
    """Whatever a page complains of fails the test: a script's error, or what its policy refused."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened, complaints = context.new_page(), []
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def test_a_leader_s_way_from_an_empty_home_to_a_change_that_worked(site, page):
    folder = None if site.database else PICTURES  # the pages are the same on either
    with site.served(now=story.NOW) as (address, link):
        signs_in(page, link, folder)
        logs_one_by_hand(page, folder)
    connects_data(site)
    with site.served(now=story.NOW) as (address, _):
        page.goto(address)
        looks_at_every_page(page, address, folder)
        sees_what_waits(page, address)
        looks_back(page, address, folder)
        changes_something(page, address, folder)
    site.run(
        "import",
        "table",
        str(site.home / "later.csv"),
        "--items",
        str(site.home / "later-items.csv"),
        now=story.LATER,
    )
    site.run("refresh", now=story.LATER)
    with site.served(now=story.LATER) as (address, _):
        sees_that_it_worked(page, address, folder)


def signs_in(page, link, folder):
    page.goto(link)
    keep(page, folder, "sign-in-link")
    page.get_by_role("button").first.click()
    page.get_by_label("Your name").fill("Ana")
    keep(page, folder, "welcome")
    page.get_by_role("button", name="Go on").click()


def logs_one_by_hand(page, folder):
    """Where signing in leads to; and at once the question, before any estimate."""
    page.get_by_label("Which team’s work was it?").fill("payments")
    page.get_by_label("What was it about?").fill("The bank's new certificate")
    page.get_by_label("decided").check()
    page.get_by_role("button", name="Log it").click()
    keep(page, folder, "logged-asks")
    page.get_by_role("button", name="No", exact=True).click()
    assert "ten in" not in page.inner_text("main")
    page.get_by_role("link", name="Now").first.click()
    assert "once in all" in page.inner_text("main")
    keep(page, folder, "now-with-nothing-connected")


def connects_data(site):
    story.write(site.home)
    first = str(site.home / "first.csv")
    site.run("import", "table", first, "--items", str(site.home / "first-items.csv"), now=story.NOW)
    site.run("refresh", now=story.NOW)


def looks_at_every_page(page, address, folder):
    for name, path in PAGES.items():
        assert page.goto(f"{address}{path}").status == 200, name
        keep(page, folder, name)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def sees_what_waits(page, address):
    page.goto(address)
    text = page.inner_text("main")
    assert re.search(r"Waits on you\s+Retry the payout", text)
    assert "Receipts without a date" in text
    page.get_by_role("link", name="Ask").first.click()
    page.get_by_text("What stands in the way").first.wait_for()


def looks_back(page, address, folder):
    """Every request: nobody owned it; the same kind again. By keyboard: 2 is the second question."""
    page.goto(f"{address}/look-back/")
    for _ in range(12):
        if "Nothing to look back at now" in page.inner_text("main"):
            break
        request = "Refund" in page.inner_text("h2")
        if request:
            page.keyboard.press("2")
        page.keyboard.press("r")
        page.keyboard.press("a" if request else "o")
        if not request:
            page.locator("input[name=cause-blocked][value=unsure]").check()
        with page.expect_navigation(url="**/look-back/?done=*"):
            page.keyboard.press("s")
    assert "Nothing to look back at now" in page.inner_text("main")
    keep(page, folder, "look-back-done")


def changes_something(page, address, folder):
    page.goto(f"{address}/patterns/")
    page.get_by_role("link", name="requests", exact=False).first.click()
    assert "Of the 9 looked back at, all had no owner." in page.inner_text("main")
    page.get_by_label("What we change", exact=True).fill("Name one owner when it comes in")
    page.get_by_label("Who owns the change").select_option("ana")
    page.get_by_label("Check on (").fill((story.LATER.date()).isoformat())
    keep(page, folder, "pattern")
    page.get_by_role("button", name="Keep, and check on that day").click()
    assert "Name one owner when it comes in" in page.inner_text("main")


def sees_that_it_worked(page, address, folder):
    page.goto(f"{address}/responses/")
    keep(page, folder, "responses-due")
    page.get_by_role("link", name="Check whether it worked").first.click()
    keep(page, folder, "response")
    page.get_by_label("It fell").check()
    page.keyboard.press("s")
    page.get_by_text("It fell. Nothing closes by itself.").wait_for()
    told = page.inner_text("main")
    assert "All your nine step-ins into requests of payments had no owner. You changed that" in told
    assert "9 step-ins before it, none since" in told
    keep(page, folder, "response-worked")
