"""Other people's words are shown as words: on every page, in mail, in the chat and in calendars."""

import pytest
from django.urls import reverse
from icalendar import Calendar

from stepin.ledger.actions.responses import respond
from stepin.ledger.actions.step_ins import Logged, log_step_in
from stepin.ledger.models import PatternCard, StepIn
from stepin.ledger.organisation import organisation
from stepin.ledger.sight import sight_of
from stepin.notify.calendar import feed
from stepin.notify.digest import WEEKLY, digest
from stepin.notify.mail import mail_of
from stepin.notify.slack.blocks import blocks_of
from tests.cast import MONDAY, account, step_in, stuck
from tests.web.site import published, signed_in

pytestmark = pytest.mark.django_db
BAD = '"><script>alert(1)</script><!channel>\r\nBcc: x@evil.test\r\nEND:VCALENDAR'
PAGES = (
    "/", "/look-back/", "/patterns/", "/responses/", "/team/?id=payments", "/log/", "/my-data/", "/digests/",
    "/as-my-lead-sees/", "/teams/", "/method/", "/sources/", "/look-back/one/?id=github:2",
    "/step-in/?id=github:2", "/stuck/ask/?item=github:acme/payments%231",
    "/item/?id=github:acme/payments%231",
)  # fmt: skip


@pytest.fixture
def ana(home):
    """Everything that others or she herself wrote is hostile."""
    published(
        stuck=(stuck(1, title=BAD, url="javascript:alert(1)", kind=BAD[:40]),),
        step_ins=(step_in(2, title=BAD, url="javascript:alert(1)", kind=BAD[:40]),),
    )
    ana = account("ana")
    for _ in range(3):
        log_step_in(Logged(BAD, BAD, ("wrote",), kind=BAD), by=ana, now=MONDAY)
    for card in PatternCard.objects.all():
        respond(
            card, cause="owner", what=BAD, owner=BAD, check_on=MONDAY.date().replace(month=8), by=ana,
            now=MONDAY, before={},
        )  # fmt: skip
    StepIn.objects.update(due_at=MONDAY)
    return ana


def test_no_page_takes_it_for_markup_and_each_has_a_strict_policy(client, ana):
    signed_in(client, "ana")
    card = PatternCard.objects.get()
    pages = (
        *PAGES,
        reverse("pattern", args=(card.pk,)),
        reverse("response", args=(card.responses.get().pk,)),
    )
    for address in pages:
        got = client.get(address)
        text = got.content.decode()
        assert (address, got.status_code) == (address, 200)
        assert [bad for bad in ("<script>alert", 'href="javascript', "<!channel>") if bad in text] == []
        assert "default-src 'none'" in got["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/password/reset/", "/sign-in/x/", "/nowhere/", "/accounts/2fa/"]
)
def test_who_is_not_signed_in_is_under_the_policy_too(client, home, address):
    assert "script-src 'self'" in client.get(address)["Content-Security-Policy"]


def test_neither_mail_nor_chat_takes_it_for_more_than_words(ana, home):
    told = digest(sight_of(ana, organisation(home), MONDAY.date()), WEEKLY, now=MONDAY)
    mail = mail_of(told, ana, message_id="<1@stepin>")
    assert "\n" not in mail.subject
    assert "<script>" not in mail.alternatives[0].content
    assert mail.message()["Bcc"] is None
    assert "<!channel>" not in str(blocks_of(told))
    assert "<script>" not in str(blocks_of(told))


def test_a_calendar_stays_one(ana, home):
    sent = feed(ana, sight_of(ana, organisation(home), MONDAY.date()), now=MONDAY)
    assert sent.count(b"\r\nEND:VCALENDAR") == 1
    assert [str(event["url"]) for event in Calendar.from_ical(sent).walk("VEVENT")] != []


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)"])
def test_a_form_leads_back_to_this_site_alone(client, ana, to):
    signed_in(client, "ana")
    got = client.post("/step-in/confirm/", {"id": "github:2", "next": to})
    assert got["Location"] == "/"
    got = client.post("/accounts/login/", {"login": "x", "password": "y", "next": to})
    assert "evil" not in got.headers.get("Location", "")
