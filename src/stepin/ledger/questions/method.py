"""How the last publication's numbers were made: shares, checks, expectations, and past forecasts."""

from collections.abc import Sequence
from dataclasses import dataclass

from stepin.findings.model import Control, Expectation, NeedRow
from stepin.findings.records_json import from_plain
from stepin.findings.rows_seen import ALL, FEWEST_LEADS, REASON
from stepin.ledger.models import Forecast, Publication, StepIn
from stepin.ledger.sight import Sight, step_ins_seen

BANDS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01))
FEWEST = 10  # settled forecasts in a band, below which what came of them is not told


@dataclass(frozen=True, slots=True)
class Band:
    """Forecasts whose chance was in [low, high): how many, the mean told, and the share that moved."""

    low: float
    high: float
    told: int
    mean: float | None
    moved: float | None  # None below FEWEST


@dataclass(frozen=True, slots=True)
class PastForecasts:
    settled: int
    void: int
    waiting: int
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What the method page tells of one publication."""

    publication: Publication
    overall: NeedRow | None
    controls: tuple[Control, ...]
    expectations: tuple[Expectation, ...]


def how_made(sight: Sight) -> Made | None:
    """Of the last publication; None before there is one. Expectations of the teams in sight alone."""
    publication = Publication.objects.first()
    if publication is None:
        return None
    rows = tuple(from_plain(NeedRow, row) for row in publication.need)
    expected = (from_plain(Expectation, row) for row in publication.expectations)
    return Made(
        publication=publication,
        overall=next((_told(row, sight) for row in rows if (row.team, row.kind) == ALL), None),
        controls=tuple(from_plain(Control, row) for row in publication.controls),
        expectations=tuple(row for row in expected if row.team == "*" or sight.sees_team(row.team)),
    )


def _told(row: NeedRow, sight: Sight) -> NeedRow:
    """Without its counts and shares where those would tell how one or a few other leads' step-ins went."""
    late = StepIn.objects.filter(source=StepIn.Source.FOUND, early=False, withdrawn_at=None)
    hidden = late.exclude(pk__in=step_ins_seen(sight).values("pk"))
    leads = hidden.order_by().values("leader").distinct().count()
    if leads == 0 or leads >= FEWEST_LEADS:
        return row
    return NeedRow(row.team, row.kind, 0, 0, 0, 0, None, None, None, None, REASON)


def past_forecasts() -> PastForecasts:
    """Of the whole organisation: they are about work, and no band tells of fewer than ten waits."""
    rows = Forecast.objects.values_list("within_3d", "moved", "void", "checked_at")
    settled = [(chance, moved) for chance, moved, void, at in rows if at and not void]
    void = sum(1 for row in rows if row[2])
    waiting = sum(1 for row in rows if row[3] is None)
    return PastForecasts(len(settled), void, waiting, tuple(_band(low, high, settled) for low, high in BANDS))


def _band(low: float, high: float, settled: Sequence[tuple[float, bool | None]]) -> Band:
    inside = [(chance, bool(moved)) for chance, moved in settled if low <= chance < high]
    if len(inside) < FEWEST:
        return Band(low, high, len(inside), None, None)
    mean = sum(chance for chance, _ in inside) / len(inside)
    return Band(low, high, len(inside), mean, sum(moved for _, moved in inside) / len(inside))
