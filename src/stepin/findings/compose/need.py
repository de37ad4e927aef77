"""Whether it needed a lead: overall, and by team and kind."""

from collections.abc import Iterator

import numpy as np

from stepin.analysis.definitions.step_ins import ANSWERED, CARRIED, MOVED, OUTCOMES
from stepin.analysis.estimates.shares import Need, Share
from stepin.analysis.records import Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.outlook import Outlook
from stepin.findings.compose.rows import ALL, estimate
from stepin.findings.compose.step_ins import Came
from stepin.findings.model import Estimate, NeedRow


def need(found: Analysed, outlook: Outlook, late: Came) -> Iterator[NeedRow]:
    """The overall row first, then every team × kind that leads stepped into. Counts are of late step-ins;
    shares are estimated from their every touch."""
    by_cell = _outcomes(late, len(found.strata.teams))
    yield _row(ALL, ALL, by_cell.sum(axis=0), outlook.overall)
    for stratum in np.flatnonzero(by_cell.any(axis=1)).tolist():
        team, kind = found.strata.teams[stratum], found.strata.kinds[stratum]
        yield _row(team, kind, by_cell[stratum], outlook.by_stratum[stratum])


def _outcomes(late: Came, strata: int) -> Ints:
    """How many, by (stratum, outcome)."""
    cell = late.stratum * len(OUTCOMES) + late.outcome
    return np.bincount(cell, minlength=strata * len(OUTCOMES)).reshape(strata, len(OUTCOMES))


def _row(team: str, kind: str, outcomes: Ints, told: Need) -> NeedRow:
    many = outcomes.tolist()
    return NeedRow(
        team=team,
        kind=kind,
        step_ins=sum(many),
        progressed=many[MOVED] + many[ANSWERED],
        answered=many[ANSWERED],
        carried=many[CARRIED],
        anyway=_estimate(told.anyway),
        anyone=_estimate(told.anyone),
        you=_estimate(told.you),
        e_value=told.e_value,
        reason=told.reason,
    )


def _estimate(share: Share | None) -> Estimate | None:
    return None if share is None else estimate(share)
