"""Questions put to named people, and reviews asked for: which of them are open at each event."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import Cast, Words
from stepin.analysis.definitions.facts import NOISE, Facts
from stepin.analysis.definitions.segments import ByPerson, last_where
from stepin.analysis.records import Bools, Ints


@dataclass(frozen=True, slots=True)
class Questions:
    """The latest directed question up to each row, whether it is open, and its targets."""

    latest: Ints  # row of the question, or −1
    is_open: Bools
    first_target: Ints  # by the question's row
    pairs: Ints  # sorted row·people + target
    people: int

    def is_target(self, question: Ints, person: Ints) -> Bools:
        if not len(self.pairs):
            return np.zeros(len(question), bool)
        wanted = np.where((question >= 0) & (person >= 0), question * self.people + person, -1)
        at = np.minimum(np.searchsorted(self.pairs, wanted), len(self.pairs) - 1)
        return self.pairs[at] == wanted


@dataclass(frozen=True, slots=True)
class Requests:
    """Review requests: the latest open one up to each row, or −1, and all of them by the person asked."""

    latest: Ints
    asked: Ints  # whom each row would ask
    by_person: ByPerson


def acts_by_person(f: Facts, cast: Cast) -> ByPerson:
    """Everything but noise that persons did on open items."""
    return ByPerson.of(f.live & f.person & ~NOISE[f.kind], f.first, f.actor, cast.people)


def superseding(f: Facts) -> Ints:
    """The latest event that overtakes a question: anyone's progress, an assignment, a reopening."""
    return last_where(f.acting & f.progress | f.is_kind("assigned", "reopened"), f.first)


def directed_questions(f: Facts, acts: ByPerson, *, words: Words, cast: Cast) -> Questions:
    row, target = questioned(f, words=words, cast=cast)
    is_question, answered = np.zeros(len(f), bool), np.full(len(f), -1)
    first_target = np.full(len(f), -1)
    if len(row):
        firsts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
        is_question[row] = True
        first_target[row[firsts]] = target[firsts]
        answer = _or_never(acts.next_after(f.first[row], target, row), f)
        answered[row[firsts]] = np.minimum.reduceat(answer, firsts)
    latest = last_where(is_question, f.first)
    unanswered = (latest >= f.floor) & (answered[latest] > np.arange(len(f)))
    pairs = np.sort(row * cast.people + target)
    return Questions(latest, unanswered & (superseding(f) <= latest), first_target, pairs, cast.people)


def questioned(f: Facts, *, words: Words, cast: Cast) -> tuple[Ints, Ints]:
    """A pair (row, person) for each person whom a question names, in order."""
    rows = np.flatnonzero(f.live & f.person & f.ask)
    row, target = _mentions(f, rows, words)
    meant = ~cast.bot[target] & (target != f.actor[row])
    return row[meant], target[meant]


def names(f: Facts, person: Ints, *, words: Words) -> Bools:
    """Whether each event mentions the person given for its row."""
    rows = np.flatnonzero(np.diff(words.mention_start)[f.value])
    row, mentioned = _mentions(f, rows, words)
    found = np.zeros(len(f), bool)
    found[row[mentioned == person[row]]] = True
    return found


def _mentions(f: Facts, rows: Ints, words: Words) -> tuple[Ints, Ints]:
    """A pair (row, person) for each mention in the events ``rows``, in order."""
    many = np.diff(words.mention_start)[f.value[rows]]
    row = np.repeat(rows, many)
    within = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    return row, words.mention[words.mention_start[f.value[row]] + within]


def open_requests(f: Facts, acts: ByPerson, *, words: Words, cast: Cast) -> Requests:
    asked = words.person[f.value]
    mask = f.is_kind("review_requested") & (asked >= 0) & ~cast.bot[asked] & (asked != f.author)
    rows, answered = np.flatnonzero(mask), np.full(len(f), -1)
    answered[rows] = _or_never(acts.next_after(f.first[rows], asked[rows], rows), f)
    earlier = np.full(len(f), -1)
    earlier[rows[1:]] = np.where(f.first[rows[1:]] == f.first[rows[:-1]], rows[:-1], -1)
    latest = last_where(mask, f.first)
    answered_by_now = latest >= 0
    pending = np.flatnonzero(answered_by_now & (answered[latest] <= np.arange(len(f))))
    while len(pending):
        latest[pending] = earlier[latest[pending]]
        pending = pending[(latest[pending] >= 0) & (answered[latest[pending]] <= pending)]
    latest[latest < f.floor] = -1
    return Requests(latest, asked, ByPerson.of(mask, f.first, asked, cast.people))


def insider_question_open(f: Facts, asks: Bools, acts: ByPerson) -> Bools:
    """Where the latest of ``asks`` still waits for the author's answer."""
    rows, answered = np.flatnonzero(asks), np.full(len(f), -1)
    answered[rows] = _or_never(acts.next_after(f.first[rows], f.author[rows], rows), f)
    latest = last_where(asks, f.first)
    unanswered = (latest >= f.floor) & (answered[latest] > np.arange(len(f)))
    return unanswered & (superseding(f) <= latest)


def _or_never(row: Ints, f: Facts) -> Ints:
    return np.where(row < 0, len(f), row)
