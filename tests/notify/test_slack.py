"""From the chat: every request is verified, and acts as the account of its sender's member id."""

import json
from time import time
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from stepin.ledger.models import LookBack, StepIn
from stepin.notify.models import Preference
from stepin.notify.preferences import CodeError, connect_slack, preference, slack_code
from tests.cast import account, step_in, stuck
from tests.web.site import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def slack(client, home, chat):
    """Posts a signed request; Ana is U1."""
    preference(account("ana"))
    Preference.objects.update(slack_user="U1")

    def post(path, *, secret="shh", stamp=None, **form):
        body = urlencode(form)
        stamp = stamp or str(int(Clock().now()))
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        return client.post(path, body, content_type="application/x-www-form-urlencoded", headers=headers)

    return post


def pressed(act, about, user="U1"):
    payload = {
        "type": "block_actions",
        "user": {"id": user},
        "trigger_id": "T1",
        "actions": [{"action_id": act, "value": about}],
    }
    return json.dumps(payload)


def submitted(act, about, filled, user="U1"):
    values = {name: {name: state} for name, state in filled.items()}
    view = {
        "callback_id": act,
        "private_metadata": about,
        "state": {"values": values},
        "blocks": [{"block_id": "about"}],
    }
    return json.dumps({"type": "view_submission", "user": {"id": user}, "view": view})


def one(value):
    return {"selected_option": {"value": value}}


def test_a_request_that_is_not_signed_or_too_old_is_refused(slack, chat):
    command = {"text": "log", "user_id": "U1", "trigger_id": "T1"}
    assert slack("/slack/commands", secret="other", **command).status_code == 401
    assert slack("/slack/commands", stamp="1000", **command).status_code == 401
    assert slack("/slack/actions", secret="other", payload=pressed("log", "-")).status_code == 401
    assert chat == []


def test_the_slash_command_opens_the_form_with_what_was_written(slack, chat):
    assert (
        slack("/slack/commands", text="log the invoice run", user_id="U1", trigger_id="T1").status_code == 200
    )
    assert chat[0][0] == "views.open"
    assert chat[0][1]["view"]["blocks"][1]["element"]["initial_value"] == "the invoice run"


def test_a_stranger_is_told_what_to_do(slack, chat):
    told = slack("/slack/commands", text="log", user_id="U9", trigger_id="T1").json()["text"]
    assert "Its Digests page shows a code to send from here" in told
    assert chat == []


def test_a_step_in_is_logged_from_the_chat(slack, chat):
    filled = {
        "team": {"value": "payments"},
        "about": {"value": "the invoice run"},
        "forms": {"selected_options": [{"value": "decided"}]},
        "had_to_be_you": one("no"),
    }
    slack("/slack/actions", payload=submitted("log", "", filled))
    kept = StepIn.objects.get()
    assert (kept.team, kept.title, kept.forms, kept.had_to_be_you) == (
        "payments",
        "the invoice run",
        ["decided"],
        "no",
    )
    assert "Kept. It can be looked back at from Thursday on" in chat[-1][1]["text"]


def test_what_cannot_be_taken_is_said_in_the_form(slack):
    answer = slack("/slack/actions", payload=submitted("log", "", {"team": {"value": " "}}))
    assert answer.json()["response_action"] == "errors"


def test_a_look_back_is_opened_and_kept_in_the_chat(slack, chat):
    published(step_ins=(step_in(4),))
    slack("/slack/actions", payload=pressed("look_back", "github:4"))
    assert "Did nobody in the team know how?" in str(chat[0][1]["view"]["blocks"])
    filled = {"owner": one("yes"), "same_kind": one("no"), "notes": {"value": "mine"}}
    for _ in range(2):  # Slack sends again what is answered late
        slack("/slack/actions", payload=submitted("look_back", "github:4", filled))
    kept = LookBack.objects.get()
    assert (kept.causes, kept.same_kind, kept.notes, kept.step_in.state) == (
        ["owner"],
        False,
        "mine",
        "closed",
    )


def test_another_s_step_in_cannot_be_looked_back_at(slack, chat):
    published(step_ins=(step_in(4, leader="ben", team="search"),))
    slack("/slack/actions", payload=pressed("look_back", "github:4"))
    slack("/slack/actions", payload=submitted("look_back", "github:4", {"owner": one("yes")}))
    assert LookBack.objects.count() == 0
    assert [body["text"] for _, body in chat] == ["That is no longer there, or no longer yours to see."] * 2


def test_putting_off_says_how_often(slack, chat):
    published(step_ins=(step_in(4),))
    for _ in range(2):
        slack("/slack/actions", payload=pressed("snooze", "github:4"))
    assert [body["text"] for _, body in chat] == [
        "Put off until Monday 17 June.",
        "Put off until Monday 17 June. It has been put off twice.",
    ]


def test_asking_opens_a_ready_message_and_sends_it_where_it_is_told(slack, chat):
    published(stuck=(stuck(1),))
    slack("/slack/actions", payload=pressed("ask", "github:acme/payments#1"))
    ready = chat[0][1]["view"]["blocks"][2]["element"]["initial_value"]
    assert "What stands in the way" in ready
    filled = {"to": {"selected_conversation": "C1"}, "message": {"value": ready}}
    slack("/slack/actions", payload=submitted("ask", "github:acme/payments#1", filled))
    assert (chat[1][1]["channel"], chat[1][1]["text"]) == ("C1", ready)


def test_an_account_is_connected_by_who_sends_its_code_and_by_nobody_s_word(slack, client, chat):
    def said(code):
        text = f"connect {code}"
        return slack("/slack/commands", text=text, user_id="U7", trigger_id="T1").json()["text"]

    client.force_login(account("ben"))
    client.post("/digests/", {"hour": "9", "timezone": "UTC", "email": "ana@acme.test", "slack_user": "U7"})
    assert not Preference.objects.filter(slack_user="U7").exists()
    assert "This code is not right, or too old." in said("guessed")
    assert said(slack_code(account("ben"))) == "Connected: what you do here is done as Ben."
    assert Preference.objects.get(slack_user="U7").account.person == "ben"
    assert said(slack_code(account("dora"))) == "Another account is connected to your Slack already."


def test_a_code_ends_and_slack_can_be_disconnected(slack, client, chat, monkeypatch):
    code = slack_code(account("ana"))
    monkeypatch.setattr("django.core.signing.time.time", lambda: time() + 16 * 60)
    with pytest.raises(CodeError):
        connect_slack(code, "U1")
    client.force_login(account("ana"))
    client.post("/digests/", {"hour": "9", "timezone": "UTC", "forget_slack": "on"})
    assert Preference.objects.get().slack_user is None


def test_what_was_answered_is_kept_where_slack_cannot_be_told(slack, monkeypatch):
    published(step_ins=(step_in(4),))
    monkeypatch.setenv("STEPIN_SLACK_TOKEN", "revoked")
    filled = {"owner": one("yes"), "same_kind": one("no")}
    answer = slack("/slack/actions", payload=submitted("look_back", "github:4", filled))
    assert (answer.status_code, LookBack.objects.get().causes) == (200, ["owner"])
