"""Keeps what was forecast, and holds it against what happened: the record that the method page shows."""

from stepin.findings.model import Findings
from stepin.findings.model import Stuck as Found
from stepin.ledger.due import working_hours_after
from stepin.ledger.models import Forecast

HORIZON_HOURS = 24.0  # three working days


def remember(found: Findings) -> None:
    """One forecast for each wait: the first that was told."""
    Forecast.objects.bulk_create(
        [
            Forecast(
                item=each.item,
                team=each.team,
                kind=each.kind,
                since=each.since,
                made_at=found.as_of,
                within_3d=each.forecast.unprompted.within_3d,
                asked=len(each.asked),
            )
            for each in found.stuck
            if each.forecast
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


def hold_against(found: Findings) -> None:
    """Settles the forecasts whose horizon has passed: a wait that is still there did not move.

    Void where somebody asked meanwhile, or where it ended and no refresh came before its horizon to see when.
    A wait that ended by then counts as moved, whoever ended it.
    """
    there = {(each.item, each.since): each for each in found.stuck}
    settled = []
    for forecast in Forecast.objects.filter(checked_at=None):
        now = there.get((forecast.item, forecast.since))
        if _settle(forecast, now, found):
            settled.append(forecast)
    Forecast.objects.bulk_update(settled, ("checked_at", "moved", "void"), batch_size=500)


def _settle(forecast: Forecast, now: Found | None, found: Findings) -> bool:
    """Whether it could be settled as of ``found``."""
    over = found.as_of > working_hours_after(forecast.made_at, HORIZON_HOURS)
    if now is not None and not over and len(now.asked) == forecast.asked:
        return False
    asked = now is not None and len(now.asked) > forecast.asked
    ended_unseen = now is None and over  # it ended, but whether before the horizon nobody looked
    forecast.void = asked or ended_unseen
    forecast.checked_at = found.as_of
    forecast.moved = None if forecast.void else now is None
    return True
