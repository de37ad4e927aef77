"""Deletes what has been kept as long as ``[keep]`` says."""

import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path

from stepin.findings.runs import latest_run, list_runs
from stepin.ledger.models import Publication, Read, Refresh
from stepin.org.organisation import Keep

DAY_S = 86400


def forget_old(home: Path, keep: Keep, *, now: datetime) -> None:
    """Reads and refreshes by age, analyses by number; what a leader wrote has no age."""
    Read.objects.filter(at__lt=now - timedelta(days=keep.reads_days)).delete()
    Refresh.objects.filter(started_at__lt=now - timedelta(days=keep.refreshes_days)).delete()
    _forget_runs(home, keep.runs)
    sweep(home, older_than_s=DAY_S)


def sweep(home: Path, *, older_than_s: float) -> None:
    """Removes what a backup or a restore that was killed left behind."""
    for each in (*home.glob(".backup-*"), *home.glob(".restoring-*")):
        if time.time() - each.stat().st_mtime >= older_than_s:
            shutil.rmtree(each, ignore_errors=True)


def _forget_runs(home: Path, number: int) -> None:
    runs = list_runs(home)
    if len(runs) <= number:
        return
    shown = {
        latest_run(home),
        *Publication.objects.order_by("-as_of", "-run").values_list("run", flat=True)[:1],
    }
    for run in runs[:-number]:
        if run not in shown:
            _forget_run(home / "findings" / run)


def _forget_run(folder: Path) -> None:
    """Renamed first, so that a reader, or whoever comes after a crash, never meets half of one."""
    gone = folder.with_name(f".writing-gone-{folder.name}")
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)
