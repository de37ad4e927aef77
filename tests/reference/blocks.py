"""Blocks that nobody wrote down (section 3): by a change that fixes the item; and how those that name an
item are lifted when it closes."""

from datetime import UTC, datetime

from stepin.log.records import Event

CLOSING = ("merged", "closed", "resolved")
Told = dict[str, list[Event]]  # by item, in their order
FIXES = "fixes:"


def added_id(item_id: str, at: datetime, number: int) -> str:
    """Of what was added to the item at that moment, counted from 0."""
    return f"{item_id} added {at.astimezone(UTC).isoformat()} {number}"


def with_fixes(by_item: Told, changes: set[str]) -> Told:
    """The events, and a block wherever an open change was linked to what it fixes; ``changes``: their ids."""
    found = {item_id: list(events) for item_id, events in by_item.items()}
    links = [link for change in changes for link in _links(by_item[change])]
    for link in sorted(links, key=lambda each: (each.occurred_at, each.item_id)):
        fixed = (link.value or "").removeprefix(FIXES)
        if fixed in changes or not by_item.get(fixed):
            continue
        at = max(link.occurred_at, by_item[fixed][0].occurred_at)
        if _is_open([event for event in by_item[link.item_id] if event.occurred_at <= at]):
            _add(found[fixed], at, "blocked", link.item_id)
    return found


def _links(events: list[Event]) -> list[Event]:
    """Those that say what a change fixes, while it is open."""
    return [
        event
        for n, event in enumerate(events)
        if event.kind == "linked" and (event.value or "").startswith(FIXES) and _is_open(events[:n])
    ]


def _is_open(events: list[Event]) -> bool:
    turns = [event.kind for event in events if event.kind in (*CLOSING, "reopened")]
    return not turns or turns[-1] == "reopened"


def _add(events: list[Event], at: datetime, kind: str, value: str) -> None:
    """By nobody, after all that the item had seen up to that moment."""
    item_id, past = events[0].item_id, [each for each in events if each.occurred_at <= at]
    number = sum(each.event_id.startswith(added_id(item_id, at, 0)[:-1]) for each in past)
    added = Event(added_id(item_id, at, number), item_id, at, 0, None, kind, value)
    events.insert(len(past), added)


def with_lifted(by_item: Told) -> Told:
    """The events, and after each closing one for every item that it frees."""
    closings = [closing for events in by_item.values() for closing in _closings(events)]
    closings.sort(key=lambda each: each.occurred_at)
    return {
        item_id: _freed(events, [c for c in closings if c.item_id != item_id])
        for item_id, events in by_item.items()
    }


def _closings(events: list[Event]) -> list[Event]:
    """Those that close the item, rather than say so of one that is closed."""
    return [event for n, event in enumerate(events) if event.kind in CLOSING and _is_open(events[:n])]


def _freed(events: list[Event], closings: list[Event]) -> list[Event]:
    found = list(events)
    for closing in closings:
        at, blocker = closing.occurred_at, closing.item_id
        turns = [e for e in found if e.occurred_at <= at and e.kind in ("blocked", "unblocked")]
        if turns and (turns[-1].kind, turns[-1].value) == ("blocked", blocker):
            _add(found, at, "unblocked", blocker)
    return found
