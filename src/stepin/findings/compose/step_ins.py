"""Where leads stepped in, as records."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from stepin.analysis.definitions.reasons import Reason
from stepin.analysis.definitions.step_ins import OUTCOMES, Form
from stepin.analysis.run import Analysed
from stepin.findings.compose.naming import Names, hours, instant
from stepin.findings.compose.outlook import Outlook
from stepin.findings.compose.stuck import asks
from stepin.findings.model import StepIn


def step_ins(
    found: Analysed, names: Names, outlook: Outlook, *, event_ids: Sequence[str]
) -> tuple[StepIn, ...]:
    """In time order; ``event_ids``: that of each one's first act."""
    columns = _columns(found)
    told = [_told(found, names, outlook, columns, row, id_) for row, id_ in enumerate(event_ids)]
    return tuple(sorted(told, key=lambda s: (s.at, s.id)))


@dataclass(frozen=True, slots=True)
class _Columns:
    """By step-in, as plain numbers: a look into a NumPy array at a time takes longer than all the rest."""

    spell: list[int]
    item: list[int]
    row: list[int]  # of its first act's event
    team: list[int]
    kind: list[int]
    actor: list[int]
    level: list[int]
    at_us: list[int]
    since_us: list[int]
    role: list[int]
    waited: list[int]
    reasons: list[int]
    early: list[bool]
    forms: list[int]
    touches: list[int]
    idle_us: list[int]
    expected_us: list[int]
    outcome: list[int]
    after_us: list[int]


def _columns(found: Analysed) -> _Columns:
    s, a, w = found.step_ins, found.work.acts, found.work.waits
    act, spell = s.act, s.spell
    by_row = {
        "spell": s.spell,
        "item": a.item[act],
        "row": a.row[act],
        "team": w.team[spell],
        "kind": w.kind[spell],
        "actor": a.actor[act],
        "level": a.level[act],
        "at_us": found.log.rows.at[a.row[act]],
        "since_us": w.started_at[spell],
        "role": a.role[act],
        "waited": a.waited[act],
        "reasons": a.reasons[act],
        "early": s.early,
        "forms": s.forms,
        "touches": s.touches,
        "idle_us": s.idle_us,
        "expected_us": s.expected_us,
        "outcome": s.outcome,
        "after_us": s.after_us,
    }
    return _Columns(**{name: column.tolist() for name, column in by_row.items()})


def places_of(found: Analysed) -> list[tuple[str, int]]:
    """Of each step-in's first act: its item, and how many of the item's events come before it."""
    a, act = found.work.acts, found.step_ins.act
    item, row = a.item[act], a.row[act]
    ids = found.log.item_ids.take(pa.array(item)).to_pylist()
    first = np.searchsorted(found.log.rows.item, item)
    place = found.log.added.number(row) - found.log.added.number(first)
    return list(zip(ids, place.tolist(), strict=True))


def _told(found: Analysed, names: Names, outlook: Outlook, c: _Columns, row: int, event_id: str) -> StepIn:
    item, team, actor = c.item[row], c.team[row], c.actor[row]
    told = outlook.need(row)
    return StepIn(
        id=event_id,
        item=names.item_ids[item],
        title=names.titles[item],
        url=names.urls[item],
        team=names.team(team),
        kind=names.kind(c.kind[row]),
        leader=names.person(actor),
        level=c.level[row],
        at=instant(c.at_us[row]),
        early=c.early[row],
        forms=_forms(c.forms[row]),
        touches=c.touches[row],
        idle_hours=hours(c.idle_us[row]),
        expected_hours=hours(c.expected_us[row]),
        waiting_on=names.waiting_on(c.role[row], c.waited[row], team),
        asked_before=tuple(asks(found, names, c.spell[row], before_row=c.row[row], but=actor)),
        justified_by=_reasons(c.reasons[row]),
        outcome=OUTCOMES[c.outcome[row]],
        after_hours=None if c.after_us[row] < 0 else hours(c.after_us[row]),
        need=told.need,
        need_reason=told.reason,
        anyway=told.anyway,
        within=told.within,
        since=instant(c.since_us[row]),
    )


@cache
def _forms(flags: int) -> tuple[str, ...]:
    return tuple(str(flag.name).lower() for flag in Form(flags))


@cache
def _reasons(flags: int) -> tuple[str, ...]:
    return tuple(str(flag.name).lower() for flag in Reason(flags))
