"""What each event is, before anything is asked about whom its item waits on."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Cast, Items, Rows, Words, kind_table
from stepin.analysis.definitions.segments import before, before_flag, first_rows, last_where
from stepin.analysis.definitions.usual import Deeds, deeds
from stepin.analysis.records import Bools, Ints

CLOSING = kind_table("merged", "closed", "resolved")
NOISE = kind_table(
    "labelled", "unlabelled", "mentioned", "linked", "snoozed", "other",
    "described", "priority_changed", "due_changed",
)  # fmt: skip
REVIEWING = kind_table("reviewed", "approved", "changes_requested")
PROGRESSING = REVIEWING | kind_table("pushed", "acknowledged", "unblocked", "resolved", "merged", "closed")
PASSING = kind_table(
    "assigned", "unassigned", "review_requested", "escalated", "blocked", "reopened", "reverted"
)
CLARIFYING = kind_table("described", "priority_changed", "due_changed")


@dataclass(frozen=True, slots=True)
class Facts:
    """One row per event of a batch of whole items; every array has that length."""

    first: Ints  # first row of the item
    item: Ints
    at: Ints
    kind: Ints
    value: Ints
    actor: Ints  # person, after an unsigned push was given to the change's author
    author: Ints
    container: Ints
    quarter: Ints
    change: Bools
    around_the_clock: Bools
    person: Bools  # somebody, and no bot
    acting: Bools  # a person's, on an open item, and no clean-out
    bulk: Bools
    live: Bools  # on an open item, or reopens one
    open_before: Bools
    open_after: Bools
    floor: Ints
    ask: Bools
    review: Bools
    approval: Bools
    forward: Bools  # a status change that is forward
    progress: Bools  # by its kind, whoever did it
    passing: Bools
    level: Ints  # of the actor as a lead of the item's team
    team: Ints
    owner: Ints  # after the event
    owner_before: Ints

    def __len__(self) -> int:
        return len(self.first)

    def is_kind(self, *names: str) -> Bools:
        """Live events of one of the kinds."""
        if len(names) == 1:
            return self.live & (self.kind == KIND[names[0]])
        return self.live & kind_table(*names)[self.kind]


def facts(rows: Rows, *, bulk: Bools, team: Ints, items: Items, words: Words, cast: Cast) -> Facts:
    """The facts of a batch of whole items; ``bulk`` and ``team`` are by row."""
    item = rows.item.astype(np.int64)
    first, kind, value = first_rows(item), rows.kind.astype(np.int64), rows.value.astype(np.int64)
    author, change = items.author[item], items.change[item]
    actor = _actors(rows, kind=kind, author=author, change=change)
    person = (actor >= 0) & ~cast.bot[actor]
    open_before, open_after, live, floor = _openness(kind, first)
    reviewer = person & (actor != author) & live
    review = reviewer & _reviewing(kind, value, words)
    forward = _forward(rows, kind=kind, value=value, container=items.container[item], words=words, cast=cast)
    owner = _owners(kind, value, first, live=live, author=author, change=change, words=words, cast=cast)
    unowned = np.where(change & (author >= 0) & ~cast.bot[author], author, -1)
    at_start = first == np.arange(len(first))
    return Facts(
        first=first,
        item=item,
        at=rows.at,
        kind=kind,
        value=value,
        actor=actor,
        author=author,
        container=items.container[item],
        quarter=quarters(rows.at),
        change=change,
        around_the_clock=items.around_the_clock[item],
        person=person,
        acting=person & live & ~bulk,
        bulk=bulk,
        live=live,
        open_before=open_before,
        open_after=open_after,
        floor=floor,
        ask=words.ask[value] & (REVIEWING[kind] | (kind == KIND["commented"])),
        review=review,
        approval=review
        & ((kind == KIND["approved"]) | (words.approve[value] & (kind != KIND["changes_requested"]))),
        forward=forward,
        progress=PROGRESSING[kind] | forward | ((kind == KIND["commented"]) & words.approve[value] & change),
        passing=PASSING[kind]
        | ((kind == KIND["commented"]) & ~(words.approve[value] & change))
        | ((kind == KIND["status_changed"]) & ~forward),
        level=cast.lead.level_at(team, actor, rows.at),
        team=team,
        owner=owner,
        owner_before=np.where(at_start, unowned, before(owner, first, missing=-1)),
    )


def done_reviews_and_merges(rows: Rows, *, items: Items, words: Words, cast: Cast) -> tuple[Deeds, Deeds]:
    """Reviews, and merges by persons, of a batch of whole items: summed by container, quarter and person."""
    item, kind = rows.item.astype(np.int64), rows.kind.astype(np.int64)
    live = _openness(kind, first_rows(item))[2]
    person = (rows.actor >= 0) & ~cast.bot[rows.actor]
    author = items.author[item]
    review = live & _reviewing(kind, rows.value, words) & person & (rows.actor != author)
    merge = live & person & (kind == KIND["merged"])
    return tuple(  # type: ignore[return-value]
        deeds(items.container[item[which]], quarters(rows.at[which]), rows.actor[which], author[which])
        for which in (np.flatnonzero(review), np.flatnonzero(merge))
    )


def _reviewing(kind: Ints, value: Ints, words: Words) -> Bools:
    return REVIEWING[kind] | ((kind == KIND["commented"]) & words.approve[value])


def quarters(at: Ints) -> Ints:
    """UTC calendar quarters, numbered year·4 + (0…3)."""
    months = at.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    return (months + 1970 * 12) // 3


def _actors(rows: Rows, *, kind: Ints, author: Ints, change: Bools) -> Ints:
    unsigned = (rows.actor < 0) & change & (kind == KIND["pushed"])
    return np.where(unsigned, author, rows.actor)


def _openness(kind: Ints, first: Ints) -> tuple[Bools, Bools, Bools, Ints]:
    """Open before, open after, live, and the floor."""
    closing, reopening = CLOSING[kind], kind == KIND["reopened"]
    reopened = last_where(reopening, first)
    open_after = last_where(closing, first) <= reopened
    open_before = before_flag(open_after, first)
    open_before |= first == np.arange(len(first))
    return open_before, open_after, open_before | reopening, np.maximum(first, reopened)


def _forward(rows: Rows, *, kind: Ints, value: Ints, container: Ints, words: Words, cast: Cast) -> Bools:
    moved = kind == KIND["status_changed"]
    forward = moved & ~words.draft[value]
    if len(words.rank) and moved.any():
        order = cast.order[container]
        now, then = words.rank[order, value], words.rank[order, rows.previous]
        forward &= ~((order >= 0) & (now >= 0) & (then >= 0) & (now < then))
    return forward


def _owners(
    kind: Ints,
    value: Ints,
    first: Ints,
    *,
    live: Bools,
    author: Ints,
    change: Bools,
    words: Words,
    cast: Cast,
) -> Ints:
    """The last person assigned and not since unassigned; else a change's author; no bots."""
    named = words.person[value]
    human = (named >= 0) & ~cast.bot[named]
    assigned = last_where(live & human & (kind == KIND["assigned"]), first)
    assignee = np.where(assigned >= 0, named[assigned], -1)
    released = last_where(live & (kind == KIND["unassigned"]) & (named == assignee) & human, first)
    writer = np.where(change & (author >= 0) & ~cast.bot[author], author, -1)
    return np.where(assigned > released, assignee, writer)
