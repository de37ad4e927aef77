"""Every page and every call, with other people's things in it, as each of the cast: who gets what.

A row: method, address, what is sent, and what Dora, Ana, Ben, Li, Otto, Ada and somebody who is not signed in
get. ``done`` is a redirect after doing it; ``mine`` leads to My data, ``sign`` to signing in.
"""

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver

from stepin.ledger.actions.responses import respond
from stepin.ledger.actions.tokens import make_token
from stepin.ledger.models import ApiToken, Conversation, Fact, PatternCard, Response, StepIn
from tests.cast import MONDAY, account, step_in, stuck
from tests.web.site import published

pytestmark = pytest.mark.django_db
CAST = ("dora", "ana", "ben", "li", "otto", "ada")
ITEM, OTHER = "github:acme/payments#1", "github:acme/search#2"
HERS, BENS, DORAS, LOGGED = "github:1", "github:2", "github:3", "manual:1"  # hers: Ana's

ALL, LEADERS = "200 200 200 200 200 200 sign", "200 200 200 mine mine mine sign"
PAYMENTS, SEARCH = "200 200 404 mine mine mine sign", "200 404 200 mine mine mine sign"
ANA, DORA = "404 200 404 mine mine mine sign", "200 404 404 mine mine mine sign"
LEADERS_DO, PAYMENTS_DO, SEARCH_DO, ANA_DOES, DORA_DOES = (
    each.replace("200", "done") for each in (LEADERS, PAYMENTS, SEARCH, ANA, DORA)
)
ADA, ADA_DOES = "403 403 403 403 403 200 sign", "403 403 403 403 403 done sign"
ANYBODY = "200 200 200 200 200 200 200"
CHANGE = {"cause": "owner", "what": "Name one owner", "owner": "li"}

PAGES = [
    ("get", "", {}, LEADERS),
    ("get", "stuck/ask/", {"item": ITEM}, PAYMENTS),
    ("get", "stuck/ask/", {"item": OTHER}, SEARCH),
    ("post", "stuck/wait/", {"item": ITEM, "until": "2024-06-12"}, PAYMENTS_DO),
    ("post", "stuck/wait/", {"item": OTHER, "again": "1"}, SEARCH_DO),
    ("get", "item/", {"id": ITEM}, PAYMENTS),
    ("get", "item/", {"id": OTHER}, SEARCH),
    ("get", "step-in/", {"id": HERS}, ANA),
    ("get", "step-in/", {"id": BENS}, "404 404 200 mine mine mine sign"),
    ("get", "step-in/", {"id": DORAS}, PAYMENTS),
    ("get", "step-in/", {"id": LOGGED}, ANA),
    ("post", "step-in/answer/", {"id": HERS, "answer": "yes"}, ANA_DOES),
    ("post", "step-in/confirm/", {"id": DORAS}, DORA_DOES),
    ("post", "step-in/correct/", {"id": DORAS, "about": "not_a_step_in"}, DORA_DOES),
    ("post", "step-in/correct/", {"id": DORAS, "about": "bot", "who": "li"}, PAYMENTS_DO),
    ("post", "step-in/correct/", {"id": HERS, "about": "bot", "who": "ben"}, ANA.replace("200", "404")),
    ("post", "step-in/take-back/", {"id": HERS, "fact": "FACT"}, ANA_DOES),
    ("post", "step-in/take-back/", {"id": DORAS, "fact": "FACT"}, DORA.replace("200", "404")),
    ("get", "step-ins/", {}, LEADERS),
    ("get", "log/", {}, LEADERS),
    ("get", "log/", {"item": OTHER}, SEARCH),
    ("post", "log/", {"team": "x", "about": "y"}, LEADERS_DO),
    ("post", "log/", {"team": "x", "about": "y", "item": OTHER}, SEARCH_DO),
    ("get", "log/kept/", {"id": LOGGED}, ANA),
    ("post", "log/undo/", {"id": LOGGED}, ANA_DOES),
    ("get", "look-back/", {}, LEADERS),
    ("get", "look-back/", {"done": HERS}, LEADERS),
    ("get", "look-back/one/", {"id": HERS}, ANA),
    ("get", "look-back/one/", {"id": DORAS}, DORA),
    ("post", "look-back/one/", {"id": HERS, "cause-owner": "yes"}, ANA_DOES),
    ("post", "look-back/put-off/", {"id": HERS, "until": "monday"}, ANA_DOES),
    ("post", "look-back/undo/", {"id": HERS}, ANA_DOES),
    ("post", "look-back/follow/", {"id": HERS}, ANA_DOES),
    ("post", "look-back/conversation/TALK/", {"answer": "yes"}, ANA_DOES),
    ("get", "patterns/", {}, LEADERS),
    ("get", "patterns/OWN/", {}, ANA),
    ("get", "patterns/TEAM/", {}, PAYMENTS),
    ("post", "patterns/OWN/", CHANGE, ANA_DOES),
    ("post", "patterns/TEAM/", CHANGE, PAYMENTS_DO),
    ("post", "patterns/OWN/close/", {}, ANA_DOES),
    ("post", "patterns/TEAM/reopen/", {}, PAYMENTS_DO),
    ("get", "responses/", {}, LEADERS),
    ("get", "responses/MADE/", {}, ANA),
    ("get", "responses/BOTH/", {}, PAYMENTS),
    ("post", "responses/MADE/", {"verdict": "fell"}, ANA_DOES),
    ("post", "responses/MADE/later/", {"check_on": "2024-09-02"}, ANA_DOES),
    ("post", "responses/BOTH/drop/", {}, PAYMENTS_DO),
    ("get", "team/", {"id": "payments"}, PAYMENTS),
    ("get", "team/", {"id": "search"}, SEARCH),
    ("get", "teams/", {}, "200 200 200 mine mine 200 sign"),
    ("post", "teams/merge/", {"first": "ana", "second": "jira:x"}, ADA_DOES),
    ("post", "teams/merge/SAME/undo/", {}, ADA_DOES),
    ("get", "sources/", {}, LEADERS),
    ("get", "method/", {}, LEADERS),
    ("get", "digests/", {}, LEADERS),
    ("post", "digests/", {"hour": "9", "timezone": "UTC"}, LEADERS_DO),
    ("post", "digests/feed/", {}, LEADERS_DO),
    ("get", "as-my-lead-sees/", {}, LEADERS),
    ("get", "my-data/", {}, ALL),
    ("get", "my-data/export/", {}, ALL),
    ("post", "my-data/tokens/", {"name": "a script"}, ALL),
    ("post", "my-data/tokens/TOKEN/revoke/", {}, "404 mine 404 404 404 404 sign"),
    ("get", "welcome/", {}, ALL),
    ("get", "accounts/", {}, ADA),
    ("post", "accounts/add/", {"name": "Zoe"}, ADA),
    ("post", "accounts/link/", {"account": "SEAT"}, ADA),
    ("post", "accounts/change/", {"account": "SEAT", "do": "close"}, ADA_DOES),
    ("get", "calendar/guessed.ics", {}, "404 404 404 404 404 404 404"),
    ("get", "sign-in/guessed/", {}, "410 410 410 410 410 410 410"),
    ("get", "healthz", {}, ANYBODY),
    ("get", "metrics", {}, ANYBODY),
    ("get", "accounts/password/reset/", {}, ANYBODY),
    ("post", "slack/commands", {"text": "log", "user_id": "U1"}, "401 401 401 401 401 401 401"),
    ("post", "slack/actions", {"payload": "{}"}, "401 401 401 401 401 401 401"),
    ("get", "api/v1/openapi.json", {}, ANYBODY),
    ("get", "api/v1/stuck", {}, "401 401 401 401 401 401 401"),  # a cookie is no token
]
API_LEADERS, API_ANA = "200 200 200 403 403 403 401", "404 200 404 403 403 403 401"
API_PAYMENTS, API_DORA = "200 200 404 403 403 403 401", "200 404 404 403 403 403 401"
CALLS = [
    ("get", "me", {}, "200 200 200 200 200 200 401"),
    *(("get", each, {}, API_LEADERS) for each in ("publication", "stuck", "step-ins", "step-ins/due")),
    *(("get", each, {}, API_LEADERS) for each in ("patterns", "responses", "causes")),
    ("get", "step-in?id=github:1", {}, API_ANA),
    ("get", "step-in?id=github:3", {}, API_PAYMENTS),
    ("get", "step-in/steps?id=github:1", {}, API_ANA),
    ("get", "step-in/steps?id=github:3", {}, API_DORA),
    ("post", "step-ins", {"team": "x", "about": "y"}, API_LEADERS.replace("200", "201")),
    ("post", "step-ins", {"team": "x", "item": OTHER}, "201 404 201 403 403 403 401"),
    ("post", "step-in/had-to-be-you?id=github:1", {"answer": "no"}, API_ANA),
    ("post", "step-in/confirm?id=github:3", {}, API_DORA),
    ("post", "step-in/correct?id=github:3", {"about": "not_a_step_in"}, API_DORA),
    ("post", "step-in/correct?id=github:3", {"about": "bot", "value": "li"}, API_PAYMENTS),
    ("post", "step-in/snooze?id=github:1", {"until": "2024-06-12T09:00:00Z"}, API_ANA),
    ("post", "step-in/look-back?id=github:1", {"answers": {}}, API_ANA),
    ("post", "step-in/reopen?id=github:1", {}, API_ANA),
    ("post", "stuck/wait", {"item": ITEM}, API_PAYMENTS.replace("200", "204")),
    ("post", "patterns/OWN/responses", CHANGE | {"check_on": "2024-09-02"}, API_ANA.replace("200", "201")),
    ("post", "responses/MADE/check", {"verdict": "fell"}, API_ANA),
    ("post", "responses/BOTH/check", {"verdict": "fell"}, API_PAYMENTS),
]


@pytest.fixture
def ids(home):
    """A morning on which everybody has something; what stands for ids in the table."""
    hers, bens = step_in(1), step_in(2, leader="ben", team="search", item=OTHER)
    published(
        stuck=(stuck(1), stuck(2, item=OTHER, team="search")),
        step_ins=(hers, bens, step_in(3, leader="dora", level=2)),
    )
    ana = account("ana")
    common = {"team": "payments", "kind": "change", "found_at": MONDAY}
    own, team = (PatternCard.objects.create(leader=leader, **common) for leader in ("ana", ""))
    check_on = MONDAY.date().replace(month=7)
    made, both = (
        respond(card, **CHANGE, check_on=check_on, by=ana, now=MONDAY, before={}) for card in (own, team)
    )
    StepIn.objects.create(
        id=LOGGED, source="logged", team="x", kind="other", leader="ana", at=MONDAY, first_seen_at=MONDAY
    )
    facts = {"by": ana, "at": MONDAY}
    return {
        "OWN": own.pk, "TEAM": team.pk, "MADE": made.pk, "BOTH": both.pk, "SEAT": account("sam").pk,
        "FACT": Fact.objects.create(about="form", step_in_id=HERS, value="wrote", **facts).pk,
        "SAME": Fact.objects.create(about="same_person", value="ana\tjira:y", **facts).pk,
        "TALK": Conversation.objects.create(by=ana).pk,
        "TOKEN": make_token("hers", by=ana, now=MONDAY)[0].pk,
    }  # fmt: skip


def filled(text, ids):
    for name, id_ in ids.items():
        text = text.replace(name, str(id_)) if isinstance(text, str) else text
    return text


def undone(send):
    """What ``send`` gets; what it did is as if it had not been."""
    with transaction.atomic():
        got = send()
        transaction.set_rollback(True)
    return got


def outcome(response):
    if response.status_code not in (301, 302):
        return str(response.status_code)
    to = response["Location"]
    return "mine" if to == "/my-data/" else "sign" if to.startswith("/accounts/login/") else "done"


@pytest.mark.parametrize(("method", "address", "sent", "expected"), PAGES)
def test_each_of_the_cast_gets_of_a_page_what_is_theirs(client, ids, method, address, sent, expected):
    sent = {name: filled(value, ids) for name, value in sent.items()}
    got = []
    for who in (*CAST, None):
        client.logout()
        if who:
            client.force_login(account(who, administrator=who == "ada"))
        got.append(outcome(undone(lambda: getattr(client, method)(f"/{filled(address, ids)}", sent))))
    assert " ".join(got) == expected


@pytest.mark.parametrize(("method", "address", "sent", "expected"), CALLS)
def test_each_of_the_cast_gets_of_a_call_what_is_theirs(client, ids, method, address, sent, expected):
    kind = {"content_type": "application/json"} if method == "post" else {}
    got = []
    for who in (*CAST, None):
        asker = account(who, administrator=who == "ada") if who else None
        token = make_token("a script", by=asker, now=MONDAY)[1] if asker else ""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        send = getattr(client, method)
        path = f"/api/v1/{filled(address, ids)}"
        got.append(str(undone(lambda: send(path, sent, headers=headers, **kind)).status_code))  # noqa: B023
    assert " ".join(got) == expected


def of_the_site(resolver, before=""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            if "allauth" not in str(each.urlconf_name):
                yield from of_the_site(each, before + str(each.pattern))
        else:
            yield before + str(each.pattern)


def test_the_table_holds_every_page_and_every_call(settings):
    import re

    asked = [f"/{address}" for _, address, _, _ in PAGES]
    asked += [f"/api/v1/{address.partition('?')[0]}" for _, address, _, _ in CALLS]
    left = {
        pattern
        for pattern in of_the_site(get_resolver())
        if not any(re.fullmatch("/" + re.sub(r"<[^>]+>", "[^/]+", pattern), each) for each in asked)
    }
    assert left == {"accounts/oidc/<slug:provider_id>/login/", "accounts/email/", "api/v1/"}


def test_what_somebody_may_not_see_is_in_no_list(client, ids):
    """Ben's lists hold nothing of Payments, Ana's nothing of Search, Dora's none of either's step-ins."""
    for who, hidden in (("ben", ["Payments", HERS, DORAS]), ("ana", [OTHER, BENS]), ("dora", [HERS, BENS])):
        client.force_login(account(who))
        token = {"Authorization": f"Bearer {make_token('t', by=account(who), now=MONDAY)[1]}"}
        told = [
            client.get(page).content.decode() for page in ("/", "/look-back/", "/patterns/", "/responses/")
        ]
        told += [
            client.get(f"/api/v1/{call}", headers=token).content.decode() for call in ("stuck", "step-ins")
        ]
        assert [
            each for each in hidden if any(f'"{each}"' in text or f"id={each}" in text for text in told)
        ] == []
    assert ApiToken.objects.count() == 4
    assert Response.objects.count() == 2
