"""A lead's acts on one stuck wait, as one episode; and those that came early."""

from dataclasses import dataclass
from enum import IntFlag

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Words, kind_table
from stepin.analysis.definitions.facts import REVIEWING
from stepin.analysis.definitions.roles import Role
from stepin.analysis.definitions.stated import Stated
from stepin.analysis.definitions.touching import Acts
from stepin.analysis.definitions.waits import Waits
from stepin.analysis.records import WINDOW_US, Bools, End, Ints, Who

EARLY_ROLES = (Role.OWNER, Role.REVIEWER, Role.REQUESTER, Role.OTHER_TEAM)
OUTCOMES = ("still", "answered", "moved", "carried")
STILL, ANSWERED, MOVED, CARRIED = range(4)


class Form(IntFlag):
    """``name.lower()`` is the contract's word."""

    WROTE = 1
    CHASED = 2
    DECIDED = 4
    INVESTIGATED = 8
    CLARIFIED = 16
    PRESSED = 32


@dataclass(frozen=True, slots=True)
class StepIns:
    """One row per step-in, in the order of their first acts. ``act`` is the row of the first one in Acts."""

    act: Ints
    spell: Ints
    early: Bools
    touches: Ints
    forms: Ints
    idle_us: Ints
    expected_us: Ints
    outcome: Ints  # index into OUTCOMES
    after_us: Ints  # −1 where it did not move


def step_ins(a: Acts, w: Waits, expected_us: Ints, *, words: Words, stated: Stated) -> StepIns:
    """Late and early ones; ``expected_us`` is by spell. Where forms are stated of one, it has those."""
    rows = np.flatnonzero((a.who == Who.LEAD) & a.deliberate)
    age = a.at_us[rows] - w.start_us[a.spell[rows]]
    late = (age >= expected_us[a.spell[rows]]) & (age > 0)
    early = ~late & a.hasty[rows] & np.isin(a.role[rows], EARLY_ROLES)
    rows, early = rows[late | early], early[late | early]
    order = np.lexsort((rows, early, a.actor[rows], a.spell[rows]))
    rows, early = rows[order], early[order]
    opens = _opens(a, rows, early)
    first = np.flatnonzero(opens)
    act, episode = rows[first], np.cumsum(opens) - 1
    outcome, after = _outcomes(a, act)
    found = StepIns(
        act=act,
        spell=a.spell[act],
        early=early[first],
        touches=np.bincount(episode, minlength=len(first)),
        forms=_as_stated(_forms(a, rows, episode, first, words), a.row[act], stated),
        idle_us=a.at_us[act] - w.start_us[a.spell[act]],
        expected_us=expected_us[a.spell[act]],
        outcome=outcome,
        after_us=after,
    )
    by_time = np.argsort(a.row[act], kind="stable")
    return StepIns(*(getattr(found, name)[by_time] for name in StepIns.__slots__))


def _as_stated(forms: Ints, first_row: Ints, stated: Stated) -> Ints:
    forms = forms.astype(np.int64)
    for row, names in stated.forms.items():
        forms[first_row == row] = sum(Form[name.upper()] for name in set(names))
    return forms


def _opens(a: Acts, rows: Ints, early: Bools) -> Bools:
    opens = np.ones(len(rows), bool)
    same = (a.spell[rows[1:]] == a.spell[rows[:-1]]) & (a.actor[rows[1:]] == a.actor[rows[:-1]])
    opens[1:] = ~(same & (early[1:] == early[:-1]))
    return opens


def _outcomes(a: Acts, act: Ints) -> tuple[Ints, Ints]:
    ended, within = a.outcome[act], a.until_us[act] <= WINDOW_US
    carried = a.by_self[act] & np.isin(ended, (End.CARRIED, End.ABANDONED))
    outcome = np.select(
        [~within, carried, ended == End.PROGRESS, ended == End.PASS], [STILL, CARRIED, MOVED, ANSWERED], STILL
    )
    return outcome, np.where(outcome == STILL, -1, a.until_us[act])


_DECIDING = kind_table("approved", "merged", "closed", "resolved", "status_changed", "unblocked")
_LOOKING = kind_table("reviewed", "changes_requested", "acknowledged")
_CLARIFYING = kind_table(
    "assigned", "unassigned", "review_requested", "due_changed", "described", "priority_changed", "blocked"
)


def _forms(a: Acts, rows: Ints, episode: Ints, first: Ints, words: Words) -> Ints:
    kind, value = a.kind[rows], a.value[rows]
    said = kind == KIND["commented"]
    decides = words.decide[value] | words.approve[value]
    asks = words.ask[value] & (said | REVIEWING[kind])
    forms = (
        (kind == KIND["pushed"]) * int(Form.WROTE)
        | (said & (asks | words.chase[value])) * int(Form.CHASED)
        | (_DECIDING[kind] | (said & decides)) * int(Form.DECIDED)
        | (_LOOKING[kind] | (said & ~asks & ~decides & ~words.chase[value])) * int(Form.INVESTIGATED)
        | _CLARIFYING[kind] * int(Form.CLARIFIED)
        | (kind == KIND["escalated"]) * int(Form.PRESSED)
    )
    if not len(first):
        return forms
    together = np.bitwise_or.reduceat(forms, first)
    return together | (np.add.reduceat(asks.astype(np.int64), first) >= 2) * int(Form.PRESSED)
