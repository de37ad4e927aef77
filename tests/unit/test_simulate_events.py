"""A world told as a log is read back by the definitions as the very same waits and touches."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from stepin.analysis.records import HOUR_US, End, Spells, Strata, Touches, Who
from stepin.analysis.run import Analysed, analyse_log
from stepin.org.file import parse_organisation
from stepin.simulate.cast import Cast, organisation_of, toml_of
from stepin.simulate.casting import plain_cast
from stepin.simulate.clock import working_clock
from stepin.simulate.demo_cast import acme
from stepin.simulate.events import Told, tell
from stepin.simulate.plan import Rates
from stepin.simulate.spells import World, simulate
from stepin.simulate.tables import event_table, item_table
from stepin.simulate.worlds import TYPES, WorldType, world_type
from tests.unit.test_simulate_spells import one_stratum, walked

MONDAY, WEEKS = date(2024, 1, 1), 78
SATURDAY_AFTER = datetime(2025, 6, 28, 12, tzinfo=UTC)


def told(world: World, cast: Cast) -> Told:
    return tell(world, cast, first_monday=MONDAY, weeks=WEEKS, rng=np.random.default_rng(5))


def read_back(log: Told, cast: Cast, *, as_of: datetime = SATURDAY_AFTER) -> Analysed:
    columns = ["item_id", "occurred_at", "kind", "actor", "value", "previous"]
    return analyse_log(
        event_table(log.events).select(columns),
        item_table(log.items),
        organisation_of(cast),
        as_of_us=int(as_of.timestamp()) * 1_000_000,
    )


def waits(spells: Spells, strata: Strata, items: list[str]) -> Counter:
    """Those that took any time: (item, team, kind, expected, how long, how it ended)."""
    lasted = spells.end_us - spells.start_us
    return Counter(
        (
            items[spells.item[row]],
            strata.teams[spells.stratum[row]],
            strata.kinds[spells.stratum[row]],
            int(spells.expected_us[row]),
            int(lasted[row]),
            End(spells.end[row]),
        )
        for row in np.flatnonzero(lasted)
    )


def touches(made: Touches, spells: Spells, items: list[str]) -> Counter:
    """(item, age, who, until, outcome)."""
    age = made.at_us - spells.start_us[made.spell]
    return Counter(
        (items[spells.item[made.spell[row]]], int(age[row]), Who(made.who[row]), int(until), End(outcome))
        for row, (until, outcome) in enumerate(zip(made.until_us, made.outcome, strict=True))
    )


def assert_same(world: World, log: Told, found: Analysed) -> None:
    named = {int(item.item_id.partition("#")[2]) - 1: item.item_id for item in log.items}
    ours = [named.get(number, "") for number in range(max(named) + 1)]
    theirs = found.log.item_ids.to_pylist()
    assert waits(found.spells, found.strata, theirs) == waits(world.spells, world.strata, ours)
    assert touches(found.touches, found.spells, theirs) == touches(world.touches, world.spells, ours)


def cast_for(kind: WorldType, world: World) -> Cast:
    """One time zone where a lead acts on many teams at one moment, or items move between teams."""
    if kind.bulk or kind.reorganised:
        return plain_cast(world, new_leads_on=date(2024, 9, 30), zones=("Europe/Madrid",))
    return plain_cast(world)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_every_world_is_read_back_as_it_was_told(kind):
    world = simulate(kind, seed=2, items=2500 if kind.bulk else 800)
    cast = cast_for(kind, world)
    log = told(world, cast)
    assert_same(world, log, read_back(log, cast))


def test_alerts_run_around_the_clock():
    plan = one_stratum(
        items=400, rates=Rates(), more=0.6, strata=Strata(("runtime", "web"), ("alert", "issue"))
    )
    spread = replace(plan, start_h=np.linspace(0, 1900, 400), team=np.arange(2), stratum=np.arange(400) % 2)
    both = replace(spread, expected_h=np.array([4.0, 20.0]), speed=np.ones(2), pace=np.ones((2, 1)))
    world = walked(replace(both, chase=np.ones((2, 1))))
    cast = plain_cast(world, zones=("Asia/Kolkata",))
    log = told(world, cast)
    alerts = {item.item_id for item in log.items if item.kind == "alert"}
    hours = {event.occurred_at.hour for event in log.events if event.item_id in alerts}
    found = read_back(log, cast, as_of=datetime(2026, 1, 1, tzinfo=UTC))
    ended = world.spells.end != End.OPEN
    longer = (found.spells.end != End.OPEN) & (found.spells.end_us > found.spells.start_us)
    assert hours == set(range(24))
    assert sorted((found.spells.end_us - found.spells.start_us)[longer]) == sorted(
        (world.spells.end_us - world.spells.start_us)[ended]
    )


def test_work_is_done_in_the_hours_of_the_team_that_owns_it():
    world = simulate(world_type("mixed"), seed=4, items=400)
    cast = plain_cast(world)
    zones = {container: ZoneInfo(team.timezone) for team in cast.teams for container in team.containers}
    local = [
        event.occurred_at.astimezone(zones[event.item_id.partition("#")[0]])
        for event in told(world, cast).events
    ]
    assert {moment.weekday() for moment in local} == {0, 1, 2, 3, 4}
    assert all(time(9) <= moment.time() <= time(17) for moment in local)


@pytest.mark.parametrize(
    ("hours", "instant"),
    [
        (0, datetime(2024, 1, 1, 8, tzinfo=UTC)),
        (7.5, datetime(2024, 1, 1, 15, 30, tzinfo=UTC)),
        (8, datetime(2024, 1, 2, 8, tzinfo=UTC)),
        (41, datetime(2024, 1, 8, 9, tzinfo=UTC)),
        (13 * 40, datetime(2024, 4, 1, 7, tzinfo=UTC)),  # the clocks went forward on 31 March
    ],
)
def test_hours_on_a_madrid_clock_fall_into_its_working_days(hours, instant):
    assert working_clock(MONDAY, "Europe/Madrid", weeks=20).instant(int(hours * HOUR_US)) == instant


def test_the_file_that_is_written_reads_back_as_the_organisation_it_was_written_from():
    world = simulate(world_type("reorganised"), seed=4, items=300)
    for cast in (plain_cast(world, new_leads_on=date(2024, 9, 30)), acme(MONDAY, weeks=WEEKS)):
        assert parse_organisation(toml_of(cast)) == organisation_of(cast)


def test_touch_ids_name_the_events_of_the_touches():
    world = simulate(world_type("mixed"), seed=4, items=300)
    log = told(world, plain_cast(world))
    actors = {event.event_id: event.actor for event in log.events}
    leads = [actors[event_id].endswith(("lead", "director")) for event_id in log.touch_ids]
    assert leads == (world.touches.who == Who.LEAD).tolist()
