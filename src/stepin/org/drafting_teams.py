"""Which teams a log suggests: those that labels ``team:X`` name, else a team per container."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from stepin.org.drafting_codeowners import owners_named
from stepin.org.drafting_log import Spot
from stepin.org.organisation import Selector
from stepin.org.ownership import TEAM_LABEL
from stepin.org.selectors import SelectorText, parse_selector, selector_text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A team before the log has told who leads it. ``said``: members whom CODEOWNERS names."""

    name: str
    owns: tuple[SelectorText, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketches:
    """``team_of_spot`` indexes ``teams``; -1 for the ``unwritable``, whose names are no selectors."""

    teams: tuple[Sketch, ...]
    team_of_spot: tuple[int, ...]
    unwritable: tuple[str, ...]


def sketches(places: Sequence[Spot], codeowners: Mapping[str, str]) -> Sketches:
    """A sketch for every team the places suggest, in the order of the places.

    A label names its team first, then the container. ``codeowners`` is the file's text by
    ``source:container``.
    """
    found: dict[str, Sketch] = {}
    keys: list[str | None] = []
    for spot in places:
        selector = _selector(spot)
        key, fresh = _suggested(spot)
        keys.append(key if selector else None)
        if selector:
            sketch = found.get(key, fresh)
            said = (*sketch.said, *owners_named(codeowners.get(_container(spot), "")))
            found[key] = replace(sketch, owns=_once((*sketch.owns, selector)), said=_once(said))
    order = {key: number for number, key in enumerate(found)}
    return Sketches(
        teams=tuple(found.values()),
        team_of_spot=tuple(-1 if key is None else order[key] for key in keys),
        unwritable=tuple(_container(spot) for spot, key in zip(places, keys, strict=True) if key is None),
    )


def team_ids(teams: Sequence[Sketch]) -> list[str]:
    """A short id for each, unlike the others: the last part of the name, else all of it, else numbered."""
    ids: dict[str, None] = {}
    for sketch in teams:
        short, whole = _plain(sketch.name.rpartition("/")[2]), _plain(sketch.name)
        numbered = (f"{whole}-{number}" for number in range(2, len(teams) + 3))
        ids[next(name for name in chain((short, whole), numbered) if name not in ids)] = None
    return list(ids)


def _suggested(spot: Spot) -> tuple[str, Sketch]:
    """What the spot's team is known by, and the team as it is before it owns anything."""
    if spot.label:
        return f"label {spot.label}", Sketch(spot.label.removeprefix(TEAM_LABEL))
    return f"container {_container(spot)}", Sketch(spot.container or spot.source)


def _container(spot: Spot) -> str:
    return f"{spot.source}:{spot.container}" if spot.container else spot.source


def _selector(spot: Spot) -> SelectorText | None:
    """The selector for exactly this spot; None where its name would be read as something else."""
    pattern = f"{spot.source}:{spot.container or '*'}"
    selector = Selector("", pattern, spot.label)
    text = selector_text(selector)
    as_meant = parse_selector(text) == SelectorText(pattern, spot.label) and text == text.strip()
    return SelectorText(pattern, spot.label) if as_meant and "*" not in (spot.container or "") else None


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-") or "team"


def _once(values: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
