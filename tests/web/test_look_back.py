"""*Look back*, as each of the cast: their own step-ins only, one at a time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stepin.ledger import ladder
from stepin.ledger.models import Conversation, LookBack, PatternCard, StepIn
from stepin.ledger.publishing import publish
from tests.cast import MONDAY, account, organise, run, step_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = organise(tmp_path)
    monkeypatch.setenv("STEPIN_NOW", "2024-06-10T09:00:00+00:00")


def found(*step_ins):
    publish(run(step_ins=step_ins), now=MONDAY, last_events={})


def signed_in(client, who):
    client.force_login(account(who, administrator=who == "ada"))
    return client


def one(number=1):
    return f"{reverse('look_back_one')}?id=github%3A{number}"


def answers(value="no", **changes):
    return {f"cause-{key}": value for key in ladder.BEFORE_PERFORMANCE} | changes


def saved(client, number=1, **said):
    return client.post(reverse("look_back_one"), {"id": f"github:{number}", **said})


def test_the_latest_that_is_due_is_asked_about_first(client):
    found(step_in(1), step_in(2, at=step_in(1).at + timedelta(hours=2)))
    shown = signed_in(client, "ana").get(reverse("look_back")).content.decode()
    assert "2 to look back at" in shown
    assert shown.index("Change number 2") < shown.index("Change number 1")


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("dora", 404), ("ben", 404), ("li", 302), ("ada", 302)]
)
def test_only_who_stepped_in_looks_back(client, who, status):
    found(step_in(1))
    assert signed_in(client, who).get(one()).status_code == status
    refused = client.post(reverse("look_back_one"), {"id": "github:1", "again": "one_off"})
    assert refused.status_code in (302, 404)
    assert LookBack.objects.exists() == (who == "ana")


def test_answers_are_kept_and_the_next_one_comes(client):
    found(step_in(1), step_in(2))
    gone = saved(signed_in(client, "ana"), **{"cause-owner": "yes", "rest_no": "1", "again": "again"})
    kept = LookBack.objects.get()
    assert (kept.causes, kept.answers["blocked"], kept.same_kind) == (["owner"], "no", True)
    after = client.get(gone.url).content.decode()
    assert "Looked back at: Change number 1" in after
    assert "One to look back at" in after


def test_performance_is_asked_only_once_all_else_is_no_and_keeps_a_reminder_alone(client):
    found(step_in(1))
    asked = saved(signed_in(client, "ana"), **answers(), again="one_off")
    assert "The last question" in asked.content.decode()
    assert LookBack.objects.count() == 0
    saved(client, **answers(), again="one_off", performance="yes", remind_on="2024-06-20")
    told = Conversation.objects.get()
    assert (told.by.person, str(told.remind_on)) == ("ana", "2024-06-20")
    assert LookBack.objects.get().causes == []


def test_performance_said_out_of_turn_is_refused_and_nothing_is_kept(client):
    found(step_in(1))
    refused = saved(signed_in(client, "ana"), **answers(**{"cause-owner": "yes"}), performance="yes")
    assert refused.status_code == 400
    assert "Performance comes last" in refused.content.decode()
    assert (LookBack.objects.count(), Conversation.objects.count()) == (0, 0)


def test_a_conversation_is_asked_about_in_turn_and_by_its_author_only(client):
    kept = Conversation.objects.create(by=account("ana"), remind_on=MONDAY.date())
    address = reverse("conversation", args=(kept.pk,))
    assert signed_in(client, "dora").post(address, {"answer": "yes"}).status_code == 404
    assert "feedback" not in client.get(reverse("look_back")).content.decode()
    assert "Was feedback given" in signed_in(client, "ana").get(reverse("look_back")).content.decode()
    client.post(address, {"answer": "yes"})
    assert "Did the lead below follow up" in client.get(reverse("look_back")).content.decode()
    client.post(address, {"answer": "no"})
    kept.refresh_from_db()
    assert (str(kept.remind_on), kept.done_at, kept.lead_followed_up) == ("2024-06-17", None, False)


@pytest.mark.parametrize(
    ("until", "comes"),
    [("tomorrow", "2024-06-11 09:00"), ("monday", "2024-06-17 09:00"), ("2024-07-01", "2024-07-01 09:00")],
)
def test_putting_it_off_is_counted_and_shown(client, until, comes):
    found(step_in(1))
    said = {"id": "github:1", "until": until, "on": until}
    signed_in(client, "ana").post(reverse("look_back_put_off"), said)
    put_off = StepIn.objects.get()
    assert (f"{put_off.snoozed_until:%Y-%m-%d %H:%M}", put_off.snoozes) == (comes, 1)
    shown = client.get(reverse("look_back")).content.decode()
    assert "Nothing to look back at now" in shown
    assert "Put off once so far" in shown


def test_it_is_never_put_off_into_the_past(client):
    found(step_in(1))
    signed_in(client, "ana").post(reverse("look_back_put_off"), {"id": "github:1", "on": "2024-06-10"})
    assert StepIn.objects.get().snoozes == 0


def test_a_look_back_is_undone_and_what_was_answered_is_there_again(client):
    found(step_in(1))
    saved(signed_in(client, "ana"), **{"cause-owner": "yes"}, again="one_off", notes="Mine alone")
    again = client.post(reverse("look_back_undo"), {"id": "github:1"}, follow=True).content.decode()
    assert StepIn.objects.get().state == "confirmed"
    assert "Mine alone" in again
    assert 'name="cause-owner" value="yes" data-key="2" checked' in again


def test_after_the_same_kind_again_its_card_is_offered_and_followed(client):
    found(step_in(1))
    after = saved(signed_in(client, "ana"), **{"cause-owner": "yes"}, again="again")
    assert "1 step-in like it in 90 days" in client.get(after.url).content.decode()
    went = client.post(reverse("look_back_follow"), {"id": "github:1"})
    card = PatternCard.objects.get()
    assert (card.team, card.kind, card.leader) == ("payments", "change", "ana")
    assert went.url == f"{reverse('pattern', args=(card.pk,))}#change"


def test_the_estimate_is_shown_only_after_they_said_whether_it_had_to_be_them(client):
    found(step_in(1))
    assert "Of a hundred like it" not in signed_in(client, "ana").get(one()).content.decode()
    saved(client, had_to_be_you="no", again="one_off")
    assert StepIn.objects.get().had_to_be_you == "no"
    assert "Of a hundred like it" in client.get(one()).content.decode()


def test_the_queue_costs_as_many_queries_for_fifty_as_for_two(client, django_assert_max_num_queries):
    found(*(step_in(n) for n in range(1, 60)))
    signed_in(client, "ana")
    with django_assert_max_num_queries(16):
        client.get(reverse("look_back"))


def test_what_is_sent_twice_is_kept_once(client):
    found(step_in(1))
    for _ in range(2):
        assert saved(signed_in(client, "ana"), **{"cause-owner": "yes"}, again="again").status_code == 302
    assert LookBack.objects.count() == 1
    assert "Open it again" in client.get(one()).content.decode()


def test_hours_that_are_no_number_are_said_and_what_was_answered_stays(client):
    found(step_in(1))
    refused = saved(signed_in(client, "ana"), **{"cause-owner": "yes"}, hours="two", notes="Mine alone")
    shown = refused.content.decode()
    assert (refused.status_code, LookBack.objects.count()) == (400, 0)
    assert "is no number of hours" in shown
    assert "Mine alone" in shown
    assert 'name="cause-owner" value="yes" data-key="2" checked' in shown


def test_the_evidence_beside_the_questions_is_kept_with_the_answers(client):
    found(step_in(1))
    saved(signed_in(client, "ana"), **{"cause-owner": "yes"}, again="again")
    said = LookBack.objects.get().evidence["said"]
    assert ("lead_below", "against") in {(row["cause"], row["side"]) for row in said}
    assert "You lead the team yourself" in str(said)
