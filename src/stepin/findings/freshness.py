"""Whether a run still tells of what the home holds now."""

import hashlib
from contextlib import suppress
from pathlib import Path

from stepin.findings.corrections import FILE
from stepin.findings.runs import Origin
from stepin.org.problems import PEOPLE_FILE, TEAM_FILE

CORRECTIONS = "corrections"  # the name of their hash in a run's settings
NO_CORRECTIONS = hashlib.sha256(b"\0").hexdigest()  # of a run from before there were any


def organisation_hash(home: Path) -> str:
    """Of both files of the organisation; a missing one counts as empty."""
    return _hash(home / TEAM_FILE, home / PEOPLE_FILE)


def corrections_hash(home: Path) -> str:
    """Of what people stated about the past; a missing file counts as empty."""
    return _hash(home / FILE)


def _hash(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with suppress(OSError):  # whoever reads it says what is wrong with it
            digest.update(path.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()


def changed_since(origin: Origin, home: Path, *, log_url: str) -> str | None:
    """What changed after the run was made, in words; None where nothing did, or it cannot be told cheaply.

    A local log's version is read off its commit files: opening it would take longer than the whole report.
    """
    version = None if "://" in log_url else _version(home / log_url / "events" / "_delta_log")
    changed = []
    if version is not None and version != origin.log_version:
        changed.append("the log")
    if organisation_hash(home) != origin.organisation_hash:
        changed.append("stepin.toml or people.toml")
    if corrections_hash(home) != dict(origin.settings).get(CORRECTIONS, NO_CORRECTIONS):
        changed.append("corrections")
    return " and ".join(changed) or None


def _version(commits: Path) -> int | None:
    numbers = [int(each.stem) for each in commits.glob("*.json") if each.stem.isdigit()]
    return max(numbers, default=None)
