"""What is stuck at the moment analysed, on whom it waits, and what to do about it."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from stepin.analysis.definitions.encoded import NO_CHANGE, Impact
from stepin.analysis.definitions.facts import quarters
from stepin.analysis.definitions.reasons import Reason
from stepin.analysis.definitions.roles import Role
from stepin.analysis.definitions.segments import first_rows, last_where
from stepin.analysis.records import HOUR_US, Bools, End, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose import arrow, asking
from stepin.findings.compose.advice import advice
from stepin.findings.compose.asking import Asks
from stepin.findings.compose.chances import forecasts, within_three_days
from stepin.findings.compose.naming import Names
from stepin.findings.compose.outlook import Outlook
from stepin.findings.model import DORMANT_HOURS, Stuck
from stepin.log.schema import ITEM_KINDS

PAST = ("first", "next", "done")
_FIRST, _NEXT, _DONE = range(3)
_IMPACTS = [each.name.lower() for each in Impact]


@dataclass(frozen=True, slots=True)
class Overdue:
    """Open items that are stuck, in the report's order. ``row``: of Work.standing; ``past``: of PAST."""

    row: Ints
    past: Ints
    open_us: Ints
    done_us: Ints


def stuck(found: Analysed, names: Names, outlook: Outlook) -> pa.Table:
    """As a table of Stuck. The longest waits against their expectation first; what nobody moved for
    DORMANT_HOURS comes last."""
    late = _in_order(found, _overdue(found))
    w, standing, row = found.work.waits, found.work.standing, late.row
    item, spell = standing.item[row], standing.spell[row]
    team, asked = w.team[spell], asking.asks(found, spell)
    word, why = _advised(found, outlook, row, asked)
    columns = {
        "item": names.items(item),
        "title": names.of_items("title", item),
        "url": names.of_items("url", item),
        "team": names.teams(team),
        "kind": names.kinds(w.kind[spell]),
        "idle_hours": arrow.hours(_age(found, spell)),
        "expected_hours": arrow.hours(found.expected_us[spell]),
        "past": arrow.taken(PAST, late.past),
        "since": arrow.instants(w.started_at[spell]),
        "waiting_on": names.waited_on(standing.role[row], standing.waited[row], team),
        "passed": arrow.numbers(_passed(found, spell)),
        "asked": asking.told(found, names, asked),
        "customer_impact": arrow.taken(_IMPACTS, standing.impact[row]),
        "forecast": forecasts(outlook, row),
        "advice": pa.array(word, pa.string()),
        "reason": pa.array(why, pa.string()),
        "open_hours": arrow.hours(late.open_us),
        "done_hours": arrow.hours(late.done_us),
    }
    return arrow.table_of(Stuck, columns)


def _age(found: Analysed, spell: Ints) -> Ints:
    return found.work.waits.end_us[spell] - found.work.waits.start_us[spell]


def _overdue(found: Analysed) -> Overdue:
    standing = found.work.standing
    spell = standing.spell
    open_us, done_us = _whole_life(found, standing.item)
    late: Bools = _age(found, spell) > found.expected_us[spell]
    row = np.flatnonzero(late | (open_us > done_us))
    past = np.where(late, np.where(found.work.waits.responded[spell], _NEXT, _FIRST), _DONE)
    return Overdue(row, past[row], open_us[row], done_us[row])


def _whole_life(found: Analysed, items: Ints) -> tuple[Ints, Ints]:
    """Clock time since each item began, and its ``done`` expectation."""
    lives = found.work.lives
    row = np.searchsorted(lives.item, items)
    clock, began = lives.clock[row], lives.began_at[row]
    now = np.full(len(row), found.as_of_us)
    open_us = found.clocks.read(clock, now) - found.clocks.read(clock, began)
    return open_us, found.expectations.of("done", lives.kind[row], quarters(began), lives.team[row])


def _in_order(found: Analysed, late: Overdue) -> Overdue:
    spell = found.work.standing.spell[late.row]
    idle, expected = _age(found, spell) / HOUR_US, found.expected_us[spell] / HOUR_US
    order = np.lexsort((found.work.standing.item[late.row], -idle / expected, idle > DORMANT_HOURS))
    return Overdue(*(getattr(late, name)[order] for name in Overdue.__slots__))


def _passed(found: Analysed, spell: Ints) -> Ints:
    """How often the item of each spell was passed on since it last progressed, before that spell."""
    w = found.work.waits
    asked = np.zeros(len(found.log.item_ids), bool)
    asked[w.item[spell]] = True
    rows = np.flatnonzero(asked[w.item])
    item, end = w.item[rows], w.end[rows]
    first = first_rows(item)
    passes = np.concatenate([[0], np.cumsum(end == End.PASS)])
    earlier = np.arange(len(rows)) - 1
    progressed = last_where(end == End.PROGRESS, first)
    since = np.where(earlier >= first, np.maximum(progressed[earlier] + 1, first), first)
    place = np.searchsorted(rows, spell)
    return np.asarray(passes[place] - passes[np.minimum(since[place], place)])


def _on_change(found: Analysed, waited: Ints) -> Bools:
    """Whether each of ``Waiting.who`` is a change that blocks it."""
    people, author = found.log.cast.people, found.log.words.author
    value = np.where(waited > people, waited - people - 1, -1)
    return np.asarray(author[value] != NO_CHANGE)


def _advised(found: Analysed, outlook: Outlook, row: Ints, asked: Asks) -> tuple[list[str], list[str]]:
    """The word and the reason of each."""
    standing = found.work.standing
    rows = zip(
        within_three_days(outlook, row),
        standing.role[row].tolist(),
        found.work.waits.kind[standing.spell[row]].tolist(),
        standing.impact[row].tolist(),
        standing.reasons[row].tolist(),
        asking.how_many(asked).tolist(),
        asking.by_a_lead(found, asked).tolist(),
        _on_change(found, standing.waited[row]).tolist(),
        strict=True,
    )
    told = [
        advice(
            chances,
            role=Role(role),
            kind=ITEM_KINDS[kind],
            impact=_IMPACTS[impact],
            reasons=Reason(reasons),
            asked=times,
            lead_asked=leads > 0,
            on_change=on_change,
        )
        for chances, role, kind, impact, reasons, times, leads, on_change in rows
    ]
    return [word for word, _ in told], [why for _, why in told]
