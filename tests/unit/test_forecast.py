"""The chance that stuck work moves: worked by hand, and held against what then happened."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepin.analysis.estimates.baseline import fit
from stepin.analysis.estimates.counting import count
from stepin.analysis.estimates.forecast import Waiting, ahead
from stepin.analysis.estimates.need_rows import RowsFit, fit_rows
from stepin.analysis.estimates.windows import windows
from stepin.analysis.records import HOUR_US, End, Who
from stepin.simulate.spells import simulate
from stepin.simulate.worlds import world_type
from tests.unit.waits import hours, waits

NOBODY = -1
QUARTER = 2024 * 4


def one_team(
    *, rate: float = 0.01, peer: float = 2.0, lead: float = 4.0, fresh=(1.0, 1.0), moved=99
) -> RowsFit:
    """Untouched work moves at ``rate`` an hour at every age; asking multiplies that."""
    text = "\n".join(f"{n} 0 8 0 20 move {'pl'[n % 2]}10" for n in range(2 * moved))
    counts = count(*waits(text))
    base = fit(counts)
    return RowsFit(
        replace(base, season=np.ones(1)),
        windows(counts, base),
        counts,
        pace=np.ones((1, 1)),
        peer=np.full((1, 1), peer),
        lead=np.full((1, 1), lead),
        h=np.full((1, 45), rate),
        fresh=np.array([[fresh, fresh]]),
        known=np.ones((2, 4)),
    )


def waiting(age: float, *, last: int = NOBODY, since: float = 0.0, expected: float = 8.0) -> Waiting:
    one = np.ones(1, np.int64)
    return Waiting(0 * one, QUARTER * one, hours([age]), hours([expected]), last * one, hours([since]))


def chances(*moves: float) -> list[float]:
    return pytest.approx([1 - np.exp(-each) for each in moves])


def test_left_alone_it_moves_at_the_untouched_rate():
    assert ahead(one_team(), waiting(10)).unprompted[0].tolist() == chances(0.08, 0.24, 0.8)


def test_asking_works_for_three_working_days_and_no_longer():
    found = ahead(one_team(), waiting(10))
    assert found.if_anyone[0].tolist() == chances(0.16, 0.48, 0.48 + 0.56)
    assert found.if_a_lead[0].tolist() == chances(0.32, 0.96, 0.96 + 0.56)


def test_asking_works_most_at_first_where_it_has_been_seen_to():
    # Over W it doubles the .24; 10 times in 8 hours against 4 in 16 splits that as .08·10 to .16·4
    found = ahead(one_team(fresh=(10.0, 4.0)), waiting(10))
    first = 0.48 * (0.08 * 10) / (0.08 * 10 + 0.16 * 4)
    assert found.if_anyone[0].tolist() == chances(first, 0.48, 0.48 + 0.56)


def test_a_touch_of_a_while_ago_still_works_for_what_is_left_of_its_three_days():
    # A peer 4 hours ago: 10-fold for 4 more hours, 4-fold for 16, then as usual
    found = ahead(one_team(fresh=(10.0, 4.0)), waiting(10, last=Who.PEER, since=4))
    more = 0.4 + 0.16
    assert found.unprompted[0].tolist() == chances(more, 0.4 + 0.64 + 0.04, 0.4 + 0.64 + 0.6)


def test_a_touch_of_long_ago_is_as_none():
    old, none = (
        ahead(one_team(fresh=(9.0, 9.0)), waiting(50, last=last, since=24)) for last in (Who.LEAD, NOBODY)
    )
    assert old.unprompted.tolist() == none.unprompted.tolist()


def test_what_asking_does_is_not_told_from_few_moves():
    found = ahead(one_team(moved=29), waiting(10))
    assert (found.if_anyone, found.if_a_lead) == (None, None)


def test_an_age_below_the_expectation_counts_as_the_expectation():
    young, due = (ahead(one_team(), waiting(age, expected=20)).unprompted for age in (3, 20))
    assert young.tolist() == due.tolist()


def test_nothing_running_gives_no_rows():
    none = waiting(10).part(np.zeros(1, bool))
    assert ahead(one_team(), none).unprompted.shape == (0, 3)


TIMES = st.floats(0.1, 20)


@given(st.floats(0, 500), st.sampled_from([NOBODY, Who.PEER, Who.LEAD]), st.floats(0, 60), TIMES, TIMES)
@settings(max_examples=60, deadline=None)
def test_chances_grow_with_time_and_never_shrink_by_asking_or_by_a_leads_asking(age, last, since, peer, lead):
    team = one_team(peer=peer, lead=lead, fresh=(peer, 1.0))
    found = ahead(team, waiting(age, last=last, since=since))
    for told in (found.unprompted, found.if_anyone, found.if_a_lead):
        assert (np.diff(told[0]) >= 0).all()
        assert ((told >= 0) & (told <= 1)).all()
    assert (found.if_anyone >= found.unprompted).all()
    assert (found.if_a_lead >= found.if_anyone).all()


def test_untouched_work_moves_as_often_as_was_forecast():
    # Learned from an organisation, and held against all its waits from their expectation on.
    world = simulate(world_type("inert"), seed=6, items=6000)
    found = fit_rows(count(world.spells, world.touches), rng=np.random.default_rng(6), draws=60)
    spells = world.spells
    length = spells.end_us - spells.start_us
    late = np.flatnonzero(length > spells.expected_us)
    none, due = np.zeros(len(late), np.int64), spells.expected_us[late]
    told = ahead(
        found, Waiting(spells.stratum[late], spells.quarter[late], due, due, none - 1, none)
    ).unprompted
    moved = np.isin(spells.end[late], (End.PROGRESS, End.PASS))
    for place, span in enumerate((8, 24, 80)):
        happened = moved & (length - spells.expected_us <= span * HOUR_US)[late]
        assert told[:, place].mean() == pytest.approx(happened.mean(), abs=0.03)
