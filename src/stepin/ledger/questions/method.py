"""How the last publication's numbers were made: shares, checks, expectations, and past forecasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Avg, Count, Q

from stepin.findings.model import Control, Expectation, NeedRow
from stepin.findings.records_json import from_plain
from stepin.findings.rows_seen import ALL, FEWEST_LEADS, REASON
from stepin.ledger.models import Forecast, Publication, StepIn
from stepin.ledger.sight import Sight, seen_one_by_one

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
    """What the method page tells of one publication. ``expectations``: as plain values, to be read by the
    page."""

    publication: Publication
    overall: NeedRow | None
    controls: tuple[Control, ...]
    expectations: tuple[Mapping[str, Any], ...]


def how_made(sight: Sight) -> Made | None:
    """Of the last publication; None before there is one. Expectations of the teams in sight alone."""
    publication = Publication.objects.defer("seen").first()
    if publication is None:
        return None
    overall = next((row for row in publication.need if (row["team"], row["kind"]) == ALL), None)
    return Made(
        publication=publication,
        overall=_told(from_plain(NeedRow, overall), sight) if overall else None,
        controls=tuple(from_plain(Control, row) for row in publication.controls),
        expectations=tuple(
            row for row in publication.expectations if row["team"] == "*" or sight.sees_team(row["team"])
        ),
    )


def expectation(row: Mapping[str, Any]) -> Expectation:
    return from_plain(Expectation, dict(row))


def _told(row: NeedRow, sight: Sight) -> NeedRow:
    """Without its counts and shares where those would tell how one or a few other leads' step-ins went."""
    late = StepIn.objects.filter(source=StepIn.Source.FOUND, early=False, withdrawn_at=None)
    hidden = late.exclude(seen_one_by_one(sight))
    leads = hidden.order_by().values("leader").distinct().count()
    if leads == 0 or leads >= FEWEST_LEADS:
        return row
    return NeedRow(row.team, row.kind, 0, 0, 0, 0, None, None, None, None, REASON)


def past_forecasts() -> PastForecasts:
    """Of the whole organisation: they are about work, and no band tells of fewer than ten waits."""
    over = Q(checked_at__isnull=False, void=False)
    counted = {
        f"{what}_{number}": of for number, band in enumerate(BANDS) for what, of in _counts(over, band)
    }
    found = Forecast.objects.aggregate(
        settled=Count("pk", filter=over),
        unsettled=Count("pk", filter=Q(void=True)),
        waiting=Count("pk", filter=Q(checked_at=None)),
        **counted,
    )
    bands = tuple(_band(band, number, found) for number, band in enumerate(BANDS))
    return PastForecasts(found["settled"], found["unsettled"], found["waiting"], bands)


def _counts(over: Q, band: tuple[float, float]) -> tuple[tuple[str, Aggregate], ...]:
    inside = over & Q(within_3d__gte=band[0], within_3d__lt=band[1])
    return (
        ("told", Count("pk", filter=inside)),
        ("mean", Avg("within_3d", filter=inside)),
        ("moved", Count("pk", filter=inside & Q(moved=True))),
    )


def _band(band: tuple[float, float], number: int, found: Mapping[str, Any]) -> Band:
    told, mean, moved = (found[f"{what}_{number}"] for what in ("told", "mean", "moved"))
    if told < FEWEST:
        return Band(*band, told, None, None)
    return Band(*band, told, mean, moved / told)
