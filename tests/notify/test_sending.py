"""Digests go out once, to a real mail server and to a chat that checks every call."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from stepin.ledger.organisation import organisation
from stepin.notify.models import Delivery, Preference
from stepin.notify.preferences import preference
from stepin.notify.sending import claim, send_due
from tests.cast import MONDAY, account, step_in, stuck
from tests.web.site import published

pytestmark = pytest.mark.django_db


class Kept(Message):
    def __init__(self):
        super().__init__()
        self.mails = []

    def prepare_message(self, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return super().prepare_message(session, envelope)

    def handle_message(self, message):
        pass


@contextmanager
def post_office(settings):
    """A mail server of our own, and what it took."""
    handler = Kept()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        yield handler.mails
    finally:
        server.stop()


def receiver(person, *, email="", **changes):
    by = account(person)
    by.email = email
    by.save()
    preference(by)
    Preference.objects.filter(account=by).update(**changes)


def sent(home, *, now=MONDAY):
    return [(each.account, each.channel, each.error) for each in send_due(organisation(home), now=now)]


def test_a_mail_holds_the_digest_as_text_and_html_with_links_and_goes_out_once(home, settings):
    published(stuck=(stuck(1, title="Pay <b>now</b>"),), step_ins=(step_in(4),))
    receiver("ana", email="ana@acme.test", by_mail=True)
    with post_office(settings) as mails:
        assert sent(home) == [("ana", "mail", "")]
        assert sent(home) == []
    (mail,) = mails
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert mail["To"] == "ana@acme.test"
    assert "You came after 2.5 working days (expected 1), while it waited on Li" in text
    assert "http://127.0.0.1:8765/look-back/one/?id=github%3A4" in text
    assert "Pay &lt;b&gt;now&lt;/b&gt;" in html
    assert "<b>now" not in html


def test_nothing_goes_out_where_nothing_is_due(home, settings):
    published()
    receiver("ana", email="ana@acme.test", by_mail=True)
    with post_office(settings) as mails:
        assert (sent(home), mails) == ([], [])


def test_a_mail_server_that_is_down_is_told_and_tried_again_with_the_same_message_id(home, settings):
    published(step_ins=(step_in(4),))
    receiver("ana", email="ana@acme.test", by_mail=True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert "The mail server did not take it" in sent(home)[0][2]
    with post_office(settings) as mails:
        assert sent(home) == [("ana", "mail", "")]
    assert mails[0]["Message-ID"] == f"<digest-{Delivery.objects.get().pk}@stepin>"


def test_a_delivery_is_claimed_by_one_round_alone(home):
    by = account("ana")
    assert claim(by, "daily", MONDAY.date(), "mail", now=MONDAY) is not None
    assert claim(by, "daily", MONDAY.date(), "mail", now=MONDAY) is None


def test_in_slack_it_goes_to_the_member_and_the_blocks_are_taken(home, chat):
    published(stuck=(stuck(1),), step_ins=(step_in(4),))
    receiver("ana", slack_user="U1", by_slack=True)
    assert sent(home) == [("ana", "slack", "")]
    assert [(method, body["channel"]) for method, body in chat] == [("chat.postMessage", "U1")]
    buttons = [e["action_id"] for b in chat[0][1]["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert buttons == ["look_back", "snooze", "ask", "log"]


def test_a_title_cannot_mention_a_channel_in_slack(home, chat):
    published(stuck=(stuck(1, title="<!channel> & co"),))
    receiver("ana", slack_user="U1", by_slack=True)
    sent(home)
    assert "&lt;!channel&gt; &amp; co" in str(chat[0][1]["blocks"])


def test_who_has_not_connected_slack_is_told_and_others_get_theirs(home, chat):
    published(stuck=(stuck(1),))
    receiver("ana", email="else@acme.test", by_slack=True)
    receiver("dora", slack_user="U2", by_slack=True)
    assert [(who, bool(error)) for who, _, error in sent(home)] == [("ana", True), ("dora", False)]


def test_a_member_gets_nothing_whatever_they_prefer(home, settings):
    published(stuck=(stuck(1),), step_ins=(step_in(4),))
    receiver("li", email="li@acme.test", by_mail=True)
    with post_office(settings) as mails:
        assert (sent(home), mails) == ([], [])
