"""Which events end a wait, and how: moves, carrying, redirecting."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import KIND
from stepin.analysis.definitions.facts import CLOSING, Facts
from stepin.analysis.definitions.party import BY_OWNER_OR_AUTHOR, BY_REVIEWERS, UNOWNED, Scene, party
from stepin.analysis.definitions.tables import first_case, holds
from stepin.analysis.definitions.waiting import NOBODY, Rule, Waiting, among
from stepin.analysis.records import Bools, End, Ints

NOT_ENDING = -1
MERGE = among(Rule.MERGE_LEADS, Rule.MERGE_OWNER, Rule.MERGE_USUAL)
UNASKED = among(Rule.UNCLAIMED, Rule.UNCLAIMED_LED)
OWNER = BY_OWNER_OR_AUTHOR | among(Rule.PAGED, Rule.ACKED, Rule.TEAM, Rule.OWNED)
REVIEW = BY_REVIEWERS | among(Rule.UNCLAIMED_LED)
NAMED = among(Rule.ASKED, Rule.PROMISED, Rule.STATED)


@dataclass(frozen=True, slots=True)
class Endings:
    """By event: whether its actor was waited on, and what it ended (an End in one byte, or NOT_ENDING)."""

    party: Bools
    ending: Ints


def endings(s: Scene) -> Endings:
    f = s.f
    waited = f.open_before & ~f.starts
    ours = party(s) & waited
    deed = f.live & f.person & waited
    move = deed & ours & (f.progress | f.passing)
    closes = waited & holds(CLOSING, f.kind)
    carried = ~move & (closes | _does_the_step(s, deed & ~ours))
    redirected = waited & ~move & ~carried & f.open_after & _sits_elsewhere(s)
    ending = first_case(
        {
            End.BULK: f.bulk & (move | carried | redirected),
            End.ABANDONED: closes & _abandons(s),
            End.PROGRESS: move & f.progress,
            End.PASS: move,
            End.CARRIED: carried,
            End.REDIRECTED: redirected,
        },
        otherwise=NOT_ENDING,
    )
    return Endings(ours, ending)


def _does_the_step(s: Scene, deeds: Bools) -> Bools:
    """Which of the deeds are what the party was waited on for; closing is looked at elsewhere."""
    f = s.f
    rows = np.flatnonzero(deeds)
    rule, kind, asked = s.rule[rows], f.kind[rows], _asked_as(s, rows)
    as_owner = holds(OWNER, rule) | (asked == Rule.OWNED)
    as_reviewer = holds(REVIEW, rule) | (asked == Rule.REVIEWERS)
    work = (kind == KIND["pushed"]) | f.forward[rows] | (kind == KIND["acknowledged"])
    unblocks = (rule == Rule.BLOCKED) & (kind == KIND["unblocked"])
    to_self = (kind == KIND["assigned"]) & (s.words.person[f.value[rows]] == f.actor[rows])
    takes = holds(UNOWNED, rule) & (f.progress[rows] | to_self)
    does = np.zeros(len(f), bool)
    does[rows] = (as_owner & work) | (as_reviewer & f.review[rows]) | unblocks | takes
    return does


def _asked_as(s: Scene, rows: Ints) -> Ints:
    """For NAMED: what the person is to the item, as the rule that speaks of them; else CLOSED."""
    f, asked_as = s.f, np.full(len(rows), Rule.CLOSED)
    named = np.flatnonzero(holds(NAMED, s.rule[rows]))
    before, who = rows[named] - 1, s.who[rows[named]]
    asked_as[named] = asked_rule(f, before, who, s.cast.lead.level_at(f.team[before], who, f.at[before]))
    return asked_as


def asked_rule(f: Facts, rows: Ints, who: Ints, level: Ints) -> Ints:
    """OWNED, REQUESTER or REVIEWERS (a lead is one): in which capacity ``who`` is asked after each event."""
    owner = (who == f.owner[rows]) | (f.change[rows] & (who == f.author[rows]))
    reviews = (level > 0) | f.change[rows]
    other = np.where(reviews, Rule.REVIEWERS, Rule.OWNED)
    return np.where(owner, Rule.OWNED, np.where(who == f.author[rows], Rule.REQUESTER, other))


def _sits_elsewhere(s: Scene) -> Bools:
    """Whether who differs after the event or, where there is no who before or after, the rule."""
    now: Waiting = s.w
    both = (s.who != NOBODY) & (now.who != NOBODY)
    same = holds(MERGE, s.rule) & holds(MERGE, now.rule)
    same |= holds(UNASKED, s.rule) & holds(UNASKED, now.rule)
    return (s.who != now.who) | (~both & (s.rule != now.rule) & ~same)


def _abandons(s: Scene) -> Bools:
    """Whether each event, where it closes the item, abandons it."""
    f = s.f
    by_bot = (f.actor >= 0) & ~f.person
    closed = f.kind == KIND["closed"]
    return (closed & (f.change | by_bot)) | s.words.abandons[f.value]
