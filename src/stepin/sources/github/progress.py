"""How far the sync of each repository came: one small file each under ``sync/`` in the home."""

import json
import os
import re
from pathlib import Path

import httpx

from stepin.errors import HomeError
from stepin.sources.github.client import Cursor
from stepin.sources.github.web import Settings


class StateUnwritableError(HomeError):
    """The home cannot keep how far a sync came."""


def path_of(home: Path, settings: Settings) -> Path:
    host = httpx.URL(settings.api_url).netloc.decode()
    name = re.sub(r"[^a-z0-9._-]+", "+", f"{host}/{settings.repo}".lower())
    return home / "sync" / f"github+{name}.json"


def load(path: Path) -> Cursor:
    """The start where there is no such file, or it holds nothing sensible: reading again changes nothing."""
    try:
        kept = json.loads(path.read_bytes())
        since, etag = kept["since"], kept["etag"]
    except (OSError, ValueError, KeyError, TypeError):
        return Cursor()
    texts = all(value is None or isinstance(value, str) for value in (since, etag))
    return Cursor(since, etag) if texts else Cursor()


def save(path: Path, cursor: Cursor) -> None:
    """Replaces the file in one step: a reader, or a restart, finds the old one or the new one whole."""
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"since": cursor.since, "etag": cursor.etag}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise StateUnwritableError(
            f"{path} cannot be written: {error.strerror}. Make room or leave to write there, then run the"
            " command again: what was read is in the log."
        ) from error
