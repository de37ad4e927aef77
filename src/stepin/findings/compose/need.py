"""Whether it needed a lead: overall, and by team and kind."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from stepin.analysis.estimates.shares import Need, Share
from stepin.analysis.run import Analysed
from stepin.findings.compose.outlook import Outlook
from stepin.findings.compose.rows import ALL, estimate
from stepin.findings.model import Estimate, NeedRow, StepIn


def need(found: Analysed, outlook: Outlook, step_ins: tuple[StepIn, ...]) -> tuple[NeedRow, ...]:
    """The overall row first, then every team × kind that leads stepped into. Counts are of late step-ins;
    shares are estimated from their every touch."""
    late = [s for s in step_ins if not s.early]
    return (_row(ALL, ALL, late, outlook.overall), *_rows(found, outlook, late))


def _rows(found: Analysed, outlook: Outlook, late: Sequence[StepIn]) -> Iterator[NeedRow]:
    by_cell: dict[tuple[str, str], list[StepIn]] = defaultdict(list)
    for each in late:
        by_cell[each.team, each.kind].append(each)
    for stratum, cell in enumerate(zip(found.strata.teams, found.strata.kinds, strict=True)):
        if cell in by_cell:
            yield _row(*cell, by_cell[cell], outlook.by_stratum[stratum])


def _row(team: str, kind: str, mine: Sequence[StepIn], told: Need) -> NeedRow:
    outcomes = Counter(s.outcome for s in mine)
    return NeedRow(
        team=team,
        kind=kind,
        step_ins=len(mine),
        progressed=outcomes["moved"] + outcomes["answered"],
        answered=outcomes["answered"],
        carried=outcomes["carried"],
        anyway=_estimate(told.anyway),
        anyone=_estimate(told.anyone),
        you=_estimate(told.you),
        e_value=told.e_value,
        reason=told.reason,
    )


def _estimate(share: Share | None) -> Estimate | None:
    return None if share is None else estimate(share)
