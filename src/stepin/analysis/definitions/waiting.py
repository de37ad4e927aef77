"""Whom an item waits on after each event: one rule at a time, the first that fits wins."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Cast, Words
from stepin.analysis.definitions.facts import Facts
from stepin.analysis.definitions.questions import (
    Questions,
    Requests,
    acts_by_person,
    directed_questions,
    insider_question_open,
    names,
    open_requests,
)
from stepin.analysis.definitions.segments import ByPerson, last_where
from stepin.analysis.definitions.usual import MERGES_AT_LEAST, Usual
from stepin.analysis.records import Bools, Ints

NOBODY = -1
State = tuple[Ints, Ints]  # rule and who


class Rule(IntEnum):
    """Why an item waits on whom it waits on; ``merge`` and ``unclaimed`` come in several ways."""

    CLOSED = 0
    BLOCKED = 1
    ASKED = 2
    DRAFT = 3
    LABEL = 4
    FEEDBACK = 5
    MERGE_LEADS = 6
    MERGE_OWNER = 7
    MERGE_USUAL = 8
    REQUESTED = 9
    REVIEWERS = 10
    POOL = 11
    UNCLAIMED = 12
    UNCLAIMED_LED = 19
    PAGED = 13
    ACKED = 14
    TEAM = 15
    REQUESTER = 16
    OWNED = 17
    NOBODY = 18
    STATED = 20  # people said so; see corrected.py


def among(*rules: Rule) -> Bools:
    """A table by rule: whether it is one of these."""
    table = np.zeros(len(Rule), bool)
    table[list(rules)] = True
    return table


@dataclass(frozen=True, slots=True)
class Waiting:
    """The state after each event. ``who``: a person, ``people`` + 1 + value for a block's value, or −1."""

    rule: Ints
    who: Ints
    blocked: Bools
    questions: Questions
    requests: Requests
    acts: ByPerson
    reviews: ByPerson


def waiting_on(f: Facts, *, words: Words, cast: Cast, usual: Usual) -> Waiting:
    """The state after each event of the batch."""
    acts = acts_by_person(f, cast)
    reviews = ByPerson.of(f.review, f.first, f.actor, cast.people)
    questions = directed_questions(f, acts, words=words, cast=cast)
    requests = open_requests(f, acts, words=words, cast=cast)
    rule, who = _other(f, acts, words=words, cast=cast, usual=usual)
    if f.change.any():
        state = _change(f, reviews, requests, words=words, cast=cast, usual=usual)
        rule, who = _where(f.change, state, (rule, who))
    if f.around_the_clock.any():
        rule, who = _where(f.around_the_clock, _page(f, words=words, cast=cast), (rule, who))
    target = questions.first_target[questions.latest]
    rule, who = _where(questions.is_open, (Rule.ASKED, target), (rule, who))
    block = last_where(f.is_kind("blocked"), f.first)
    blocked = block > last_where(f.is_kind("unblocked"), f.first)
    rule, who = _where(blocked, (Rule.BLOCKED, cast.people + 1 + f.value[block]), (rule, who))
    rule, who = _where(f.open_after, (rule, who), (Rule.CLOSED, NOBODY))
    return Waiting(rule, who, blocked, questions, requests, acts, reviews)


def _where(
    fits: Bools, state: tuple[Ints | int, Ints | int], otherwise: tuple[Ints | int, Ints | int]
) -> State:
    return np.where(fits, state[0], otherwise[0]), np.where(fits, state[1], otherwise[1])


def _change(
    f: Facts, reviews: ByPerson, requests: Requests, *, words: Words, cast: Cast, usual: Usual
) -> State:
    answer = last_where(_answers(f, words), f.first)
    approves = _approvals(f, cast=cast, usual=usual)
    approval = last_where(approves, f.first)
    approval[approval < f.floor] = -1
    refused = last_where(f.is_kind("changes_requested") & f.review, f.first)
    feedback = last_where(_feedback(f, reviews, words=words, usual=usual), f.first)
    spoiled = last_where(f.is_kind("pushed") | (f.is_kind("changes_requested") & f.review), f.first)
    review = last_where(f.review & (approves | ~f.approval), f.first)
    status = last_where(f.is_kind("status_changed"), f.first)
    state: State = _unasked(f, cast=cast, usual=usual), np.full(len(f), NOBODY)
    asked = requests.asked[requests.latest]
    state = _where(review >= 0, (Rule.REVIEWERS, f.actor[review]), state)
    state = _where(requests.latest >= 0, (Rule.REQUESTED, asked), state)
    approved = (approval >= 0) & (approval > spoiled)
    state = _where(approved, _merger(f, approved, cast=cast, usual=usual), state)
    unanswered = (refused > answer) | ((feedback > answer) & (feedback > approval))
    state = _where(unanswered, (Rule.FEEDBACK, f.owner), state)
    state = _where(_labelled(f, words), (Rule.LABEL, f.owner), state)
    return _where((status >= 0) & words.draft[f.value[status]], (Rule.DRAFT, f.owner), state)


def _unasked(f: Facts, *, cast: Cast, usual: Usual) -> Ints:
    """Who reviews what nobody was asked to review: the usual reviewers, else the leads, else nobody."""
    rule = np.where(usual.has_reviewer_beside(f.container, f.quarter, f.author), Rule.POOL, Rule.UNCLAIMED)
    rows = np.flatnonzero(f.change & (rule == Rule.UNCLAIMED))
    led = cast.lead.anyone_at(f.team[rows], f.at[rows])
    rule[rows[led]] = Rule.UNCLAIMED_LED
    return rule


def _answers(f: Facts, words: Words) -> Bools:
    by_author = f.person & ((f.actor == f.author) | (f.actor == f.owner_before))
    ready = f.is_kind("status_changed") & ~words.draft[f.value]
    anyone = f.is_kind("review_requested", "reopened") | ready | (f.first == np.arange(len(f)))
    return anyone | (by_author & f.is_kind("pushed", "commented", "reviewed"))


def _approvals(f: Facts, *, cast: Cast, usual: Usual) -> Bools:
    """Approvals that count: by insiders, or by anybody where nobody usually reviews."""
    rows = np.flatnonzero(f.approval)
    known = usual.has_reviewer_beside(f.container[rows], f.quarter[rows], f.author[rows])
    counts = np.zeros(len(f), bool)
    counts[rows] = _insider(f, rows, cast=cast, usual=usual) | ~known
    return counts


def _feedback(f: Facts, reviews: ByPerson, *, words: Words, usual: Usual) -> Bools:
    by_other = f.live & f.person & (f.actor != f.author)
    unapproving = by_other & ~words.approve[f.value]
    found = (by_other & f.is_kind("changes_requested")) | (unapproving & f.is_kind("reviewed"))
    replies = words.answer[f.value] & ~f.ask
    rows = np.flatnonzero(unapproving & f.is_kind("commented") & ~replies)
    reviewed = reviews.last_before(f.first[rows], f.actor[rows], rows) >= 0
    found[rows] = reviewed | usual.is_reviewer(f.container[rows], f.quarter[rows], f.actor[rows])
    return found


def _labelled(f: Facts, words: Words) -> Bools:
    """Whether a label is on the item that says it waits on its owner; labels count on closed items too."""
    on = np.zeros(len(f), bool)
    for label in np.flatnonzero(words.waits_on_owner):
        named = f.value == label
        put = last_where(named & (f.kind == KIND["labelled"]), f.first)
        on |= put > last_where(named & (f.kind == KIND["unlabelled"]), f.first)
    return on


def _merger(f: Facts, approved: Bools, *, cast: Cast, usual: Usual) -> State:
    """Who merges what is approved; only told where ``approved`` holds."""
    place = usual.place(f.container, f.quarter)
    merges, led = usual.merges[place], np.zeros(len(f), bool)
    rows = np.flatnonzero(approved & (merges < MERGES_AT_LEAST))
    led[rows] = cast.lead.anyone_at(f.team[rows], f.at[rows])
    unknown = _where(led, (Rule.MERGE_LEADS, NOBODY), (Rule.MERGE_OWNER, f.owner))
    known = _where(
        usual.own_merges[place] * 2 >= merges,
        (Rule.MERGE_OWNER, f.owner),
        (Rule.MERGE_USUAL, usual.top_merger[place]),
    )
    return _where(merges < MERGES_AT_LEAST, unknown, known)


def _page(f: Facts, *, words: Words, cast: Cast) -> State:
    named = words.person[f.value]
    page = last_where(f.is_kind("assigned", "escalated") & (named >= 0) & ~cast.bot[named], f.first)
    taken = last_where(f.is_kind("acknowledged") & f.person, f.first)
    page, taken = np.where(page >= f.floor, page, -1), np.where(taken >= f.floor, taken, -1)
    acked = _where(taken >= 0, (Rule.ACKED, f.actor[taken]), (Rule.TEAM, NOBODY))
    return _where(page > taken, (Rule.PAGED, named[page]), acked)


def _other(f: Facts, acts: ByPerson, *, words: Words, cast: Cast, usual: Usual) -> State:
    owned = _where(f.owner >= 0, (Rule.OWNED, f.owner), (Rule.NOBODY, NOBODY))
    asks = f.is_kind("commented") & f.ask & f.person & (f.actor != f.author)
    asks &= (f.author >= 0) & ~cast.bot[f.author] & ~f.change & ~f.around_the_clock
    asks &= words.you[f.value] | names(f, f.author, words=words)
    rows = np.flatnonzero(asks)
    owner = f.owner_before[rows]
    asks[rows] = (owner == f.actor[rows]) | ((owner < 0) & _insider(f, rows, cast=cast, usual=usual))
    return _where(insider_question_open(f, asks, acts), (Rule.REQUESTER, f.author), owned)


def _insider(f: Facts, rows: Ints, *, cast: Cast, usual: Usual) -> Bools:
    container, quarter, actor = f.container[rows], f.quarter[rows], f.actor[rows]
    return (
        (f.level[rows] > 0)
        | (cast.member.level_at(f.team[rows], actor, f.at[rows]) > 0)
        | usual.is_reviewer(container, quarter, actor)
        | usual.is_merger(container, quarter, actor)
    )
