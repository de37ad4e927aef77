"""What a digest tells, and when it goes out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from stepin.findings.model import WaitingOn
from stepin.ledger.actions.responses import respond
from stepin.ledger.actions.step_ins import LookedBack, look_back, snooze
from stepin.ledger.actions.stuck import put_off
from stepin.ledger.models import PatternCard, StepIn, Stuck
from stepin.ledger.organisation import organisation
from stepin.ledger.sight import sight_for
from stepin.notify.digest import DAILY, WEEKLY, digest
from stepin.notify.due import period_due
from stepin.notify.preview import preview
from tests.cast import MONDAY, account, step_in, stuck
from tests.web.site import published

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


def told(home, who, period=WEEKLY, *, now=MONDAY):
    return digest(sight_for(who, organisation(home), now.date()), period, now=now)


def titles(found):
    return {part.title: [entry.title for entry in part.entries] for part in found.parts}


def test_the_weekly_one_tells_what_waits_on_you_then_what_to_look_back_at_then_what_is_worth_a_question(home):
    published(
        stuck=(stuck(1), stuck(2, waiting_on=WaitingOn("lead", "ana")), stuck(3, advice="wait")),
        step_ins=(step_in(4),),
    )
    assert titles(told(home, "ana")) == {
        "Waits on you": ["Change number 2"],
        "To look back at": ["Change number 4"],
        "Stuck, and worth a question": ["Change number 1"],
    }


def test_the_subject_says_it_all_in_a_line(home):
    published(stuck=(stuck(2, waiting_on=WaitingOn("lead", "ana")),), step_ins=(step_in(4),))
    found = told(home, "ana")
    assert found.subject == "This week: 1 stuck item waits on you and 1 step-in can be looked back at"


def test_the_daily_one_tells_only_of_what_began_to_wait_since_the_day_before(home):
    lead = WaitingOn("lead", "ana")
    fresh = stuck(2, waiting_on=lead, since=MONDAY + timedelta(hours=1))
    published(TUESDAY, stuck=(stuck(1, waiting_on=lead), fresh))
    assert titles(told(home, "ana", DAILY, now=TUESDAY)) == {"Waits on you": ["Change number 2"]}


def test_what_is_put_off_is_not_told(home):
    published(stuck=(stuck(1),), step_ins=(step_in(4),))
    put_off(Stuck.objects.get(), TUESDAY.date(), by=account("ana"), now=MONDAY)
    snooze(StepIn.objects.get(), TUESDAY, by=account("ana"), now=MONDAY)
    assert not told(home, "ana").is_due
    assert told(home, "ana", now=TUESDAY).is_due


def test_a_change_is_told_on_its_check_date_and_not_before(home):
    published(step_ins=tuple(step_in(n) for n in range(3)))
    StepIn.objects.update(due_at=None)
    PatternCard.objects.update(found_at=MONDAY - timedelta(days=30))
    respond(
        PatternCard.objects.get(), cause="owner", what="Name one owner", owner="li",
        check_on=date(2024, 6, 11), by=account("ana"), now=MONDAY, before={},
    )  # fmt: skip
    assert titles(told(home, "ana", DAILY)) == {}
    found = told(home, "ana", DAILY, now=TUESDAY)
    assert found.parts[0].entries[0].says == ("Owner unclear: owned by Li, to be checked on 11 June.",)


def test_a_lead_is_not_told_of_another_team_nor_a_member_of_anything(home):
    published(stuck=(stuck(1),), step_ins=(step_in(4),))
    assert [told(home, who).is_due for who in ("ana", "ben", "li", "otto")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2024-06-10 06:59", None),
        ("2024-06-10 07:00", (WEEKLY, date(2024, 6, 10))),
        ("2024-06-10 14:59", (WEEKLY, date(2024, 6, 10))),
        ("2024-06-10 15:00", None),
        ("2024-06-11 07:00", (DAILY, date(2024, 6, 11))),
        ("2024-06-15 08:00", None),
    ],
)
def test_it_comes_in_the_receiver_s_own_working_hours(moment, due):
    """In Madrid it is two hours later: 09:00 to 17:00 there."""
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert period_due(at, timezone="Europe/Madrid", hour=9) == due


def test_the_preview_tells_of_each_day_as_it_stood_then(home):
    """Due from Tuesday 4 June at 18:00; looked back at on Friday 7 June at noon."""
    published(datetime(2024, 6, 3, 18, tzinfo=UTC), step_ins=(step_in(4),))
    StepIn.objects.update(due_at=datetime(2024, 6, 4, 18, tzinfo=UTC))
    friday = datetime(2024, 6, 7, 12, tzinfo=UTC)
    look_back(
        StepIn.objects.get(), LookedBack({}, same_kind=False), by=account("ana"), now=friday, evidence={}
    )
    sight = sight_for("ana", organisation(home), MONDAY.date())
    found = preview(sight, timezone="UTC", hour=9, now=MONDAY)
    assert [(each.period, each.as_of.day) for each in found.past] == [(DAILY, 7), (DAILY, 6), (DAILY, 5)]


@pytest.mark.parametrize("number", [2, 40])
def test_a_preview_of_four_weeks_costs_as_many_queries_as_one_of_few_step_ins(
    home, number, django_assert_num_queries
):
    published(stuck=(stuck(99),), step_ins=tuple(step_in(n) for n in range(number)))
    StepIn.objects.update(first_seen_at=MONDAY - timedelta(days=27), due_at=MONDAY - timedelta(days=27))
    sight = sight_for("ana", organisation(home), MONDAY.date())
    with django_assert_num_queries(11):
        found = preview(sight, timezone="UTC", hour=9, now=MONDAY + timedelta(hours=1))
    assert len(found.past) == 20
