"""The HTML report as its readers open it: from a file, on a desk and on a phone, by day and by night."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from stepin.findings.html_report import html_report
from stepin.findings.page_of import page_of
from stepin.findings.views import sizes, view_for, view_to_share
from tests.builders import MONDAY, acme, example, findings, step_in, stuck

pytestmark = pytest.mark.browser
VIEWS = ["ana", "dana", "share", "nothing"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 800}


def report(who):
    found = findings() if who == "nothing" else example()
    if who == "share":
        return view_to_share(found, acme(), team_sizes=sizes(acme(), MONDAY.date()))
    return view_for(found, acme(), person=None if who == "nothing" else who)


@pytest.fixture
def opened(browser, tmp_path):
    """A function that opens a view's report, and keeps what the page asked for and complained of."""
    contexts = []

    def opens(view, *, viewport=WIDE, scheme="light"):
        path = tmp_path / "report.html"
        path.write_text(html_report(page_of(view, shown=12)), encoding="utf-8")
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.heard = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda request: page.heard.append(request.url))
        page.goto(path.as_uri())
        keep(page, viewport, scheme)
        return page

    yield opens
    for context in contexts:
        context.close()


def keep(page, viewport, scheme):
    """Keeps a picture of each page to look at, where STEPIN_SHOTS names a folder."""
    if folder := os.environ.get("STEPIN_SHOTS"):
        name = os.environ["PYTEST_CURRENT_TEST"].split("::")[1].split(" ")[0]
        page.screenshot(path=Path(folder) / f"{name}-{viewport['width']}-{scheme}.png", full_page=True)


@pytest.mark.parametrize("who", VIEWS)
def test_the_page_asks_for_nothing_and_complains_of_nothing(opened, who):
    page = opened(report(who))
    assert page.heard == [page.url]


@pytest.mark.parametrize("who", VIEWS)
def test_the_page_fits_a_phone(opened, who):
    page = opened(report(who), viewport=PHONE)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_very_long_title_fits_a_phone_too(opened):
    word = "x" * 200
    found = findings(stuck=(stuck(title=word, item=f"github:{word}"),), step_ins=(step_in(title=word),))
    page = opened(view_for(found, acme(), person="ana"), viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_thousands_of_stuck_items_fit_a_phone_and_a_few_printed_pages(opened, tmp_path):
    many = tuple(
        stuck(item=f"github:acme/search#{n}", team=("payments", "search")[n % 2]) for n in range(4000)
    )
    page = opened(view_for(findings(stuck=many), acme(), person="dana"), viewport=PHONE)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    printed = page.pdf(path=tmp_path / "report.pdf", format="A4")
    assert 1 <= printed.count(b"/Type /Page\n") <= 9


def test_a_title_cannot_run_a_script(opened):
    title = "<img src=x onerror=\"console.log('owned')\"><script>console.log('owned')</script>"
    found = findings(stuck=(stuck(title=title, url="javascript:console.log('owned')"),))
    page = opened(view_for(found, acme(), person="ana"))
    page.locator("article h3").first.click()
    assert page.heard == [page.url]
    assert page.locator("article h3 bdi").first.inner_text() == title


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", VIEWS)
def test_axe_finds_no_barrier(opened, who, scheme):
    page = opened(report(who), scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []


def test_dark_is_dark_and_light_is_light(opened):
    paper = "getComputedStyle(document.body).backgroundColor"
    light, dark = (opened(report("ana"), scheme=scheme).evaluate(paper) for scheme in ("light", "dark"))
    brightness = [sum(map(int, colour.strip("rgb()").split(","))) for colour in (light, dark)]
    assert brightness[0] > 700
    assert brightness[1] < 100


def test_a_link_behind_a_number_opens_the_table_it_leads_to(opened):
    page = opened(report("ana"))
    page.locator("#step-ins a[href='#all-step-ins']").first.click()
    page.wait_for_function("document.querySelector('#all-step-ins').closest('details').open")


def test_the_keyboard_reaches_the_report_first_through_the_skip_link(opened):
    page = opened(report("ana"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#report"


def test_it_prints_on_a_few_pages_without_what_only_a_screen_needs(opened, tmp_path):
    page = opened(report("ana"))
    printed = page.pdf(path=tmp_path / "report.pdf", format="A4")
    assert printed.startswith(b"%PDF")
    assert 1 <= printed.count(b"/Type /Page\n") <= 9
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("#stuck article").first.is_visible()
