"""Acts on a wait by somebody not waited on: touches, and what leads did."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.clocks import Clocks
from stepin.analysis.definitions.encoded import KIND, kind_table
from stepin.analysis.definitions.endings import NOT_ENDING, Endings
from stepin.analysis.definitions.facts import CLARIFYING, REVIEWING, Facts
from stepin.analysis.definitions.party import Scene, Somebody, actors, in_party, owner_or_author
from stepin.analysis.definitions.roles import roles
from stepin.analysis.definitions.segments import ByPerson, next_where
from stepin.analysis.definitions.tables import holds
from stepin.analysis.definitions.usual import MERGES_AT_LEAST
from stepin.analysis.definitions.waiting import Rule
from stepin.analysis.definitions.waits import Waits
from stepin.analysis.records import HOUR_US, Bools, End, Ints, Who

ECHO_US = HOUR_US
SLIP_US = HOUR_US
DELIBERATE = kind_table(
    "pushed", "assigned", "unassigned", "review_requested", "escalated", "priority_changed", "due_changed",
    "blocked", "unblocked", "status_changed", "acknowledged",
)  # fmt: skip
GIVING = kind_table("assigned", "review_requested")
HASTY = kind_table("assigned", "unassigned", "review_requested", "escalated", "priority_changed")


@dataclass(frozen=True, slots=True)
class Acts:
    """One row per act on a spell by somebody not waited on, in the order of the log.

    ``until_us`` and ``outcome`` as in records.Touches, but a carrying act has itself as its outcome, at once.
    """

    row: Ints  # in the log
    item: Ints
    spell: Ints
    at_us: Ints
    actor: Ints
    who: Ints  # a Who
    level: Ints  # of a lead
    kind: Ints
    value: Ints
    carries: Bools  # it carried or abandoned, and so is no touch
    asks: Bools
    deliberate: Bools  # meant to get the work moving
    hasty: Bools  # counts as an early step-in where it comes early
    until_us: Ints
    outcome: Ints
    by_self: Bools  # the outcome is the same person's doing
    role: Ints  # the Role waited on just before; told for leads only, as are who and reasons
    waited: Ints  # Waiting.who just before
    reasons: Ints  # the Reasons that hold with it


def acts(s: Scene, e: Endings, spell: Ints, w: Waits, why: Ints, *, clocks: Clocks, as_of_us: int) -> Acts:
    """The acts of a batch; by event, ``spell`` is the row in ``w`` it falls into, or −1, and ``why`` the
    Reasons."""
    f, words = s.f, s.words
    rows = np.flatnonzero((spell >= 0) & (_by_people(f, e, spell, w) | _by_bots(f)))
    of = spell[rows]
    ending = e.ending[rows]
    carries = (ending == End.CARRIED) | (ending == End.ABANDONED)
    after = next_where((e.ending != NOT_ENDING) & (e.ending != End.REDIRECTED), f.first)[rows]
    outcome_row = np.where(carries, rows, after)
    never = outcome_row < 0
    clock, actor = w.clock[of], f.actor[rows]
    at_us = clocks.read(clock, f.at[rows])
    by_self = ~never & (f.actor[outcome_row] == actor)
    outcome = np.where(never, End.OPEN, e.ending[outcome_row])
    moved = (outcome == End.PROGRESS) | (outcome == End.PASS)
    is_lead = (f.level[rows] > 0) & (actor != f.author[rows]) & (actor != f.owner_before[rows])
    kind = f.kind[rows]
    said = (kind == KIND["commented"]) | holds(REVIEWING, kind)
    role, waited, because = _as_it_stood(s, rows, is_lead, why)
    return Acts(
        row=rows,
        item=f.item[rows],
        spell=of,
        at_us=at_us,
        actor=actor,
        who=np.where(f.person[rows], np.where(is_lead, Who.LEAD, Who.PEER), Who.BOT),
        level=f.level[rows],
        kind=kind,
        value=f.value[rows],
        carries=carries,
        asks=f.ask[rows] | (kind == KIND["escalated"]),
        deliberate=_deliberate(s, rows, carries),
        hasty=carries | (said & words.decide[f.value[rows]]) | holds(HASTY, kind),
        until_us=clocks.read(clock, np.where(never, as_of_us, f.at[outcome_row])) - at_us,
        outcome=np.where(moved & by_self, End.CARRIED, outcome),
        by_self=by_self,
        role=role,
        waited=waited,
        reasons=because,
    )


def _as_it_stood(s: Scene, rows: Ints, is_lead: Bools, why: Ints) -> tuple[Ints, Ints, Ints]:
    role, waited, because = (np.zeros(len(rows), np.int64) for _ in range(3))
    which = np.flatnonzero(is_lead)
    theirs = rows[which]
    role[which] = roles(s.f, s.w, theirs - 1, cast=s.cast, usual=s.usual)
    waited[which] = s.w.who[theirs - 1]
    because[which] = why[theirs]
    return role, waited, because


def _deliberate(s: Scene, rows: Ints, carries: Bools) -> Bools:
    """Rather than part of an ordinary conversation or review."""
    f, words, kind = s.f, s.words, s.f.kind[rows]
    value, rule = f.value[rows], s.rule[rows]
    owned = (f.owner_before[rows] >= 0) & ~f.change[rows] & (rule != Rule.REQUESTER)
    spoken = _asks_the_party(s)[rows] | words.chase[value] | (words.decide[value] & owned)
    said = (kind == KIND["commented"]) | holds(REVIEWING, kind)
    meant = _moves_it(s, rows) | (said & spoken) | f.around_the_clock[rows]
    carrying = np.flatnonzero(carries)
    meant[carrying] |= ~_own_step(s, rows[carrying])
    closed = np.flatnonzero(kind == KIND["closed"])
    meant[closed] &= ~_undone(s, rows[closed])
    return meant


def _undone(s: Scene, rows: Ints) -> Bools:
    """Whether whoever acted opened the item again within the hour: a restart of the checks, or a slip."""
    f = s.f
    opened = ByPerson.of((f.kind == KIND["reopened"]) & f.person, f.first, f.actor, s.cast.people)
    again = opened.next_after(f.first[rows], f.actor[rows], rows)
    return (again >= 0) & (f.at[again] - f.at[rows] <= SLIP_US)


def _moves_it(s: Scene, rows: Ints) -> Bools:
    """Whether each is of a kind that moves work on: no push of one's own, nothing given to a bot, and no
    review asked of oneself."""
    f, kind = s.f, s.f.kind[rows]
    moves = holds(DELIBERATE, kind)
    pushed = np.flatnonzero(kind == KIND["pushed"])
    moves[pushed] = ~owner_or_author(f, actors(f, rows[pushed]))
    given = np.flatnonzero(holds(GIVING, kind))
    to, asks = s.words.person[f.value[rows[given]]], kind[given] == KIND["review_requested"]
    moves[given] = ~s.cast.bot[to] & ~(asks & (to == f.actor[rows[given]]))
    return moves


def _asks_the_party(s: Scene) -> Bools:
    """Whether each event is a question to somebody in the party just before it, of what waits on somebody."""
    f = s.f
    row, person = s.w.questions.put_to_others()
    waits = s.rule[row] != Rule.NOBODY
    row, person = row[waits], person[waits]
    level = s.cast.lead.level_at(f.team[row], person, f.at[row])
    asks = np.zeros(len(f), bool)
    asks[row[in_party(s, Somebody(row, person, level))]] = True
    return asks


def _own_step(s: Scene, rows: Ints) -> Bools:
    """What is the actor's own to do there though others were waited on: merging, reviewing, tidying up."""
    kind = s.f.kind[rows]
    merging = (kind == KIND["merged"]) & _merging_is_theirs(s, rows)
    reviewing = s.f.review[rows] & _reviewing_is_theirs(s, rows)
    return merging | reviewing | ((kind == KIND["closed"]) & ~s.f.change[rows])


def _merging_is_theirs(s: Scene, rows: Ints) -> Bools:
    container, quarter = s.f.container[rows], s.f.quarter[rows]
    few = s.usual.merges[s.usual.place(container, quarter)] < MERGES_AT_LEAST
    return few | s.usual.is_merger(container, quarter, s.f.actor[rows])


def _reviewing_is_theirs(s: Scene, rows: Ints) -> Bools:
    return s.usual.is_reviewer(s.f.container[rows], s.f.quarter[rows], s.f.actor[rows])


def _by_people(f: Facts, e: Endings, spell: Ints, w: Waits) -> Bools:
    """By persons outside the party, no clean-out, and no echo of what the spell began with."""
    found = f.acting & ~e.party & (spell >= 0) & (f.progress | f.passing | holds(CLARIFYING, f.kind))
    rows = np.flatnonzero(found)
    began = w.start_row[spell[rows]]
    echo = (f.actor[began] == f.actor[rows]) & (f.at[rows] - f.at[began] <= ECHO_US)
    found[rows[echo]] = False
    return found


def _by_bots(f: Facts) -> Bools:
    return f.live & (f.actor >= 0) & ~f.person & (f.kind == KIND["commented"])
