"""Before and after a change, worked by hand on weeks of ten stuck hours each, and put into words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from stepin.analysis.estimates.before_after import Prior
from stepin.ledger import words_cards
from stepin.ledger.effects import Effect, Weeks, effect, quarter_of
from stepin.ledger.models import PatternCard, Response
from stepin.ledger.questions.responses import Behind

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def weeks(number, hours=10.0, stuck=1):
    return Weeks(MONDAY, MONDAY + number * WEEK, (stuck,) * number, (hours,) * number)


def of(came, *, changed, picked=40, held=None, prior=None, now=52):
    """All in weeks from the first of January."""
    at = [MONDAY + week * WEEK for week in came]
    picked_at, changed_at = MONDAY + picked * WEEK, MONDAY + changed * WEEK
    return effect(at, held, prior, picked_at=picked_at, changed_at=changed_at, now=MONDAY + now * WEEK)


def test_weeks_that_a_span_cuts_count_by_their_part():
    span = (MONDAY + 1.5 * WEEK, MONDAY + 3 * WEEK)
    assert weeks(4).sums(span) == (1.5, 15.0)


def test_the_week_that_still_runs_ends_where_the_analysis_looked_from():
    running = Weeks(MONDAY, MONDAY + 1.5 * WEEK, (1, 1), (10.0, 6.0))
    assert running.sums((MONDAY + 1.25 * WEEK, MONDAY + 9 * WEEK)) == (0.5, 3.0)


def test_step_ins_are_held_against_stuck_hours_before_and_after():
    """Six in 26 weeks, at ten hours a week, then one in ten: (6 + ½)·100/260 were to be expected."""
    told = of([2, 5, 9, 14, 20, 25, 30], changed=26, picked=26, held=weeks(36))
    assert (told.before, told.after, told.hours_before, told.hours_after) == (6, 1, 260.0, 100.0)
    assert (told.basis, told.expected, told.verdict) == ("hours", pytest.approx(2.5), "cannot_tell")


def test_the_quarter_in_which_it_was_picked_out_is_left_out_where_a_quarter_is_left():
    """Found in week 20 (April to June): of the weeks before week 30 are left 13 before it and 4 after it."""
    low, high = quarter_of(MONDAY + 20 * WEEK)
    assert (low, high) == (datetime(2024, 4, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC))
    told = of([3, 5, 14, 15, 16, 27, 40], changed=30, picked=20, held=weeks(44))
    assert (told.before, told.after, told.without_quarter) == (3, 1, True)
    assert (told.weeks_before, told.hours_before) == (pytest.approx(17.0), pytest.approx(170.0))


def test_of_work_that_is_new_in_that_quarter_all_that_came_counts():
    told = of([14, 15, 16, 17], changed=20, picked=18, held=weeks(30))
    assert (told.before, told.without_quarter) == (4, False)


def test_with_less_than_a_quarter_left_all_that_came_before_counts():
    told = of([3, 5, 8], changed=10, picked=9, held=weeks(30))
    assert (told.before, told.without_quarter, told.weeks_before) == (3, False, 10.0)


def test_with_no_log_time_itself_is_what_they_are_held_against():
    told = of([1, 2, 3, 20], changed=13, picked=13, now=21)
    assert (told.before, told.after, told.basis, told.stuck_after) == (3, 1, "weeks", None)
    assert (told.weeks_before, told.weeks_after) == (pytest.approx(13.0), 8.0)


def test_the_organisation_s_rate_draws_a_cell_to_it():
    alone = of([2, 5, 9], changed=12, picked=30, held=weeks(40))
    drawn = of([2, 5, 9], changed=12, picked=30, held=weeks(40), prior=Prior(2.0, 2000.0))
    assert (alone.basis, drawn.basis) == ("hours", "organisation")
    assert drawn.expected < alone.expected


def test_only_a_year_counts():
    told = of([0, 1, 60], changed=70, picked=69, held=weeks(80), now=80)
    assert told.weeks_before <= 53
    assert told.before == 1


PLAIN = Effect(
    9, 0, 13, 8, 13.0, 6.0, 260.0, 120.0, "organisation", 4.0, 1, 8, 0.02, "fell", without_quarter=False
)
CHANGED = Response(
    card=PatternCard(team="payments", kind="request", leader="ana"),
    cause="owner",
    what="Require one",
    at=datetime(2024, 6, 3, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("behind", "told", "says"),
    [
        (
            Behind(9, 9, 5, yours=True),
            PLAIN,
            "Five of your nine step-ins into requests of payments had no owner. You changed that on 3 June: "
            "Require one. None of the six that got stuck since needed you.",
        ),
        (
            Behind(9, 9, 9, yours=False),
            replace(PLAIN, after=2),
            "All nine step-ins into requests of payments had no owner. That was changed on 3 June: "
            "Require one. Two of the six that got stuck since needed a lead.",
        ),
        (
            Behind(21, 3, 2, yours=True),
            replace(PLAIN, stuck_after=0.0),
            "Of your 21 step-ins into requests of payments, three were looked back at: two had no owner. You "
            "changed that on 3 June: Require one. Nothing like it got stuck since.",
        ),
        (
            Behind(1, 1, 1, yours=True),
            replace(PLAIN, stuck_after=None),
            "Your one step-in into requests of payments had no owner. You changed that on 3 June: "
            "Require one. No step-in in the 8 weeks since.",
        ),
        (
            Behind(4, 0, 0, yours=False),
            replace(PLAIN, stuck_after=None, after=1),
            "4 step-ins into requests of payments came before this change. That was changed on 3 June: "
            "Require one. 1 step-in in the 8 weeks since.",
        ),
    ],
)
def test_the_story_of_a_change_is_told_as_counts(behind, told, says):
    assert words_cards.story(CHANGED, told, behind, now=date(2024, 8, 1)) == says


def test_the_numbers_propose_and_say_how_sure_they_are():
    assert words_cards.proposed(PLAIN) == (
        "The numbers say it fell: so few would come about 2% of the time had nothing changed."
    )
    assert words_cards.against(PLAIN) == (
        "9 step-ins in 260 stuck hours before it; none in 120 stuck hours since. Had nothing changed, 1 to 8 "
        "would have come since, nine times in ten."
    )
    unsure = replace(PLAIN, verdict="cannot_tell", low=0)
    assert "too little got stuck" in words_cards.proposed(unsure)
