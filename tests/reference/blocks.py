"""Blocks that name an item: lifted when it closes (section 3), as an event that nobody wrote down."""

from datetime import UTC, datetime

from stepin.log.records import Event

CLOSING = ("merged", "closed", "resolved")


def lifted_id(item_id: str, at: datetime) -> str:
    return f"{item_id} lifted {at.astimezone(UTC).isoformat()}"


def with_lifted(by_item: dict[str, list[Event]]) -> dict[str, list[Event]]:
    """The items' events in their order, and after each closing one for every item that it frees."""
    closings = [closing for events in by_item.values() for closing in _closings(events)]
    return {
        item_id: _freed(item_id, events, [c for c in closings if c.item_id != item_id])
        for item_id, events in by_item.items()
    }


def _closings(events: list[Event]) -> list[Event]:
    """Those that close the item, rather than say so of one that is closed."""
    found, is_open = list[Event](), True
    for event in events:
        if is_open and event.kind in CLOSING:
            found.append(event)
        is_open = event.kind not in CLOSING and (is_open or event.kind == "reopened")
    return found


def _freed(item_id: str, events: list[Event], closings: list[Event]) -> list[Event]:
    found = list(events)
    for closing in sorted(closings, key=lambda each: each.occurred_at):
        at, blocker = closing.occurred_at, closing.item_id
        past = [n for n, each in enumerate(found) if each.occurred_at <= at]
        turns = [found[n] for n in past if found[n].kind in ("blocked", "unblocked")]
        if turns and (turns[-1].kind, turns[-1].value) == ("blocked", blocker):
            lifted = Event(lifted_id(item_id, at), item_id, at, 0, None, "unblocked", blocker)
            found.insert(past[-1] + 1, lifted)
    return found
