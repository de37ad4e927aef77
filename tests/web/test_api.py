"""The API tells and does what the pages do, to those who may."""

from datetime import timedelta

import pytest

from stepin.ledger.actions.tokens import make_token, revoke_token
from stepin.ledger.models import ApiToken, Check, Fact, LookBack, PatternCard, StepIn
from tests.cast import MONDAY, account, step_in, stuck
from tests.web.site import published

pytestmark = pytest.mark.django_db


def asking(client, person):
    """GET and POST with a token of this person."""
    _, text = make_token("a script", by=account(person), now=MONDAY)
    headers = {"Authorization": f"Bearer {text}"}

    def get(path):
        return client.get(f"/api/v1{path}", headers=headers)

    def post(path, body=None):
        return client.post(f"/api/v1{path}", body or {}, content_type="application/json", headers=headers)

    return get, post


def test_without_a_token_or_with_one_revoked_nothing_is_told(client, home):
    kept, text = make_token("a script", by=account("ana"), now=MONDAY)
    assert client.get("/api/v1/stuck").status_code == 401
    assert client.get("/api/v1/stuck", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    revoke_token(kept, now=MONDAY)
    assert client.get("/api/v1/stuck", headers={"Authorization": f"Bearer {text}"}).status_code == 401
    assert text not in str(ApiToken.objects.values_list())


def test_a_cookie_is_no_way_in(client, home):
    client.force_login(account("ana"))
    assert client.get("/api/v1/stuck").status_code == 401


@pytest.mark.parametrize(("who", "items"), [("dora", 2), ("ana", 1), ("ben", 1)])
def test_each_is_told_what_is_stuck_in_the_teams_they_lead(client, home, who, items):
    published(stuck=(stuck(1), stuck(2, team="search")))
    get, _ = asking(client, who)
    assert len(get("/stuck").json()) == items


@pytest.mark.parametrize("who", ["li", "otto"])
def test_who_leads_nothing_is_told_who_they_are_and_nothing_else(client, home, who):
    published(stuck=(stuck(1),), step_ins=(step_in(2),))
    get, post = asking(client, who)
    assert get("/me").json()["teams"] == {}
    assert [get(path).status_code for path in ("/stuck", "/step-ins", "/patterns", "/causes")] == [403] * 4
    assert post("/step-ins", {"team": "payments", "about": "x"}).status_code == 403


def test_the_sentences_are_those_of_the_pages(client, home):
    published(stuck=(stuck(1),))
    get, _ = asking(client, "ana")
    told = get("/stuck").json()[0]
    assert told["says"][0] == "Waits on Li, its owner, for 2.5 working days; expected 1."
    assert told["finding"]["waiting_on"] == {"role": "owner", "who": "li"}


def test_no_estimate_is_told_before_the_question_was_answered(client, home):
    published(step_ins=(step_in(1),))
    get, post = asking(client, "ana")
    before = get("/step-in?id=github:1").json()["finding"]
    assert {"need", "need_reason", "anyway", "within"} & set(before) == set()
    post("/step-in/had-to-be-you?id=github:1", {"answer": "no"})
    assert get("/step-in?id=github:1").json()["finding"]["need"]["anyway"] == 0.5


def test_a_step_in_is_logged_and_looked_back_at_and_the_third_alike_makes_a_card(client, home):
    _, post = asking(client, "ana")
    told = {"team": "payments", "about": "the invoice run", "kind": "request", "forms": ["decided"]}
    alike = [post("/step-ins", told).json()["alike"] for _ in range(3)]
    assert (alike, PatternCard.objects.get().leader) == ([1, 2, 3], "ana")
    logged = StepIn.objects.first()
    answered = post(f"/step-in/look-back?id={logged.id}", {"answers": {"owner": "yes"}, "same_kind": True})
    assert (answered.json()["state"], LookBack.objects.get().causes) == ("looked_back", ["owner"])


def test_another_s_step_in_is_not_there(client, home):
    published(step_ins=(step_in(1),))
    for who in ("ben", "dora"):
        get, post = asking(client, who)
        assert get("/step-in?id=github:1").status_code == 404
        assert post("/step-in/correct?id=github:1", {"about": "not_a_step_in"}).status_code == 404
    assert Fact.objects.count() == 0


def test_a_lead_may_read_a_step_in_from_above_but_not_its_answers_nor_act_on_it(client, home):
    published(step_ins=(step_in(1, leader="dora", level=2),))
    StepIn.objects.update(had_to_be_you="no", snoozes=3)
    get, post = asking(client, "ana")
    told = get("/step-in?id=github:1").json()
    assert (told["leader"], told["had_to_be_you"], told["snoozes"]) == ("dora", "", 0)
    assert "need" not in told["finding"]
    assert post("/step-in/confirm?id=github:1").status_code == 404


def test_what_is_wrong_is_told_as_on_the_pages(client, home):
    _, post = asking(client, "ana")
    answer = post("/step-ins", {"team": "payments", "about": "x", "forms": ["shouted"]})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("'shouted' is no form of a step-in.")


def test_a_change_is_started_and_checked(client, home):
    published(step_ins=tuple(step_in(n) for n in range(3)))
    get, post = asking(client, "ana")
    card = get("/patterns").json()[0]["id"]
    day = (MONDAY + timedelta(weeks=6)).date().isoformat()
    told = {"cause": "owner", "what": "Name one owner", "owner": "ana", "check_on": day}
    made = post(f"/patterns/{card}/responses", told).json()
    assert post(f"/responses/{made['id']}/check", {"verdict": "fell"}).json()["verdicts"] == ["fell"]
    assert get("/responses").json()[0]["state"] == "checked"


def test_the_description_names_every_path_and_needs_no_other_host(client, home):
    told = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/stuck", "/api/v1/step-ins", "/api/v1/step-in/look-back"} <= set(told["paths"])
    assert client.get("/api/v1/docs").status_code == 404


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"about": "bot", "value": "li"}, 200),
        ({"about": "bot", "value": "ben"}, 404),
        ({"about": "waited_on", "value": "ben"}, 200),
        ({"about": "form", "value": ""}, 422),
    ],
)
def test_a_correction_is_of_whom_the_step_in_names(client, home, told, status):
    published(step_ins=(step_in(1),))
    _, post = asking(client, "ana")
    assert post("/step-in/correct?id=github:1", told).status_code == status
    kept = {"bot": ["li"], "waited_on": ["ana"]}
    assert [each.value for each in Fact.objects.all()] == (kept[told["about"]] if status == 200 else [])


def test_what_is_sent_twice_is_looked_back_at_once_with_what_was_shown(client, home):
    published(step_ins=(step_in(1),))
    _, post = asking(client, "ana")
    for _ in range(2):
        post("/step-in/look-back?id=github:1", {"answers": {"owner": "yes"}, "same_kind": True})
    assert "lead_below" in {each["cause"] for each in LookBack.objects.get().evidence["said"]}


def test_a_corrected_step_in_is_not_looked_back_at_nor_opened_again(client, home):
    published(step_ins=(step_in(1),))
    _, post = asking(client, "ana")
    post("/step-in/correct?id=github:1", {"about": "not_a_step_in"})
    assert post("/step-in/look-back?id=github:1", {"answers": {}}).status_code == 404
    assert post("/step-in/reopen?id=github:1").json()["state"] == "not_one"


def test_a_day_to_wait_until_or_to_look_back_is_to_come(client, home):
    published(stuck=(stuck(1),), step_ins=(step_in(1),))
    get, post = asking(client, "ana")
    item = "github:acme/payments#1"
    asked = [post("/stuck/wait", {"item": item, "until": day}) for day in ("2024-06-10", "2031-01-01")]
    asked += [post("/step-in/snooze?id=github:1", {"until": "2024-06-01T09:00:00Z"})]
    asked += [post("/step-ins", {"team": "payments", "about": "x", "at": "2031-01-01T09:00:00Z"})]
    assert [each.status_code for each in asked] == [422] * 4
    assert post("/stuck/wait", {"item": item, "until": "2024-06-12"}).status_code == 204
    assert get("/stuck").json()[0]["wait_until"] == "2024-06-12T00:00:00Z"


def test_a_step_in_is_not_logged_on_an_item_that_may_not_be_seen(client, home):
    published(stuck=(stuck(1, team="search"),))
    _, post = asking(client, "ana")
    told = {"team": "payments", "about": "x", "item": "github:acme/payments#1"}
    assert (post("/step-ins", told).status_code, StepIn.objects.count()) == (404, 0)


def test_a_change_is_checked_once_with_its_effect_and_another_date_where_it_cannot_be_told(client, home):
    published(step_ins=tuple(step_in(n) for n in range(3)))
    get, post = asking(client, "ana")
    day = (MONDAY + timedelta(weeks=6)).date().isoformat()
    told = {"cause": "owner", "what": "Name one owner", "owner": "ana", "check_on": day}
    made = post(f"/patterns/{get('/patterns').json()[0]['id']}/responses", told).json()
    assert made["before"] == {"step_ins": 3, "weeks": pytest.approx(13.0), "stuck_hours": None}
    address = f"/responses/{made['id']}/check"
    later = post(address, {"verdict": "cannot_tell", "check_on": "2024-09-02"})
    assert (later.json()["check_on"], later.json()["state"]) == ("2024-09-02", "running")
    assert [post(address, {"verdict": "fell"}).status_code for _ in range(2)] == [200, 422]
    assert Check.objects.last().effect["before"] == 3
