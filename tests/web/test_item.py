"""One item: its timeline as the analysis tells it, and who may see it."""

from datetime import UTC, datetime, timedelta

import pytest

from stepin.findings.analyse import analyse
from stepin.findings.runs import read_run
from stepin.ledger.actions.step_ins import Logged, log_step_in
from stepin.ledger.models import Publication
from stepin.ledger.publishing import publish
from stepin.ledger.timeline import timeline
from stepin.log.home import LogHome
from stepin.log.records import Event, Item
from stepin.log.writing import append
from stepin.org.file import read_organisation
from tests.cast import MONDAY, account, step_in, stuck
from tests.web.site import published, signed_in, text_of

pytestmark = pytest.mark.django_db
ITEM = "github:acme/payments#1"
JUNE = datetime(2024, 6, 3, 10, tzinfo=UTC)


def event(number, kind, actor, hours, value=None):
    at = JUNE + timedelta(hours=hours)
    return Event(f"e{number}", ITEM, at, number, f"github:{actor}", kind, value)


STORY = (
    event(1, "opened", "li", 0),
    event(2, "review_requested", "li", 1, "github:sam"),
    event(3, "commented", "ana", 50, "ask chase mention:github:sam"),
    event(4, "changes_requested", "sam", 52),
)


def told(home, *events, title="Round the refund", url="https://github.test/1"):
    """Logged, analysed as of Monday and published."""
    item = Item(
        ITEM, "github", "change", container="acme/payments", title=title, url=url, author="github:li",
        opened_at=JUNE,
    )  # fmt: skip
    append(LogHome(home), items=[item], events=events, now=MONDAY)
    analyse(home, as_of=MONDAY, now=MONDAY)
    publish(read_run(home), now=MONDAY, last_events={})


def page_of(client, who):
    return client.get("/item/", {"id": ITEM}) if signed_in(client, who) else None


def test_it_says_on_whom_it_waits_since_when_and_why(client, home):
    told(home, *STORY)
    page = text_of(page_of(client, "ana"))
    assert "A change of payments, with 4 events since 3 June." in page
    assert "It waits on Li, its owner, since 5 June: a review had not been answered." in page


def test_an_issue_waits_for_the_change_that_fixes_it_and_the_page_says_why(client, home):
    fix = "github:acme/payments#2"
    events = [
        Event("e1", ITEM, JUNE, 0, "github:li", "opened"),
        Event("e2", fix, JUNE + timedelta(hours=2), 0, "github:sam", "linked", f"fixes:{ITEM}"),
    ]
    items = [
        Item(ITEM, "github", "issue", container="acme/payments", author="github:li"),
        Item(fix, "github", "change", container="acme/payments", author="github:sam"),
    ]
    append(LogHome(home), items=items, events=events, now=MONDAY)
    analyse(home, as_of=MONDAY, now=MONDAY)
    publish(read_run(home), now=MONDAY, last_events={})
    page = text_of(page_of(client, "ana"))
    assert (
        "It waits on acme/payments#2, which comes first, since 3 June: a change that fixes it was open."
        in page
    )
    assert "waits for a change that fixes it (acme/payments#2)" in page


def test_the_table_tells_each_event_and_on_whom_it_waited_after_it(home):
    told(home, *STORY)
    organisation = read_organisation(home)
    found = timeline(ITEM, home=home, organisation=organisation, publication=Publication.objects.get())
    assert [(each.lane, each.part) for each in found.happened] == [
        ("owner", "aside"),
        ("owner", "aside"),
        ("leads", "touch"),
        ("team", "move"),
    ]
    assert [(each.waits_on.role, each.waits_on.who, each.lane) for each in found.stretches] == [
        ("lead", None, "leads"),
        ("reviewer", "github:sam", "team"),
        ("owner", "li", "owner"),
    ]
    assert [each.running for each in found.stretches] == [False, False, True]


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("dora", 200), ("ben", 404), ("li", 302), ("otto", 302), ("ada", 302)]
)
def test_it_shows_to_those_who_lead_its_team(client, home, who, status):
    told(home, *STORY)
    assert page_of(client, who).status_code == status


def test_a_lead_who_acted_on_it_sees_it_though_it_is_another_team_s(client, home):
    told(home, *STORY, event(5, "commented", "ben", 53))
    assert page_of(client, "ben").status_code == 200


def test_logging_a_step_in_on_an_item_gives_no_sight_of_it(client, home):
    told(home, *STORY)
    log_step_in(Logged("payments", "Mine", ("chased",), item=ITEM), by=account("ben"), now=MONDAY)
    page = text_of(page_of(client, "ben"))
    assert "it belongs to no team of yours" in page
    assert "Round the refund" not in page


def test_a_director_is_not_told_which_lead_below_acted(client, home):
    told(home, *STORY)
    assert "Ana" not in text_of(page_of(client, "dora")).partition("I stepped in (")[0].partition("Now")[2]
    assert "a lead commented" in page_of(client, "dora").content.decode()
    assert "you commented" in page_of(client, "ana").content.decode()


def test_a_title_and_an_address_from_outside_are_text_and_no_script(client, home):
    told(home, *STORY, title="<b>&\u202eevil", url="javascript:alert(1)")
    page = page_of(client, "ana").content.decode()
    assert "&lt;b&gt;&amp;evil" in page
    assert "javascript:" not in page
    assert 'style="' not in page


def test_what_is_closed_waits_on_nobody(client, home):
    told(home, *STORY, event(5, "merged", "li", 60))
    assert "It is closed. The last event on it was on 5 June." in text_of(page_of(client, "ana"))


def test_an_item_that_there_is_not_is_not_found(client, home):
    told(home, *STORY)
    signed_in(client, "ana")
    assert client.get("/item/", {"id": "github:acme/payments#99"}).status_code == 404
    assert client.get("/item/").status_code == 404


def test_without_its_log_what_the_ledger_knows_is_told(client, home):
    published(stuck=(stuck(1),), step_ins=(step_in(1),))
    page = text_of(page_of(client, "ana"))
    assert "Its timeline cannot be told:" in page
    assert "Waits on Li, its owner" in page
    assert "You came after" in page


def test_the_number_of_queries_does_not_grow_with_its_events(client, home, django_assert_num_queries):
    told(home, *STORY, *(event(n, "commented", "sam", n) for n in range(60, 90)))
    page_of(client, "ana")
    with django_assert_num_queries(7):
        client.get("/item/", {"id": ITEM})
