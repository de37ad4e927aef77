"""How priorities and labels that stand for one compare: as ranks, 0 for the most urgent."""

import re

_NUMBERED = re.compile(r"(?:priority|prio|severity|sev|p)?\s*[:/-]?\s*(?:p|sev-?)?([0-5])", re.I)
_WORDS = {
    "blocker": 0, "critical": 0, "urgent": 0, "highest": 0,
    "high": 1, "major": 1, "high-priority": 1,
    "medium": 2, "normal": 2,
    "low": 3, "minor": 3, "low-priority": 3,
    "lowest": 4, "trivial": 4,
}  # fmt: skip
_PREFIX = re.compile(r"^(?:priority|prio)\s*[:/-]\s*", re.I)


def rank(text: str | None, *, label: bool = False) -> int | None:
    """``P1``, ``priority: high``, ``sev-2``, ``Minor``; None for what is no priority. A label has to say more
    than a number or a word."""
    if not text:
        return None
    text = text.strip()
    if label and (text.isdigit() or text.casefold() in ("major", "minor", "normal", "low", "high", "medium")):
        return None
    if found := _NUMBERED.fullmatch(text):
        return int(found[1])
    return _WORDS.get(_PREFIX.sub("", text).casefold())
