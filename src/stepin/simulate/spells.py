"""An organisation simulated down to its waits and touches, with the truth about every step-in."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import HOUR_US, Bools, End, Floats, Ints, Spells, Strata, Touches, Who
from stepin.simulate.plan import QUARTER_H, Plan, draw_plan
from stepin.simulate.truth import Moments, Truth, truth_of
from stepin.simulate.walk import Walk, walk_through
from stepin.simulate.worlds import WorldType

FIRST_QUARTER = 2024 * 4


@dataclass(frozen=True, slots=True)
class World:
    spells: Spells
    touches: Touches
    strata: Strata
    truth: Truth


def simulate(kind: WorldType, *, seed: int, items: int | None = None, weeks: int = 78) -> World:
    """A world of that type: what an analysis would see of it, and the truth that it should find.

    Without ``items`` it is as large as at least 250 step-ins that were followed by a move ask for.
    """
    rng = np.random.default_rng(seed)
    return run(draw_plan(kind, rng, items=items, weeks=weeks), rng)


def run(plan: Plan, rng: np.random.Generator) -> World:
    """Walks the plan to its end. The touches of hidden items are in the truth, and nowhere else."""
    walk = walk_through(plan, rng)
    spells, item = _spells(plan, walk)
    spell, touched_item, who = np.concatenate(walk.touched, axis=1)
    moments_h = np.concatenate(walk.touched_h, axis=1)
    order = np.lexsort((moments_h[0], spell))
    spell, touched_item, who, moments_h = spell[order], touched_item[order], who[order], moments_h[:, order]
    at_us = to_us(moments_h[0])
    until_us, outcome = _outcomes(spells, spell, at_us)
    touches = Touches(spell, at_us, who, until_us, outcome, np.ones(len(spell), bool))
    moments = Moments(touched_item, spells.stratum[spell], *moments_h)
    seen = ~plan.hidden[item]
    truth = truth_of(plan, spells, touches, moments=moments, seen=seen[spell], rng=rng)
    return World(*_seen(spells, touches, seen), plan.strata, truth)


def _spells(plan: Plan, walk: Walk) -> tuple[Spells, Ints]:
    """The waits in the order in which they were opened, which is the order in time within an item."""
    item, stratum = np.concatenate(walk.opened, axis=1)
    start_us, end_us = to_us(np.concatenate(walk.opened_h)), np.full(len(item), to_us(plan.edges_h[-1:])[0])
    end = np.full(len(item), int(End.OPEN))
    ended, cause = np.concatenate(walk.ended, axis=1)
    end_us[ended], end[ended] = to_us(np.concatenate(walk.ended_h)), cause
    spell, _, who = np.concatenate(walk.touched, axis=1)
    led = end == End.CARRIED
    led[spell[who == Who.LEAD]] = True
    return Spells(
        item=item,
        stratum=stratum,
        quarter=FIRST_QUARTER + start_us // to_us(np.array([QUARTER_H]))[0],
        expected_us=to_us(plan.expected_h[stratum]),
        start_us=start_us,
        end_us=end_us,
        end=end,
        before_lead=_before(item, led),
    ), item


def _before(item: Ints, led: Bools) -> Bools:
    """Whether a later row of the same item is true."""
    last = np.full(item.max() + 1, -1)
    np.maximum.at(last, item[led], np.flatnonzero(led))
    return last[item] > np.arange(len(item))


def _outcomes(spells: Spells, spell: Ints, at_us: Ints) -> tuple[Ints, Ints]:
    """Clock time from each touch to its item's next ending that is no redirection, and that ending."""
    following = _following(spells.item)
    final = spell.copy()
    while (turned := spells.end[final] == End.REDIRECTED).any():
        final[turned] = following[final[turned]]
    return spells.end_us[final] - at_us, spells.end[final]


def _following(item: Ints) -> Ints:
    """The row of the same item's next wait; −1 for its last."""
    order = np.lexsort((np.arange(len(item)), item))
    following = np.full(len(item), -1)
    same = item[order][:-1] == item[order][1:]
    following[order[:-1][same]] = order[1:][same]
    return following


def _seen(spells: Spells, touches: Touches, seen: Bools) -> tuple[Spells, Touches]:
    """Leaves out what never reached the log."""
    row = np.cumsum(seen) - 1
    kept = seen[touches.spell]
    return (
        Spells(**{name: getattr(spells, name)[seen] for name in Spells.__slots__}),
        Touches(row[touches.spell[kept]], *(getattr(touches, name)[kept] for name in Touches.__slots__[1:])),
    )


def to_us(hours: Floats) -> Ints:
    """Whole microseconds."""
    return np.rint(hours * HOUR_US).astype(np.int64)
