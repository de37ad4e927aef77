"""Which events end a wait, and how: moves, carrying, redirecting."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import KIND
from stepin.analysis.definitions.facts import CLOSING, Facts
from stepin.analysis.definitions.party import BY_OWNER_OR_AUTHOR, Scene, party
from stepin.analysis.definitions.waiting import NOBODY, Rule, Waiting, among
from stepin.analysis.records import Bools, End, Ints

NOT_ENDING = -1
MERGE = among(Rule.MERGE_LEADS, Rule.MERGE_OWNER, Rule.MERGE_USUAL)
UNASKED = among(Rule.UNCLAIMED, Rule.UNCLAIMED_LED)
UNOWNED = among(Rule.UNCLAIMED, Rule.NOBODY)
OWNER = BY_OWNER_OR_AUTHOR | among(Rule.PAGED, Rule.ACKED, Rule.TEAM, Rule.OWNED)
REVIEW = among(Rule.UNCLAIMED_LED, Rule.REQUESTED, Rule.REVIEWERS, Rule.POOL) | MERGE
REVIEW[Rule.MERGE_OWNER] = False
NAMED = among(Rule.ASKED, Rule.STATED)


@dataclass(frozen=True, slots=True)
class Endings:
    """By event: whether its actor was waited on, and what it ended (an End, or NOT_ENDING)."""

    party: Bools
    ending: Ints


def endings(s: Scene) -> Endings:
    f = s.f
    waited = f.open_before & (f.first != np.arange(len(f)))
    ours = party(s) & waited
    deed = f.live & f.person & waited
    move = deed & ours & (f.progress | f.passing)
    closes = waited & CLOSING[f.kind]
    carried = ~move & (closes | (deed & ~ours & _does_the_step(s)))
    redirected = waited & ~move & ~carried & f.open_after & _sits_elsewhere(s)
    ending = np.full(len(f), NOT_ENDING)
    ending[redirected] = End.REDIRECTED
    ending[carried] = End.CARRIED
    ending[move] = np.where(f.progress[move], End.PROGRESS, End.PASS)
    ending[closes & _abandons(s)] = End.ABANDONED
    ending[f.bulk & (ending != NOT_ENDING)] = End.BULK
    return Endings(ours, ending)


def _does_the_step(s: Scene) -> Bools:
    """Whether the event is what the party was waited on for; closing is looked at elsewhere."""
    f = s.f
    asked = _asked_as(s)
    as_owner = OWNER[s.rule] | (asked == Rule.OWNED)
    as_reviewer = REVIEW[s.rule] | (asked == Rule.REVIEWERS)
    work = (f.kind == KIND["pushed"]) | f.forward | (f.kind == KIND["acknowledged"])
    unblocks = (s.rule == Rule.BLOCKED) & (f.kind == KIND["unblocked"])
    to_self = (f.kind == KIND["assigned"]) & (s.words.person[f.value] == f.actor)
    takes = UNOWNED[s.rule] & (f.progress | to_self)
    return (as_owner & work) | (as_reviewer & f.review) | unblocks | takes


def _asked_as(s: Scene) -> Ints:
    """For NAMED: what the person is to the item, as the rule that speaks of them; else CLOSED."""
    f, rows = s.f, np.flatnonzero(NAMED[s.rule])
    asked_as = np.full(len(f), Rule.CLOSED)
    asked_as[rows] = asked_rule(
        f, rows - 1, s.who[rows], s.cast.lead.level_at(f.team[rows - 1], s.who[rows], f.at[rows - 1])
    )
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
    same = MERGE[s.rule] & MERGE[now.rule]
    same |= UNASKED[s.rule] & UNASKED[now.rule]
    other_rule = (s.rule != now.rule) & ~same
    return np.where(both, s.who != now.who, (s.who != now.who) | other_rule)


def _abandons(s: Scene) -> Bools:
    f = s.f
    by_bot = (f.actor >= 0) & ~f.person
    closed = f.kind == KIND["closed"]
    return (closed & (f.change | by_bot)) | (CLOSING[f.kind] & s.words.abandons[f.value])
