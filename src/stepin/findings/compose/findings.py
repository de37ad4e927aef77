"""The whole of what a run found."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from stepin.analysis.estimates.controls import Control as Checked
from stepin.analysis.estimates.counting import count
from stepin.analysis.run import Analysed
from stepin.findings.compose.around import around
from stepin.findings.compose.cells import cells
from stepin.findings.compose.naming import Names, instant
from stepin.findings.compose.need import need
from stepin.findings.compose.notes import notes
from stepin.findings.compose.outlook import Outlook
from stepin.findings.compose.rows import estimate, expectations, patterns
from stepin.findings.compose.step_ins import step_ins
from stepin.findings.compose.stuck import stuck
from stepin.findings.model import Control, Findings, LogSummary

REPORT_VERSION = 1
SEED = 20_240_101  # so that the same log gives the same report, to the last digit


def compose(found: Analysed, *, event_ids: Sequence[str], as_of: datetime) -> Findings:
    """``event_ids``: of each step-in's first act, in the order of Analysed.step_ins; ``run`` stays empty."""
    names = Names.of(found)
    counts = count(found.spells, found.touches)
    outlook = Outlook.of(found, counts, rng=np.random.default_rng(SEED))
    stepped_in = step_ins(found, names, outlook, event_ids=event_ids)
    return Findings(
        version=REPORT_VERSION,
        as_of=as_of,
        run="",
        log=_summary(found),
        stuck=stuck(found, names, outlook),
        step_ins=stepped_in,
        need=need(found, outlook, stepped_in),
        controls=tuple(_control(check) for check in outlook.controls),
        patterns=patterns(found, counts, stepped_in),
        expectations=expectations(found, names),
        notes=tuple(notes(found, names)),
        cells=cells(found, stepped_in),
        around=around(found, names, stepped_in),
    )


def _summary(found: Analysed) -> LogSummary:
    rows = found.log.rows
    acting = np.unique(rows.actor[(rows.actor >= 0) & ~found.log.cast.bot[rows.actor]])
    return LogSummary(
        events=len(rows) - len(found.log.added),
        items=len(found.log.item_ids),
        people=len(acting),
        first_at=instant(int(rows.at.min())),
        last_at=instant(int(rows.at.max())),
    )


def _control(check: Checked) -> Control:
    return Control(
        name=check.name,
        observed=check.observed,
        expected=check.expected,
        ratio=None if check.ratio is None else estimate(check.ratio),
        passed=check.passed,
        says=check.says,
    )


def tally(outcomes: Counter[str]) -> tuple[int, int, int]:
    """Followed by a move of whoever it waited on, of which only answered; and carried."""
    return outcomes["moved"] + outcomes["answered"], outcomes["answered"], outcomes["carried"]
