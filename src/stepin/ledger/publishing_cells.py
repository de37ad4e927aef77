"""Publishes stuck work by week, and how much the cells' rates of step-ins differ."""

from dataclasses import asdict

import numpy as np

from stepin.analysis.estimates.before_after import Prior, spread
from stepin.findings.model import Cell as Found
from stepin.findings.model import Findings
from stepin.findings.records_json import to_plain
from stepin.ledger.models import Cell

ALL = "*"


def publish_cells(found: Findings) -> None:
    Cell.objects.all().delete()
    rows = [Cell(team=each.team, kind=each.kind, row=to_plain(each)) for each in found.cells]
    rows.append(Cell(team=ALL, kind=ALL, row=asdict(spread_of(found.cells))))
    Cell.objects.bulk_create(rows, batch_size=200)


def spread_of(cells: tuple[Found, ...]) -> Prior:
    step_ins = np.array([sum(each.step_ins) for each in cells], np.int64)
    return spread(step_ins, np.array([sum(each.stuck_hours) for each in cells], np.float64))
