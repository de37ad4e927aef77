"""The log's tables → columns of integers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.definitions.added import Added
from stepin.analysis.definitions.blocking import with_blocks
from stepin.analysis.definitions.encoded import KIND, Cast, Items, Posts, Rows, Words
from stepin.analysis.definitions.owning import Ownership, bears, ownership
from stepin.analysis.definitions.stated import Stated
from stepin.analysis.definitions.words import logins_in, status_orders, words
from stepin.analysis.records import Bools, Ints
from stepin.log.coded import Coded, CodedEvents, through
from stepin.log.schema import AROUND_THE_CLOCK, EVENT_KINDS, ITEM_KINDS
from stepin.org.organisation import Organisation
from stepin.org.ownership import Container
from stepin.org.people import Directory, directory
from stepin.org.teams import lead_posts, span_us

_LABELS = (1 << KIND["labelled"]) | (1 << KIND["unlabelled"])


@dataclass(frozen=True, slots=True)
class Encoded:
    rows: Rows
    items: Items
    item_ids: pa.Array  # by item code
    words: Words
    cast: Cast
    ownership: Ownership
    who: Directory
    values: tuple[str, ...]
    table: pa.Table  # schema.ITEMS by item code
    known: Bools  # by person: does something in the log, or is in the organisation
    added: Added  # rows that are no events of the log
    lies: Ints  # by event of the log: CodedEvents.lies
    stated: Stated = field(default_factory=Stated)


def encode(events: CodedEvents, items: pa.Table, organisation: Organisation) -> Encoded:
    """``items``: schema.ITEMS, with a row for each of those of the events."""
    logins, values = events.actor.texts.to_pylist(), events.value.texts.to_pylist()
    kind = _kind_codes(events.kind.texts.to_pylist())[events.kind.codes]
    values, previous = _one_vocabulary(values, events.previous)
    used = _kinds_by_value(kind, events.value.codes, len(values))
    table = _in_order_of(events.item.texts, items)
    author = Coded.of(table["author"])
    authors = author.texts.to_pylist()
    who = directory(organisation, {*logins, *logins_in(values, used), *(a for a in authors if a)})
    rows = Rows(
        item=events.item.codes,
        at=events.at,
        kind=kind,
        actor=through(who.codes(logins), events.actor.codes),
        value=events.value.codes,
        previous=previous,
    )
    container, containers = _containers(table)
    of_items = _items(
        table,
        rows,
        container=container,
        author=through(who.codes(authors), author.codes),
        values=values,
        organisation=organisation,
    )
    blocked = with_blocks(rows, values, used, items=of_items, item_ids=events.item.texts)
    rows, values, used = blocked.rows, blocked.values, blocked.used
    labels = [value if kinds & _LABELS else "" for value, kinds in zip(values, used, strict=True)]
    owned = ownership(organisation, containers, labels)
    known = np.zeros(len(who.people) + 1, bool)
    known[rows.actor] = True
    known = known[:-1]
    known[: len(organisation.people)] = True
    said = words(values, used, author=blocked.author, organisation=organisation, who=who, known=known)
    return Encoded(
        rows=rows,
        items=of_items,
        item_ids=events.item.texts,
        words=said,
        cast=_cast(organisation, who, owned.teams, containers),
        ownership=owned,
        who=who,
        values=tuple(values),
        table=table,
        known=known,
        added=blocked.added,
        lies=events.lies,
    )


def _in_order_of(ids: pa.Array, items: pa.Table) -> pa.Table:
    """Those of the items that have these ids; mostly they are all of them, in that order already."""
    known = items["item_id"].combine_chunks()
    return items if known.equals(ids) else items.take(pc.index_in(ids, value_set=known))


def _kind_codes(kinds: Sequence[str]) -> Ints:
    return np.array([KIND[kind] for kind in kinds], np.int8)


def _one_vocabulary(values: list[str], previous: Coded) -> tuple[list[str], Ints]:
    """Values and previous values as one list, and the codes of the latter in it."""
    place = {text: code for code, text in enumerate(values)}
    moved = np.array([place.setdefault(text, len(place)) for text in previous.texts.to_pylist()], np.int64)
    return list(place), through(moved, previous.codes)


def _kinds_by_value(kind: Ints, value: Ints, values: int) -> Ints:
    """By value: the kinds of events it occurs with, as bits."""
    seen = np.zeros((values + 1, len(EVENT_KINDS)), bool)
    seen[value, kind] = True  # the last row by events of no value
    return seen[:values] @ (1 << np.arange(len(EVENT_KINDS)))


def _containers(table: pa.Table) -> tuple[Ints, list[Container]]:
    """By item, and each container once."""
    container = pc.coalesce(table["container"], pa.scalar(""))
    name = Coded.of(pc.binary_join_element_wise(table["source"], container, ":"))
    parts = (text.partition(":") for text in name.texts.to_pylist())
    return name.codes.astype(np.int64), [Container(source, rest or None) for source, _, rest in parts]


def _items(
    table: pa.Table,
    rows: Rows,
    *,
    container: Ints,
    author: Ints,
    values: list[str],
    organisation: Organisation,
) -> Items:
    said = Coded.of(table["kind"])
    kind = np.array([ITEM_KINDS.index(k) for k in said.texts.to_pylist()], np.int64)[said.codes]
    kind = _ruled(kind, rows, values, organisation)
    around = np.array([name in AROUND_THE_CLOCK for name in ITEM_KINDS])
    return Items(
        author=author,
        container=container,
        change=kind == ITEM_KINDS.index("change"),
        around_the_clock=around[kind],
        kind=kind,
    )


def _ruled(kind: Ints, rows: Rows, values: list[str], organisation: Organisation) -> Ints:
    """Kinds after the organisation's rules, by the labels borne at the end; the first rule that fits wins."""
    if not organisation.kind_rules or not len(rows):
        return kind
    first = np.searchsorted(rows.item, rows.item)
    last = np.searchsorted(rows.item, np.arange(len(kind)), side="right") - 1
    ruled = kind.copy()
    for rule in reversed(organisation.kind_rules):
        fits = np.array([*(fnmatchcase(text, rule.label) for text in values), False])
        for code in np.flatnonzero(fits):
            ruled[bears(rows, first, rows.value == code)[last]] = ITEM_KINDS.index(rule.kind)
    return ruled


def _cast(
    organisation: Organisation, who: Directory, teams: tuple[str, ...], containers: list[Container]
) -> Cast:
    leads = lead_posts(organisation, who)
    n = len(who.people)
    return Cast(
        people=n,
        bot=np.append(who.bots(), False),
        teams=teams,
        lead=Posts.of(leads.team, leads.person, leads.level, leads.from_us, leads.until_us, n),
        member=_belonging(organisation, who, n),
        order=status_orders([f"{c.source}:{c.name or ''}" for c in containers], organisation),
    )


def _belonging(organisation: Organisation, who: Directory, people: int) -> Posts:
    rows = [
        (code, who.code_of_person[post.person], 1, *span_us(post))
        for code, team in enumerate(organisation.teams)
        for post in (*team.members, *team.leads)
    ]
    team, person, level, since, until = np.array(rows, np.int64).reshape(-1, 5).T
    return Posts.of(team, person, level, since, until, people)
