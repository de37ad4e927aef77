"""A step-in's whole life, as one history: every step keeps who, when, and what was shown then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stepin.findings.model import Cell
from stepin.ledger.actions import conversations, responses, step_ins
from stepin.ledger.actions.step_ins import LookedBack, NotYetPerformanceError, look_back
from stepin.ledger.effects import came_by_card, ground
from stepin.ledger.ladder import BEFORE_PERFORMANCE, PERFORMANCE
from stepin.ledger.models import Conversation, LookBack, PatternCard, Response, Step, StepIn
from stepin.ledger.publishing import publish
from stepin.ledger.questions import responses as asking
from stepin.ledger.queue import queue
from stepin.ledger.sight import sight_for
from stepin.org.file import read_organisation
from tests.cast import MONDAY, account, organise, run, step_in

pytestmark = pytest.mark.django_db
WEEKS_ON = MONDAY + timedelta(weeks=10)


@pytest.fixture
def ana(tmp_path):
    return sight_for("ana", read_organisation(organise(tmp_path)), MONDAY.date())


def found(*step_ins, as_of=MONDAY, cells=()):
    publish(run(as_of, step_ins=step_ins, cells=cells), now=as_of, last_events={})


def three():
    return tuple(step_in(n, at=MONDAY - timedelta(days=40 + n)) for n in (1, 2, 3))


def test_from_found_to_looked_back_at_to_changed_to_closed(ana):
    by, at = account("ana"), iter(MONDAY + timedelta(hours=n) for n in range(20))
    found(*three())
    assert [each.pk for each in queue(ana, MONDAY)] == ["github:1", "github:2", "github:3"]
    first = StepIn.objects.get(pk="github:1")
    step_ins.confirm(first, by=by, now=next(at))
    step_ins.snooze(first, MONDAY + timedelta(days=1), by=by, now=next(at))
    assert first.pk not in [each.pk for each in queue(ana, MONDAY)]
    shown = {
        "said": [{"cause": "owner", "side": "for", "says": "Nobody was assigned to it.", "events": ["e1"]}]
    }
    look_back(first, LookedBack({"owner": "yes"}, same_kind=True), by=by, now=next(at), evidence=shown)
    card = PatternCard.objects.get()
    made = responses.respond(
        card, cause="owner", what="Name one", owner="li", check_on=date(2024, 7, 22), by=by,
        now=next(at), before={},
    )  # fmt: skip
    responses.check(made, "fell", by=by, now=WEEKS_ON, effect={"after": 0})
    responses.close_card(card, by=by, now=WEEKS_ON)
    assert StepIn.objects.get(pk="github:1").state == "closed"
    assert [(s.what, s.by and s.by.person) for s in first.steps.all()] == [
        ("found", None), ("confirmed", "ana"), ("snoozed", "ana"), ("looked_back", "ana"),
    ]  # fmt: skip
    assert first.steps.last().evidence == LookBack.objects.get().evidence == shown
    assert [s.what for s in card.steps.all()] == ["found", "responded", "checked", "closed"]


def test_being_done_and_time_close_nothing(ana):
    found(*three())
    first, told = StepIn.objects.get(pk="github:1"), LookedBack({}, same_kind=True)
    look_back(first, told, by=account("ana"), now=MONDAY, evidence={})
    found(*three(), as_of=MONDAY + timedelta(days=400))
    states = dict(StepIn.objects.values_list("pk", "state"))
    assert states == {"github:1": "looked_back", "github:2": "open", "github:3": "open"}
    assert PatternCard.objects.get().state == "open"


def test_a_change_that_did_not_work_opens_the_card_for_the_next_cause(ana):
    found(*three())
    card, by = PatternCard.objects.get(), account("ana")
    said = {"what": "Name one", "owner": "li", "check_on": date(2024, 7, 22), "by": by, "before": {}}
    first = responses.respond(card, cause="owner", now=MONDAY, **said)
    responses.check(first, "did_not", by=by, now=WEEKS_ON, effect={})
    assert PatternCard.objects.get().state == "open"
    second = responses.respond(card, cause="priority", now=WEEKS_ON, **said | {"check_on": date(2024, 12, 2)})
    responses.check(second, "cannot_tell", by=by, now=WEEKS_ON, effect={})
    assert [r.state for r in Response.objects.order_by("pk")] == ["checked", "running"]
    assert PatternCard.objects.get().state == "responded"


def test_the_effect_is_told_once_there_is_stuck_work_to_hold_it_against(ana):
    """Ten stuck hours a week from April on; three step-ins before the 10th of June, none in ten weeks."""
    found(*three())
    card = PatternCard.objects.get()
    responses.respond(
        card, cause="owner", what="Name one", owner="li", check_on=date(2024, 7, 22), by=account("ana"),
        now=MONDAY, before={},
    )  # fmt: skip
    weeks = 20
    first = datetime(2024, 4, 1, tzinfo=UTC)
    cell = Cell("payments", "change", first, (0,) * weeks, (1,) * weeks, (10.0,) * weeks)
    found(*three(), as_of=WEEKS_ON, cells=(cell,))
    held = ground([card]).of(card, came_by_card([card])[card.pk], changed_at=MONDAY, now=WEEKS_ON)
    assert (held.before, held.after, round(held.hours_before), round(held.hours_after)) == (3, 0, 101, 99)
    (told,) = asking.told(list(asking.due_to_check(ana, WEEKS_ON.date())), ana, WEEKS_ON)
    assert (told.due, told.behind.step_ins, told.effect.basis) == (True, 3, "hours")


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(BEFORE_PERFORMANCE, st.sampled_from(("yes", "no", "unsure")))
    )
)
def test_performance_never_opens_unless_all_before_it_is_no(answers):
    found(step_in(1))
    before = Conversation.objects.count()
    told = LookedBack(answers | {PERFORMANCE: "yes"}, same_kind=False)
    all_no = set(answers) == set(BEFORE_PERFORMANCE) and set(answers.values()) == {"no"}
    try:
        look_back(StepIn.objects.get(), told, by=account("ana"), now=MONDAY, evidence={})
        opened = True
    except NotYetPerformanceError:
        opened = False
    assert (opened, Conversation.objects.count() - before) == (all_no, int(all_no))


def test_a_conversation_leaves_no_trace_of_whom_or_what_it_is_about(ana):
    found(step_in(1))
    answers = dict.fromkeys(BEFORE_PERFORMANCE, "no") | {PERFORMANCE: "yes"}
    told = LookedBack(answers, same_kind=False, remind_on=date(2024, 6, 20))
    look_back(StepIn.objects.get(), told, by=account("ana"), now=MONDAY, evidence={})
    assert {field.name for field in Conversation._meta.get_fields()} == {
        "id", "by", "remind_on", "feedback_given", "lead_followed_up", "done_at",
    }  # fmt: skip
    assert PERFORMANCE not in LookBack.objects.get().answers
    assert not [step for step in Step.objects.all() if PERFORMANCE in str((step.said, step.evidence))]


def test_a_conversation_is_answered_by_its_author_alone():
    kept = Conversation.objects.create(by=account("ana"), remind_on=MONDAY.date())
    with pytest.raises(PermissionError):
        conversations.answer(kept, yes=True, by=account("dora"), now=MONDAY)
    assert conversations.due_of(account("dora"), MONDAY.date()) == []
    assert conversations.due_of(account("ana"), MONDAY.date()) == [kept]
    assert conversations.due_of(account("ana"), MONDAY.date() - timedelta(days=1)) == []
