import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from stepin.findings.html_report import html_report
from stepin.findings.markdown_report import markdown_report
from stepin.findings.model import LogSummary, WaitingOn
from stepin.findings.page import one_line, web_address
from stepin.findings.page_of import page_of
from stepin.findings.sections_step_ins import months_of
from stepin.findings.text_report import text_report
from stepin.findings.views import sizes, view_for, view_to_share
from tests.builders import MONDAY, acme, example, findings, need_row, pattern, step_in, stuck

FORBIDDEN = re.compile(
    r"\b(spells?|hazards?|censor\w*|exposures?|stalled|stalls?|holds?|managers?)\b", re.IGNORECASE
)
VIEWS = ["ana", "ben", "dana", "li", None, "share"]


def view_of(found, who):
    if who == "share":
        return view_to_share(found, acme(), team_sizes=sizes(acme(), MONDAY.date()))
    return view_for(found, acme(), person=who)


def every_form(found, who):
    page = page_of(view_of(found, who), shown=10)
    return {
        "text": text_report(page, width=100, colour=False),
        "markdown": markdown_report(page),
        "html": html_report(page),
    }


@pytest.mark.parametrize("who", VIEWS)
@pytest.mark.parametrize("found", [example(), findings()], ids=["full", "nothing found"])
def test_no_form_of_the_report_speaks_our_shop_talk(found, who):
    for form, told in every_form(found, who).items():
        assert FORBIDDEN.findall(told) == [], form


def test_the_words_people_read_first_are_whole_sentences_with_their_numbers():
    told = every_form(example(), "ana")["text"]
    assert told.splitlines()[:3] == [
        "What waits on you, and what needed you",
        "As of Monday 10 June 2024, 09:00 UTC, from 4,200 events on 310 items between 7 May 2023 and 10 June",
        "2024.",
    ]
    assert (
        "3 items are stuck, of which 1 waits on you and 1 waits on nobody; 1 of them touches customers."
        in told
    )


def test_what_waits_on_the_reader_comes_before_the_rest_and_customers_before_others():
    told = every_form(example(), "ana")["text"]
    places = [
        told.index(word) for word in ("Which currency", "Card payments", "Refunds are", "WHERE YOU STEPPED")
    ]
    assert places == sorted(places)


def test_what_waits_on_the_leads_of_a_team_waits_on_who_leads_it_and_not_on_who_leads_above():
    found = findings(stuck=(stuck(title="Merge me", waiting_on=WaitingOn("lead", None)),))
    ana, dana = (every_form(found, who)["text"] for who in ("ana", "dana"))
    assert "1 item is stuck, of which 1 waits on you." in ana
    assert ana.index("Merge me") < ana.index("STUCK, AND")
    assert dana.index("STUCK, AND") < dana.index("Merge me")


def test_dormant_work_comes_last_and_is_counted():
    old = stuck(item="github:acme/pay#1", title="An old wish", idle_hours=481.0, advice="step in")
    found = findings(stuck=(old, stuck(title="A fresh wait", advice="wait")))
    told = every_form(found, "ana")["text"]
    assert told.index("A fresh wait") < told.index("An old wish")
    assert "One of them has waited for sixty working days or more" in told


def test_cells_that_cannot_be_told_are_counted_and_not_listed():
    untold = need_row(team="search", anyway=None, anyone=None, you=None, reason="Too few.")
    told = every_form(findings(need=(need_row(), need_row(team="payments"), untold)), None)["text"]
    assert "By team and kind, in 1 of 2 teams and kinds, it cannot be told yet, nor of" in told
    assert "payments, work of every kind: step-ins 20" in told
    assert "search" not in told


def test_a_shared_report_speaks_of_no_single_step_ins():
    untold = need_row(team="search", anyway=None, anyone=None, you=None, reason="Too few.")
    found = findings(need=(need_row(), untold))
    told = {who: " ".join(every_form(found, who)["text"].split()) for who in (None, "share")}
    assert "By team and kind, it cannot be told yet, nor of a single step-in there." in told[None]
    assert "By team and kind, it cannot be told yet." in told["share"]


def test_early_step_ins_are_told_apart_and_counted_in_nothing_else():
    found = findings(step_ins=(step_in(id="late"), step_in(id="soon", early=True, title="Too soon")))
    told = every_form(found, "ana")["text"]
    before, after = told.split("STEPPING IN TOO QUICKLY")
    assert "You stepped in once since 3 June" in before
    assert "Too soon" not in before
    assert "Too soon" in after


def test_empty_sections_say_what_to_do_next():
    told = every_form(findings(), "ana")["text"]
    assert "Nothing stuck waits on you." in told
    assert "Look again tomorrow, after: stepin sync, stepin analyse." in told
    assert "If that is wrong, mend the leads in stepin.toml, then: stepin analyse." in told.replace(
        "\n  ", " "
    )


def test_an_empty_log_says_how_to_fill_it():
    told = every_form(findings(log=LogSummary(0, 0, 0, None, None)), None)["text"]
    assert "There is no history yet. Bring some in with: stepin import, or stepin sync." in told


@pytest.mark.parametrize("width", [40, 60, 100, 250])
def test_no_line_of_the_terminal_is_wider_than_the_window(width):
    told = text_report(page_of(view_of(example(), None), shown=5), width=width, colour=False)
    long = [line for line in told.splitlines() if len(line) > width and "http" not in line]
    assert long == []


def test_text_has_colour_only_where_asked_for():
    page = page_of(view_of(example(), "ana"), shown=5)
    assert "\x1b[" not in text_report(page, width=80, colour=False)
    assert "\x1b[" in text_report(page, width=80, colour=True)


NASTY = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)',
    "template": "{{ 7*7 }}{% raw %}",
    "terminal": "\x1b[2J\x1b]0;owned\x07red\x9b31m",
    "direction": "safe\u202egnp.exe\u2066\u200f",
    "lines": "one\n# two\r\n| three",
    "markdown": "[click](javascript:alert(1)) **bold** `code` | cell",
    "emoji": "ship it 👩‍🚀🚀",
    "long": "word" * 5000,
    "surrogate": "bad \ud800 half",
}


@pytest.mark.parametrize("title", NASTY.values(), ids=NASTY)
def test_a_nasty_title_stays_text_in_every_form(title):
    found = findings(
        stuck=(stuck(title=title), stuck(item=f"github:{title}", title=None)),
        step_ins=(step_in(title=title, leader="ana"), step_in(id=title, item=title)),
    )
    forms = every_form(found, "ana")
    assert tags_of(forms["html"]) <= PLAIN_TAGS
    assert handlers_of(forms["html"]) == []
    for form, told in forms.items():
        assert not UNSEEN.search(told), form
        told.encode()
    assert not re.search(r"(?<!\\)\]\(javascript", forms["markdown"])


UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
PLAIN_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "p", "main", "div"),
    *(
        "nav",
        "ul",
        "li",
        "section",
        "article",
        "bdi",
        "span",
        "strong",
        "figure",
        "figcaption",
        "svg",
        "rect",
    ),
    *(
        "rect",
        "path",
        "line",
        "circle",
        "defs",
        "lineargradient",
        "stop",
        "details",
        "summary",
        "table",
        "caption",
    ),
    *("thead", "tbody", "tr", "th", "td", "footer"),
}


class Reader(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.ids, self.hrefs = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [name for name, _ in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        self.hrefs += [value for name, value in attrs if name == "href"]


def tags_of(text):
    return Reader(text).tags


def handlers_of(text):
    return [name for name in Reader(text).attributes if name.startswith("on")]


@pytest.mark.parametrize("who", VIEWS)
def test_every_link_on_the_page_leads_somewhere(who):
    read = Reader(every_form(example(), who)["html"])
    anchors = {href[1:] for href in read.hrefs if href.startswith("#")}
    assert anchors - {"report"} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://acme.test/1", True),
        ("HTTP://acme.test/1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//acme.test", False),
        ("https://acme.test/ x", False),
        ('https://acme.test/"x', False),
        ("https://acme.test/\u202ex", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, kept):
    assert web_address(url) == (url if kept else None)
    html = every_form(findings(stuck=(stuck(url=url),)), "ana")["html"]
    outside = [href for href in Reader(html).hrefs if not href.startswith("#")]
    assert outside == ([url] if kept else [])


def test_the_file_needs_nothing_from_outside():
    html = every_form(example(), "ana")["html"]
    assert not re.search(r"<(script|link|img|iframe|object|embed)|@import|url\((?!#)|src=", html)


def test_a_pattern_leads_to_the_step_ins_behind_it():
    found = findings(step_ins=(step_in(id="a"), step_in(id="b")), patterns=(pattern(step_in_ids=("b",)),))
    html = every_form(found, "ana")["html"]
    row = re.search(r'<tr id="(step-in-\d)">(?:(?!</tr>).)*<td>b</td></tr>', html)
    assert row is not None
    assert f'Behind it: <a href="#{row[1]}">acme/pay#7</a>.' in html


def test_a_page_holds_the_first_rows_of_thousands_and_says_how_many_there_are():
    many = tuple(
        stuck(item=f"github:acme/pay#{n}", team=("search", "payments")[n % 2], forecast=None)
        for n in range(1000)
    )
    came = tuple(step_in(id=str(n), leader="dana", level=2, at=MONDAY - timedelta(n)) for n in range(1000))
    behind = pattern(step_ins=2, step_in_ids=("1", "999"))
    html = every_form(findings(stuck=many, step_ins=came, patterns=(behind,)), "dana")["html"]
    assert html.count("<tr") < 700
    assert "<summary>All that is stuck: the first 300 of 1,000 items</summary>" in html
    assert "<summary>The latest 300 of 1,000 step-ins</summary>" in html
    by_team = re.findall(r"<tr><td>(payments|search)</td><td>(\d+)</td><td>(\d+)</td></tr>", html)
    assert by_team == [("payments", "500", "500"), ("search", "500", "500")]
    assert 'Behind it: <a href="#step-in-2">acme/pay#7</a>, acme/pay#7.' in html
    assert len(html) < 400_000


# step-ins behind the pattern that are Ana's, of nine | what the section is called
@pytest.mark.parametrize(("mine", "title"), [(4, "WHAT KEEPS NEEDING A LEAD"), (5, "WHAT KEEPS NEEDING YOU")])
def test_what_keeps_needing_leads_needs_you_where_most_of_it_was_you(mine, title):
    ids = tuple(str(n) for n in range(mine))
    found = findings(step_ins=tuple(step_in(id=i) for i in ids), patterns=(pattern(step_in_ids=ids),))
    assert title in every_form(found, "ana")["text"]


def test_a_shared_report_of_no_step_ins_says_so_in_a_sentence():
    assert "Leads stepped into nothing stuck." in every_form(findings(), "share")["text"]


def test_a_reader_is_told_once_that_counts_leave_out_what_few_other_leads_did():
    rows = (need_row(step_ins=2), need_row(team="payments", kind="issue", step_ins=2))
    found = findings(step_ins=(step_in(), step_in(id="d", leader="dana", level=2)), need=rows)
    told = " ".join(every_form(found, "dana")["text"].split())
    assert (
        "only step-ins that you may see one by one are counted: the rest are of fewer than 4 leads." in told
    )
    assert "By team and kind, only what you may see one by one is counted, since the rest are of" in told
    assert "Across" not in told


def test_the_months_run_on_to_the_present_so_that_quiet_shows():
    figure = months_of((step_in(at=MONDAY - timedelta(days=70)), step_in()), "T", MONDAY)
    assert figure.months == (("April 2024", 1), ("May 2024", 0), ("June 2024", 1))
    assert months_of((step_in(),), "T", MONDAY) is None
    assert months_of((), "T", MONDAY) is None


def test_charts_have_their_table_behind_them():
    html = every_form(example(), "ana")["html"]
    assert html.count("<figure>") == html.count("The figures as a table") > 4


def test_a_title_is_cut_and_put_on_one_line():
    assert one_line(" a\n\tb  c ") == "a b c"
    assert one_line("x" * 300, longest=10) == "xxxxxxxxx…"


def test_markdown_links_items_and_escapes_titles():
    told = every_form(findings(stuck=(stuck(title="a_b [c]", url="https://x.test/(1)"),)), "ana")["markdown"]
    assert "### [a\\_b \\[c\\]](https://x.test/%281%29) (acme/pay\\#12)" in told
