"""The log as integers: what the definitions are worked out on.

A code of −1 means none. Person codes are the directory's, team codes index ``Cast.teams``, kind codes index
``schema.EVENT_KINDS``.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from stepin.analysis.records import Bools, Ints
from stepin.log.schema import EVENT_KINDS

NO_CHANGE = -2
KIND = {name: code for code, name in enumerate(EVENT_KINDS)}


def kind_table(*names: str) -> Bools:
    """Shape (number of kinds): whether a kind is among the names."""
    table = np.zeros(len(EVENT_KINDS), bool)
    table[[KIND[name] for name in names]] = True
    return table


@dataclass(frozen=True, slots=True)
class Rows:
    """One row per event in the total order. ``value`` and ``previous`` index ``Words``."""

    item: Ints  # int32, non-decreasing
    at: Ints  # UTC microseconds
    kind: Ints  # int8
    actor: Ints  # int32, person
    value: Ints  # int32
    previous: Ints  # int32

    def __len__(self) -> int:
        return len(self.item)

    def part(self, start: int, stop: int) -> "Rows":
        """The rows from ``start`` up to ``stop``, exclusive; views, not copies."""
        return Rows(
            self.item[start:stop],
            self.at[start:stop],
            self.kind[start:stop],
            self.actor[start:stop],
            self.value[start:stop],
            self.previous[start:stop],
        )


@dataclass(frozen=True, slots=True)
class Items:
    """One row per item code."""

    author: Ints  # person
    container: Ints
    change: Bools
    around_the_clock: Bools
    kind: Ints  # index into schema.ITEM_KINDS, after the organisation's rules


class Impact(IntEnum):
    """Whether customers are hurt; unknown is not no. ``name.lower()`` is the contract's word."""

    UNKNOWN = 0
    NO = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Words:
    """What each distinct value says, with one more row at the end for "no value", so that −1 finds it."""

    ask: Bools
    answer: Bools
    approve: Bools
    decide: Bools
    chase: Bools
    you: Bools
    promise: Bools
    support: Bools
    thread: Ints  # a number for each ``thread:`` cue, or −1
    person: Ints  # the value as a login
    team: Ints  # the value as ``team:ID``: a team of the file
    author: Ints  # the value as a change of the log: who wrote it, or −1; NO_CHANGE where it is none
    draft: Bools
    abandons: Bools
    waits_on_owner: Bools  # a label that says so
    urgent: Bools  # a label or a priority that says so
    impact: Ints  # an Impact, of a label that tells it
    due_day: Ints  # the value as a date, in days since 1970; a large number where it is none
    rank: Ints  # shape (orders, values): place in a status order
    mention_start: Ints  # shape (values + 1): mentions of value v are mention[start[v]:start[v + 1]]
    mention: Ints  # persons


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who over time. ``team`` in posts and members indexes ``teams``."""

    people: int
    bot: Bools
    teams: tuple[str, ...]
    lead: "Posts"
    member: "Posts"  # members and leads of level 1
    order: Ints  # per container: which status order, or −1


@dataclass(frozen=True, slots=True)
class Posts:
    """Somebody's place in a team, with its level, from (inclusive) until (exclusive) in UTC microseconds.

    Sorted by team and person.
    """

    team: Ints
    person: Ints
    level: Ints
    from_us: Ints
    until_us: Ints
    people: int

    @staticmethod
    def of(team: Ints, person: Ints, level: Ints, from_us: Ints, until_us: Ints, people: int) -> "Posts":
        order = np.lexsort((level, person, team))
        return Posts(team[order], person[order], level[order], from_us[order], until_us[order], people)

    def level_at(self, team: Ints, person: Ints, at: Ints) -> Ints:
        """The lowest level at which each person holds a post of each team at each instant; 0 where none."""
        level = np.zeros(len(team), np.int64)
        if not len(self.team) or not len(team):
            return level
        holds = np.zeros(self.people + 1, bool)
        holds[self.person] = True
        asked = np.flatnonzero(holds[person] & (team >= 0))
        level[asked] = self._levels(team[asked], person[asked], at[asked])
        return level

    def anyone_at(self, team: Ints, at: Ints) -> Bools:
        """Whether anybody holds a post of each team at each instant."""
        if not len(self.team):
            return np.zeros(len(team), bool)
        return self._first_holding(self.team, team, at) > 0

    def _levels(self, team: Ints, person: Ints, at: Ints) -> Ints:
        codes = self.team * self.people + self.person
        return self._first_holding(codes, team * self.people + person, at)

    def _first_holding(self, codes: Ints, wanted: Ints, at: Ints) -> Ints:
        post = np.searchsorted(codes, wanted)
        level = np.zeros(len(wanted), np.int64)
        while True:
            ours = (post < len(codes)) & (codes[np.minimum(post, len(codes) - 1)] == wanted)
            if not ours.any():
                return level
            here = np.where(ours, post, 0)
            holds = ours & (level == 0) & (self.from_us[here] <= at) & (at < self.until_us[here])
            level[holds] = self.level[here[holds]]
            post = post + 1
