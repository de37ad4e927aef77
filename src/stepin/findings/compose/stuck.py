"""What is stuck at the moment analysed, on whom it waits, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import Impact
from stepin.analysis.definitions.facts import quarters
from stepin.analysis.definitions.reasons import Reason
from stepin.analysis.definitions.roles import Role
from stepin.analysis.definitions.segments import first_rows, last_where
from stepin.analysis.records import End, Ints, Who
from stepin.analysis.run import Analysed
from stepin.findings.compose.advice import advice
from stepin.findings.compose.naming import Names, hours, instant
from stepin.findings.compose.outlook import Outlook
from stepin.findings.model import DORMANT_HOURS, Ask, Stuck


@dataclass(frozen=True, slots=True)
class Standing:
    """One open item that is stuck: rows of Work.standing and Work.waits, and which expectation it is past."""

    row: int
    spell: int
    past: str
    open_us: int
    done_us: int


def stuck(found: Analysed, names: Names, outlook: Outlook) -> tuple[Stuck, ...]:
    """The longest waits against their expectation first; what nobody moved for DORMANT_HOURS comes last."""
    passed = _passed(found)
    rows = [_told(found, names, outlook, each, int(passed[each.spell])) for each in _stuck(found)]
    return tuple(
        sorted(rows, key=lambda s: (s.idle_hours > DORMANT_HOURS, -s.idle_hours / s.expected_hours, s.item))
    )


def _stuck(found: Analysed) -> Iterator[Standing]:
    w, standing = found.work.waits, found.work.standing
    spell = standing.spell
    age = w.end_us[spell] - w.start_us[spell]
    open_us, done_us = _whole_life(found, standing.item)
    late = age > found.expected_us[spell]
    for row in np.flatnonzero(late | (open_us > done_us)):
        past = ("next" if w.responded[spell[row]] else "first") if late[row] else "done"
        yield Standing(int(row), int(spell[row]), past, int(open_us[row]), int(done_us[row]))


def _whole_life(found: Analysed, items: Ints) -> tuple[Ints, Ints]:
    """Clock time since each item began, and its ``done`` expectation."""
    lives = found.work.lives
    row = np.searchsorted(lives.item, items)
    clock, began = lives.clock[row], lives.began_at[row]
    now = np.full(len(row), found.as_of_us)
    open_us = found.clocks.read(clock, now) - found.clocks.read(clock, began)
    return open_us, found.expectations.of("done", lives.kind[row], quarters(began), lives.team[row])


def _passed(found: Analysed) -> Ints:
    """By spell: how often its item was passed on since it last progressed, before that spell."""
    w = found.work.waits
    first = first_rows(w.item)
    passes = np.concatenate([[0], np.cumsum(w.end == End.PASS)])
    earlier = np.arange(len(w)) - 1
    progressed = last_where(w.end == End.PROGRESS, first)
    since = np.where(earlier >= first, np.maximum(progressed[earlier] + 1, first), first)
    return passes[np.arange(len(w))] - passes[np.minimum(since, np.arange(len(w)))]


def _told(found: Analysed, names: Names, outlook: Outlook, each: Standing, passed: int) -> Stuck:
    w, standing = found.work.waits, found.work.standing
    item, spell = int(standing.item[each.row]), each.spell
    role, reasons = int(standing.role[each.row]), int(standing.reasons[each.row])
    team, kind = int(w.team[spell]), int(w.kind[spell])
    age, expected = int(w.end_us[spell] - w.start_us[spell]), int(found.expected_us[spell])
    forecast = outlook.forecast(spell)
    waiting = names.waiting_on(role, int(standing.waited[each.row]), team)
    asked = tuple(asks(found, names, spell))
    impact = Impact(int(standing.impact[each.row])).name.lower()
    word, why = advice(
        forecast,
        role=Role(role),
        kind=names.kind(kind),
        impact=impact,
        reasons=Reason(reasons),
        asked=asked,
        lead_told=outlook.overall.you is not None,
    )
    return Stuck(
        item=names.item_ids[item],
        title=names.titles[item],
        url=names.urls[item],
        team=names.team(team),
        kind=names.kind(kind),
        idle_hours=hours(age),
        expected_hours=hours(expected),
        past=each.past,
        since=instant(int(w.started_at[spell])),
        waiting_on=waiting,
        passed=passed,
        asked=asked,
        customer_impact=impact,
        forecast=forecast,
        advice=word,
        reason=why,
        open_hours=hours(each.open_us),
        done_hours=hours(each.done_us),
    )


def asks(
    found: Analysed, names: Names, spell: int, *, before_row: int | None = None, but: int = -1
) -> Iterator[Ask]:
    """Who asked in a spell, in order, up to an event's row, leaving one person out."""
    a = found.work.acts
    low, high = np.searchsorted(a.spell, np.array([spell, spell + 1], a.spell.dtype))  # else all is copied
    for act in range(int(low), int(high)):
        if before_row is not None and a.row[act] >= before_row:
            return
        if a.asks[act] and a.who[act] != Who.BOT and a.actor[act] != but:
            yield names.ask(act)
