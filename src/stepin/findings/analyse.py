"""``stepin analyse``: a home's log and organisation → one immutable run."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.corrections import Correction
from stepin.analysis.definitions.encode import Encoded, encode
from stepin.analysis.definitions.stated import stated, with_bots
from stepin.analysis.run import Analysed, analyse_encoded
from stepin.errors import HomeError
from stepin.findings import memory
from stepin.findings.compose.findings import compose
from stepin.findings.compose.naming import microseconds
from stepin.findings.compose.places import places_of
from stepin.findings.corrections import read_corrections
from stepin.findings.freshness import CORRECTIONS, corrections_hash, organisation_hash
from stepin.findings.runs import Origin, run_id, write_run
from stepin.findings.tables import Tables
from stepin.log.home import LogHome
from stepin.log.reading import Log, open_log
from stepin.org.file import read_organisation
from stepin.org.organisation import Organisation

Progress = Callable[[int], None]


class NothingToAnalyseError(HomeError):
    def __init__(self, home: Path, as_of: datetime) -> None:
        super().__init__(
            f"The log in {home} holds no event at or before {as_of:%Y-%m-%d %H:%M} UTC. "
            "Import some history first (stepin import, stepin sync), or name a later --as-of."
        )


def analyse(home: Path, *, as_of: datetime, now: datetime, progress: Progress | None = None) -> Tables:
    """Analyses the log as of a moment (inclusive) and keeps the run. Raises StepinError."""
    with memory.reused():
        return _analyse(home, as_of=as_of, now=now, progress=progress)


def _analyse(home: Path, *, as_of: datetime, now: datetime, progress: Progress | None) -> Tables:
    # before they are read: a change from then on must show as one
    hashed, corrected = organisation_hash(home), corrections_hash(home)
    organisation = read_organisation(home)
    log = open_log(LogHome(home, organisation.log_url))
    found = read_and_analyse(log, home, organisation, as_of=as_of, progress=progress)
    event_ids = log.event_ids(places_of(found))
    told = replace(compose(found, event_ids=event_ids, as_of=as_of), run=run_id(now))
    write_run(home, told, _origin(log, hashed, corrected))
    return told


def read_and_analyse(
    log: Log, home: Path, organisation: Organisation, *, as_of: datetime, progress: Progress | None = None
) -> Analysed:
    """With the home's corrections. Raises NothingToAnalyseError where there is no event by then."""
    corrections = read_corrections(home)
    organisation = with_bots(organisation, corrections)
    encoded = _encoded(log, organisation, as_of)
    if encoded is None:
        raise NothingToAnalyseError(home, as_of)
    rows = _rows(log, encoded, corrections, as_of)
    encoded = replace(encoded, stated=stated(corrections, rows, who=encoded.who, known=encoded.known))
    return analyse_encoded(encoded, organisation, as_of_us=microseconds(as_of), progress=progress)


def _encoded(log: Log, organisation: Organisation, as_of: datetime) -> Encoded | None:
    """The log as integers; its text is let go on return."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        items = pool.submit(log.items)  # while the events are read
        events = log.in_order(as_of=as_of)
    return encode(events, items.result(), organisation) if len(events) else None


def _rows(log: Log, encoded: Encoded, corrections: Sequence[Correction], as_of: datetime) -> dict[str, int]:
    """The rows of the events that the corrections are about, where the log has them by then."""
    ids = sorted({each.event_id for each in corrections if each.event_id})
    if not ids:
        return {}
    places = log.places(ids, as_of=as_of)
    items = pa.array([item for item, _ in places.values()], pa.string())
    code = pc.index_in(items, value_set=encoded.item_ids).to_numpy(zero_copy_only=False)
    first = np.searchsorted(encoded.rows.item, code)
    place = np.array([place for _, place in places.values()], np.int64)
    rows = encoded.added.row(encoded.added.number(first) + place)
    return dict(zip(places, rows.tolist(), strict=True))


def _origin(log: Log, organisation: str, corrections: str) -> Origin:
    return Origin(
        log_version=log.version.events,
        organisation_hash=organisation,
        program_version=version("stepin"),
        settings=(("items_version", str(log.version.items)), (CORRECTIONS, corrections)),
    )
