"""Whose act is waited for: whether the actor of each event was in the party, given the state before it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Cast, Words, kind_table
from stepin.analysis.definitions.facts import Facts
from stepin.analysis.definitions.segments import before
from stepin.analysis.definitions.tables import holds
from stepin.analysis.definitions.usual import Usual
from stepin.analysis.definitions.waiting import NOBODY, Rule, Waiting, among
from stepin.analysis.records import Bools, Ints

TAKING_UP = kind_table("assigned", "review_requested")
BY_OWNER_OR_AUTHOR = among(Rule.DRAFT, Rule.LABEL, Rule.FEEDBACK, Rule.MERGE_OWNER)
BY_WHO = among(Rule.PAGED, Rule.ACKED, Rule.OWNED, Rule.REQUESTER, Rule.STATED)


@dataclass(frozen=True, slots=True)
class Scene:
    """A batch with the state just before each of its events."""

    f: Facts
    w: Waiting
    rule: Ints  # int8
    who: Ints
    words: Words
    cast: Cast
    usual: Usual

    @staticmethod
    def of(f: Facts, w: Waiting, *, words: Words, cast: Cast, usual: Usual) -> "Scene":
        rule = before(w.rule, f.first, missing=Rule.CLOSED)
        return Scene(f, w, rule, before(w.who, f.first, missing=NOBODY), words, cast, usual)


def party(s: Scene) -> Bools:
    """Whether the actor, a person, was waited on; no on closed items and on an item's first event."""
    f = s.f
    found = holds(BY_OWNER_OR_AUTHOR, s.rule) & owner_or_author(f)
    found |= holds(BY_WHO, s.rule) & (f.actor == s.who)
    for rules, test in _TESTS:
        rows = np.flatnonzero(holds(rules, s.rule) & f.person)
        if len(rows):
            found[rows] = test(s, rows)
    return found & f.person


def owner_or_author(f: Facts) -> Bools:
    return (f.actor == f.owner_before) | (f.change & (f.actor == f.author))


def _unblocks(s: Scene, rows: Ints) -> Bools:
    f, cast = s.f, s.cast
    named = s.words.team[s.who[rows] - cast.people - 1]
    theirs = cast.member.level_at(named, f.actor[rows], f.at[rows]) > 0
    theirs |= cast.lead.level_at(named, f.actor[rows], f.at[rows]) > 0
    peopled = np.isin(named, np.r_[cast.member.team, cast.lead.team])
    outsider = ~owner_or_author(f)[rows] & (f.actor[rows] != f.author[rows]) & (f.level[rows] == 0)
    return np.where(peopled, theirs, outsider)


def _is_asked(s: Scene, rows: Ints) -> Bools:
    return s.w.questions.is_target(s.w.questions.latest[rows - 1], s.f.actor[rows])


def _merges(s: Scene, rows: Ints) -> Bools:
    f = s.f
    usual = s.usual.is_merger(f.container[rows], f.quarter[rows - 1], f.actor[rows])
    return (f.level[rows] > 0) | (usual & (s.rule[rows] == Rule.MERGE_USUAL))


def _reviews(s: Scene, rows: Ints) -> Bools:
    f = s.f
    reviewed = s.w.reviews.last_before(f.first[rows], f.actor[rows], rows) >= 0
    for rule, instead in ((Rule.REQUESTED, _is_requested), (Rule.REVIEWERS, _usually_reviews)):
        others = np.flatnonzero(~reviewed & (s.rule[rows] == rule))
        reviewed[others] = instead(s, rows[others])
    return reviewed


def _is_requested(s: Scene, rows: Ints) -> Bools:
    """Whether a request to the actor is open just before the event."""
    f = s.f
    asked = s.w.requests.by_person.last_before(f.first[rows], f.actor[rows], rows)
    acted = s.w.acts.last_before(f.first[rows], f.actor[rows], rows)
    return (asked >= f.floor[rows - 1]) & (asked >= 0) & (acted <= asked)


def _usually_reviews(s: Scene, rows: Ints) -> Bools:
    f = s.f
    usual = s.usual.is_reviewer(f.container[rows], f.quarter[rows - 1], f.actor[rows])
    return usual & (f.actor[rows] != f.author[rows])


def _leads(s: Scene, rows: Ints) -> Bools:
    return s.f.level[rows] > 0


def _leads_not(s: Scene, rows: Ints) -> Bools:
    return s.f.level[rows] == 0


def _takes_it_up(s: Scene, rows: Ints) -> Bools:
    return takes_it_up(s.f, rows)


def takes_it_up(f: Facts, rows: Ints) -> Bools:
    """Whether each event is what somebody does who takes an item that waits on nobody."""
    speaks = (f.kind[rows] == KIND["commented"]) & ~f.ask[rows]
    taking = f.progress[rows] | TAKING_UP[f.kind[rows]] | speaks
    return taking & (f.level[rows] == 0) & (f.actor[rows] != f.author[rows])


_TESTS: tuple[tuple[Bools, Callable[[Scene, Ints], Bools]], ...] = (
    (among(Rule.BLOCKED), _unblocks),
    (among(Rule.ASKED), _is_asked),
    (among(Rule.MERGE_LEADS, Rule.MERGE_USUAL), _merges),
    (among(Rule.REQUESTED, Rule.REVIEWERS), _reviews),
    (among(Rule.POOL), _usually_reviews),
    (among(Rule.TEAM), _leads_not),
    (among(Rule.UNCLAIMED_LED), _leads),
    (among(Rule.UNCLAIMED, Rule.NOBODY), _takes_it_up),
)
