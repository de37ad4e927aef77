"""One log, one organisation, one moment → what the definitions say, and the tables for the statistics."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from stepin.analysis.definitions.clocks import Clocks, clocks
from stepin.analysis.definitions.encode import Encoded, encode
from stepin.analysis.definitions.expectations import Expectations, expectations
from stepin.analysis.definitions.step_ins import StepIns, step_ins
from stepin.analysis.definitions.work import Work, work
from stepin.analysis.records import Bools, Ints, Spells, Strata, Touches, Who
from stepin.log.coded import coded
from stepin.log.schema import ITEM_KINDS
from stepin.org.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Analysed:
    """``expected_us`` is by spell."""

    as_of_us: int
    log: Encoded
    clocks: Clocks
    work: Work
    expectations: Expectations
    expected_us: Ints
    step_ins: StepIns
    spells: Spells
    touches: Touches
    strata: Strata


class EmptyLogError(ValueError):
    """There is no event at or before the moment analysed."""


def analyse_log(
    events: pa.Table,
    items: pa.Table,
    organisation: Organisation,
    *,
    as_of_us: int,
    progress: Callable[[int], None] | None = None,
) -> Analysed:
    """``events``: schema.EVENTS, or the columns of it that ``coded`` looks at, in the total order, none after
    ``as_of_us`` (UTC microseconds).

    Raises EmptyLogError where there are none.
    """
    if not len(events):
        raise EmptyLogError
    return analyse_encoded(
        encode(coded(events), items, organisation), organisation, as_of_us=as_of_us, progress=progress
    )


def analyse_encoded(
    log: Encoded,
    organisation: Organisation,
    *,
    as_of_us: int,
    progress: Callable[[int], None] | None = None,
) -> Analysed:
    """The same from an encoded log of at least one event, whose tables may be gone by then."""
    clock = clocks(organisation, log.cast.teams, from_us=int(log.rows.at.min()), to_us=as_of_us)
    done = work(log, clock, as_of_us=as_of_us, progress=progress)
    expected = expectations(
        done.waits,
        done.lives,
        clock,
        expects=organisation.expects,
        teams=log.cast.teams,
        quarters=done.quarters,
    )
    expected_us = expected.in_force(done.waits)
    stepped_in = step_ins(done.acts, done.waits, expected_us, words=log.words, stated=log.stated)
    strata, stratum = _strata(done, log.cast.teams)
    spells = _spells(done, stratum, expected_us)
    return Analysed(
        as_of_us, log, clock, done, expected, expected_us, stepped_in, spells, _touches(done), strata
    )


def _strata(done: Work, teams: tuple[str, ...]) -> tuple[Strata, Ints]:
    """Every team × kind with a spell, in the order of teams and kinds; and each spell's."""
    code = done.waits.team * len(ITEM_KINDS) + done.waits.kind
    here = np.bincount(code, minlength=len(teams) * len(ITEM_KINDS)) > 0
    team, kind = np.divmod(np.flatnonzero(here), len(ITEM_KINDS))
    stratum = (np.cumsum(here) - 1)[code]
    return Strata(tuple(teams[t] for t in team), tuple(ITEM_KINDS[k] for k in kind)), stratum


def _spells(done: Work, stratum: Ints, expected_us: Ints) -> Spells:
    w = done.waits
    return Spells(
        item=w.item,
        stratum=stratum,
        quarter=w.quarter,
        expected_us=expected_us,
        start_us=w.start_us,
        end_us=w.end_us,
        end=w.end,
        before_lead=_before_lead(done),
    )


def _before_lead(done: Work) -> Bools:
    """Whether a lead acted in a later spell of the item."""
    w = done.waits
    acted = done.acts.spell[done.acts.who == Who.LEAD]
    last = np.full(int(w.item.max(initial=-1)) + 1, -1)
    np.maximum.at(last, w.item[acted], acted)
    return np.arange(len(w)) < last[w.item]


def _touches(done: Work) -> Touches:
    a = done.acts
    rows = np.flatnonzero(~a.carries)
    return Touches(
        spell=a.spell[rows],
        at_us=a.at_us[rows],
        who=a.who[rows],
        until_us=a.until_us[rows],
        outcome=a.outcome[rows],
        deliberate=a.deliberate[rows],
    )
