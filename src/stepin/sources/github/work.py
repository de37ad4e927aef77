"""The item that a payload is about, one act upon it, and how GitHub's JSON spells people and times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from stepin.org.organisation import CuePatterns
from stepin.sources.cues import BUILT_IN, cues

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """An event before it is numbered. ``native`` is unique in its item or at GitHub, without ``github:``."""

    native: str
    at: datetime
    actor: str | None
    kind: str
    value: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What reading an entry needs to know of its issue or pull request (``main``, as GitHub gives it)."""

    main: Json
    is_pull: bool
    item_id: str
    author: str | None
    opened_at: datetime
    logins: Mapping[str, str]  # lower case → as spelled by GitHub, of everybody in the payload
    rules: CuePatterns = BUILT_IN

    def cues(self, text: object, *, thread: int | None = None) -> str | None:
        """See ``sources.cues``; ``thread`` is the number of the review thread's first comment."""
        said = text if isinstance(text, str) else None
        return cues(said, rules=self.rules, logins=self.logins, thread=thread)


class BadEntryError(ValueError):
    """An entry of a payload that cannot be an event; the message says why. It never leaves this package."""


def login(user: object) -> str | None:
    """``github:LOGIN`` as GitHub spells it; None for a deleted account."""
    name = user.get("login") if isinstance(user, dict) else None
    return f"github:{name}" if isinstance(name, str) and name else None


def whose(entry: Json) -> str | None:
    return login(entry.get("actor")) or login(entry.get("user"))


def machines(entries: Iterable[Json]) -> frozenset[str]:
    """Who acted as an app: GitHub types them ``Bot``."""
    users = (entry.get(role) for entry in entries for role in ("actor", "user"))
    found = {login(user) for user in users if isinstance(user, dict) and user.get("type") == "Bot"}
    return frozenset(name for name in found if name)


def instant(text: object, *, what: str) -> datetime:
    """An ISO 8601 time with its zone, as UTC. Raises BadEntryError."""
    if not isinstance(text, str) or not text:
        raise BadEntryError(f"{what} is missing")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadEntryError(f"{what} is no time: {text[:40]!r}") from None
    if at.tzinfo is None:
        raise BadEntryError(f"{what} has no time zone: {text[:40]!r}")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise BadEntryError(f"{what} is out of range: {text[:40]!r}") from None


def happened_at(entry: Json) -> datetime:
    return instant(entry.get("created_at") or entry.get("submitted_at"), what="created_at")


def number(entry: Json, field: str) -> int | None:
    found = entry.get(field)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def native_id(entry: Json) -> str:
    """GitHub's own number for the entry: stable, unlike its node id, whose form GitHub has changed."""
    native = number(entry, "id")
    if native is None:
        raise BadEntryError("id is missing")
    return str(native)
