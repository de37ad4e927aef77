"""The scheduler inside ``serve``: starts a refresh, or a round of digests, as a process of its own when due.

Every worker runs this; the one that holds the lock schedules, and where it ends another takes over.
"""

import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from django.db import DatabaseError, close_old_connections
from filelock import FileLock, Timeout

from stepin import settings
from stepin.errors import BusyError, StepinError
from stepin.ledger.models import Refresh
from stepin.ledger.organisation import organisation
from stepin.org.organisation import Organisation

LOOKS_EVERY_S = 30
OPENS, CLOSES = 7, 19  # working hours, on the owner's wall clock
DIGESTS_EVERY_S = 900.0
_COMMAND = (sys.executable, "-m", "stepin")
_log = structlog.get_logger("stepin.refresh")


def keep_fresh(home: Path) -> threading.Event:
    """Begins; setting what is returned ends it. A refresh that runs then goes on to its end."""
    ended = threading.Event()
    threading.Thread(target=_schedule, args=(home, ended), name="stepin-schedule", daemon=True).start()
    return ended


def is_due(organisation: Organisation, *, last: datetime | None, now: datetime) -> bool:
    """``last``: when the last refresh began. Never without a source."""
    when = organisation.refreshing
    if when.every_s is None or not organisation.sources:
        return False
    if when.in_working_hours and not _is_working(organisation, now):
        return False
    return last is None or now - last >= timedelta(seconds=when.every_s)


def _is_working(organisation: Organisation, now: datetime) -> bool:
    zones = {person.id: person.timezone for person in organisation.people}
    there = now.astimezone(ZoneInfo(zones.get(organisation.owner or "") or "UTC"))
    return there.weekday() < 5 and OPENS <= there.hour < CLOSES


def _schedule(home: Path, ended: threading.Event) -> None:
    lock = FileLock(home / ".schedule.lock", thread_local=False)
    digested = -DIGESTS_EVERY_S
    try:
        while not ended.wait(LOOKS_EVERY_S):
            try:
                lock.acquire(blocking=False)
            except Timeout:
                continue
            _look(home)
            if has_channels() and time.monotonic() - digested >= DIGESTS_EVERY_S:
                digested = time.monotonic()
                _run(home, "digests", "send")
    finally:
        lock.release(force=True)


def _look(home: Path) -> None:
    try:
        last = Refresh.objects.values_list("started_at", flat=True).first()
        if is_due(organisation(home), last=last, now=settings.now()):
            _run(home, "refresh", "--quiet")
    except (StepinError, DatabaseError, OSError) as error:
        _log.error("not looked", error=type(error).__name__)
    finally:
        close_old_connections()


def has_channels() -> bool:
    """Whether there is a way for digests to go out."""
    return bool(settings.smtp().host or settings.slack().token)


def _run(home: Path, *command: str) -> None:
    done = subprocess.run(
        [*_COMMAND, *command, "--home", str(home)], stdin=subprocess.DEVNULL, capture_output=True
    )
    if done.returncode == BusyError.exit_code:
        _log.info("runs already", command=command[0])
    else:
        # why is in the ledger, and on its pages: it may name what only some may read
        _log.log(40 if done.returncode else 20, "ran", command=command[0], exit_code=done.returncode)
