"""What a draft of the organisation is drawn from: who did what where, counted over the whole log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa

EPOCH = date(1970, 1, 1)

_PLACED = """
create temp table placed as
select item_id, author, epoch_us(opened_at) // 86400000000 as opened_day, source, container, label,
       dense_rank() over (order by source, container nulls first, label nulls first) - 1 as place
from (select *, list_filter(labels, lambda each: starts_with(each, 'team:') and length(each) > 5)[1] as label
      from items)
"""
_ACTS = """
with acts as (
    select place, actor as login, 'merged' as act, item_id, epoch_us(occurred_at) // 86400000000 as day
    from events join placed using (item_id) where kind = 'merged'
    union all
    select place, actor, 'ended', item_id, epoch_us(occurred_at) // 86400000000
    from events join placed using (item_id) where kind in ('resolved', 'closed')
    union all
    select place, value, 'worked', item_id, epoch_us(occurred_at) // 86400000000
    from events join placed using (item_id) where kind = 'assigned'
    union all
    select place, author, 'worked', item_id, opened_day from placed where opened_day is not null
)
select place, login, act, item_id, day from acts where login is not null
"""
_LOGINS = """
select actor from events where actor is not null
union select value from events where kind in ('assigned', 'review_requested') and value is not null
union select author from items where author is not null
"""


@dataclass(frozen=True, slots=True)
class Spot:
    """A container, or the items in it with one ``team:`` label."""

    source: str
    container: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class Deeds:
    """How often somebody did one thing in a team: distinct items, first and last day, months with any."""

    team: int
    login: str
    items: int
    first: date
    last: date
    months: int


def opened(events: pa.Table, items: pa.Table) -> duckdb.DuckDBPyConnection:
    """A connection that holds the log's tables, and ``placed``: each item with the number of its spot."""
    connection = duckdb.connect()
    connection.register("events", events)
    connection.register("items", items)
    connection.execute(_PLACED)
    return connection


def spots(connection: duckdb.DuckDBPyConnection) -> list[Spot]:
    """Every spot that holds an item, by its number."""
    rows = connection.execute("select distinct place, source, container, label from placed order by place")
    return [Spot(source, container, label) for _, source, container, label in rows.fetchall()]


def deeds(connection: duckdb.DuckDBPyConnection, team_of_spot: Sequence[int], act: str) -> list[Deeds]:
    """Counts by team and login of one act: merged, ended (resolved or closed) or worked (opened, assigned).

    ``team_of_spot`` gives each spot's team, -1 for none. By team, then the most first.
    """
    connection.register(
        "owned", pa.table({"place": _ints(range(len(team_of_spot))), "team": _ints(team_of_spot)})
    )
    rows = connection.execute(
        f"""
        select team, login, count(distinct item_id) as items, min(day), max(day), count(distinct day // 30)
        from ({_ACTS}) join owned using (place)
        where act = ? and team >= 0
        group by team, login order by team, items desc, login
        """,
        [act],
    )
    return [
        Deeds(team, login, count, _date(first), _date(last), months)
        for team, login, count, first, last, months in rows.fetchall()
    ]


def logins(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Everybody who occurs in the log, sorted."""
    return sorted(login for (login,) in connection.execute(_LOGINS).fetchall())


def last_day(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The day of the log's last event; None where there is none."""
    (row,) = connection.execute("select max(epoch_us(occurred_at)) // 86400000000 from events").fetchall()
    return None if row[0] is None else _date(row[0])


def _date(number: int) -> date:
    return EPOCH + timedelta(days=number)


def _ints(values: Sequence[int]) -> pa.Array:
    return pa.array(values, type=pa.int64())
