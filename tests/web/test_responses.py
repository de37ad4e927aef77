"""*Responses*: what is changed, and on its check date whether it worked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from stepin.findings.model import Cell
from stepin.ledger.actions.responses import respond
from stepin.ledger.actions.step_ins import LookedBack, look_back
from stepin.ledger.models import Check, PatternCard, Response, StepIn
from stepin.ledger.publishing import publish
from tests.cast import MONDAY, account, organise, run, step_in

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(weeks=8)


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = organise(tmp_path)
    monkeypatch.setenv("STEPIN_NOW", LATER.isoformat())


def signed_in(client, who="ana"):
    client.force_login(account(who, administrator=who == "ada"))
    return client


def weekly(after):
    """Changes of Payments from the first of January 2024 on: one stuck for 20 hours a week until the 10th of
    June, ``after`` in the eight weeks since."""
    stuck = (1,) * 23 + after
    return Cell(
        "payments",
        "change",
        datetime(2024, 1, 1, tzinfo=UTC),
        (0,) * 31,
        stuck,
        tuple(20.0 * n for n in stuck),
    )


def nine_rescues(*, after=(1, 1, 1, 0, 1, 1, 1, 0), came_again=0):
    """Nine of Ana's in spring, five of seven looked back at without an owner; changed on the 10th of June."""
    at = step_in(1).at
    before = [step_in(n, at=at - timedelta(days=3 * n)) for n in range(1, 10)]
    publish(run(step_ins=tuple(before)), now=MONDAY, last_events={})
    for n in range(1, 8):
        told = LookedBack({"owner": "yes"} if n <= 5 else {"priority": "yes"}, same_kind=True)
        look_back(StepIn.objects.get(pk=f"github:{n}"), told, by=account("ana"), now=MONDAY, evidence={})
    made = respond(
        PatternCard.objects.get(), cause="owner", what="Require one owner", owner="li",
        check_on=(MONDAY + timedelta(weeks=6)).date(), by=account("ana"), now=MONDAY, before={},
    )  # fmt: skip
    again = [step_in(20 + n, at=MONDAY + timedelta(days=9 + n)) for n in range(came_again)]
    again = [replace(each, title="Again") for each in again]
    publish(run(LATER, step_ins=(*before, *again), cells=(weekly(after),)), now=LATER, last_events={})
    return made


def page(client, made):
    return client.get(reverse("response", args=(made.pk,))).content.decode()


def test_the_story_is_told_in_one_breath(client):
    shown = page(signed_in(client), nine_rescues())
    assert (
        "Of your nine step-ins into changes of payments, seven were looked back at: five had no owner. You "
        "changed that on 10 June: Require one owner. None of the six that got stuck since needed you."
        in shown
    )


def test_it_is_due_on_its_check_date_and_the_numbers_propose_what_its_leader_confirms(client):
    made = nine_rescues()
    shown = signed_in(client).get(reverse("responses")).content.decode()
    assert "To be checked now" in shown
    assert "Check whether it worked" in shown
    asked = page(client, made)
    assert "The numbers cannot tell yet" in asked or "The numbers say it fell" in asked
    client.post(reverse("response", args=(made.pk,)), {"verdict": "fell"})
    kept = Check.objects.get()
    assert (kept.verdict, kept.effect["after"], kept.by.person) == ("fell", 0, "ana")
    assert Response.objects.get().state == "checked"
    assert "Nothing closes by itself" in page(client, made)
    assert "it fell. As seen then: 9 step-ins before it, none since." in page(client, made)


def test_that_it_did_not_fall_leads_to_the_next_cause(client):
    made = nine_rescues(came_again=6)
    assert "Six of the six that got stuck since needed you" in page(signed_in(client), made)
    client.post(reverse("response", args=(made.pk,)), {"verdict": "did_not"})
    assert PatternCard.objects.get().state == "open"
    assert "The next cause, perhaps: priority unclear" in page(client, made)


def test_that_it_cannot_be_told_yet_wants_another_day_to_come(client):
    made = nine_rescues()
    address = reverse("response", args=(made.pk,))
    refused = signed_in(client).post(address, {"verdict": "cannot_tell", "check_on": "2024-07-01"})
    assert (refused.status_code, Check.objects.count()) == (400, 0)
    client.post(address, {"verdict": "cannot_tell", "check_on": "2024-09-02"})
    kept = Response.objects.get()
    assert (kept.state, str(kept.check_on), Check.objects.get().verdict) == (
        "running",
        "2024-09-02",
        "cannot_tell",
    )


def test_time_alone_closes_nothing_and_giving_up_is_kept(client):
    made = nine_rescues()
    assert Response.objects.get().state == "running"
    signed_in(client).post(reverse("response_drop", args=(made.pk,)), {"why": "Somebody left"})
    assert (Response.objects.get().state, PatternCard.objects.get().state) == ("dropped", "open")
    assert "Given up." in client.get(reverse("responses")).content.decode()


def test_what_worked_here_for_which_cause_is_counted(client):
    made = nine_rescues()
    signed_in(client).post(reverse("response", args=(made.pk,)), {"verdict": "fell"})
    shown = client.get(reverse("responses")).content.decode()
    row = "<td>In other words</td><td>1</td><td>1</td><td>0</td><td>0</td><td>0</td>"
    assert f'<th scope="row">Owner unclear</th>{row}' in shown


@pytest.mark.parametrize(
    ("who", "status"), [("dora", 404), ("ben", 404), ("li", 302), ("otto", 302), ("ada", 302)]
)
def test_a_change_of_a_leader_s_own_pattern_is_theirs_alone(client, who, status):
    made = nine_rescues()
    for name in ("response", "response_later", "response_drop"):
        got = signed_in(client, who).post(reverse(name, args=(made.pk,)), {"verdict": "fell"})
        assert got.status_code == status
    assert (Check.objects.count(), Response.objects.get().state) == (0, "running")


def test_with_nothing_it_says_where_to_begin(client):
    assert "say what we change about one" in signed_in(client).get(reverse("responses")).content.decode()


def test_the_pages_cost_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    made = nine_rescues(came_again=5)
    signed_in(client)
    with django_assert_max_num_queries(15):
        client.get(reverse("responses"))
    with django_assert_max_num_queries(14):
        page(client, made)
