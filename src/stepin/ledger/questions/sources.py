"""Where history comes from, and how fresh it is."""

from dataclasses import dataclass
from datetime import datetime

from stepin.ledger.models import Publication, Refresh, SourceState


@dataclass(frozen=True, slots=True)
class Sources:
    """``lags``: hours from a source's newest event to its last sync, beside it."""

    states: tuple[tuple[SourceState, float | None], ...]
    refreshes: tuple[Refresh, ...]
    publication: Publication | None


def sources() -> Sources:
    return Sources(
        states=tuple((state, _lag_hours(state)) for state in SourceState.objects.order_by("name")),
        refreshes=tuple(Refresh.objects.select_related("by")[:10]),
        publication=Publication.objects.first(),
    )


def _lag_hours(state: SourceState) -> float | None:
    newest: datetime | None = state.newest_event_at
    if newest is None or state.synced_at is None:
        return None
    return max((state.synced_at - newest).total_seconds() / 3600, 0.0)
