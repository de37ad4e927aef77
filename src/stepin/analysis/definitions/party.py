"""Whose act is waited for: whether the actor of each event was in the party, given the state before it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import KIND, NO_CHANGE, Cast, Words, kind_table
from stepin.analysis.definitions.facts import Facts
from stepin.analysis.definitions.segments import before
from stepin.analysis.definitions.tables import holds
from stepin.analysis.definitions.usual import Usual
from stepin.analysis.definitions.waiting import NOBODY, Rule, Waiting, among
from stepin.analysis.records import Bools, Ints

TAKING_UP = kind_table("assigned", "review_requested")
BY_OWNER_OR_AUTHOR = among(Rule.DRAFT, Rule.LABEL, Rule.FEEDBACK, Rule.MERGE_OWNER)
BY_WHO = among(Rule.PAGED, Rule.ACKED, Rule.OWNED, Rule.REQUESTER, Rule.STATED)
BY_REVIEWERS = among(
    Rule.REQUESTED, Rule.APPROVALS, Rule.REVIEWERS, Rule.POOL, Rule.MERGE_LEADS, Rule.MERGE_USUAL
)
UNOWNED = among(Rule.UNCLAIMED, Rule.NOBODY)


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


@dataclass(frozen=True, slots=True)
class Somebody:
    """Persons, each at an event of a scene."""

    row: Ints
    person: Ints
    level: Ints  # as a lead of the item's team at that event

    def at(self, which: Ints) -> "Somebody":
        return Somebody(self.row[which], self.person[which], self.level[which])


def actors(f: Facts, rows: Ints) -> Somebody:
    return Somebody(rows, f.actor[rows], f.level[rows])


def party(s: Scene) -> Bools:
    """Whether the event is an act that was waited for, by what it is too; no on closed items and on an
    item's first event."""
    found = np.zeros(len(s.f), bool)
    rows = np.flatnonzero(s.f.person)
    found[rows] = in_party(s, actors(s.f, rows))
    unowned = np.flatnonzero(found & holds(UNOWNED, s.rule))
    found[unowned] = takes_it_up(s.f, unowned)
    return found & ~_urges(s)


def _urges(s: Scene) -> Bools:
    """Whether a lead chases others, where reviewing or merging may be that lead's as well as theirs."""
    f, words = s.f, s.words
    found = holds(BY_REVIEWERS, s.rule) & (f.level > 0) & (f.kind == KIND["commented"])
    rows = np.flatnonzero(found)
    asks = np.isin(rows, s.w.questions.put_to_others()[0]) | words.you[f.value[rows]]
    other = (f.actor[rows] != f.author[rows]) & (f.actor[rows] != s.who[rows])
    found[rows] = asks & other & words.chase[f.value[rows]] & ~f.review[rows]
    return found


def in_party(s: Scene, them: Somebody) -> Bools:
    """Whether each person was waited on just before their event, whichever acts would be theirs."""
    rule = s.rule[them.row]
    found = np.zeros(len(rule), bool)
    for rules, test in _TESTS:
        which = np.flatnonzero(holds(rules, rule))
        if len(which):
            found[which] = test(s, them.at(which))
    return found


def owner_or_author(f: Facts, them: Somebody) -> Bools:
    return (them.person == f.owner_before[them.row]) | (
        f.change[them.row] & (them.person == f.author[them.row])
    )


def _owns(s: Scene, them: Somebody) -> Bools:
    return owner_or_author(s.f, them)


def _is_who(s: Scene, them: Somebody) -> Bools:
    return them.person == s.who[them.row]


def _unblocks(s: Scene, them: Somebody) -> Bools:
    f, cast = s.f, s.cast
    value = s.who[them.row] - cast.people - 1
    named, author = s.words.team[value], s.words.author[value]
    theirs = cast.member.level_at(named, them.person, f.at[them.row]) > 0
    theirs |= cast.lead.level_at(named, them.person, f.at[them.row]) > 0
    peopled = np.isin(named, np.r_[cast.member.team, cast.lead.team])
    others = np.where(peopled, theirs, ~owner_or_author(f, them) & _is_third(s, them))
    return np.where(author == NO_CHANGE, others, them.person == author)


def _is_asked(s: Scene, them: Somebody) -> Bools:
    return s.w.questions.is_target(s.w.questions.latest[them.row - 1], them.person)


def _merges(s: Scene, them: Somebody) -> Bools:
    f, rows = s.f, them.row
    usual = s.usual.is_merger(f.container[rows], f.quarter[rows - 1], them.person)
    return (them.level > 0) | (usual & (s.rule[rows] == Rule.MERGE_USUAL))


def _reviews(s: Scene, them: Somebody) -> Bools:
    reviewed = s.w.reviews.last_before(s.f.first[them.row], them.person, them.row) >= 0
    for rule, instead in _OR_ELSE:
        others = np.flatnonzero(~reviewed & (s.rule[them.row] == rule))
        reviewed[others] = instead(s, them.at(others))
    return reviewed


def _is_requested(s: Scene, them: Somebody) -> Bools:
    """Whether a request to them is open just before the event."""
    f, rows = s.f, them.row
    asked = s.w.requests.by_person.last_before(f.first[rows], them.person, rows)
    acted = s.w.acts.last_before(f.first[rows], them.person, rows)
    return (asked >= f.floor[rows - 1]) & (asked >= 0) & (acted <= asked)


def _usually_reviews(s: Scene, them: Somebody) -> Bools:
    f, rows = s.f, them.row
    usual = s.usual.is_reviewer(f.container[rows], f.quarter[rows - 1], them.person)
    return usual & (them.person != f.author[rows])


def _reviews_or_merges(s: Scene, them: Somebody) -> Bools:
    f, rows = s.f, them.row
    merges = s.usual.is_merger(f.container[rows], f.quarter[rows - 1], them.person)
    return _usually_reviews(s, them) | (merges & (them.person != f.author[rows]))


def _leads(s: Scene, them: Somebody) -> Bools:
    return them.level > 0


def _leads_not(s: Scene, them: Somebody) -> Bools:
    return them.level == 0


def _is_third(s: Scene, them: Somebody) -> Bools:
    """Neither the author nor a lead of the item's team."""
    return (them.level == 0) & (them.person != s.f.author[them.row])


def takes_it_up(f: Facts, rows: Ints) -> Bools:
    """Whether each event is what somebody does who takes an item that waits on nobody."""
    speaks = (f.kind[rows] == KIND["commented"]) & ~f.ask[rows]
    taking = f.progress[rows] | TAKING_UP[f.kind[rows]] | speaks
    return taking & (f.level[rows] == 0) & (f.actor[rows] != f.author[rows])


_OR_ELSE = (
    (Rule.REQUESTED, _is_requested),
    (Rule.REVIEWERS, _usually_reviews),
    (Rule.APPROVALS, _reviews_or_merges),
)
_TESTS: tuple[tuple[Bools, Callable[[Scene, Somebody], Bools]], ...] = (
    (BY_OWNER_OR_AUTHOR, _owns),
    (BY_WHO, _is_who),
    (among(Rule.BLOCKED), _unblocks),
    (among(Rule.ASKED, Rule.PROMISED), _is_asked),
    (among(Rule.MERGE_LEADS, Rule.MERGE_USUAL), _merges),
    (among(Rule.REQUESTED, Rule.REVIEWERS, Rule.APPROVALS), _reviews),
    (among(Rule.POOL), _usually_reviews),
    (among(Rule.TEAM), _leads_not),
    (among(Rule.UNCLAIMED_LED), _leads),
    (UNOWNED, _is_third),
)
