"""What may be told of one step-in and of what is ahead, and whose touch still works on a running wait."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from stepin.analysis.definitions.step_ins import OUTCOMES
from stepin.analysis.estimates.controls import Control
from stepin.analysis.estimates.episodes import in_order, lineage
from stepin.analysis.estimates.forecast import Ahead
from stepin.analysis.estimates.need_rows import Singles
from stepin.analysis.estimates.shares import Need as Shares
from stepin.analysis.estimates.shares import Share
from stepin.analysis.records import HOUR_US, Who
from stepin.findings.columns import from_table
from stepin.findings.compose import behind
from stepin.findings.compose.outlook import Outlook
from stepin.findings.compose.running import last_touch
from stepin.findings.model import Ends, Estimate, Need, Within
from tests.unit.waits import waits

TOLD = Shares(300, 200, 50, 20, Share(0.5, 0.4, 0.6), Share(0.3, 0.2, 0.4), Share(0.2, 0.1, 0.3), 2.0, None)
ANYWAY = replace(TOLD, anyone=None, you=None, reason="too few")
NOTHING = replace(ANYWAY, anyway=None)
SINGLE = Singles(
    *(np.array([share]) for share in (0.5, 0.3, 0.2)),
    low=np.array([[0.4], [0.2], [0.1]]),
    high=np.array([[0.6], [0.4], [0.3]]),
    within=np.array([[0.2], [0.3], [0.4]]),
)
NEED = Need(0.5, 0.3, 0.2, Ends(0.4, 0.2, 0.1), Ends(0.6, 0.4, 0.3))
FAILED = Control("bots", 80, 40.0, Share(2.0, 1.6, 2.4), passed=False, says="")


@dataclass(frozen=True)
class Told:
    need: Need | None
    anyway: Estimate | None
    within: Within | None
    need_reason: str | None


def told(outcome: str = "moved", **changes: Any) -> Told:
    """Of one step-in with one touch, in a team and kind of which all can be told."""
    plain = Outlook(
        overall=TOLD,
        by_stratum=(TOLD,),
        controls=(),
        singles=SINGLE,
        of_step_in=np.array([0]),
        stratum=np.array([0]),
        outcome=np.array([OUTCOMES.index(outcome)]),
        ahead=Ahead(np.zeros((0, 3)), None, None),
        moves=500.0,
    )
    columns = behind.behind(replace(plain, **changes), np.array([0]))
    (row,) = from_table(Told, pa.table(columns))
    return row


def test_the_shares_of_one_step_in_have_intervals_and_the_chances_that_they_come_from():
    assert told() == Told(NEED, Estimate(0.5, 0.4, 0.6), Within(0.2, 0.3, 0.4), None)


# what is known overall, and of the team and kind | whether the first share is told | why not all are
GATES = [
    (TOLD, ANYWAY, True, behind.ONLY_ANYWAY),
    (ANYWAY, TOLD, True, behind.ONLY_ANYWAY),
    (TOLD, NOTHING, False, behind.TOO_FEW_HERE),
    (NOTHING, TOLD, False, behind.TOO_FEW),
]


@pytest.mark.parametrize(("overall", "cell", "first", "why"), GATES)
def test_one_step_in_is_told_no_more_of_than_the_whole_and_its_own_team_and_kind(overall, cell, first, why):
    anyway = Estimate(0.5, 0.4, 0.6) if first else None
    expected = Told(None, anyway, Within(0.2, None, None), why)
    assert told(overall=overall, by_stratum=(cell,)) == expected


def test_where_a_check_fails_only_what_untouched_work_does_is_told():
    assert told(controls=(FAILED,)) == Told(None, None, Within(0.2, None, None), behind.TIMING)


@pytest.mark.parametrize("outcome", ["carried", "still"])
def test_a_step_in_that_was_followed_by_no_move_has_no_shares_and_needs_no_reason(outcome):
    assert told(outcome) == Told(None, None, Within(0.2, 0.3, 0.4), None)


def test_an_early_step_in_says_that_it_was_early():
    assert told(of_step_in=np.array([-1])) == Told(None, None, None, behind.EARLY)


def test_from_next_to_no_moves_no_chance_is_told():
    assert told(moves=29.0).within is None


def last(text: str) -> list[tuple[int, float]]:
    """Of each wait: who touched it last, and how many hours before its end."""
    spells, touches = waits(text)
    left = lineage(spells, in_order(touches))
    who, since_us = last_touch(spells, touches, left, np.arange(len(spells.item)))
    return list(zip(who.tolist(), (since_us / HOUR_US).tolist(), strict=True))


def test_the_last_person_s_touch_counts_and_a_bot_s_does_not():
    assert last("1 0 8 0 20 open p5 l9 b12") == [(Who.LEAD, 11.0)]
    assert last("1 0 8 0 20 open b12") == [(-1, 0.0)]


def test_a_wait_that_goes_on_by_a_redirect_inherits_the_touch_before_it():
    # Asked at hour 5 of the first, redirected at 10: 5 hours, and 4 more of the next
    assert last("1 0 8 0 10 redirected p5\n1 0 8 10 14 open") == [(Who.PEER, 5.0), (Who.PEER, 9.0)]
    assert last("1 0 8 0 10 redirected p5\n1 0 8 10 14 open l1")[1] == (Who.LEAD, 3.0)


def test_a_wait_that_follows_a_move_inherits_nothing():
    assert last("1 0 8 0 10 move p5\n1 0 8 10 14 open")[1] == (-1, 0.0)
