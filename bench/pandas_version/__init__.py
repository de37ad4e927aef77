"""docs/definitions.md as a data engineer would write it in pandas: whole columns, no loop over rows or items.

It shares the organisation and its calendars with the analysis, and nothing else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from bench.pandas_version.clocks import clocks
from bench.pandas_version.endings import endings
from bench.pandas_version.events import Log, read
from bench.pandas_version.expectations import done_us, expected_us
from bench.pandas_version.spells import beginnings, containing, lives, spells
from bench.pandas_version.standing import open_items
from bench.pandas_version.step_ins import step_ins
from bench.pandas_version.touches import acts
from bench.pandas_version.usual import usual
from bench.pandas_version.waiting import waiting_on
from stepin.org.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Answers:
    """What the definitions say, each row named by event ids; times in microseconds of the item's clock,
    from what it shows at the first event.

    ``spells``: started_by, ended_by (null: open), team, kind, quarter, start_us, end_us, end, expected_us,
    before_lead. ``touches``: event_id, started_by, at_us, who, until_us, outcome, deliberate.
    ``step_ins``: event_id, leader, early, level, acts, forms, idle_us, role, waited, reasons, outcome,
    after_us. ``open_items``: item_id, started_by, role, waited, reasons, open_us, done_us. Forms and
    reasons are words in a row.
    """

    spells: pd.DataFrame
    touches: pd.DataFrame
    step_ins: pd.DataFrame
    open_items: pd.DataFrame


def answer(events: Path, items: Path, organisation: Organisation, *, as_of: datetime) -> Answers:
    """Spells, touches and step-ins of the log in two Parquet files, up to and including ``as_of``."""
    as_of_us = (as_of - datetime.fromtimestamp(0, as_of.tzinfo)) // timedelta(microseconds=1)
    log = read(events, items, organisation, as_of)
    e, usually = log.e, usual(log.e)
    waiting = waiting_on(log, usually)
    ended = endings(log, usually, waiting)
    clock = clocks(organisation, log.teams, e["at"], as_of_us)
    begins = beginnings(e, ended["ending"])
    found = spells(e, ended["ending"], begins, clock, as_of_us)
    acted = acts(log, usually, ended, containing(e, begins), found, clock, as_of_us)
    by_people = acted[~acted["carries"] & (acted["who"] != "BOT")]
    first_touch = by_people.drop_duplicates("spell").set_index("spell")[["at", "at_us"]]
    lived = lives(e, clock)
    found["expected_us"] = expected_us(found, lived, first_touch, clock, organisation.expects, log.teams)
    lived["done_us"] = done_us(lived, clock, organisation.expects, log.teams, found["quarter"].max())
    found["before_lead"] = _before_lead(found, acted)
    stepped_in = step_ins(log, usually, waiting, ended, acted, found)
    origin = clock.read(found["clock"], pd.Series(e["at"].min(), index=found.index))
    standing = open_items(log, usually, waiting, found, lived, clock, as_of_us)
    return Answers(
        _named_spells(found, e, log.teams, origin),
        _named_touches(acted, e, origin),
        _named_step_ins(stepped_in, log),
        _named_open_items(standing, log),
    )


def _before_lead(spells: pd.DataFrame, acts: pd.DataFrame) -> pd.Series:
    """Whether a lead acted in a later spell of the item."""
    acted = spells.index.to_series().isin(acts.loc[acts["who"] == "LEAD", "spell"])
    until_now = acted.groupby(spells["item"], sort=False).cumsum()
    return until_now < acted.groupby(spells["item"], sort=False).transform("sum")


def _named_spells(
    spells: pd.DataFrame, e: pd.DataFrame, teams: tuple[str, ...], origin: pd.Series
) -> pd.DataFrame:
    """``origin``: by spell, what its clock shows at the first event."""
    event = e["event_id"]
    names = pd.Series(teams)
    named = spells.assign(
        started_by=event[spells.index],
        ended_by=event.reindex(spells["stop"]).set_axis(spells.index),
        team=spells["team"].map(names),
        kind=spells["item_kind"],
        start_us=spells["start_us"] - origin,
        end_us=spells["end_us"] - origin,
    )
    columns = ["quarter", "start_us", "end_us", "end", "expected_us", "before_lead"]
    return named[["started_by", "ended_by", "team", "kind", *columns]].reset_index(drop=True)


def _named_touches(acts: pd.DataFrame, e: pd.DataFrame, origin: pd.Series) -> pd.DataFrame:
    touches = acts[~acts["carries"]]
    started_by = e["event_id"].reindex(touches["spell"]).set_axis(touches.index)
    named = touches.assign(
        event_id=e["event_id"][touches.index],
        started_by=started_by,
        at_us=touches["at_us"] - touches["spell"].map(origin),
    )
    columns = ["event_id", "started_by", "at_us", "who", "until_us", "outcome", "deliberate"]
    return named[columns].reset_index(drop=True)


def _named_step_ins(step_ins: pd.DataFrame, log: Log) -> pd.DataFrame:
    people = pd.Series([person.id for person in log.who.people])
    named = step_ins.assign(
        event_id=log.e["event_id"][step_ins.index],
        leader=step_ins["actor"].map(people),
        waited=_waited(step_ins["waited"], log),
    )
    columns = [
        "event_id",
        "leader",
        "early",
        "level",
        "acts",
        "forms",
        "idle_us",
        "role",
        "waited",
        "reasons",
    ]
    return named[[*columns, "outcome", "after_us"]].reset_index(drop=True)


def _named_open_items(standing: pd.DataFrame, log: Log) -> pd.DataFrame:
    event = log.e["event_id"]
    named = standing.assign(
        started_by=event.reindex(standing["spell"]).set_axis(standing.index),
        waited=_waited(standing["waited"], log),
    )
    columns = ["item_id", "started_by", "role", "waited", "reasons", "open_us", "done_us"]
    return named[columns].reset_index(drop=True)


def _waited(who: pd.Series, log: Log) -> pd.Series:
    """The person's id, or what a block names."""
    people, values = log.who.people, log.e["value"].cat.categories
    names = pd.Series([*(person.id for person in people), None, *values])
    return who.map(names)
