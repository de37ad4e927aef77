"""What the reader should know about how the findings came about."""

from collections.abc import Iterator

import numpy as np

from stepin.analysis.definitions.owning import NEITHER
from stepin.analysis.records import Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose.naming import Names, instant
from stepin.findings.plain import count

_SHOWN = 5


def notes(found: Analysed, names: Names) -> Iterator[str]:
    yield from found.log.who.notes
    yield from _clean_outs(found, names)
    yield from _two_teams(found, names)
    if not found.log.cast.lead.team.size:
        yield (
            "No team has a lead yet, so nobody can have stepped in. "
            "Name the leads in stepin.toml; stepin init drafts it."
        )


def _clean_outs(found: Analysed, names: Names) -> Iterator[str]:
    rows = np.flatnonzero(found.work.bulk)
    if not len(rows):
        return
    items = len(np.unique(found.log.rows.item[rows]))
    days = sorted({instant(at).date() for at in found.log.rows.at[rows].tolist()})
    yield (
        f"{count(len(rows), 'event')} on {count(items, 'item')} were clean-outs (one person, dozens of "
        f"items, one hour), on {_listed([day.isoformat() for day in days])}. They count as nobody's act."
    )


def _two_teams(found: Analysed, names: Names) -> Iterator[str]:
    neither = names.found.log.cast.teams.index(NEITHER)
    items: Ints = np.unique(found.work.waits.item[found.work.waits.team == neither])
    if len(items):
        listed = _listed([names.item_ids[item] for item in items])
        yield (
            f"Two teams' selectors match {count(len(items), 'item')} equally ({listed}), so they count for "
            "neither. Make one team's selector more specific in stepin.toml."
        )


def _listed(texts: list[str]) -> str:
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return ", ".join(texts[:_SHOWN]) + more
