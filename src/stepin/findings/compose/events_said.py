"""What an event was, in a few words."""

_SAID = {
    "opened": "opened it",
    "closed": "closed it",
    "reopened": "opened it again",
    "commented": "commented",
    "review_requested": "asked for a review",
    "reviewed": "reviewed it",
    "approved": "approved it",
    "changes_requested": "asked for changes",
    "assigned": "assigned it",
    "unassigned": "took an assignee off",
    "status_changed": "changed the status",
    "labelled": "put a label on",
    "unlabelled": "took a label off",
    "priority_changed": "changed the priority",
    "due_changed": "changed the date",
    "described": "changed the title or description",
    "linked": "linked it",
    "blocked": "said it is blocked",
    "unblocked": "said it is no longer blocked",
    "pushed": "pushed work",
    "merged": "merged it",
    "acknowledged": "took it on",
    "escalated": "escalated it",
    "resolved": "resolved it",
    "snoozed": "put it off",
    "mentioned": "mentioned somebody",
    "reverted": "took it back",
    "other": "did something else",
}
_CUES = {
    "ask": "asks",
    "answer": "answers",
    "approve": "approves",
    "decide": "decides",
    "chase": "asks how it stands",
    "promise": "says they will do it",
    "support": "agrees to the idea",
}
_SPEAKING = frozenset({"commented", "reviewed", "approved", "changes_requested"})
_MENTION = "mention:"
_ADDED = {"blocked": "waits for a change that fixes it", "unblocked": "what came first is closed"}


def said(kind: str, value: str | None) -> str:
    """``commented (asks; names ana-b)``, ``assigned it (ben)``; logins without their source."""
    if not value:
        return _SAID[kind]
    if kind in _SPEAKING:
        return _SAID[kind] + _cues(value)
    return f"{_SAID[kind]} ({value.rpartition(':')[2] if kind != 'linked' else value})"


def added(kind: str, item: str | None) -> str:
    """What nobody wrote down: a block by the change that fixes it, or the end of a block by an item."""
    named = (item or "").partition(":")[2] or item
    return f"{_ADDED[kind]} ({named})"


def _cues(value: str) -> str:
    words = value.split()
    told = [_CUES[word] for word in words if word in _CUES]
    named = [word.rpartition(":")[2] for word in words if word.startswith(_MENTION)]
    if named:
        told.append(f"names {', '.join(named)}")
    return f" ({'; '.join(told)})" if told else ""
