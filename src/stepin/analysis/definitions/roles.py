"""In which capacity somebody is waited on, for the events that are shown to people."""

from enum import IntEnum

import numpy as np

from stepin.analysis.definitions.encoded import Cast
from stepin.analysis.definitions.endings import NAMED, asked_rule
from stepin.analysis.definitions.facts import Facts
from stepin.analysis.definitions.tables import holds
from stepin.analysis.definitions.usual import Usual
from stepin.analysis.definitions.waiting import NOBODY, Rule, Waiting, among
from stepin.analysis.records import Bools, Ints


class Role(IntEnum):
    """``name.lower()`` is the contract's word."""

    NOBODY = 0
    OWNER = 1
    REVIEWER = 2
    OTHER_TEAM = 3
    REQUESTER = 4
    LEAD = 5


_BY_RULE = np.full(len(Rule), Role.OWNER)
_BY_RULE[[Rule.CLOSED, Rule.UNCLAIMED, Rule.NOBODY]] = Role.NOBODY
_BY_RULE[[Rule.MERGE_USUAL, Rule.REQUESTED, Rule.APPROVALS, Rule.REVIEWERS, Rule.POOL]] = Role.REVIEWER
_BY_RULE[[Rule.MERGE_LEADS, Rule.UNCLAIMED_LED]] = Role.LEAD
_BY_RULE[Rule.BLOCKED] = Role.OTHER_TEAM
_BY_RULE[Rule.REQUESTER] = Role.REQUESTER
_UNNAMED = among(Rule.POOL, Rule.APPROVALS)


def roles(f: Facts, w: Waiting, rows: Ints, *, cast: Cast, usual: Usual) -> Ints:
    """The Role waited on after each of the events ``rows``."""
    rule, who = w.rule[rows], w.who[rows]
    named = np.where((who >= 0) & (who < cast.people), who, NOBODY)
    level = cast.lead.level_at(f.team[rows], named, f.at[rows])
    asked = _BY_RULE[asked_rule(f, rows, who, level)]
    role = np.where(NAMED[rule], asked, _BY_RULE[rule])
    role[(role == Role.OWNER) & (who == NOBODY) & (rule != Rule.TEAM)] = Role.NOBODY
    pool = np.flatnonzero(holds(_UNNAMED, rule))
    led = level > 0
    led[pool] = _all_lead(f, rows[pool], cast=cast, usual=usual)
    role[(role == Role.REVIEWER) & led] = Role.LEAD
    return role


def _all_lead(f: Facts, rows: Ints, *, cast: Cast, usual: Usual) -> Bools:
    """Whether somebody but the author usually reviews there, and all of them lead the item's team."""
    row, person = usual.reviewers_at(f.container[rows], f.quarter[rows])
    other = person != f.author[rows[row]]
    row, person = row[other], person[other]
    leads = cast.lead.level_at(f.team[rows[row]], person, f.at[rows[row]]) > 0
    them = np.bincount(row, minlength=len(rows))
    return (them > 0) & (np.bincount(row[leads], minlength=len(rows)) == them)
