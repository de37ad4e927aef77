"""A log of any size, for the speed benchmark: 50 teams, 2,000 people, text ids, written in bounded memory.

Most items have 5 to 40 events, a few thousands. Work happens in working hours, alerts at any time. What
happens next on an item follows from its kind and, within that, from chance: every definition has work to do,
though nobody's behaviour is modelled.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.big_words import (
    ACTORS,
    ALERT,
    ANY_OF,
    AUTHOR,
    CHANGE,
    CLOSING,
    KIND_SHARES,
    KINDS,
    LOGINS,
    MIDDLE,
    NAMES_SOMEBODY,
    PEOPLE,
    REPOS_PER_TEAM,
    STARTS,
    TEAMS,
    USUALLY,
    VALUES,
    WORDS,
)
from stepin.analysis.records import HOUR_US, Bools, Floats, Ints
from stepin.log import schema
from stepin.simulate.cast import Cast, CastTeam, Character, Leadership

PER_TEAM = PEOPLE // TEAMS
CHUNK_ITEMS = 50_000
EVENTS_PER_ITEM = 14.0  # on average, to size the log by
HUGE_ONE_IN = 20_000
FIRST_DAY = datetime(2022, 1, 3, tzinfo=UTC)  # a Monday
WEEKS = 150
DAY_US = 24 * HOUR_US


@dataclass(frozen=True, slots=True)
class BigLog:
    """``events`` and ``items``: Parquet files; ``cast`` the organisation."""

    events: Path
    items: Path
    cast: Cast


@dataclass(frozen=True, slots=True)
class _Items:
    """One row per item of a chunk. ``people``, shape (items, 6): by role."""

    ids: pa.Array
    containers: pa.Array
    kind: Ints
    people: Ints
    opened_us: Ints
    length: Ints
    closes: Bools


def write_big_log(folder: Path, events: int, seed: int) -> BigLog:
    """About ``events`` events (within a few per cent), by the period in which their items began."""
    rng = np.random.default_rng(seed)
    log = BigLog(folder / "events.parquet", folder / "items.parquet", big_cast())
    wanted = max(1, round(events / EVENTS_PER_ITEM))
    with (
        pq.ParquetWriter(log.events, schema.EVENTS) as out,
        pq.ParquetWriter(log.items, schema.ITEMS) as rows,
    ):
        for first in range(0, wanted, CHUNK_ITEMS):
            size = min(CHUNK_ITEMS, wanted - first)
            items = _items(rng, first=first, size=size, period=(first / wanted, (first + size) / wanted))
            out.write_table(_events(rng, items))
            rows.write_table(_item_table(items))
    return log


def big_cast() -> Cast:
    """The first person of each team leads it; every ten teams have a parent, led by the first of them."""
    people = [
        Character(f"person-{n:04}", f"Person {n}", str(login)) for n, login in enumerate(LOGINS[:PEOPLE])
    ]
    parents = [
        CastTeam(f"group-{group}", None, (Leadership(people[group * 10 * PER_TEAM + 1].id),))
        for group in range(TEAMS // 10)
    ]
    return Cast(
        (*people, Character("bot", "bot", str(LOGINS[-1]), bot=True)), (*parents, *map(_team, range(TEAMS)))
    )


def _team(number: int) -> CastTeam:
    first = number * PER_TEAM
    return CastTeam(
        f"team-{number:02}",
        f"group-{number // 10}",
        (Leadership(f"person-{first:04}"),),
        tuple(f"person-{first + member:04}" for member in range(2, PER_TEAM)),
        (f"github:acme/team-{number:02}-*",),
    )


def _items(rng: np.random.Generator, *, first: int, size: int, period: tuple[float, float]) -> _Items:
    """``period``: from and to which part of the log's span they are opened."""
    team = rng.integers(TEAMS, size=size)
    kind = rng.choice(len(KINDS), size, p=KIND_SHARES)
    length = np.clip(rng.lognormal(2.5, 0.55, size), 5, 40).astype(np.int64)
    huge = rng.random(size) < 1 / HUGE_ONE_IN
    length[huge] = rng.integers(1000, 20_000, huge.sum())
    containers = _joined(
        "github:acme/team-", _two_digits(team), "-repo", rng.integers(REPOS_PER_TEAM, size=size)
    )
    hours = rng.uniform(*period, size) * WEEKS * 40
    return _Items(
        ids=pc.binary_join_element_wise(containers, pa.array(first + np.arange(size)).cast(pa.string()), "#"),
        containers=containers,
        kind=kind,
        people=_people(rng, team, kind),
        opened_us=(hours * HOUR_US).astype(np.int64),
        length=length,
        closes=rng.random(size) < 0.92,
    )


def _people(rng: np.random.Generator, team: Ints, kind: Ints) -> Ints:
    """Owner, reviewer, lead, another member, author, bot of each item."""
    member = np.argsort(rng.random((len(team), 38)), axis=1)[:, :3] + 2 + (team * PER_TEAM)[:, None]
    author = np.where(kind == CHANGE, member[:, 0], rng.integers(PEOPLE, size=len(team)))
    author[kind == ALERT] = PEOPLE
    return np.column_stack(
        [member[:, 0], member[:, 1], team * PER_TEAM, member[:, 2], author, np.full(len(team), PEOPLE)]
    )


def _events(rng: np.random.Generator, items: _Items) -> pa.Table:
    item = np.repeat(np.arange(len(items.kind)), items.length)
    place = np.arange(len(item)) - np.repeat(np.cumsum(items.length) - items.length, items.length)
    kind = _kinds(rng, items, item, place)
    actor = _actors(rng, kind, items.people[item])
    at = pa.array(_instants(rng, items, item, place), pa.timestamp("us", "UTC"))
    ids = items.ids.take(pa.array(item))
    table = pa.table(
        {
            "event_id": pc.binary_join_element_wise(ids, pa.array(place).cast(pa.string()), "/"),
            "item_id": ids,
            "occurred_at": at,
            "seq": place,
            "actor": pa.array(LOGINS).take(pa.array(actor)),
            "kind": pa.array(schema.EVENT_KINDS).take(pa.array(kind)),
            "value": VALUES.take(_values(rng, kind, items.people[item])),
            "previous": pa.nulls(len(item), pa.string()),
            "recorded_at": at,
        },
        schema=schema.EVENTS,
    )
    return table.take(pc.sort_indices(at))


def _kinds(rng: np.random.Generator, items: _Items, item: Ints, place: Ints) -> Ints:
    """Opened, then given to somebody, then what may follow, and its end in most."""
    kind = np.empty(len(item), np.int64)
    for number, follows in enumerate(MIDDLE):
        rows = items.kind[item] == number
        names, weights = follows.split()[::2], np.array(follows.split()[1::2], float)
        codes = np.array([schema.EVENT_KINDS.index(name) for name in names])
        kind[rows] = codes[rng.choice(len(codes), rows.sum(), p=weights / weights.sum())]
    kind[place == 0] = schema.EVENT_KINDS.index("opened")
    second = np.where(
        items.kind == CHANGE, *(schema.EVENT_KINDS.index(name) for name in ("review_requested", "assigned"))
    )
    kind[place == 1] = second
    last = (place == items.length[item] - 1) & items.closes[item]
    kind[last] = CLOSING[items.kind[item[last]]]
    return kind


def _actors(rng: np.random.Generator, kind: Ints, people: Ints) -> Ints:
    role, luck = np.full(len(kind), AUTHOR), rng.random(len(kind))
    for code, name in enumerate(schema.EVENT_KINDS):
        rows = np.flatnonzero(kind == code)
        if name != "opened" and len(rows):
            edges = np.cumsum(ACTORS.get(name, USUALLY))[:-1]
            role[rows] = np.searchsorted(edges, luck[rows], side="right")
    return people[np.arange(len(kind)), role]


def _values(rng: np.random.Generator, kind: Ints, people: Ints) -> pa.Array:
    """Rows of VALUES; null where an event bears none."""
    value, luck = np.full(len(kind), -1), rng.random(len(kind))
    named = people[np.arange(len(kind)), rng.integers(2, size=len(kind))]
    for code, name in enumerate(schema.EVENT_KINDS):
        rows = np.flatnonzero(kind == code)
        if name in NAMES_SOMEBODY:
            value[rows] = STARTS["people"] + named[rows]
        elif name in ANY_OF:
            start, words = STARTS[ANY_OF[name]], len(WORDS[ANY_OF[name]])
            value[rows] = start + rng.integers(words, size=len(rows))
        elif name == "commented":
            value[rows] = _cues(rng, luck[rows], named[rows])
    return pa.array(value, mask=value < 0)


def _cues(rng: np.random.Generator, luck: Floats, named: Ints) -> Ints:
    """A quarter ask somebody by name, some name or answer or decide, half leave no cue."""
    other = STARTS["cues"] + rng.integers(len(WORDS["cues"]), size=len(luck))
    kinds = [luck < 0.25, luck < 0.35, luck < 0.5]
    return np.select(kinds, [STARTS["asks"] + named, STARTS["names"] + named, other], -1)


def _instants(rng: np.random.Generator, items: _Items, item: Ints, place: Ints) -> Ints:
    """UTC microseconds; gaps of working hours, shorter and at any hour for alerts."""
    alert = items.kind[item] == ALERT
    gaps = rng.lognormal(np.where(alert, 0.0, 1.5), 1.5)
    gaps[items.length[item] > 100] *= 0.02
    gaps[place <= 1] = 0
    ends = np.cumsum(gaps)
    since = ends - np.repeat(ends[place == 0], items.length)
    at = items.opened_us[item] + (since * HOUR_US).astype(np.int64)
    day, rest = np.divmod(at, 8 * HOUR_US)
    working = (day // 5 * 7 + day % 5) * DAY_US + 9 * HOUR_US + rest
    running = items.opened_us[item] // (5 * 8) * 24 * 7 + (since * HOUR_US).astype(np.int64)
    return int(FIRST_DAY.timestamp()) * 1_000_000 + np.where(alert, running, working)


def _item_table(items: _Items) -> pa.Table:
    rows = len(items.kind)
    columns = {
        "item_id": items.ids,
        "source": pa.repeat(pa.scalar("github"), rows),
        "kind": pa.array(KINDS).take(pa.array(items.kind)),
        "container": pc.replace_substring(items.containers, "github:", ""),
        "author": pa.array(LOGINS).take(pa.array(items.people[:, AUTHOR])),
        "customer_impact": pa.repeat(pa.scalar("unknown"), rows),
    }
    return pa.table(
        [columns.get(field.name, _nothing(rows, field.type)) for field in schema.ITEMS], schema=schema.ITEMS
    )


def _nothing(rows: int, of: pa.DataType) -> pa.Array:
    return pa.nulls(rows, of)


def _two_digits(numbers: Ints) -> pa.Array:
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 2, "0")


def _joined(before: str, first: pa.Array, between: str, last: Ints) -> pa.Array:
    return pc.binary_join_element_wise(before, first, between, pa.array(last).cast(pa.string()), "")
