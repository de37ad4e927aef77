"""Questions put to named people, and reviews asked for: which of them are open at each event."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.covering import latest_covering
from stepin.analysis.definitions.encoded import KIND, Cast, Words, kind_table
from stepin.analysis.definitions.facts import NOISE, Facts
from stepin.analysis.definitions.segments import ByPerson, end_of, last_where, later, next_where
from stepin.analysis.definitions.tables import holds
from stepin.analysis.ranges import each_place
from stepin.analysis.records import HOUR_US, Bools, Ints

LET_GO_US = HOUR_US
PROMISING = kind_table("commented", "reviewed")


@dataclass(frozen=True, slots=True)
class Questions:
    """The latest directed question or promise up to each row, whether it is open, and its targets.

    A promise is a question to oneself.
    """

    latest: Ints  # row of the question, or −1
    is_open: Bools
    first_target: Ints  # by the question's row
    pairs: Ints  # sorted row·people + target
    asker: Ints  # by row: who would ask
    people: int

    def is_promise(self, question: Ints) -> Bools:
        return self.first_target[question] == self.asker[question]

    def put_to_others(self) -> tuple[Ints, Ints]:
        """A pair (row, person) for each person whom a question, that is no promise, names."""
        row, target = np.divmod(self.pairs, self.people)
        others = target != self.asker[row]
        return row[others], target[others]

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
    persons: Ints  # the rows of those that persons made, in order
    over: Ints  # of each of these the row with which it is answered, or its item reopened or at its end

    def are_persons_open(self, rows: Ints, since: Ints) -> Bools:
        """Whether a request that a person made, at ``since`` or later, is open after each of ``rows``."""
        return _latest_open(self.persons, self.over, rows) >= since


def acts_by_person(f: Facts, cast: Cast) -> ByPerson:
    """Everything but noise that persons did on open items."""
    return ByPerson.of(f.live & f.person & ~holds(NOISE, f.kind), f.first, f.actor, cast.people)


def superseding(f: Facts) -> Bools:
    """What overtakes a question: anyone's progress, an assignment, a reopening."""
    return (f.acting & f.progress) | f.is_kind("assigned", "reopened")


def directed_questions(f: Facts, acts: ByPerson, *, words: Words, cast: Cast) -> Questions:
    row, target = _asked_and_promised(f, words=words, cast=cast)
    opens = np.flatnonzero(np.diff(row, prepend=-1))
    is_question, first_target = np.zeros(len(f), bool), np.full(len(f), -1)
    is_question[row] = True
    first_target[row[opens]] = target[opens]
    answer = _or_never(acts.next_after(f.first[row], target, row), f)
    answered = np.minimum.reduceat(answer, opens) if len(row) else row
    latest = last_where(is_question, f.first)
    is_open = _still_open(f, row[opens], answered, superseding(f) | _lets_go(f, latest, words))
    pairs = np.sort(row * cast.people + target)
    return Questions(latest, is_open, first_target, pairs, f.actor, cast.people)


def _lets_go(f: Facts, latest: Ints, words: Words) -> Bools:
    """Where whoever asked the latest question talks on without asking or deciding, long after it."""
    goes = f.is_kind("commented") & f.person & ~f.ask & (latest >= 0)
    rows = np.flatnonzero(goes)
    asked = latest[rows]
    theirs = (f.actor[rows] == f.actor[asked]) & (f.at[rows] - f.at[asked] > LET_GO_US)
    goes[rows] = theirs & ~words.decide[f.value[rows]]
    return goes


def _still_open(f: Facts, asked: Ints, answered: Ints, overtaking: Bools) -> Bools:
    """Where the latest of the questions is open: since the floor, not answered, and not overtaken.

    ``asked`` are their rows, in order; ``answered`` those at which they are answered, or no row's number.
    """
    on, off = np.zeros(len(f), bool), overtaking | (f.kind == KIND["reopened"])
    latest = answered < np.append(asked[1:], len(f))
    off[answered[latest]] = True
    on[asked], off[asked] = True, False
    return later(on, off, f.first)


def _asked_and_promised(f: Facts, *, words: Words, cast: Cast) -> tuple[Ints, Ints]:
    """The pairs of the questions, and (row, actor) for each promise that is no question; by row."""
    row, target = _questioned(f, words=words, cast=cast)
    promises = words.promise[f.value] & f.live & f.person & holds(PROMISING, f.kind)
    promises[row] = False
    promised = np.flatnonzero(promises)
    row, target = np.append(row, promised), np.append(target, f.actor[promised])
    order = np.argsort(row, kind="stable")
    return row[order], target[order]


def _questioned(f: Facts, *, words: Words, cast: Cast) -> tuple[Ints, Ints]:
    """A pair (row, person) for each person whom a question names, in order."""
    rows = np.flatnonzero(f.live & f.person & f.ask)
    row, target = _mentions(f, rows, words)
    meant = ~cast.bot[target] & (target != f.actor[row])
    return row[meant], target[meant]


def names(f: Facts, rows: Ints, person: Ints, *, words: Words) -> Bools:
    """Whether each of the events ``rows`` mentions the person given for its row."""
    row, mentioned = _mentions(f, rows, words)
    named = np.zeros(len(f), bool)
    named[row[mentioned == person[row]]] = True
    return named[rows]


def _mentions(f: Facts, rows: Ints, words: Words) -> tuple[Ints, Ints]:
    """A pair (row, person) for each mention in the events ``rows``, in order."""
    low, many = words.mention_start[f.value[rows]], np.diff(words.mention_start)[f.value[rows]]
    of, place = each_place(low, low + many)
    return rows[of], words.mention[place]


def open_requests(f: Facts, acts: ByPerson, *, words: Words, cast: Cast) -> Requests:
    asked = words.person[f.value]
    mask = f.is_kind("review_requested") & (asked >= 0) & ~cast.bot[asked] & (asked != f.author)
    rows = np.flatnonzero(mask)
    answered = _or_never(acts.next_after(f.first[rows], asked[rows], rows), f)
    reopens = f.kind == KIND["reopened"]
    over = np.minimum(answered, _or_never(next_where(reopens, f.first)[rows], f))
    over = np.minimum(over, end_of(f.first, rows))
    turns = mask | f.starts | reopens
    turns[over[over < len(f)]] = True
    turning = np.flatnonzero(turns)
    latest = np.repeat(_latest_open(rows, over, turning), np.diff(turning, append=len(f)))
    by_person, persons = ByPerson.of(mask, f.first, asked, cast.people), f.person[rows]
    return Requests(latest, asked, by_person, rows[persons], over[persons])


def _latest_open(asked: Ints, over: Ints, rows: Ints) -> Ints:
    """The latest of the requests ``asked`` that is open after each of ``rows`` (in order), or −1; ``over``:
    the row with which each is not open any more."""
    return latest_covering(np.searchsorted(rows, asked), np.searchsorted(rows, over), asked, len(rows))


def insider_question_open(f: Facts, asks: Bools, acts: ByPerson) -> Bools:
    """Where the latest of ``asks`` still waits for the author's answer."""
    rows = np.flatnonzero(asks)
    answered = _or_never(acts.next_after(f.first[rows], f.author[rows], rows), f)
    return _still_open(f, rows, answered, superseding(f))


def _or_never(row: Ints, f: Facts) -> Ints:
    return np.where(row < 0, len(f), row)
