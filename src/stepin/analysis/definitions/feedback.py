"""Feedback on a change that its author or owner has yet to answer: in each review thread, and outside.

An answer in one thread says nothing about what was remarked in another, and a word in one that the author has
answered already, and that asks nothing, ends a talk.
"""

import numpy as np

from stepin.analysis.definitions.encoded import Words
from stepin.analysis.definitions.facts import Facts
from stepin.analysis.definitions.segments import ByPerson, end_of, later
from stepin.analysis.definitions.usual import Usual
from stepin.analysis.records import Bools, Ints

OUTSIDE = -1


def unanswered(f: Facts, reviews: ByPerson, counts: Bools, *, words: Words, usual: Usual) -> Bools:
    """Where changes asked for, or other feedback, were not answered; ``counts``: the approvals that count."""
    answers = _answers(f, words)
    reviewed, commented = _feedback(f, reviews, words=words, usual=usual)
    outside = reviewed.copy()
    talk = words.thread[f.value[commented]]
    outside[commented[talk == OUTSIDE]] = True
    refuses = f.is_kind("changes_requested") & f.review
    found = later(refuses, answers, f.first) | later(outside, answers | counts, f.first)
    if (talk != OUTSIDE).any():
        thread = _threads(f, words)
        given = commented[talk != OUTSIDE]
        given = given[f.ask[given] | ~_answered_before(f, thread, given, reviews.people)]
        found |= _open_in_threads(f, thread, given, answers, counts)
    return found


def _answers(f: Facts, words: Words) -> Bools:
    by_author = (f.actor >= 0) & ((f.actor == f.author) | (f.actor == f.owner_before))
    ready = f.is_kind("status_changed") & ~words.draft[f.value]
    asks = f.is_kind("review_requested") & f.person
    anyone = f.is_kind("reopened") | ready | asks | f.starts
    return anyone | (by_author & f.is_kind("pushed", "commented", "reviewed"))


def _feedback(f: Facts, reviews: ByPerson, *, words: Words, usual: Usual) -> tuple[Bools, Ints]:
    """Reviews that are feedback, and the rows of comments that are, whatever was said in their threads."""
    by_other = f.live & f.person & (f.actor != f.author)
    neither = by_other & ~(words.approve | words.support)[f.value]
    reviewed = (by_other & f.is_kind("changes_requested")) | (neither & f.is_kind("reviewed"))
    replies = words.answer[f.value] & ~f.ask
    rows = np.flatnonzero(neither & f.is_kind("commented") & ~replies & f.change)
    has_reviewed = reviews.last_before(f.first[rows], f.actor[rows], rows) >= 0
    known = has_reviewed | usual.is_reviewer(f.container[rows], f.quarter[rows], f.actor[rows])
    return reviewed, rows[known]


def _open_in_threads(f: Facts, thread: Ints, given: Ints, answers: Bools, counts: Bools) -> Bools:
    """Where some of the feedback in the rows ``given``, all of it in threads, is not answered."""
    given = given[~answers[given]]  # an owner's
    within = ByPerson.of(answers & (thread != OUTSIDE), thread, np.zeros_like(thread), 1)
    over = within.next_after(thread[given], np.zeros_like(given), given)
    all_over = np.flatnonzero((answers & (thread == OUTSIDE)) | counts)
    end = np.append(all_over, len(f))[np.searchsorted(all_over, given, side="right")]
    end = np.minimum(end, end_of(f.first, given))
    end = np.where(over >= 0, np.minimum(over, end), end)
    n = len(f) + 1
    return np.cumsum(np.bincount(given, minlength=n) - np.bincount(end, minlength=n))[:-1] > 0


def _threads(f: Facts, words: Words) -> Ints:
    """By row: a number for each thread of each item, of comments in threads; else OUTSIDE."""
    thread = np.full(len(f), OUTSIDE)
    rows = np.flatnonzero(f.is_kind("commented") & (words.thread[f.value] != OUTSIDE))
    key = f.first[rows] * len(words.thread) + words.thread[f.value[rows]]
    thread[rows] = np.unique(key, return_inverse=True)[1]
    return thread


def _answered_before(f: Facts, thread: Ints, rows: Ints, people: int) -> Bools:
    """Whether the author, or the owner just before it, had commented in the thread of each of ``rows``."""
    spoken = ByPerson.of((thread != OUTSIDE) & (f.actor >= 0), thread, f.actor, people)
    found = np.zeros(len(rows), bool)
    for person in (f.author[rows], f.owner_before[rows]):
        found |= (person >= 0) & (spoken.last_before(thread[rows], person, rows) >= 0)
    return found
