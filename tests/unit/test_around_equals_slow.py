"""What is told around late step-ins, in whole columns, is what looking through everything each time finds."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from stepin.analysis.run import Analysed, analyse_log
from stepin.findings.columns import to_table
from stepin.findings.compose.around import around
from stepin.findings.compose.naming import microseconds
from stepin.findings.model import Around
from stepin.log.records import Event
from stepin.org.organisation import Organisation, Post
from stepin.simulate.cast import organisation_of
from stepin.simulate.casting import plain_cast
from stepin.simulate.events import tell
from stepin.simulate.spells import simulate
from stepin.simulate.tables import event_table, item_table
from stepin.simulate.worlds import world_type
from tests.unit.slow_around import Slow

MONDAY, WEEKS, BUSY, HOUR = date(2024, 1, 1), 70, 3, timedelta(hours=1)
SAID = (
    ("priority_changed", "P1"),
    ("priority_changed", None),
    ("labelled", "P0"),
    ("labelled", "priority: low"),
    ("labelled", "bug"),
    ("unlabelled", "P0"),
    ("due_changed", "2025-01-07"),
)


def hourly(event: Event) -> Event:
    return replace(event, occurred_at=event.occurred_at.replace(minute=0, second=0, microsecond=0))


def with_priorities(events: list[Event], rng) -> list[Event]:
    """On the hour, so that much falls on one moment; a priority, a label or a date comes now and then."""
    picked = rng.integers(len(events), size=len(events) // 3).tolist()
    more = [
        replace(
            events[at],
            event_id=f"said{n}",
            occurred_at=events[at].occurred_at + n % 3 * HOUR,
            seq=9,
            kind=SAID[n % len(SAID)][0],
            value=SAID[n % len(SAID)][1],
        )
        for n, at in enumerate(picked)
    ]
    return [hourly(event) for event in (*events, *more)]


def busy(organisation: Organisation, rng) -> Organisation:
    """A few teams own what many did, and their people come and go, some of them twice."""
    top, *teams = organisation.teams
    number = {team.id: n % BUSY for n, team in enumerate(teams)}
    posts = [(number[team.id], post.person) for team in teams for post in (*team.members, *team.members)]
    days = [sorted(MONDAY + timedelta(days=int(day)) for day in rng.integers(1, 500, 2)) for _ in posts]
    members = [[] for _ in range(BUSY)]
    for (of, who), (since, until) in zip(posts, days, strict=True):
        members[of].append(Post(who, since, until + timedelta(days=1)))
    return replace(
        organisation,
        teams=(top, *(replace(team, members=tuple(members[number[team.id]])) for team in teams)),
        selectors=tuple(replace(each, team=teams[number[each.team]].id) for each in organisation.selectors),
    )


def simulated(seed: int) -> Analysed:
    rng = np.random.default_rng(seed)
    world = simulate(world_type("mixed"), seed=seed, items=800, weeks=WEEKS)
    cast = plain_cast(world)
    log = tell(world, cast, first_monday=MONDAY, weeks=WEEKS, rng=rng)
    return analyse_log(
        event_table(with_priorities(log.events, rng)),
        item_table(log.items),
        busy(organisation_of(cast), rng),
        as_of_us=microseconds(max(event.occurred_at for event in log.events)),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_columns_tell_what_a_look_at_everything_tells(seed):
    found = simulated(seed)
    order = np.random.default_rng(seed).permutation(len(found.step_ins.act))
    ids = [f"e{row}" for row in order]
    slow = Slow(found)
    late = [
        (row, told) for row, told in zip(order.tolist(), ids, strict=True) if not found.step_ins.early[row]
    ]
    told = around(found, order=order, ids=pa.array(ids))
    assert told.to_pylist() == to_table(Around, [slow.around(*each) for each in late]).to_pylist()
