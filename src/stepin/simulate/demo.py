"""The demo organisation: Acme, eighteen months, with a story in it.

What a reader should find: Search needs a lead again and again for its dependencies; requests to Payments had
no owner, and leads came to name one, until ten weeks ago, since when none has needed it; Checkout was truly
blocked by Runtime; Runtime is heavy on incidents; Catalogue's lead closed dozens of stale issues in an hour;
two teams changed their lead; and something is stuck now.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from stepin.analysis.records import Strata
from stepin.log.records import Event, Item
from stepin.simulate.cast import toml_of
from stepin.simulate.demo_cast import GROUPS, ON_CALL, acme
from stepin.simulate.demo_story import stories
from stepin.simulate.demo_titles import THINGS, TITLES
from stepin.simulate.events import tell
from stepin.simulate.plan import Plan, Rates
from stepin.simulate.spells import World, run
from stepin.simulate.worlds import world_type

WEEKS = 78
ITEMS, PAGES = 4000, 900
HIGHER = 0.45  # at each level: the head comes one time in five
HEAT = {("search", "dependency"): 6.0, ("payments", "request"): 0.3}  # how often leads come, by chance
BUSY = {
    ("payments", "request"): 0.5,
    ("search", "dependency"): 2.5,
    ("runtime", "alert"): 2.5,
    ("runtime", "incident"): 2.5,
}
SHARES = {"change": 2.0, "request": 1.0, "dependency": 0.8, "issue": 1.0, "alert": 1.0, "incident": 0.3}
EXPECTED_H = {
    "change": 8.0,
    "request": 16.0,
    "dependency": 24.0,
    "issue": 40.0,
    "alert": 4.0,
    "incident": 4.0,
}
BOOST = ((3.0, 2.5), (7.0, 4.5))  # peers, leads: on the first day, and later in the window
RATES = Rates(late=(0.012, 0.005, 0.004), carry=0.0012, abandon=0.004)  # so that little waits for ever
FASTER_PAGES = 2.0
HURTS = {"incident": 0.6, "alert": 0.06}  # the share that customers feel


def demo(now: datetime, seed: int) -> tuple[list[Item], list[Event], str, str]:
    """Items, events, ``stepin.toml`` and the id of the person it is shown to: the head of engineering.

    ``now`` is aware; nothing happens after it. The same ``now`` and ``seed`` give the same organisation.
    """
    rng = np.random.default_rng(seed)
    first_monday = now.date() - timedelta(days=now.weekday(), weeks=WEEKS - 1)
    cast = acme(first_monday, weeks=WEEKS)
    items, events = stories(cast, first_monday=first_monday, weeks=WEEKS, rng=rng)
    for world in (_office_world(rng), _pages_world(rng)):
        told = tell(world, cast, first_monday=first_monday, weeks=WEEKS, rng=rng, higher=HIGHER)
        items += told.items
        events += told.events
    kept = [_in_its_source(event) for event in events if event.occurred_at <= now]
    kept.sort(key=_order)
    named = _as_of(now, items, kept, rng)
    kept = sorted([*kept, *_impacts(named, kept)], key=_order)
    return named, kept, toml_of(cast), str(cast.owner)


def _order(event: Event) -> tuple[datetime, str, int]:
    return event.occurred_at, event.item_id, event.seq


def _impacts(items: Sequence[Item], events: Sequence[Event]) -> list[Event]:
    """What is known of customer impact, as a label that each item bears from its first event on."""
    first = {event.item_id: event for event in reversed(events)}
    return [
        replace(
            first[item.item_id],
            event_id=f"{item.item_id}:customer_impact",
            seq=first[item.item_id].seq + 1,
            actor=None,
            kind="labelled",
            value=f"customer_impact:{item.customer_impact}",
        )
        for item in items
        if item.customer_impact != "unknown"
    ]


def _office_world(rng: np.random.Generator) -> World:
    teams = [team for group in GROUPS.values() for team in group]
    strata = [(team, kind) for team in teams for kind in ("change", "request", "dependency", "issue")]
    return run(_plan(rng, strata, items=ITEMS, week_h=40.0, speed=1.0), rng)


def _pages_world(rng: np.random.Generator) -> World:
    """Alerts and incidents, around the clock."""
    strata = [(team, kind) for team in ON_CALL for kind in ("alert", "incident")]
    return run(_plan(rng, strata, items=PAGES, week_h=168.0, speed=FASTER_PAGES), rng)


def _plan(
    rng: np.random.Generator, strata: Sequence[tuple[str, str]], *, items: int, week_h: float, speed: float
) -> Plan:
    teams = list(dict.fromkeys(team for team, _ in strata))
    weights = np.array([SHARES[kind] * BUSY.get((team, kind), 1.0) for team, kind in strata])
    stratum = rng.choice(len(strata), items, p=weights / weights.sum())
    heat = np.array([HEAT.get(row, 1.0) for row in strata])
    still = np.ones((len(teams), 1))
    return Plan(
        kind=world_type("mixed"),
        strata=Strata(tuple(team for team, _ in strata), tuple(kind for _, kind in strata)),
        team=np.array([teams.index(team) for team, _ in strata]),
        expected_h=np.array([EXPECTED_H[kind] for _, kind in strata]),
        speed=speed * np.exp(rng.normal(0, 0.25, len(strata))),
        stratum=stratum,
        start_h=rng.uniform(0, WEEKS * week_h, items),
        item_speed=np.ones(items),
        lean=heat[stratum],
        hidden=np.zeros(items, np.bool_),
        edges_h=np.array([0.0, WEEKS * week_h]),
        pace=still,
        chase=still,
        boost=np.array(BOOST),
        rates=RATES,
    )


def _in_its_source(event: Event) -> Event:
    """People act under their logins of the source that the event is from."""
    source = event.item_id.partition(":")[0]
    actor, value = (text and text.replace("github:", f"{source}:") for text in (event.actor, event.value))
    return replace(event, actor=actor, value=value)


def _as_of(
    now: datetime, items: Sequence[Item], events: Sequence[Event], rng: np.random.Generator
) -> list[Item]:
    """The items that had begun, as they stood, with names."""
    begun = {event.item_id for event in events}
    return [_named(now, item, rng) for item in items if item.item_id in begun]


def _named(now: datetime, item: Item, rng: np.random.Generator) -> Item:
    team = (item.container or "").rpartition("/")[2]
    title = item.title
    if title is None:
        titles, things = TITLES[item.kind], THINGS[team]
        thing = things[int(rng.integers(len(things)))]
        title = titles[int(rng.integers(len(titles)))].format(thing=thing)
    hurts = rng.random() < HURTS.get(item.kind, 0.0)
    return replace(
        item,
        title=title[0].upper() + title[1:],
        url=f"https://{item.source}.acme.example/{item.container}/{item.item_id.partition('#')[2]}",
        author=item.author and item.author.replace("github:", f"{item.source}:"),
        closed_at=item.closed_at if item.closed_at and item.closed_at <= now else None,
        customer_impact="yes" if hurts else "no" if item.kind in HURTS else "unknown",
    )
