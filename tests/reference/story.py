"""An item's history, event by event, with people, labels and teams filled in."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

from stepin.log.records import Event, Item
from stepin.org.organisation import Organisation
from tests.reference.blocks import with_fixes, with_lifted
from tests.reference.people import is_bot, owning_team, person_of, place_of

CLOSING = ("merged", "closed", "resolved")
SPOKEN = ("commented", "reviewed", "approved", "changes_requested")  # the kinds that bear cues
NAMING = ("assigned", "unassigned", "review_requested", "escalated")


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. ``person`` is None for nobody and for bots; ``actor`` is a bot too."""

    id: str
    at: datetime
    kind: str
    value: str | None
    previous: str | None
    actor: str | None
    person: str | None
    cues: frozenset[str]
    mentions: tuple[str, ...]  # persons, no bots, in order; only those who act in the log or are known
    named: str | None  # the person, no bot, that it assigns, asks to review, ...
    labels: tuple[str, ...]  # on the item after it
    impact: str  # on customers, after it: yes, no or unknown
    team: str
    bulk: bool
    fixers: tuple[str | None, ...] = ()  # the author of the change that it names, as a block; may be a bot

    @property
    def closes(self) -> bool:
        return self.kind in CLOSING


@dataclass(frozen=True, slots=True)
class Story:
    item: Item
    place: str
    kind: str
    author: str | None  # may be a bot
    author_person: str | None
    happenings: tuple[Happening, ...]  # none on a closed item, other than ``reopened``


def stories(
    events: list[Event], items: list[Item], organisation: Organisation, as_of: datetime
) -> list[Story]:
    """One per item that has events by then; events of unknown items are left out."""
    by_item = {item.item_id: list[Event]() for item in items}
    for event in sorted(events, key=lambda e: (e.occurred_at, e.seq, e.event_id)):
        if event.occurred_at <= as_of and event.item_id in by_item:
            by_item[event.item_id].append(event)
    kinded = [_kinded(item, by_item[item.item_id], organisation) for item in items]
    changes = {item.item_id: item for item in kinded if item.kind == "change" and by_item[item.item_id]}
    by_item = with_lifted(with_fixes(by_item, set(changes)))
    told = [(item, by_item[item.item_id]) for item in kinded]
    bulk = _bulk(told, organisation)
    seen = {person_of(organisation, event.actor) for _, its_events in told for event in its_events}
    seen |= {person.id for person in organisation.people}
    found = [_story(item, its_events, organisation, bulk, seen) for item, its_events in told if its_events]
    authors = {item_id: person_of(organisation, item.author) for item_id, item in changes.items()}
    return [_with_fixers(story, authors) for story in found]


def _with_fixers(story: Story, authors: dict[str, str | None]) -> Story:
    """``authors``: by change."""
    told = [
        replace(h, fixers=(authors[h.value],)) if h.kind == "blocked" and h.value in authors else h
        for h in story.happenings
    ]
    return replace(story, happenings=tuple(told))


def _kinded(item: Item, events: list[Event], organisation: Organisation) -> Item:
    """The item with the kind that its labels give it at the moment analysed."""
    labels: tuple[str, ...] = ()
    for event in events:
        labels = _labels_after(labels, event)
    for rule in organisation.kind_rules:
        if any(fnmatchcase(label, rule.label) for label in labels):
            return replace(item, kind=rule.kind)
    return item


def _labels_after(labels: tuple[str, ...], event: Event) -> tuple[str, ...]:
    if event.kind not in ("labelled", "unlabelled") or event.value is None:
        return labels
    rest = tuple(label for label in labels if label != event.value)
    return (*rest, event.value) if event.kind == "labelled" else rest


def _bulk(told: list[tuple[Item, list[Event]]], organisation: Organisation) -> set[str]:
    """The ids of events with their like on at least 24 items in the hour, whole or counted from half past."""
    items_in, hours_of = defaultdict(set), defaultdict(list)
    for item, event in ((item, event) for item, events in told for event in events):
        person = _no_bot(organisation, _actor(event, item, organisation))
        for minutes in (0, 30) if person is not None else ():
            shifted = event.occurred_at.astimezone(UTC) - timedelta(minutes=minutes)
            hour = (person, event.kind, minutes, shifted.replace(minute=0, second=0, microsecond=0))
            items_in[hour].add(item.item_id)
            hours_of[event.event_id].append(hour)
    return {id_ for id_, hours in hours_of.items() if any(len(items_in[hour]) >= 24 for hour in hours)}


def _actor(event: Event, item: Item, organisation: Organisation) -> str | None:
    """Who did it, a bot too; nobody's push on a change is its author's."""
    unsigned = event.actor is None and event.kind == "pushed" and item.kind == "change"
    return person_of(organisation, item.author if unsigned else event.actor)


def _no_bot(organisation: Organisation, person: str | None) -> str | None:
    return None if person is None or is_bot(organisation, person) else person


def _story(
    item: Item, events: list[Event], organisation: Organisation, bulk: set[str], seen: set[str | None]
) -> Story:
    is_open, happenings = True, list[Happening]()
    for n, event in enumerate(events):
        if is_open or event.kind == "reopened":
            happening = _happening(events[: n + 1], item, organisation, bulk=event.event_id in bulk)
            if _belongs_to_closing(events[n : n + 2], item, organisation):
                happening = replace(happening, kind="other", value=None, cues=frozenset(), mentions=())
            known = tuple(person for person in happening.mentions if person in seen)
            happenings.append(replace(happening, mentions=known))
            is_open = event.kind not in CLOSING
    author = person_of(organisation, item.author)
    return Story(item, place_of(item), item.kind, author, _no_bot(organisation, author), tuple(happenings))


def _belongs_to_closing(two: list[Event], item: Item, organisation: Organisation) -> bool:
    """Whether the first of an event and the next is what somebody says as they close the item."""
    if [event.kind for event in two] != ["commented", "closed"]:
        return False
    said, closed = (_no_bot(organisation, _actor(event, item, organisation)) for event in two)
    soon = two[1].occurred_at - two[0].occurred_at <= timedelta(minutes=1)
    return said is not None and said == closed and soon


def _last_label(past: list[Event], *patterns: str) -> str | None:
    """What follows the colon in the last such label put on, unless that was taken off again."""
    told = [e for e in past if any(fnmatchcase(e.value or "", pattern) for pattern in patterns)]
    put = [n for n, event in enumerate(told) if event.kind == "labelled"]
    if not put or any((e.kind, e.value) == ("unlabelled", told[put[-1]].value) for e in told[put[-1] :]):
        return None
    return (told[put[-1]].value or "").partition(":")[2]


def _happening(past: list[Event], item: Item, organisation: Organisation, *, bulk: bool) -> Happening:
    event, labels = past[-1], tuple[str, ...]()
    for each in past:
        labels = _labels_after(labels, each)
    actor = _actor(event, item, organisation)
    words = (event.value or "").split() if event.kind in SPOKEN else []
    mentioned = [
        person_of(organisation, w.removeprefix("mention:")) for w in words if w.startswith("mention:")
    ]
    named = person_of(organisation, event.value) if event.kind in NAMING else None
    return Happening(
        id=event.event_id,
        at=event.occurred_at,
        kind=event.kind,
        value=event.value,
        previous=event.previous,
        actor=actor,
        person=_no_bot(organisation, actor),
        cues=frozenset(w for w in words if not w.startswith("mention:")),
        mentions=tuple(m for m in mentioned if m is not None and not is_bot(organisation, m)),
        named=_no_bot(organisation, named),
        labels=labels,
        impact=_last_label(past, "customer_impact:yes", "customer_impact:no") or "unknown",
        team=owning_team(organisation, item, labels, _last_label(past, "team:*"), event.occurred_at),
        bulk=bulk,
    )
