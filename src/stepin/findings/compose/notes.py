"""What the reader should know about how the findings came about."""

from collections.abc import Iterator

import numpy as np

from stepin.analysis.definitions.encoded import KIND
from stepin.analysis.definitions.owning import NEITHER
from stepin.analysis.run import Analysed
from stepin.findings.compose.naming import Names, instant
from stepin.findings.plain import count, day, listed
from stepin.org.ownership import rival_teams

_SHOWN = 5
_LABELLING = (KIND["labelled"], KIND["unlabelled"])


def notes(found: Analysed, names: Names) -> Iterator[str]:
    yield from found.log.who.notes
    yield from _clean_outs(found, names)
    yield from _two_teams(found, names)
    yield from _ignored(found)
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
    days = {instant(at).date(): day(instant(at)) for at in sorted(found.log.rows.at[rows].tolist())}
    yield (
        f"{count(len(rows), 'event')} on {count(items, 'item')} were clean-outs (one person, dozens of "
        f"items, one hour), on {_listed([*days.values()])}. They count as nobody's act."
    )


def _two_teams(found: Analysed, names: Names) -> Iterator[str]:
    w = found.work.waits
    rows = np.flatnonzero(w.team == found.log.cast.teams.index(NEITHER))
    items, first = np.unique(w.item[rows], return_index=True)
    if len(items):
        which = _listed([_rivals(found, names, int(row)) for row in rows[first]], between="; ")
        yield (
            f"Two teams' selectors match {count(len(items), 'item')} equally ({which}), so they count for "
            "neither. Make one team's selector more specific in stepin.toml."
        )


def _ignored(found: Analysed) -> Iterator[str]:
    if ignored := found.log.stated.ignored:
        yield (
            f"{count(ignored, 'correction')} left out: about events or people that the log does not know "
            "as of this moment."
        )


def _rivals(found: Analysed, names: Names, spell: int) -> str:
    """``github:acme/pay#1: front and back``, as of the start of a spell."""
    item, began = int(found.work.waits.item[spell]), int(found.work.waits.started_at[spell])
    labels: set[str] = set()
    rows = found.log.rows
    for row in range(*np.searchsorted(rows.item, [item, item + 1])):
        if rows.at[row] <= began and rows.kind[row] in _LABELLING:
            change = labels.add if rows.kind[row] == KIND["labelled"] else labels.discard
            change(names.value(int(rows.value[row])) or "")
    container = int(found.log.items.container[item])
    rivals = rival_teams(found.log.ownership.rules, container=container, at_us=began, labels=labels)
    return f"{names.item(item)}: {listed(rivals)}"


def _listed(texts: list[str], *, between: str = ", ") -> str:
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return between.join(texts[:_SHOWN]) + more
