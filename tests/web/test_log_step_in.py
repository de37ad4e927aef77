"""Logging by hand: from a blank form to a card at the third alike, with nothing connected."""

from datetime import UTC, datetime

import pytest

from stepin.ledger.models import PatternCard, StepIn
from tests.cast import MONDAY, organise, step_in, stuck
from tests.web.site import published, signed_in, text_of

pytestmark = pytest.mark.django_db
SAID = {"team": "shop", "about": "Nobody wrote the runbook", "form": ["chased", "decided"]}


def logged(client, **changes):
    """The page that comes after logging."""
    return client.post("/log/", SAID | changes, follow=True)


def test_it_is_kept_as_told_and_asks_at_once_whether_it_had_to_be_you(client, home):
    page = text_of(logged(signed_in(client, "ana")))
    kept = StepIn.objects.get()
    assert (kept.team, kept.title, kept.forms) == ("shop", "Nobody wrote the runbook", ["chased", "decided"])
    assert (kept.leader, kept.at, kept.source, kept.kind) == ("ana", MONDAY, "logged", "other")
    assert "You stepped into the work of shop on 10 June, and asked how it stands and decided." in page
    assert "Did it have to be you?" in page
    assert "look back" not in page.partition("Did it have")[0].partition("10 June")[2]


def test_once_answered_it_says_what_happens_next(client, home):
    logged(signed_in(client, "ana"))
    kept = StepIn.objects.get()
    client.post("/step-in/answer/", {"id": kept.id, "answer": "no"})
    page = text_of(client.get("/log/kept/", {"id": kept.id}))
    assert StepIn.objects.get().had_to_be_you == "no"
    assert "It comes up to be looked back at on Thursday 13 June." in page
    assert "It is the first of its kind with shop in 90 days; three make a card." in page


def test_the_third_alike_leads_to_its_card(client, home):
    signed_in(client, "ana")
    for _ in range(3):
        logged(client)
        last = StepIn.objects.order_by("first_seen_at").last()
        client.post("/step-in/answer/", {"id": last.id, "answer": "unsure"})
    page = client.get("/log/kept/", {"id": last.id})
    assert "That makes three of one kind with shop in 90 days." in text_of(page)
    assert f"/patterns/{PatternCard.objects.get().pk}/" in page.content.decode()


def test_undone_it_stays_withdrawn_and_the_card_that_it_made_goes(client, home):
    signed_in(client, "ana")
    for _ in range(3):
        logged(client)
    undone = StepIn.objects.first()
    page = text_of(client.post("/log/undo/", {"id": undone.id}, follow=True))
    assert "withdrawn as logged by mistake" in page
    undone.refresh_from_db()
    assert (undone.withdrawn_at, undone.withdrawn_because) == (MONDAY, "Logged by mistake")
    assert PatternCard.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"team": " "}, "Say which team it was"),
        ({"about": ""}, "Say which team it was"),
        ({"form": ["shouted"]}, "'shouted' is no form of a step-in"),
        ({"day": "2024-06-11"}, "Give the day it was, today or before"),
        ({"day": "yesterday"}, "Give the day it was, today or before"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_written_stays_in_the_form(client, home, changes, says):
    page = logged(signed_in(client, "ana"), **changes)
    assert (page.status_code, StepIn.objects.count()) == (422, 0)
    assert says in text_of(page)
    assert f'value="{(SAID | changes)["about"]}"' in page.content.decode()


def test_on_another_day_it_was_at_noon_where_the_account_is(client, home):
    signed_in(client, "ana")
    logged(client, day="2024-06-07")
    assert StepIn.objects.get().at == datetime(2024, 6, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("who", "team", "level"), [("ana", "payments", 1), ("dora", "payments", 2), ("dora", "shop", 1)]
)
def test_its_level_follows_the_organisation(client, home, who, team, level):
    logged(signed_in(client, who), team=team)
    assert StepIn.objects.get().level == level


def test_from_a_button_on_an_item_the_form_is_filled_in(client, home):
    published(stuck=(stuck(1),))
    page = signed_in(client, "ana").get("/log/", {"item": stuck(1).item}).content.decode()
    assert 'value="payments"' in page
    assert 'value="Change number 1"' in page
    logged(client, item=stuck(1).item, team="payments", about="")
    kept = StepIn.objects.get()
    assert (kept.item, kept.url) == (stuck(1).item, stuck(1).url)


def test_an_item_that_may_not_be_seen_cannot_be_logged_on(client, home):
    published(stuck=(stuck(1),))
    signed_in(client, "ben")
    assert client.get("/log/", {"item": stuck(1).item}).status_code == 404
    assert client.post("/log/", SAID | {"item": stuck(1).item}).status_code == 404


def test_one_s_own_teams_are_suggested_first_then_what_was_written_before(client, home):
    signed_in(client, "ana")
    logged(client)
    page = client.get("/log/").content.decode()
    places = [page.find(f'<option value="{team}">') for team in ("payments", "shop", "platform", "search")]
    assert places == sorted(places)
    assert -1 not in places


def test_with_an_empty_home_the_first_leader_logs_at_once(client, home):
    (home / "stepin.toml").unlink()
    assert "shop" in text_of(logged(signed_in(client, "ana")))
    organise(home)


@pytest.mark.parametrize("who", ["li", "otto"])
def test_who_leads_nothing_logs_nothing(client, home, who):
    assert signed_in(client, who).post("/log/", SAID).headers["Location"] == "/my-data/"
    assert StepIn.objects.count() == 0


def test_nobody_takes_back_what_another_logged_or_what_was_found(client, home):
    logged(signed_in(client, "ana"))
    published(step_ins=(step_in(1),))
    client.post("/log/undo/", {"id": step_in(1).id})
    assert signed_in(client, "ben").post("/log/undo/", {"id": StepIn.objects.first().id}).status_code == 404
    assert StepIn.objects.exclude(withdrawn_at=None).count() == 0
