"""The log's tables → columns of integers."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.definitions.encoded import KIND, Cast, Items, Posts, Rows, Words
from stepin.analysis.definitions.lifted import Added, blockers, with_lifted
from stepin.analysis.definitions.owning import Ownership, bears, ownership
from stepin.analysis.definitions.stated import Stated
from stepin.analysis.definitions.words import logins_in, status_orders, words
from stepin.analysis.records import Bools, Ints
from stepin.log.schema import AROUND_THE_CLOCK, EVENT_KINDS, ITEM_KINDS
from stepin.org.organisation import Organisation
from stepin.org.ownership import Container
from stepin.org.people import Directory, directory
from stepin.org.teams import lead_posts, span_us

COLUMNS = ("item_id", "occurred_at", "kind", "actor", "value", "previous")
_BLOCKED = 1 << KIND["blocked"]
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
    stated: Stated = field(default_factory=Stated)


def encode(events: pa.Table, items: pa.Table, organisation: Organisation) -> Encoded:
    """``events``: COLUMNS in the total order; ``items``: schema.ITEMS, with a row for each of those."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        columns = pool.map(lambda name: _coded(events[name]), ("kind", "actor", "value", "previous"))
        item, item_ids = _item_codes(events["item_id"])
        (kind_of, kinds), (actor_of, logins), (value_of, values), (previous_of, earlier) = columns
    kind = _kind_codes(kinds)[kind_of]
    values, previous_of = _one_vocabulary(values, earlier, previous_of)
    used = _kinds_by_value(kind, value_of, len(values))
    table = items.take(pc.index_in(item_ids, value_set=items["item_id"].combine_chunks()))
    authors = table["author"].to_pylist()
    who = directory(organisation, {*logins, *logins_in(values, used), *(a for a in authors if a)})
    rows = Rows(
        item=item,
        at=events["occurred_at"].combine_chunks().cast(pa.int64()).to_numpy(zero_copy_only=False),
        kind=kind,
        actor=_through(who.codes(logins), actor_of),
        value=value_of,
        previous=previous_of,
    )
    rows, added = with_lifted(rows, blockers(values, np.flatnonzero(used & _BLOCKED), item_ids))
    container, containers = _containers(table)
    labels = [value if kinds & _LABELS else "" for value, kinds in zip(values, used, strict=True)]
    owned = ownership(organisation, containers, labels)
    known = np.zeros(len(who.people), bool)
    known[: len(organisation.people)] = True
    known[rows.actor[rows.actor >= 0]] = True
    said = words(values, used, organisation=organisation, who=who, known=known)
    return Encoded(
        rows=rows,
        items=_items(
            table,
            rows,
            container=container,
            author=who.codes(authors),
            values=values,
            organisation=organisation,
        ),
        item_ids=item_ids,
        words=said,
        cast=_cast(organisation, who, owned.teams, containers),
        ownership=owned,
        who=who,
        values=tuple(values),
        table=table,
        known=known,
        added=added,
    )


def _coded(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Codes (−1 for null) and the distinct texts, of these rows alone: dictionaries keep those of rows that
    were filtered out, and nobody who only comes later may be among them."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # no rows, or several chunks left
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    here = np.bincount(codes + 1, minlength=len(whole.dictionary) + 1)[1:] > 0
    if here.all():
        return codes, whole.dictionary.to_pylist()
    return _through(np.cumsum(here) - 1, codes), whole.dictionary.filter(pa.array(here)).to_pylist()


def _item_codes(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Codes by row, and the id of each code; equal ids stand together."""
    if pa.types.is_dictionary(column.type):
        return _from_dictionaries(column)
    n = len(column)
    changes = np.ones(n, bool)
    if n > 1:
        changes[1:] = pc.not_equal(column.slice(1), column.slice(0, n - 1)).to_numpy()
    ids = column.take(pa.array(np.flatnonzero(changes)))
    return np.cumsum(changes, dtype=np.int32) - 1, ids.combine_chunks()


def _from_dictionaries(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """The same from chunks that each encode their own, none of which splits an item."""
    codes, ids, seen = [], [], 0
    for chunk in column.chunks:
        index = chunk.indices.to_numpy(zero_copy_only=False)
        changes = np.ones(len(index), bool)
        changes[1:] = index[1:] != index[:-1]
        codes.append(np.cumsum(changes, dtype=np.int32) - 1 + seen)
        ids.append(chunk.dictionary.take(pa.array(index[changes])))
        seen += int(changes.sum())
    return np.concatenate(codes), pa.concat_arrays(ids)


def _kind_codes(kinds: Sequence[str]) -> Ints:
    return np.array([KIND[kind] for kind in kinds], np.int8)


def _through(table: Ints, codes: Ints) -> Ints:
    return np.append(table, -1).astype(np.int32)[codes]


def _one_vocabulary(values: list[str], earlier: list[str], codes: Ints) -> tuple[list[str], Ints]:
    """Values and previous values as one list, and the codes of the latter in it."""
    place = {text: code for code, text in enumerate(values)}
    moved = np.array([place.setdefault(text, len(place)) for text in earlier], np.int64)
    return list(place), _through(moved, codes)


def _kinds_by_value(kind: Ints, value: Ints, values: int) -> Ints:
    """By value: the kinds of events it occurs with, as bits."""
    pairs = np.bincount(
        (value.astype(np.int64) + 1) * len(EVENT_KINDS) + kind, minlength=(values + 1) * len(EVENT_KINDS)
    )
    seen = pairs.reshape(-1, len(EVENT_KINDS))[1 : values + 1] > 0
    return seen @ (1 << np.arange(len(EVENT_KINDS)))


def _containers(table: pa.Table) -> tuple[Ints, list[Container]]:
    """By item, and each container once."""
    container = pc.coalesce(table["container"], pa.scalar(""))
    name = pc.binary_join_element_wise(table["source"], container, ":")
    codes, names = _coded(name)
    parts = (name.partition(":") for name in names)
    return codes.astype(np.int64), [Container(source, rest or None) for source, _, rest in parts]


def _items(
    table: pa.Table,
    rows: Rows,
    *,
    container: Ints,
    author: Ints,
    values: list[str],
    organisation: Organisation,
) -> Items:
    kind = np.array([ITEM_KINDS.index(k) for k in table["kind"].to_pylist()], np.int64)
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
