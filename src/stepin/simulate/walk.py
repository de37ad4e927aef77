"""Walks every item of an organisation from segment to segment, until it ends or the watching does.

Within a segment every rate but the baseline's is constant, and the baseline's integral is inverted exactly;
so no step size enters.
"""

from dataclasses import dataclass, field

import numpy as np

from stepin.analysis.records import Bools, End, Floats, Ints, Who
from stepin.simulate.plan import (
    DAY_H,
    LEARNING_WEEKS,
    SLOWEST_LEARNED,
    WEEK_H,
    WINDOW_H,
    Plan,
    age_at_chance,
    base_chance,
    boost_now,
    pace_now,
    touch_rates,
)

CLEAN_OUT_EVERY = 2  # blocks
CLEAN_OUT_AGE = 2.0  # expectations
CLEAN_OUT_SHARE = 0.7
CLEAN_OUT_AT_LEAST = 24
MOVE, CARRY, ABANDON, EDGE = 3, 4, 5, 6  # what ends a segment; 0-2 are touches, by Who
_ROUNDING_H = 1e-9
_NEVER = 1e-15  # a rate too small to matter that can be divided by


@dataclass(slots=True)
class Walk:
    """Where each item stands, and what has happened. Changed in place: the arrays are the simulation."""

    clock: Floats
    began: Floats
    peer_at: Floats
    lead_at: Floats
    free_at: Floats
    spell: Ints
    stratum: Ints
    alive: Bools
    opened: list[Ints] = field(default_factory=list)  # item, stratum
    opened_h: list[Floats] = field(default_factory=list)
    ended: list[Ints] = field(default_factory=list)  # spell, End
    ended_h: list[Floats] = field(default_factory=list)
    touched: list[Ints] = field(default_factory=list)  # spell, item, Who
    touched_h: list[Floats] = field(default_factory=list)  # at, began, peer_at, lead_at, free_at
    spells: int = 0


def walk_through(plan: Plan, rng: np.random.Generator) -> Walk:
    """Walks every item of the plan until it ends or the watching does."""
    walk = _start(plan, rng)
    for block, until in enumerate(plan.edges_h[1:]):
        if plan.kind.learned and block:
            plan.pace[:, block] = _learned_pace(plan, walk, block)
        _walk_block(plan, walk, block=block, until=float(until), rng=rng)
        if plan.kind.bulk and block % CLEAN_OUT_EVERY == 0:
            _clean_out(plan, walk, rng)
        if plan.kind.reorganised and block == (len(plan.edges_h) - 1) // 2:
            _reorganise(plan, walk, now=float(until), rng=rng)
    return walk


def _start(plan: Plan, rng: np.random.Generator) -> Walk:
    items = len(plan.stratum)
    walk = Walk(
        clock=plan.start_h.copy(),
        began=plan.start_h.copy(),
        peer_at=np.full(items, -np.inf),
        lead_at=np.full(items, -np.inf),
        free_at=np.full(items, -np.inf),
        spell=np.zeros(items, np.int64),
        stratum=plan.stratum.copy(),
        alive=np.ones(items, np.bool_),
    )
    _open(plan, walk, np.arange(items), rng)
    return walk


def _open(plan: Plan, walk: Walk, items: Ints, rng: np.random.Generator) -> None:
    """Starts a new wait, untouched, at each item's present moment."""
    now, stratum = walk.clock[items], walk.stratum[items]
    walk.began[items], walk.peer_at[items], walk.lead_at[items] = now, -np.inf, -np.inf
    stopped = rng.random(len(items)) < plan.kind.blocked
    freed = now + plan.expected_h[stratum] + rng.exponential(60.0, len(items))
    walk.free_at[items] = np.where(stopped, freed, -np.inf)
    walk.spell[items] = walk.spells + np.arange(len(items))
    walk.spells += len(items)
    walk.opened.append(np.stack([items, stratum]))
    walk.opened_h.append(now)


def _end(walk: Walk, items: Ints, end: Ints) -> None:
    walk.ended.append(np.stack([walk.spell[items], end]))
    walk.ended_h.append(walk.clock[items])


def _walk_block(plan: Plan, walk: Walk, *, block: int, until: float, rng: np.random.Generator) -> None:
    items = np.flatnonzero(walk.alive & (walk.clock < until))
    while items.size:
        what, after = _next(plan, walk, items, block=block, until=until, rng=rng)
        walk.clock[items] += after
        _touch(walk, items, what)
        _move(plan, walk, items[what == MOVE], rng)
        for cause, end in ((CARRY, End.CARRIED), (ABANDON, End.ABANDONED)):
            gone = items[what == cause]
            _end(walk, gone, np.full(len(gone), end))
            walk.alive[gone] = False
        items = items[walk.alive[items] & (walk.clock[items] < until - _ROUNDING_H)]


def _next(
    plan: Plan, walk: Walk, items: Ints, *, block: int, until: float, rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """What ends each item's segment, and after how many hours."""
    now, age = walk.clock[items] + _ROUNDING_H, walk.clock[items] - walk.began[items]
    expected = plan.expected_h[walk.stratum[items]]
    rates = _rates(plan, walk, items, block=block)
    total = rates.sum(axis=1) + _NEVER
    moved = age_at_chance(
        base_chance(age, expected)
        + rng.exponential(size=len(items)) / _move_speed(plan, walk, items, block=block),
        expected,
    )
    after = np.stack(
        [moved - age, rng.exponential(size=len(items)) / total, _to_edge(walk, items, now, expected, until)]
    )
    first = after.argmin(axis=0)
    shares = (rates / total[:, None]).cumsum(axis=1)
    other = (rng.random(len(items))[:, None] > shares[:, :-1]).sum(axis=1)
    causes = np.array([Who.PEER, Who.LEAD, Who.BOT, CARRY, ABANDON])[other]
    what: Ints = np.choose(first, [MOVE, causes, EDGE])
    return what, after.min(axis=0)


def _to_edge(walk: Walk, items: Ints, now: Floats, expected: Floats, until: float) -> Floats:
    """Hours to the next moment at which a rate changes."""
    edges = [walk.began[items] + expected, walk.free_at[items]]
    edges += [at[items] + hours for at in (walk.peer_at, walk.lead_at) for hours in (DAY_H, WINDOW_H)]
    ahead = np.array(edges)
    following: Floats = np.where(ahead > now, ahead, np.inf).min(axis=0)
    return np.maximum(np.minimum(following, until) - walk.clock[items], 0.0)


def _move_speed(plan: Plan, walk: Walk, items: Ints, *, block: int) -> Floats:
    now, stratum = walk.clock[items] + _ROUNDING_H, walk.stratum[items]
    boost = boost_now(plan.boost, now - walk.peer_at[items], now - walk.lead_at[items])
    touched = now - np.maximum(walk.peer_at[items], walk.lead_at[items]) < WINDOW_H
    pace = pace_now(plan, plan.team[stratum], np.full(len(items), block), touched=touched)
    speed = plan.speed[stratum] * plan.item_speed[items] * pace * boost
    free: Floats = np.where(now < walk.free_at[items], _NEVER, speed)
    return free


def _rates(plan: Plan, walk: Walk, items: Ints, *, block: int) -> Floats:
    """Per hour: touches by peers, leads and bots, carrying, abandoning."""
    now, stratum = walk.clock[items] + _ROUNDING_H, walk.stratum[items]
    age, expected = now - walk.began[items], plan.expected_h[stratum]
    since_lead = now - walk.lead_at[items]
    fresh = np.minimum(since_lead, now - walk.peer_at[items]) < WINDOW_H
    lead_factor = plan.lean[items] * plan.chase[plan.team[stratum], block]
    touches = touch_rates(plan.rates, age, expected, fresh=fresh, lead_factor=lead_factor)
    stuck = age >= expected
    carry = plan.rates.carry * stuck + plan.rates.carry_after_touch * (since_lead < WINDOW_H)
    return np.column_stack([touches, carry, plan.rates.abandon * stuck])


def _touch(walk: Walk, items: Ints, what: Ints) -> None:
    hit = what <= Who.BOT
    items, who = items[hit], what[hit]
    walk.touched.append(np.stack([walk.spell[items], items, who]))
    state = (walk.clock, walk.began, walk.peer_at, walk.lead_at, walk.free_at)
    walk.touched_h.append(np.stack([column[items] for column in state]))
    walk.peer_at[items[who == Who.PEER]] = walk.clock[items[who == Who.PEER]]
    walk.lead_at[items[who == Who.LEAD]] = walk.clock[items[who == Who.LEAD]]


def _move(plan: Plan, walk: Walk, items: Ints, rng: np.random.Generator) -> None:
    """The party waited on moves. A last move is progress; another may pass the item on."""
    more = rng.random(len(items)) < plan.more
    passed = more & (rng.random(len(items)) < plan.passing)
    _end(walk, items, np.where(passed, End.PASS, End.PROGRESS))
    walk.alive[items[~more]] = False
    _open(plan, walk, items[more], rng)


def _learned_pace(plan: Plan, walk: Walk, block: int) -> Floats:
    """The untouched pace of each team after its rescues (leads' touches on stuck work) of the past weeks."""
    if not walk.touched:
        return np.ones(len(plan.pace))
    _, item, who = np.concatenate(walk.touched, axis=1)
    at, began, *_ = np.concatenate(walk.touched_h, axis=1)
    stratum = walk.stratum[item]
    rescue = (who == Who.LEAD) & (at - began >= plan.expected_h[stratum])
    recent = at >= plan.edges_h[block] - LEARNING_WEEKS * WEEK_H
    rescues = np.bincount(plan.team[stratum[rescue & recent]], minlength=len(plan.pace))
    pace: Floats = np.maximum(np.exp(-plan.kind.learned * rescues), SLOWEST_LEARNED)
    return pace


def _clean_out(plan: Plan, walk: Walk, rng: np.random.Generator) -> None:
    """The lead of all closes much of what is long past its expectation, where that is dozens of items."""
    waited = walk.clock - walk.began
    stale = walk.alive & (waited > CLEAN_OUT_AGE * plan.expected_h[walk.stratum])
    items = np.flatnonzero(stale & (rng.random(len(stale)) < CLEAN_OUT_SHARE))
    if len(items) >= CLEAN_OUT_AT_LEAST:
        _end(walk, items, np.full(len(items), End.BULK))
        walk.alive[items] = False


def _reorganise(plan: Plan, walk: Walk, *, now: float, rng: np.random.Generator) -> None:
    """Half of the work changes hands: open waits are redirected, and later items start with the new team."""
    moved = rng.random(len(plan.team)) < 0.5
    heir = _heirs(plan, rng)
    items = np.flatnonzero(walk.alive & moved[walk.stratum])
    running = items[plan.start_h[items] < now]
    _end(walk, running, np.full(len(running), End.REDIRECTED))
    walk.stratum[items] = heir[walk.stratum[items]]
    _open(plan, walk, running, rng)
    later = items[plan.start_h[items] >= now]
    walk.opened[0][1, later] = walk.stratum[later]  # the first waits were opened in the items' order


def _heirs(plan: Plan, rng: np.random.Generator) -> Ints:
    """For each stratum another one of the same kind of work."""
    heir = np.arange(len(plan.team))
    for kind in sorted(set(plan.strata.kinds)):
        alike = np.flatnonzero(np.array(plan.strata.kinds) == kind)
        heir[alike] = rng.permutation(alike)
    return heir
