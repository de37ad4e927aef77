"""Who pushed a commit, and when, as far as that can be told.

A commit has a name, an e-mail address and its maker's own clock, but no login. Its committer (not its author:
people rebase each other's work) is taken to have pushed it.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from stepin.sources.github.work import Act, BadEntryError, Json, Work, instant

_NOREPLY = re.compile(r"(?:\d+\+)?([^@\s]+)@users\.noreply\.github\.com", re.I)
_WEB = "noreply@github.com"  # GitHub itself commits what is edited on its pages


def push(entry: Json, work: Work, known: frozenset[str]) -> Act:
    """A ``pushed`` act by the pull's author (``known``: their marks), a login in the address, or None."""
    sha = entry.get("sha")
    if not isinstance(sha, str) or not sha:
        raise BadEntryError("sha is missing")
    maker = _maker(entry)
    return Act(f"{work.item_id}:commit/{sha}", _pushed_at(entry, work), _pusher(maker, work, known), "pushed")


def author_marks(entries: Iterable[Json], work: Work) -> frozenset[str]:
    """Names and addresses, in lower case, that are the pull's author's.

    The author opened the pull from a branch of theirs, so the one person who committed all that is dated up
    to then is taken to be them; where everything was rewritten later, the one committer of all of it. Where
    several committed, only a name or address that holds the login itself counts.
    """
    commits = [e for e in entries if e.get("event") == "committed"]
    before = [e for e in commits if (at := _date(e)) is not None and at <= work.opened_at]
    makers = {_maker(e) for e in before or commits}
    addresses = {address for _, address in makers if address}
    return (
        frozenset(mark for maker in makers for mark in maker if mark) if len(addresses) == 1 else frozenset()
    )


def _maker(entry: Json) -> tuple[str, str]:
    """(name, address) in lower case of the committer, or of the author where GitHub's own pages committed."""
    committer = _person(entry.get("committer"))
    return _person(entry.get("author")) if committer[1] == _WEB else committer


def _person(git: object) -> tuple[str, str]:
    if not isinstance(git, dict):
        return "", ""
    return str(git.get("name") or "").strip().lower(), str(git.get("email") or "").strip().lower()


def _pusher(maker: tuple[str, str], work: Work, known: frozenset[str]) -> str | None:
    name, address = maker
    if found := _NOREPLY.fullmatch(address):
        return f"github:{work.logins.get(found[1], found[1])}"
    own = (work.author or "").removeprefix("github:").lower()
    named = bool(own) and own in (name, name.replace(" ", ""), address.partition("@")[0])
    return work.author if named or name in known or address in known else None


def _date(entry: Json) -> datetime | None:
    try:
        return instant((entry.get("committer") or {}).get("date"), what="committer date")
    except (BadEntryError, AttributeError):
        return None


def _pushed_at(entry: Json, work: Work) -> datetime:
    """The committer's date, brought between the opening and the merge (else the last change) of the pull."""
    at = _date(entry)
    if at is None:
        raise BadEntryError("committer date is missing, or no time with a zone")
    end = work.main.get("merged_at") or work.main.get("updated_at")
    latest = instant(end, what="updated_at") if end else at
    return max(work.opened_at, min(at, latest))
