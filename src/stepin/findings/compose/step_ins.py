"""Where leads stepped in, as records."""

from collections.abc import Sequence

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
    rows = range(len(found.step_ins.act))
    told = [_told(found, names, outlook, row, event_ids[row]) for row in rows]
    return tuple(sorted(told, key=lambda s: (s.at, s.id)))


def places_of(found: Analysed) -> list[tuple[str, int]]:
    """Of each step-in's first act: its item, and how many of the item's events come before it."""
    a, act = found.work.acts, found.step_ins.act
    item, row = a.item[act], a.row[act]
    ids = found.log.item_ids.take(pa.array(item)).to_pylist()
    place = row - np.searchsorted(found.log.rows.item, item)
    return list(zip(ids, place.tolist(), strict=True))


def _told(found: Analysed, names: Names, outlook: Outlook, row: int, event_id: str) -> StepIn:
    s, a, w = found.step_ins, found.work.acts, found.work.waits
    act, spell = int(s.act[row]), int(s.spell[row])
    item, team = int(a.item[act]), int(w.team[spell])
    told = outlook.need(row)
    return StepIn(
        id=event_id,
        item=names.item_ids[item],
        title=names.titles[item],
        url=names.urls[item],
        team=names.team(team),
        kind=names.kind(int(w.kind[spell])),
        leader=names.person(int(a.actor[act])),
        level=int(a.level[act]),
        at=instant(int(found.log.rows.at[a.row[act]])),
        early=bool(s.early[row]),
        forms=_words(Form(int(s.forms[row]))),
        touches=int(s.touches[row]),
        idle_hours=hours(s.idle_us[row]),
        expected_hours=hours(s.expected_us[row]),
        waiting_on=names.waiting_on(int(a.role[act]), int(a.waited[act]), team),
        asked_before=tuple(asks(found, names, spell, before_row=int(a.row[act]), but=int(a.actor[act]))),
        justified_by=_words(Reason(int(a.reasons[act]))),
        outcome=OUTCOMES[s.outcome[row]],
        after_hours=None if s.after_us[row] < 0 else hours(s.after_us[row]),
        need=told.need,
        need_reason=told.reason,
        anyway=told.anyway,
        within=told.within,
        since=instant(int(w.started_at[spell])),
    )


def _words(flags: Form | Reason) -> tuple[str, ...]:
    return tuple(str(flag.name).lower() for flag in flags)
