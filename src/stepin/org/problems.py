"""Mistakes in the organisation's files: each with its place, all of them in one error."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from stepin.errors import ConfigError
from stepin.org.lines import Path, line_of

TEAM_FILE = "stepin.toml"
PEOPLE_FILE = "people.toml"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file: ``path`` is keys and 0-based indexes, said as ``team[2].leads[0].who``."""

    file: str
    path: Path = ()

    def at(self, *parts: str | int) -> "Place":
        return Place(self.file, (*self.path, *parts))

    def __str__(self) -> str:
        said = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return said.removeprefix(".")


@dataclass(frozen=True, slots=True)
class Mistake:
    place: Place
    says: str


class OrganisationError(ConfigError):
    """``mistakes`` are in the order of the files and their lines, found again in ``texts``, by file name."""

    def __init__(self, mistakes: Collection[Mistake], texts: Mapping[str, str]) -> None:
        placed = [(line_of(texts.get(each.place.file, ""), each.place.path), each) for each in mistakes]
        placed.sort(key=lambda row: (row[1].place.file != TEAM_FILE, row[0] or 0))
        self.mistakes = tuple(each for _, each in placed)
        found = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        listed = [f"  {_where(each.place, line)}: {each.says}" for line, each in placed]
        super().__init__("\n".join([f"{found} in the organisation's files; mend and run again.", *listed]))


def did_you_mean(given: str, known: Collection[str]) -> str:
    """`` Did you mean "x"?`` with a leading space, or nothing where no known word is near."""
    near = get_close_matches(given, known, n=1)
    return f' Did you mean "{near[0]}"?' if near else ""


def _where(place: Place, line: int | None) -> str:
    parts = [place.file if line is None else f"{place.file} line {line}", str(place)]
    return ", ".join(part for part in parts if part)
