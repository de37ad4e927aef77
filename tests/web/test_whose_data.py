"""What belongs to one person is told to nobody else, on no surface."""

from datetime import UTC, datetime

import pytest

from stepin.findings.model import Ask
from stepin.ledger.actions.step_ins import LookedBack, look_back
from stepin.ledger.actions.tokens import make_token
from stepin.ledger.models import Account, StepIn
from stepin.notify.preferences import preference
from tests.cast import MONDAY, account, step_in
from tests.web.site import published, signed_in, text_of

pytestmark = pytest.mark.django_db
ANA_ASKED = (Ask("ana", datetime(2024, 6, 2, 10, tzinfo=UTC), True, 1),)


def test_a_sign_in_name_that_is_another_s_id_gets_nothing_of_theirs(client, home):
    published(step_ins=(step_in(1, leader="ben", team="search"),))
    mallory = Account.objects.create(username="ben", name="Mallory", person=None)
    client.force_login(mallory)
    told = client.get("/my-data/export/").json()
    assert (told["person"]["id"], told["person"]["logins"]) == ("account:ben", [])
    assert "StepIn" not in told["ledger"]


def test_an_export_is_of_the_person_even_where_another_signs_in_under_their_id(client, home):
    other = Account.objects.create(username="ana", name="Ben", person="ben")
    published(step_ins=(step_in(1),))
    look_back(StepIn.objects.get(), LookedBack({}, None, notes="Ben's"), by=other, now=MONDAY, evidence={})
    client.force_login(Account.objects.create(username="ana-2", name="Ana", person="ana"))
    told = client.get("/my-data/export/").json()
    assert [each["leader"] for each in told["ledger"]["StepIn"]] == ["ana"]
    assert "LookBack" not in told["ledger"]


def from_above(number=1, **changes):
    """Dora came, after Ana, who leads the team, had asked."""
    return step_in(number, leader="dora", level=2, asked_before=ANA_ASKED, **changes)


@pytest.mark.parametrize("address", ["/look-back/", "/look-back/one/?id=github:1", "/step-in/?id=github:1"])
def test_a_lead_below_is_not_named_for_having_asked(client, home, address):
    published(step_ins=(from_above(),))
    told = text_of(signed_in(client, "dora").get(address))
    assert "a lead" in told
    assert "Ana" not in told


def test_nor_is_she_in_what_the_lead_above_takes_along(client, home):
    published(step_ins=(from_above(),))
    told = signed_in(client, "dora").get("/my-data/export/").json()
    assert [each["row"]["asked_before"][0]["who"] for each in told["ledger"]["StepIn"]] == [None]


def test_nor_once_the_lead_above_leads_there_no_more(client, home):
    path = home / "stepin.toml"
    path.write_text(path.read_text().replace('leads = ["dora"]', 'leads = ["otto"]'))
    published(step_ins=(from_above(),))
    assert "Ana" not in text_of(signed_in(client, "dora").get("/step-in/?id=github:1"))


def test_mistakes_in_the_file_are_told_to_no_program_chat_or_calendar(client, home):
    _, token = make_token("a script", by=account("ana"), now=MONDAY)
    feed = preference(account("ana")).feed_key
    (home / "stepin.toml").write_text('owner = "zelda"')
    told = client.get("/api/v1/stuck", headers={"Authorization": f"Bearer {token}"})
    assert (told.status_code, "zelda" in told.content.decode()) == (503, False)
    assert client.get(f"/calendar/{feed}.ics").status_code == 503
