"""A published analysis: the pages' tables change as a whole, and no step-in is ever lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stepin.ledger.actions.step_ins import LookedBack, correct, look_back, snooze, undo_correction
from stepin.ledger.actions.stuck import put_off
from stepin.ledger.models import Forecast, PatternCard, Publication, PutOff, StepIn, Stuck
from stepin.ledger.publishing import publish
from tests.cast import MONDAY, account, run, step_in, stuck

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


def published(as_of=MONDAY, **parts):
    return publish(run(as_of, **parts), now=as_of, last_events={})


def test_a_run_is_published_once():
    assert published(stuck=(stuck(1),)) is not None
    assert published(stuck=(stuck(2),)) is None
    assert [each.item for each in Stuck.objects.all()] == ["github:acme/payments#1"]


def test_an_older_run_never_replaces_a_newer_one():
    published(TUESDAY)
    assert published(MONDAY, stuck=(stuck(1),)) is None
    assert (Publication.objects.count(), Stuck.objects.count()) == (1, 0)


def test_stuck_work_is_replaced_and_told_in_the_report_s_order():
    published(stuck=(stuck(1), stuck(2)))
    published(TUESDAY, stuck=(stuck(3), stuck(2)))
    assert [each.item for each in Stuck.objects.all()] == [
        "github:acme/payments#3",
        "github:acme/payments#2",
    ]


def test_a_leader_s_wait_until_stays_with_the_wait_it_was_said_of():
    published(stuck=(stuck(1), stuck(2)))
    for row in Stuck.objects.all():
        put_off(row, TUESDAY.date(), by=account("ana"), now=MONDAY)
    published(TUESDAY, stuck=(stuck(1), stuck(2, since=MONDAY)))
    assert list(PutOff.objects.values_list("person", "item")) == [("ana", stuck(1).item)]


def test_a_step_in_that_is_found_no_longer_is_withdrawn_with_the_reason_and_comes_back_when_it_is():
    published(step_ins=(step_in(1),))
    published(TUESDAY)
    gone = StepIn.objects.get()
    assert (gone.withdrawn_at, gone.withdrawn_because[:7]) == (TUESDAY, "The log")
    published(TUESDAY + timedelta(days=1), step_ins=(step_in(1),))
    assert StepIn.objects.get().withdrawn_at is None
    assert [step.what for step in StepIn.objects.get().steps.all()] == ["found", "withdrawn", "restored"]


def test_a_corrected_step_in_is_withdrawn_as_corrected():
    published(step_ins=(step_in(1),))
    correct(StepIn.objects.get(), "not_a_step_in", by=account("ana"), now=MONDAY)
    published(TUESDAY)
    assert StepIn.objects.get().withdrawn_because == "It was corrected: no step-in"


def test_what_was_looked_back_at_stays_so_when_the_finding_changes():
    published(step_ins=(step_in(1),))
    told = LookedBack({"owner": "yes"}, same_kind=True)
    look_back(StepIn.objects.get(), told, by=account("ana"), now=MONDAY, evidence={})
    published(TUESDAY, step_ins=(replace(step_in(1), outcome="answered"),))
    kept = StepIn.objects.get()
    assert (kept.state, kept.outcome, kept.look_backs.count()) == ("looked_back", "answered", 1)


def test_three_alike_of_one_leader_make_a_card_and_two_do_not():
    published(step_ins=(step_in(1), step_in(2), step_in(3, leader="dora", level=2)))
    assert PatternCard.objects.count() == 0
    published(TUESDAY, step_ins=tuple(step_in(n) for n in (1, 2, 4)))
    card = PatternCard.objects.get()
    assert (card.team, card.kind, card.leader, card.source) == ("payments", "change", "ana", "counted")
    assert sorted(card.step_ins.values_list("id", flat=True)) == ["github:1", "github:2", "github:4"]


def test_a_forecast_is_kept_once_a_wait_and_held_against_what_happened():
    """Told on Monday for three working days, so until Thursday: 1 was still there after it, 2 moved by
    Tuesday, 3 was asked about meanwhile, and 4 began on Friday."""
    asked = step_in(9).asked_before
    published(stuck=(stuck(1), stuck(2), stuck(3)))
    published(TUESDAY, stuck=(stuck(1), stuck(3, asked=asked)))
    friday = datetime(2024, 6, 14, 9, tzinfo=UTC)
    published(friday, stuck=(stuck(1), stuck(4, since=friday)))
    told = Forecast.objects.order_by("item").values_list("item", "moved", "void")
    assert [(item[-1], moved, void) for item, moved, void in told] == [
        ("1", False, False),
        ("2", True, False),
        ("3", None, True),
        ("4", None, False),
    ]


def test_forms_that_were_corrected_stay_while_no_analysis_has_applied_it_yet():
    published(step_ins=(step_in(1),))
    fact = correct(StepIn.objects.get(), "form", "wrote,decided", by=account("ana"), now=MONDAY)
    published(TUESDAY, step_ins=(step_in(1, outcome="answered"),))
    kept = StepIn.objects.get()
    assert (kept.forms, kept.outcome) == (["wrote", "decided"], "answered")
    undo_correction(fact, by=account("ana"), now=TUESDAY)
    assert StepIn.objects.get().forms == ["chased"]


def test_what_a_publication_changed_meanwhile_is_not_written_over():
    published(step_ins=(step_in(1),))
    stale = StepIn.objects.get()
    StepIn.objects.update(forms=["wrote"], snoozes=1)
    snooze(stale, TUESDAY, by=account("ana"), now=MONDAY)
    correct(stale, "waited_on", "ana", by=account("ana"), now=MONDAY)
    kept = StepIn.objects.get()
    assert (kept.forms, kept.snoozes, kept.state) == (["wrote"], 2, "not_one")
