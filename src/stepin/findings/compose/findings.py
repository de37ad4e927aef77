"""The whole of what a run found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import numpy as np
import pyarrow as pa

from stepin.analysis.estimates.controls import Control as Checked
from stepin.analysis.estimates.counting import Gathered, gather
from stepin.analysis.run import Analysed
from stepin.findings.columns import to_table
from stepin.findings.compose.around import around
from stepin.findings.compose.cells import cells
from stepin.findings.compose.naming import Names, instant
from stepin.findings.compose.need import need
from stepin.findings.compose.notes import notes
from stepin.findings.compose.outlook import Outlook
from stepin.findings.compose.rows import estimate, expectations, patterns
from stepin.findings.compose.step_ins import Came, step_ins
from stepin.findings.compose.stuck import stuck
from stepin.findings.model import (
    Cell,
    Control,
    Expectation,
    LogSummary,
    NeedRow,
    Pattern,
)
from stepin.findings.tables import Tables

REPORT_VERSION = 1
SEED = 20_240_101  # so that the same log gives the same report, to the last digit


def compose(found: Analysed, *, event_ids: pa.Array, as_of: datetime) -> Tables:
    """``event_ids``: of each step-in's first act, in the order of Analysed.step_ins; ``run`` stays empty."""
    names = Names(found)
    gathered = gather(found.spells, found.touches)
    came = Came.of(found, event_ids)
    with ThreadPoolExecutor(max_workers=1) as pool:
        seen = pool.submit(_seen, found, names, gathered, came)  # while the estimates are made
        outlook = Outlook.of(found, gathered, rng=np.random.default_rng(SEED))
        told = pool.submit(step_ins, found, names, outlook, came)
        waiting = stuck(found, names, outlook)
    return Tables(
        version=REPORT_VERSION,
        as_of=as_of,
        run="",
        log=_summary(found),
        notes=tuple(notes(found, names)),
        stuck=waiting,
        step_ins=told.result(),
        need=to_table(NeedRow, need(found, outlook, came.late())),
        controls=to_table(Control, map(_control, outlook.controls)),
        **seen.result(),
    )


def _seen(found: Analysed, names: Names, gathered: Gathered, came: Came) -> dict[str, pa.Table]:
    """The tables that hold no estimate of what a step-in was needed for, by their names in Tables."""
    late = came.late()
    return {
        "patterns": to_table(Pattern, patterns(found, gathered.counts, late)),
        "expectations": to_table(Expectation, expectations(found, names)),
        "cells": to_table(Cell, cells(found, late, gathered.quiet)),
        "around": around(found, order=came.row, ids=came.ids),
    }


def _summary(found: Analysed) -> LogSummary:
    rows, bot = found.log.rows, found.log.cast.bot
    acted = np.zeros(len(bot), bool)
    acted[rows.actor] = True  # the last is nobody
    return LogSummary(
        events=len(rows) - len(found.log.added),
        items=len(found.log.item_ids),
        people=int(np.count_nonzero(acted[:-1] & ~bot[:-1])),
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
