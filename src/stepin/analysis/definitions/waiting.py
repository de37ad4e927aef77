"""Whom an item waits on after each event: one rule at a time, the first that fits wins."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from stepin.analysis.definitions.approving import counting, enough, insider, put_aside, stands
from stepin.analysis.definitions.encoded import KIND, Cast, Words
from stepin.analysis.definitions.facts import Facts
from stepin.analysis.definitions.feedback import unanswered
from stepin.analysis.definitions.heard import latest_heard
from stepin.analysis.definitions.questions import (
    Questions,
    Requests,
    acts_by_person,
    directed_questions,
    insider_question_open,
    names,
    open_requests,
)
from stepin.analysis.definitions.segments import ByPerson, later
from stepin.analysis.definitions.tables import first_case, holds
from stepin.analysis.definitions.usual import MERGES_AT_LEAST, Usual
from stepin.analysis.records import Bools, Ints

NOBODY = -1


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
    PROMISED = 21
    APPROVALS = 22


def among(*rules: Rule) -> Bools:
    """A table by rule: whether it is one of these."""
    table = np.zeros(len(Rule), bool)
    table[list(rules)] = True
    return table


@dataclass(frozen=True, slots=True)
class Waiting:
    """The state after each event. ``who``: a person, ``people`` + 1 + value for a block's value, or −1."""

    rule: Ints  # int8
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
    counts = counting(f, cast=cast, usual=usual)
    approved = stands(f, counts)
    told = _Told(
        blocks=f.is_kind("blocked"),
        pages=_pages(f, words=words, cast=cast),
        taken=f.is_kind("acknowledged") & f.person,
        approved=approved,
        enough=approved & enough(f, cast, usual),
        heard=latest_heard(f, reviews, f.review & ~put_aside(f, counts, cast), approved=approved),
    )
    blocked = later(told.blocks, f.is_kind("unblocked"), f.first)
    rule = first_case(
        {
            Rule.CLOSED: ~f.open_after,
            Rule.BLOCKED: blocked,
            Rule.ASKED: questions.is_open,
            **_of_changes(f, reviews, requests, told, counts, words=words, usual=usual),
            **_around_the_clock(f, told),
            **_of_others(f, acts, words=words, cast=cast, usual=usual),
        },
        otherwise=Rule.NOBODY,
    )
    _review_before_merging(f, rule, requests, counts)
    _tell_apart(f, rule, questions, cast=cast, usual=usual)
    who = _who(f, rule, told, questions, requests, words=words, cast=cast, usual=usual)
    return Waiting(rule, who, blocked, questions, requests, acts, reviews)


@dataclass(frozen=True, slots=True)
class _Told:
    """What tells on whom an item waits, where a rule says so: events, and what stands after each of them."""

    blocks: Bools
    pages: Bools
    taken: Bools
    approved: Bools
    enough: Bools  # as many approvals as are usual
    heard: Ints


def _of_changes(
    f: Facts,
    reviews: ByPerson,
    requests: Requests,
    told: _Told,
    counts: Bools,
    *,
    words: Words,
    usual: Usual,
) -> dict[int, Bools]:
    moves = f.is_kind("status_changed")
    drafts = moves & words.draft[f.value]
    rules = {
        Rule.DRAFT: later(drafts, moves & ~drafts, f.first),
        Rule.LABEL: _labelled(f, words),
        Rule.FEEDBACK: unanswered(f, reviews, counts, words=words, usual=usual),
        Rule.MERGE_OWNER: told.enough,
        Rule.REQUESTED: requests.latest >= 0,
        Rule.APPROVALS: told.approved,
        Rule.REVIEWERS: told.heard >= 0,
        Rule.UNCLAIMED: f.change,
    }
    return {rule: fits & f.change for rule, fits in rules.items()}


def _around_the_clock(f: Facts, told: _Told) -> dict[int, Bools]:
    reopens = f.is_kind("reopened")
    rules = {
        Rule.PAGED: later(told.pages, told.taken | reopens, f.first),
        Rule.ACKED: later(told.taken, reopens, f.first),
        Rule.TEAM: f.around_the_clock,
    }
    return {rule: fits & f.around_the_clock for rule, fits in rules.items()}


def _of_others(f: Facts, acts: ByPerson, *, words: Words, cast: Cast, usual: Usual) -> dict[int, Bools]:
    others = ~f.change & ~f.around_the_clock
    asks = np.zeros(len(f), bool)
    asks[_insiders_questions(f, others, words=words, cast=cast, usual=usual)] = True
    return {
        Rule.REQUESTER: insider_question_open(f, asks, acts) & others,
        Rule.OWNED: (f.owner >= 0) & others,
    }


def _review_before_merging(f: Facts, rule: Ints, requests: Requests, counts: Bools) -> None:
    """Writes where a review that a person asked for after the approval is still open."""
    rows = np.flatnonzero((rule == Rule.MERGE_OWNER) & (requests.latest >= 0))
    rule[rows[requests.are_persons_open(rows, _latest(counts, rows))]] = Rule.REQUESTED


def _tell_apart(f: Facts, rule: Ints, questions: Questions, *, cast: Cast, usual: Usual) -> None:
    """Writes how each approved change is merged, who looks at what nobody was asked to review, and whether
    somebody was asked or had promised."""
    rows = np.flatnonzero(rule == Rule.UNCLAIMED)
    pool = usual.has_reviewer_beside(f.container[rows], f.quarter[rows], f.author[rows])
    led = cast.lead.anyone_at(f.team[rows], f.at[rows])
    rule[rows] = np.where(pool, Rule.POOL, np.where(led, Rule.UNCLAIMED_LED, Rule.UNCLAIMED))
    rows = np.flatnonzero(rule == Rule.MERGE_OWNER)
    place = usual.place(f.container[rows], f.quarter[rows])
    merges, own = usual.merges[place], usual.own_merges[place]
    led = cast.lead.anyone_at(f.team[rows], f.at[rows])
    few = np.where(led, Rule.MERGE_LEADS, Rule.MERGE_OWNER)
    many = np.where(own * 2 >= merges, Rule.MERGE_OWNER, Rule.MERGE_USUAL)
    rule[rows] = np.where(merges < MERGES_AT_LEAST, few, many)
    rows = np.flatnonzero(rule == Rule.ASKED)
    rule[rows[questions.is_promise(questions.latest[rows])]] = Rule.PROMISED


def _who(
    f: Facts,
    rule: Ints,
    told: _Told,
    questions: Questions,
    requests: Requests,
    *,
    words: Words,
    cast: Cast,
    usual: Usual,
) -> Ints:
    """See Waiting; NOBODY by the rules that name none."""
    whom: dict[Rule, Callable[[Ints], Ints]] = {
        Rule.BLOCKED: lambda rows: cast.people + 1 + f.value[_latest(told.blocks, rows)],
        Rule.ASKED: lambda rows: questions.first_target[questions.latest[rows]],
        Rule.PROMISED: lambda rows: questions.first_target[questions.latest[rows]],
        Rule.MERGE_USUAL: lambda rows: usual.top_merger[usual.place(f.container[rows], f.quarter[rows])],
        Rule.REQUESTED: lambda rows: requests.asked[requests.latest[rows]],
        Rule.REVIEWERS: lambda rows: f.actor[told.heard[rows]],
        Rule.PAGED: lambda rows: words.person[f.value[_latest(told.pages, rows)]],
        Rule.ACKED: lambda rows: f.actor[_latest(told.taken, rows)],
        Rule.REQUESTER: lambda rows: f.author[rows],
    }
    who = np.where(holds(_BY_OWNER, rule), f.owner, NOBODY)
    for each, them in whom.items():
        rows = np.flatnonzero(rule == each)
        who[rows] = them(rows)
    return who


_BY_OWNER = among(Rule.DRAFT, Rule.LABEL, Rule.FEEDBACK, Rule.MERGE_OWNER, Rule.OWNED)


def _latest(told: Bools, rows: Ints) -> Ints:
    """The latest event up to each of ``rows`` that tells it, of whatever item; −1 where there is none."""
    where = np.append(np.flatnonzero(told), -1)
    return where[np.searchsorted(where[:-1], rows, side="right") - 1]


def _labelled(f: Facts, words: Words) -> Bools:
    """Whether a label is on the item that says it waits on its owner; labels count on closed items too."""
    on = np.zeros(len(f), bool)
    put, taken = f.kind == KIND["labelled"], f.kind == KIND["unlabelled"]
    for label in np.flatnonzero(words.waits_on_owner):
        named = f.value == label
        on |= later(named & put, named & taken, f.first)
    return on


def _pages(f: Facts, *, words: Words, cast: Cast) -> Bools:
    """Assignments and escalations to persons, of what runs around the clock."""
    pages = f.is_kind("assigned", "escalated") & f.around_the_clock
    rows = np.flatnonzero(pages)
    named = words.person[f.value[rows]]
    pages[rows] = (named >= 0) & ~cast.bot[named]
    return pages


def _insiders_questions(f: Facts, others: Bools, *, words: Words, cast: Cast, usual: Usual) -> Ints:
    """The rows of the insiders' questions to the author, about items that are ``others``."""
    rows = np.flatnonzero(f.is_kind("commented") & f.ask & f.person & (f.actor != f.author) & others)
    rows = rows[(f.author[rows] >= 0) & ~cast.bot[f.author[rows]]]
    named = names(f, rows, f.author, words=words)
    rows = rows[named | (words.you[f.value[rows]] & _among_the_two(f, rows))]
    owner = f.owner_before[rows]
    asks = (owner == f.actor[rows]) | ((owner < 0) & insider(f, rows, cast=cast, usual=usual))
    return rows[asks]


def _among_the_two(f: Facts, rows: Ints) -> Bools:
    """Whether the latest to comment before each event, if anybody did, was its actor or the author."""
    spoke = _latest(f.is_kind("commented") & f.person, rows - 1)
    by = f.actor[spoke]
    return (spoke < f.floor[rows]) | (by == f.author[rows]) | (by == f.actor[rows])
