"""Where leads stepped in, in the order of the report: by moment and event."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.definitions.reasons import Reason
from stepin.analysis.definitions.step_ins import OUTCOMES, Form
from stepin.analysis.records import Bools, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose import arrow, asking
from stepin.findings.compose.behind import behind
from stepin.findings.compose.naming import Names
from stepin.findings.compose.outlook import Outlook
from stepin.findings.model import StepIn


@dataclass(frozen=True, slots=True)
class Came:
    """In the report's order, ``row`` being each one's in Analysed.step_ins; ``ids``: of their first acts."""

    row: Ints
    ids: pa.Array
    at_us: Ints  # UTC
    stratum: Ints
    outcome: Ints
    early: Bools

    @staticmethod
    def of(found: Analysed, ids: pa.Array) -> "Came":
        """``ids``: in the order of Analysed.step_ins."""
        s = found.step_ins
        at = found.log.rows.at[found.work.acts.row[s.act]]
        keys = pa.table({"at": at, "id": ids})
        row = pc.sort_indices(keys, [("at", "ascending"), ("id", "ascending")]).to_numpy().astype(np.int64)
        return Came(
            row,
            arrow.taken(ids, row),
            at[row],
            found.spells.stratum[s.spell[row]],
            s.outcome[row],
            s.early[row],
        )

    def late(self) -> "Came":
        """Those into stuck work alone."""
        return self.some(np.flatnonzero(~self.early))

    def some(self, rows: Ints) -> "Came":
        return Came(
            self.row[rows],
            arrow.taken(self.ids, rows),
            self.at_us[rows],
            self.stratum[rows],
            self.outcome[rows],
            self.early[rows],
        )


def step_ins(found: Analysed, names: Names, outlook: Outlook, came: Came) -> pa.Table:
    """As a table of StepIn."""
    s, a, w = found.step_ins, found.work.acts, found.work.waits
    row, act, spell = came.row, s.act[came.row], s.spell[came.row]
    item, team, actor, after = a.item[act], w.team[spell], a.actor[act], s.after_us[row]
    asked = asking.asks(found, spell, before_row=a.row[act], but=actor)
    columns = {
        "id": came.ids,
        "item": names.items(item),
        "title": names.of_items("title", item),
        "url": names.of_items("url", item),
        "team": names.teams(team),
        "kind": names.kinds(w.kind[spell]),
        "leader": names.people(actor),
        "level": arrow.numbers(a.level[act]),
        "at": arrow.instants(came.at_us),
        "early": pa.array(came.early),
        "forms": arrow.words(s.forms[row], _forms),
        "touches": arrow.numbers(s.touches[row]),
        "idle_hours": arrow.hours(s.idle_us[row]),
        "expected_hours": arrow.hours(s.expected_us[row]),
        "waiting_on": names.waited_on(a.role[act], a.waited[act], team),
        "asked_before": asking.told(found, names, asked),
        "justified_by": arrow.words(a.reasons[act], _reasons),
        "outcome": arrow.taken(OUTCOMES, came.outcome),
        "after_hours": arrow.hours(after, none=after < 0),
        **behind(outlook, row),
        "since": arrow.instants(w.started_at[spell]),
    }
    return arrow.table_of(StepIn, columns)


def _forms(flags: int) -> list[str]:
    return [str(flag.name).lower() for flag in Form(flags)]


def _reasons(flags: int) -> list[str]:
    return [str(flag.name).lower() for flag in Reason(flags)]
