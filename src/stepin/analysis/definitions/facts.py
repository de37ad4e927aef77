"""What each event is, before anything is asked about whom its item waits on."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import KIND, Cast, Items, Rows, Words, kind_table
from stepin.analysis.definitions.segments import before, first_rows, last_where, later, persons_since
from stepin.analysis.definitions.tables import holds
from stepin.analysis.definitions.usual import Deeds, deeds
from stepin.analysis.records import HOUR_US, Bools, Ints

DAY_US = 24 * HOUR_US
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
_UNDOING = kind_table("pushed", "reopened", "changes_requested")  # approvals given before
_TELLING = REVIEWING | CLOSING | _UNDOING  # who reviews, approves and merges, on items open or closed


@dataclass(frozen=True, slots=True)
class Facts:
    """One row per event of a batch of whole items; every array has that length."""

    first: Ints  # first row of the item
    starts: Bools  # it is that row
    item: Ints
    at: Ints
    kind: Ints  # int8
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
        return self.live & holds(kind_table(*names), self.kind)


def facts(rows: Rows, *, bulk: Bools, team: Ints, items: Items, words: Words, cast: Cast) -> Facts:
    """The facts of a batch of whole items; ``bulk`` and ``team`` are by row."""
    item, kind, value = rows.item.astype(np.int64), rows.kind, rows.value.astype(np.int64)
    first = first_rows(item)
    starts = first == np.arange(len(first))
    author, change, container = items.author[item], items.change[item], items.container[item]
    actor = _actors(rows, author=author, change=change)
    person = (actor >= 0) & ~cast.bot[actor]
    open_before, open_after, live, floor = _openness(kind, first, starts)
    approve, commented = words.approve[value], kind == KIND["commented"]
    reviewing, reviewer = holds(REVIEWING, kind), person & (actor != author) & live
    review = reviewer & (reviewing | (commented & approve))
    forward = _forward(rows, value=value, container=container, words=words, cast=cast)
    writer = np.where(change & (author >= 0) & ~cast.bot[author], author, -1)
    owner = _owners(kind, value, first, live=live, writer=writer, words=words, cast=cast)
    owner_before = before(owner, first, missing=-1)
    owner_before[starts] = writer[starts]
    return Facts(
        first=first,
        starts=starts,
        item=item,
        at=rows.at,
        kind=kind,
        value=value,
        actor=actor,
        author=author,
        container=container,
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
        ask=words.ask[value] & (reviewing | commented),
        review=review,
        approval=_approving(review, kind, approve),
        forward=forward,
        progress=holds(PROGRESSING, kind) | forward | (commented & approve & change),
        passing=holds(PASSING, kind)
        | (commented & ~(approve & change))
        | ((kind == KIND["status_changed"]) & ~forward),
        level=cast.lead.level_at(team, actor, rows.at),
        team=team,
        owner=owner,
        owner_before=owner_before,
    )


def done_reviews_and_merges(
    rows: Rows, *, items: Items, words: Words, cast: Cast
) -> tuple[Deeds, Deeds, Deeds]:
    """Of a batch of whole items, by container and quarter: reviews by person, merges (by persons, no bots) by
    person, and these merges by how many had approved."""
    commented = rows.kind == KIND["commented"]
    told = np.flatnonzero(holds(_TELLING, rows.kind) | (commented & words.approve[rows.value]))
    item, kind, actor, at = rows.item[told], rows.kind[told], rows.actor[told], rows.at[told]
    approve = words.approve[rows.value[told]]
    first = first_rows(item)
    live = _openness(kind, first, first == np.arange(len(first)))[2]
    author = items.author[item]
    deed = live & (actor >= 0) & ~cast.bot[actor]
    review = deed & (holds(REVIEWING, kind) | (kind == KIND["commented"])) & (actor != author)
    many = persons_since(
        undoing(kind, live=live, review=review),
        _approving(review, kind, approve),
        actor,
        first=first,
        people=cast.people,
    )
    reviews, merges = np.flatnonzero(review), np.flatnonzero(deed & (kind == KIND["merged"]))
    return tuple(  # type: ignore[return-value]
        deeds(items.container[item[which]], quarters(at[which]), whose, author[which])
        for which, whose in ((reviews, actor[reviews]), (merges, actor[merges]), (merges, many[merges]))
    )


def undoing(kind: Ints, *, live: Bools, review: Bools) -> Bools:
    """After which events the approvals given before no longer stand; a refusal only where it is a review."""
    return live & holds(_UNDOING, kind) & (review | (kind != KIND["changes_requested"]))


def _approving(review: Bools, kind: Ints, approve: Bools) -> Bools:
    """Which reviews approve; ``approve``: whether each bears the cue."""
    return review & ((kind == KIND["approved"]) | (approve & (kind != KIND["changes_requested"])))


def quarters(at: Ints) -> Ints:
    """UTC calendar quarters, numbered year·4 + (0…3)."""
    if not len(at):
        return at
    day = at // DAY_US
    first = int(day.min())
    days = np.arange(first, int(day.max()) + 1).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64)
    return ((months + 1970 * 12) // 3)[day - first]


def _actors(rows: Rows, *, author: Ints, change: Bools) -> Ints:
    actor = rows.actor.astype(np.int64)
    unsigned = np.flatnonzero((rows.actor < 0) & change & (rows.kind == KIND["pushed"]))
    actor[unsigned] = author[unsigned]
    return actor


def _openness(kind: Ints, first: Ints, starts: Bools) -> tuple[Bools, Bools, Bools, Ints]:
    """Open before, open after, live, and the floor."""
    reopening = kind == KIND["reopened"]
    open_after = ~later(holds(CLOSING, kind), reopening, first)
    open_before = starts.copy()
    open_before[1:] |= open_after[:-1]
    return open_before, open_after, open_before | reopening, np.maximum(first, last_where(reopening, first))


def _forward(rows: Rows, *, value: Ints, container: Ints, words: Words, cast: Cast) -> Bools:
    forward = rows.kind == KIND["status_changed"]
    moved = np.flatnonzero(forward)
    forward[moved] = ~words.draft[value[moved]]
    if len(words.rank) and len(moved):
        order = cast.order[container[moved]]
        now, then = words.rank[order, value[moved]], words.rank[order, rows.previous[moved]]
        forward[moved] &= ~((order >= 0) & (now >= 0) & (then >= 0) & (now < then))
    return forward


def _owners(
    kind: Ints, value: Ints, first: Ints, *, live: Bools, writer: Ints, words: Words, cast: Cast
) -> Ints:
    """The last person assigned and not since unassigned; else a change's author; no bots."""
    naming = np.flatnonzero(live & ((kind == KIND["assigned"]) | (kind == KIND["unassigned"])))
    named = words.person[value[naming]]
    human = (named >= 0) & ~cast.bot[named]
    assigns, releases = np.zeros(len(kind), bool), np.zeros(len(kind), bool)
    assigns[naming] = human & (kind[naming] == KIND["assigned"])
    assigned = last_where(assigns, first)
    assignee = words.person[value[assigned]]
    releases[naming] = human & (kind[naming] == KIND["unassigned"]) & (named == assignee[naming])
    return np.where(later(assigns, releases, first), assignee, writer)
