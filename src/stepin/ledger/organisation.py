"""The organisation as it is now, with who was stated to be a bot; read again only when its files change."""

from pathlib import Path

from stepin.findings.corrections import FILE, organisation_as_stated
from stepin.org.organisation import Organisation
from stepin.org.problems import PEOPLE_FILE, TEAM_FILE

Stamp = tuple[tuple[int, int], ...]
_kept: dict[Path, tuple[Stamp, Organisation]] = {}


def organisation(home: Path) -> Organisation:
    """Empty where there is no file yet. Raises OrganisationError where the file holds mistakes."""
    stamp = tuple(_stamp(home / name) for name in (TEAM_FILE, PEOPLE_FILE, FILE))
    kept = _kept.get(home)
    if kept is None or kept[0] != stamp:
        kept = _kept[home] = (stamp, organisation_as_stated(home))
    return kept[1]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        about = path.stat()
    except FileNotFoundError:
        return (0, -1)
    return (about.st_mtime_ns, about.st_size)
