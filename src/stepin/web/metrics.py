"""What ``/metrics`` counts: requests by page, and how the last refresh and what is due stand. No person is in
a label.

Several workers count each for itself into files of one folder, and whichever is asked adds them up
(prometheus-client's way; on where ``settings.share_metrics`` was called before this is imported).
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from stepin import settings
from stepin.ledger.models import Publication, Refresh, Response, SourceState, StepIn

_FOLDER = settings.shared_metrics()
_OWN = CollectorRegistry()
_REQUESTS = Counter("stepin_requests", "Requests answered.", ("page", "method", "status"), registry=_OWN)
_SECONDS = Histogram(
    "stepin_request_seconds",
    "How long answers took.",
    ("page",),
    registry=_OWN,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10),
)
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
_DUE = (StepIn.State.OPEN, StepIn.State.CONFIRMED)


def count_request(page: str, method: str, status: int, took_s: float) -> None:
    _REQUESTS.labels(page, method if method in _METHODS else "other", str(status)).inc()
    _SECONDS.labels(page).observe(took_s)


def told(now: datetime) -> bytes:
    """In Prometheus' text format."""
    registry = CollectorRegistry()
    if _FOLDER is None:
        registry.register(_OWN)
    else:
        MultiProcessCollector(registry, path=str(_FOLDER))  # type: ignore[no-untyped-call]
    registry.register(_Standing(now))
    return generate_latest(registry)


class _Standing(Collector):
    """From the database, so that it is the same whichever worker is asked."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        last = Refresh.objects.exclude(ended_at=None).first()
        if last is not None and last.ended_at is not None:
            age = (self.now - last.ended_at).total_seconds()
            yield _gauge("stepin_refresh_age_seconds", "Since the last refresh ended.", age)
            yield _gauge("stepin_refresh_ok", "Whether it ended without an error.", float(not last.error))
        newest = Publication.objects.only("as_of").first()
        if newest is not None:
            age = (self.now - newest.as_of).total_seconds()
            yield _gauge("stepin_analysis_age_seconds", "Since the moment that the pages tell of.", age)
        failing = SourceState.objects.exclude(error="").count()
        yield _gauge("stepin_sources_failing", "Sources that could not be read last time.", failing)
        due = StepIn.objects.filter(state__in=_DUE, withdrawn_at=None, due_at__lte=self.now)
        due = due.exclude(snoozed_until__gt=self.now)
        yield _gauge(
            "stepin_look_backs_due", "Step-ins due to be looked back at, of all leaders.", due.count()
        )
        checks = Response.objects.filter(state=Response.State.RUNNING, check_on__lte=self.now.date()).count()
        yield _gauge("stepin_checks_due", "Responses due to be checked.", checks)


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)


def forget_dead(folder: Path, *, now: datetime | None = None) -> None:
    """Removes the counts of workers that are no more, so that their files do not pile up; Prometheus takes
    it for what it is, a restart. A file written to within the last day stays."""
    before = ((now or datetime.now(UTC)) - timedelta(days=1)).timestamp()
    for each in folder.glob("*.db"):
        pid = each.stem.rpartition("_")[2]
        if pid.isdigit() and not _is_alive(int(pid)) and each.stat().st_mtime < before:
            each.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
