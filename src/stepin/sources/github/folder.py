"""Payload files in a folder or a tar → readings, and a reason for each file that gives none."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stepin.org.organisation import CuePatterns
from stepin.sources.cues import BUILT_IN
from stepin.sources.github.archive import File, files
from stepin.sources.github.payloads import NotAPayloadError, Reading, read

_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that gives no item. ``other`` says that it does not even claim to be JSON."""

    name: str
    reason: str
    other: bool = False


def readings(
    path: Path, *, rules: CuePatterns = BUILT_IN, titles: bool = True
) -> Iterator[tuple[str, Reading | Unread]]:
    """(file name, what it holds), one at a time. Raises an InputError where the path itself is unreadable."""
    for file in files(path):
        yield file.name, _reading(file, rules=rules, titles=titles)


def _reading(file: File, *, rules: CuePatterns, titles: bool) -> Reading | Unread:
    if file.data is None:
        return Unread(file.name, file.reason)
    if not file.name.lower().endswith(".json"):
        return Unread(file.name, "no .json file", other=True)
    try:
        return read(parsed(file.data), rules=rules, titles=titles)
    except NotAPayloadError as error:
        return Unread(file.name, str(error))
    except NotJsonError as error:
        return Unread(file.name, str(error))


class NotJsonError(ValueError):
    pass


def parsed(data: bytes) -> object:
    """JSON in UTF-8 (or 16, 32); halves of surrogate pairs, which no table can hold, become ``?``."""
    if not data.strip():
        raise NotJsonError("it is empty.")
    try:
        found = json.loads(data)
        if _HALF_PAIR.search(data):
            found = json.loads(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
    except UnicodeDecodeError:
        raise NotJsonError("it is not UTF-8 text.") from None
    except (ValueError, RecursionError) as error:
        raise NotJsonError(f"it is no JSON ({error}).") from None
    return found
