"""One event and one item, as the sources hand them over."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to which item, when. The fields are the columns of ``schema.EVENTS``.

    ``value`` and ``previous`` by kind: assigned, unassigned, review_requested, escalated — a login in the
    actor's form (``github:ana-b``); status_changed, labelled, unlabelled, priority_changed — the text;
    due_changed — an ISO date; blocked, unblocked — an item id or ``team:ID``; linked — an item id, or
    ``fixes:`` and one, on a change that closes that item once it is merged; closed — the reason where one
    is known (``completed``, ``not_planned``, ``duplicate``, ``stale``, ``converted_to_discussion``);
    commented, reviewed, approved, changes_requested — the cues found in the text, separated by spaces, in
    this order: ``ask``, ``answer``, ``approve``, ``decide``, ``chase`` (asks how it stands or for it to
    move), ``you`` (asks somebody to do or tell something), ``promise`` (says that they will do it),
    ``support`` (agrees to the idea, and says no more), then ``thread:N`` (the review thread it is in), then
    ``mention:LOGIN`` for each person named, LOGIN in the actor's form.
    """

    event_id: str
    item_id: str
    occurred_at: datetime
    seq: int
    actor: str | None
    kind: str
    value: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of work. The fields are the columns of ``schema.ITEMS``; times are aware."""

    item_id: str
    source: str
    kind: str
    container: str | None = None
    title: str | None = None
    url: str | None = None
    author: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    labels: tuple[str, ...] = ()
    priority: str | None = None
    due_on: date | None = None
    customer_impact: str = "unknown"
