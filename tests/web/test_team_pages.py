"""Team, teams and people, method, sources, my data: what each reader is told."""

from datetime import timedelta

import pytest

from stepin.findings.model import Ask, Expectation, NeedRow
from stepin.ledger.actions.responses import respond
from stepin.ledger.models import Fact, Forecast, PatternCard, Read, StepIn
from stepin.ledger.organisation import organisation
from stepin.ledger.reads import note_read
from tests.builders import pattern as found_pattern
from tests.cast import MONDAY, account, step_in, stuck
from tests.web.site import published, signed_in, text_of

pytestmark = pytest.mark.django_db


def test_a_team_s_page_is_the_same_for_its_lead_and_the_lead_above(client, home):
    published(stuck=(stuck(1),), step_ins=(step_in(2, leader="dora", level=2), step_in(3)))
    pages = [text_of(signed_in(client, who).get("/team/?id=payments")) for who in ("ana", "dora")]
    pages = [page.partition("What waits on whom")[2].partition("What stepping in cost")[0] for page in pages]
    assert pages[0] == pages[1]
    assert "leads above stepped in once, and the team's own leads stepped in once" in pages[0]
    assert "Dora came after" in pages[0]
    assert "Ana came after" not in pages[0]


@pytest.mark.parametrize(("who", "status"), [("ana", 200), ("dora", 200), ("ben", 404), ("li", 302)])
def test_a_team_s_page_is_for_those_who_lead_it(client, home, who, status):
    assert signed_in(client, who).get("/team/?id=payments").status_code == status


def test_teams_shows_a_lead_theirs_and_an_administrator_all(client, home):
    published(step_ins=(step_in(1, team="github:acme/lost"),))
    assert "search" not in text_of(signed_in(client, "ana").get("/teams/"))
    page = text_of(signed_in(client, "ada", administrator=True).get("/teams/"))
    assert "search Led by Ben, below platform. 5 people. It owns github:acme/search." in page
    assert "Owned by nobody" in page


def test_an_administrator_merges_two_logins_and_can_undo_it(client, home):
    published(step_ins=(step_in(1, leader="jira:ana@acme.test"),))
    signed_in(client, "ada", administrator=True)
    assert "ana and jira:ana@acme.test" in text_of(client.get("/teams/"))
    client.post("/teams/merge/", {"first": "ana", "second": "jira:ana@acme.test"})
    merged = {person.id: person.logins for person in organisation(home).people}
    assert merged["ana"] == ("github:ana", "jira:ana@acme.test")
    client.post(f"/teams/merge/{Fact.objects.get().pk}/undo/")
    assert {person.id: person.logins for person in organisation(home).people}["ana"] == ("github:ana",)


def test_a_lead_may_not_merge(client, home):
    page = signed_in(client, "dora").post("/teams/merge/", {"first": "ana", "second": "jira:ana"})
    assert (page.status_code, Fact.objects.count()) == (403, 0)


def test_method_tells_checks_expectations_of_the_reader_s_teams_and_why_a_share_is_not_told(client, home):
    row = NeedRow("*", "*", 12, 9, 1, 2, None, None, None, None, "There are too few to tell.")
    expected = tuple(
        Expectation(team, "change", 8.0, 16.0, None, False, 0) for team in ("payments", "search")
    )
    published(need=(row,), expectations=expected)
    page = text_of(signed_in(client, "ana").get("/method/"))
    assert "There are too few to tell." in page
    assert "payments changes 1 working day 2 working days" in page
    assert "search" not in page


def test_past_forecasts_are_told_by_band_from_ten_on(client, home):
    published()
    for number in range(12):
        Forecast.objects.create(
            item=f"i{number}", team="payments", kind="change", since=MONDAY, made_at=MONDAY,
            within_3d=0.7, asked=0, checked_at=MONDAY, moved=number < 9,
        )  # fmt: skip
    page = text_of(signed_in(client, "ana").get("/method/"))
    assert "12 forecasts can be held against what happened so far." in page
    assert "60% to 80% 12 70% 75%" in page
    assert "80% to 100% 0 – too few to tell" in page


def test_method_tells_how_many_of_one_s_own_found_step_ins_were_right(client, home):
    """Three were looked back at, one was none: 3 of 4, and by Jeffreys between 0.349 and 0.954."""
    published(step_ins=tuple(step_in(n) for n in range(4)))
    page = text_of(signed_in(client, "ana").get("/method/"))
    assert "You have not confirmed or corrected any yet" in page
    StepIn.objects.update(state="closed")
    StepIn.objects.filter(id="github:0").update(state="not_one")
    page = text_of(client.get("/method/"))
    assert "that you judged, 3 were: 75% (between 35% and 95%)." in page


def test_sources_says_how_to_connect_one_where_there_is_none(client, home):
    assert "stepin sync github OWNER/REPO" in text_of(signed_in(client, "ana").get("/sources/"))


def test_my_data_is_for_everybody_and_tells_who_looked(client, home):
    note_read("Team", about=["li"], by=account("ana"), now=MONDAY)
    note_read("Team", about=["ana"], by=account("ana"), now=MONDAY)
    assert "10 June 2024, 09:00 UTC: Ana, Team." in text_of(signed_in(client, "li").get("/my-data/"))
    assert "Nobody else has opened a page about you." in text_of(signed_in(client, "ana").get("/my-data/"))


def test_one_may_take_along_all_that_is_held_about_oneself(client, home):
    published(step_ins=(step_in(1), step_in(2, leader="ben", team="search")))
    answer = signed_in(client, "ana").get("/my-data/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    told = answer.json()
    assert told["person"]["id"] == "ana"
    assert "github:1" in str(told["ledger"])
    assert "github:2" not in str(told)


def test_as_my_lead_sees_it_holds_the_team_s_page_word_for_word_and_no_step_in_of_mine(client, home):
    published(
        stuck=(stuck(1),), step_ins=(step_in(2, leader="dora", level=2), step_in(3, title="Mine alone"))
    )
    StepIn.objects.filter(leader="ana").update(had_to_be_you="no")
    told = text_of(signed_in(client, "ana").get("/as-my-lead-sees/"))
    assert "Dora gets them as counts and in patterns, and none of them one by one." in told
    assert "Mine alone" not in told
    note = text_of(signed_in(client, "dora").get("/team/?id=payments"))
    note = note.partition("What waits on whom")[2].partition("As of")[0].partition("Sources")[0]
    assert note[:300] in told


def test_who_has_nobody_above_is_told_so(client, home):
    assert "Nobody leads above you" in text_of(signed_in(client, "dora").get("/as-my-lead-sees/"))


def test_the_pages_cost_the_same_number_of_queries_whatever_there_is(
    client, home, django_assert_max_num_queries
):
    many = tuple(step_in(n, leader="dora", level=2, at=MONDAY - timedelta(days=2)) for n in range(60))
    published(stuck=tuple(stuck(n) for n in range(60)), step_ins=many)
    signed_in(client, "dora")
    for page in ("/team/?id=payments", "/teams/", "/method/", "/sources/", "/my-data/", "/as-my-lead-sees/"):
        with django_assert_max_num_queries(16):
            assert client.get(page).status_code == 200


def test_from_further_up_a_lead_between_is_counted_and_not_told(client, home):
    path = home / "stepin.toml"
    chief = '[[team]]\nid = "all"\nleads = ["otto"]\n[[team]]\nid = "platform"\nparent = "all"'
    path.write_text(path.read_text().replace('[[team]]\nid = "platform"', chief))
    published(step_ins=(step_in(2, leader="dora", level=2), step_in(3, leader="otto", level=3)))
    page = text_of(signed_in(client, "otto").get("/team/?id=payments"))
    above = "leads above stepped in twice, and the team's own leads did not step in. 1 of a lead between"
    assert above in page
    assert ("Dora came after" in page, "Change number 2" in page) == (False, False)
    assert "Otto came after" in page


def test_nowhere_in_it_is_a_lead_below_named_for_having_asked(client, home):
    asked = (Ask("ana", MONDAY - timedelta(days=8), True, 1),)
    published(step_ins=(step_in(2, leader="dora", level=2, asked_before=asked),))
    for who in ("dora", "ana"):
        page = text_of(signed_in(client, who).get("/team/?id=payments"))
        assert "asked for once before, by a lead." in page


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/step-in/?id=github:2", "Step-in"),
        ("/item/?id=github:acme/payments%232", "Item"),
        ("/team/?id=payments", "Team"),
    ],
)
def test_whose_step_in_is_opened_can_see_who_did_once_an_hour(client, home, address, page):
    published(step_ins=(step_in(2, leader="dora", level=2),))
    for _ in range(2):
        assert signed_in(client, "ana").get(address).status_code == 200
    assert [(r.by.person, r.page, r.about) for r in Read.objects.all()] == [("ana", page, "dora")]
    assert f"Ana, {page}." in text_of(signed_in(client, "dora").get("/my-data/"))


def test_one_s_own_pages_are_no_reading(client, home):
    published(step_ins=(step_in(2),))
    signed_in(client, "ana")
    for address in ("/step-in/?id=github:2", "/item/?id=github:acme/payments%232", "/team/?id=payments"):
        client.get(address)
    assert Read.objects.count() == 0


def test_who_leads_from_above_and_opens_a_team_s_page_is_kept_for_its_lead(client, home):
    published(step_ins=(step_in(2),))
    signed_in(client, "dora").get("/team/?id=payments")
    assert [(r.page, r.about) for r in Read.objects.all()] == [("Team", "ana")]


def test_as_my_lead_sees_it_tells_patterns_and_changes_as_on_the_lead_s_own_pages(client, home):
    behind = tuple(step_in(n) for n in (1, 2, 3))
    card = found_pattern(team="payments", kind="change", step_ins=3, step_in_ids=tuple(s.id for s in behind))
    published(step_ins=behind, patterns=(card,))
    respond(
        PatternCard.objects.get(leader=""), cause="owner", what="Name one owner", owner="li",
        check_on=MONDAY.date().replace(month=8), by=account("dora"), now=MONDAY, before={},
    )  # fmt: skip
    told = text_of(signed_in(client, "ana").get("/as-my-lead-sees/"))
    theirs = text_of(signed_in(client, "dora").get("/patterns/"))
    for sentence in ("3 step-ins in 90 days.", "Name one owner. Owned by Li; to be checked on 10 August."):
        assert (sentence in told, sentence in theirs) == (True, True)


def test_what_was_corrected_is_not_counted_for_the_lead_above(client, home):
    published(step_ins=(step_in(1), step_in(2)))
    StepIn.objects.filter(id="github:1").update(state="not_one")
    assert "Of your step-ins: 1 in changes of payments." in text_of(
        signed_in(client, "ana").get("/as-my-lead-sees/")
    )


def test_as_my_lead_sees_it_holds_what_their_now_says_of_my_teams_word_for_word(client, home):
    asked = (Ask("ana", MONDAY - timedelta(days=1), True, level=1),)
    published(stuck=(stuck(1, asked=asked), stuck(2, team="search")))
    now = text_of(signed_in(client, "dora").get("/"))
    told = text_of(signed_in(client, "ana").get("/as-my-lead-sees/"))
    sentence = "Waits on Li, its owner, for 2.5 working days; expected 1. Asked about once, by a lead."
    assert (sentence in now, sentence in told) == (True, True)
    assert "Change number 2" not in told
