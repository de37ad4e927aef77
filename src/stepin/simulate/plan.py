"""One organisation drawn from a world type: its teams' paces, its items, its calendar, its touches."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import Bools, Floats, Ints, Strata
from stepin.simulate.worlds import WorldType

DAY_H = 8.0
WEEK_H = 40.0
WINDOW_H = 24.0
QUARTER_H = 13 * WEEK_H
KINDS = (("change", 12.0), ("request", 20.0), ("dependency", 28.0), ("issue", 36.0))  # expectation in hours
TOTAL = 2.35  # the untouched cumulative chance rate of a wait that never ends
BEND = 4.0
FALL = 0.3
LEARNING_WEEKS = 12
SLOWEST_LEARNED = 0.2


@dataclass(frozen=True, slots=True)
class Rates:
    """How often waits are touched (by peers, leads, bots) and ended by others.

    ``early``: touches per expectation, before it has passed; ``late``: per hour after it. ``patience``: how
    much rarer people touch while a person's touch is fresh. Per hour: ``carry`` once stuck, and besides that
    ``carry_after_touch`` while a lead's touch is fresh; ``abandon`` once stuck.
    """

    early: tuple[float, float, float] = (0.6, 0.2, 0.1)
    late: tuple[float, float, float] = (0.010, 0.006, 0.004)
    patience: float = 0.4
    carry: float = 0.0008
    carry_after_touch: float = 0.004
    abandon: float = 0.0006


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is settled before the first hour; hours throughout.

    Per stratum: ``team``, ``expected_h``, ``speed``. Per item: ``stratum``, ``start_h``, ``item_speed``,
    ``lean`` (how much likelier leads touch it), ``hidden``. Per (team, block): ``pace``, ``chase``; block j
    is [edges_h[j], edges_h[j+1]). ``boost`` is (peer, lead) × (first day, rest of the window). ``pace`` of a
    world that learns is filled while it is walked through.
    """

    kind: WorldType
    strata: Strata
    team: Ints
    expected_h: Floats
    speed: Floats
    stratum: Ints
    start_h: Floats
    item_speed: Floats
    lean: Floats
    hidden: Bools
    edges_h: Floats
    pace: Floats
    chase: Floats
    boost: Floats
    rates: Rates = Rates()
    more: float = 0.55  # the chance that a move leaves another step to wait for
    passing: float = 0.4  # the share of such moves that pass the item on


def base_chance(age_h: Floats, expected_h: Floats) -> Floats:
    """The cumulative rate of moving by that age, untouched, in a stratum of speed 1; falls off with age."""
    return TOTAL * (1 - (1 + BEND * age_h / expected_h) ** -FALL)


def age_at_chance(chance: Floats, expected_h: Floats) -> Floats:
    """The age at which ``base_chance`` is reached: infinite where it never is."""
    left = 1 - chance / TOTAL
    with np.errstate(divide="ignore"):
        reached = (np.maximum(left, 0.0) ** (-1 / FALL) - 1) * expected_h / BEND
    return np.where(left > 0, reached, np.inf)


def boost_now(boost: Floats, since_peer_h: Floats, since_lead_h: Floats) -> Floats:
    """The stronger of what is left of the last peer's and the last lead's touch; 1 where neither is fresh."""
    return np.maximum(_fresh(boost[0], since_peer_h), _fresh(boost[1], since_lead_h))


def _fresh(effect: Floats, since_h: Floats) -> Floats:
    return np.where(since_h < DAY_H, effect[0], np.where(since_h < WINDOW_H, effect[1], 1.0))


def touch_rates(
    rates: Rates, age_h: Floats, expected_h: Floats, *, fresh: Bools, lead_factor: Floats
) -> Floats:
    """Touches per hour by peers, leads and bots: one row per wait."""
    stuck = age_h >= expected_h
    found = np.where(stuck[:, None], np.array(rates.late), np.array(rates.early) / expected_h[:, None])
    found[:, :2] *= np.where(fresh, rates.patience, 1.0)[:, None]
    found[:, 1] *= lead_factor
    return found


def pace_now(plan: Plan, team: Ints, block: Ints, *, touched: Bools) -> Floats:
    """The period's factor. Teams that have learned to wait for rescue wake up when they are touched."""
    pace = plan.pace[team, block]
    return np.where(touched, 1.0, pace) if plan.kind.learned else pace


def draw_plan(
    kind: WorldType, rng: np.random.Generator, *, items: int | None = None, weeks: int = 78
) -> Plan:
    """An organisation of 8 to 20 teams with 3 or 4 kinds of work each, watched for ``weeks``."""
    items = items or kind.items
    strata, team, expected_h = _draw_strata(rng)
    stratum = rng.choice(len(team), items, p=rng.dirichlet(np.full(len(team), 3.0)))
    speed, lean = _draw_item_speeds(kind, rng, items)
    edges_h = _edges(kind, weeks)
    pace, chase = _draw_pace(kind, rng, shape=(int(team.max()) + 1, len(edges_h) - 1))
    return Plan(
        kind=kind,
        strata=strata,
        team=team,
        expected_h=expected_h,
        speed=np.exp(rng.normal(0, 0.4, len(team))),
        stratum=stratum,
        start_h=rng.uniform(0, weeks * WEEK_H, items),
        item_speed=speed,
        lean=lean,
        hidden=speed < np.quantile(speed, kind.hidden),
        edges_h=edges_h,
        pace=pace,
        chase=chase,
        boost=_draw_boost(kind, rng),
    )


def _draw_strata(rng: np.random.Generator) -> tuple[Strata, Ints, Floats]:
    rows = [
        (team, kind, hours)
        for team in range(rng.integers(8, 21))
        for kind, hours in (KINDS if rng.random() < 0.5 else KINDS[:3])
    ]
    names = Strata(tuple(f"team-{team:02}" for team, _, _ in rows), tuple(kind for _, kind, _ in rows))
    return names, np.array([row[0] for row in rows]), np.array([row[2] for row in rows])


def _draw_item_speeds(kind: WorldType, rng: np.random.Generator, items: int) -> tuple[Floats, Floats]:
    speed, lean = np.ones(items), np.ones(items)
    if kind.frailty is not None:
        speed = rng.gamma(kind.frailty, 1 / kind.frailty, items)
    if kind.informed is not None:
        known = rng.random(items) < kind.informed.share
        speed[known] *= kind.informed.speed
        lean[known] *= kind.informed.lean
    return speed, lean


def _draw_boost(kind: WorldType, rng: np.random.Generator) -> Floats:
    peer = np.array([rng.uniform(*kind.peer.first_day), rng.uniform(*kind.peer.later)])
    if kind.peer.first_day == kind.peer.later:
        peer[1] = peer[0]
    return np.stack([peer, peer * rng.uniform(*kind.lead_over_peer)])


def _edges(kind: WorldType, weeks: int) -> Floats:
    step = 1 if kind.learned else kind.slow.weeks if kind.slow else 13
    return np.append(np.arange(0, weeks, step), weeks) * WEEK_H


def _draw_pace(kind: WorldType, rng: np.random.Generator, *, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    if kind.slow is None:
        return np.ones(shape), np.ones(shape)
    slow = rng.random(shape) < kind.slow.share
    if kind.slow.whole_organisation:
        slow[:] = slow[0]
    return np.where(slow, kind.slow.pace, 1.0), np.where(slow, kind.slow.chase, 1.0)
