"""What stepping in changed, known because the chances that drove the simulation are known.

For each lead's touch on a wait past its expectation: the chance that the party waited on moves within W, with

* q0: no touch now nor later in W (an earlier touch's effect runs on);
* q1: a peer's touch now, and whatever touches follow at their usual rates;
* q2: the lead's touch now, and whatever touches follow.

Carrying and abandoning compete with the move and are left out of all three. Of the touches followed within W
by such a move: would have moved anyway = mean q0/q2, anyone's nudge = mean (q1 − q0)/q2, it took a lead =
1 − mean q1/q2. Integrated over half-hour steps; what follows is averaged over sampled futures, the same ones
for q1 and q2.
"""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.records import WINDOW_US, Bools, End, Floats, Ints, Spells, Touches, Who
from stepin.simulate.plan import WINDOW_H, Plan, base_chance, boost_now, pace_now, touch_rates

STEP_H = 0.5
FUTURES = 32


@dataclass(frozen=True, slots=True)
class Shares:
    anyway: float
    anyone: float
    you: float


@dataclass(frozen=True, slots=True)
class Truth:
    """One row per lead's touch on a wait past its expectation, hidden items included.

    ``touch`` is its row in the world's touches, −1 where its item is hidden; ``moved``: followed within W by
    a move that was not carried; q0, q1, q2 are NaN where it was not.
    """

    touch: Ints
    moved: Bools
    q0: Floats
    q1: Floats
    q2: Floats

    @property
    def shares(self) -> Shares:
        """Of the step-ins that were followed by a move; they sum to 1.

        Without those that moved at the very end of a window that was blocked to its last half-hour: there the
        steps see no chance at all.
        """
        q0, q1, q2 = (q[self.moved & (self.q2 > 0)] for q in (self.q0, self.q1, self.q2))
        anyway, at_all = float(np.mean(q0 / q2)), float(np.mean(q1 / q2))
        return Shares(anyway, at_all - anyway, 1 - at_all)


@dataclass(frozen=True, slots=True)
class Moments:
    """What each touch met, in hours: the wait's start, and the last touches before it (−inf: none)."""

    item: Ints
    stratum: Ints
    at: Floats
    began: Floats
    peer_at: Floats
    lead_at: Floats
    free_at: Floats

    def rows(self, index: Ints) -> "Moments":
        return Moments(*(getattr(self, name)[index] for name in self.__slots__))


def truth_of(
    plan: Plan, spells: Spells, touches: Touches, *, moments: Moments, seen: Bools, rng: np.random.Generator
) -> Truth:
    """The truth about every step-in; ``seen`` says which touches reach the log."""
    age = touches.at_us - spells.start_us[touches.spell]
    step_ins = np.flatnonzero(
        (touches.who == Who.LEAD) & (age >= spells.expected_us[touches.spell]) & (age > 0)
    )
    went = np.isin(touches.outcome, (End.PROGRESS, End.PASS)) & (touches.until_us <= WINDOW_US)
    moved = went[step_ins]
    q = np.full((3, len(step_ins)), np.nan)
    if moved.any():
        q[:, moved] = _chances(plan, moments.rows(step_ins[moved]), rng)
    row = np.where(seen, np.cumsum(seen) - 1, -1)
    return Truth(row[step_ins], moved, *q)


def _chances(plan: Plan, met: Moments, rng: np.random.Generator) -> Floats:
    """q0, q1 and q2 of each moment."""
    steps = round(WINDOW_H / STEP_H)
    luck = rng.random((steps, len(met.at) * FUTURES))
    again = met.rows(np.repeat(np.arange(len(met.at)), FUTURES))
    q0 = _moves(plan, met, peer_at=met.peer_at, lead_at=met.lead_at, luck=None)
    q1 = _moves(plan, again, peer_at=again.at, lead_at=again.lead_at, luck=luck)
    q2 = _moves(plan, again, peer_at=again.peer_at, lead_at=again.at, luck=luck)
    return np.stack([q0, q1.reshape(-1, FUTURES).mean(axis=1), q2.reshape(-1, FUTURES).mean(axis=1)])


def _moves(plan: Plan, met: Moments, *, peer_at: Floats, lead_at: Floats, luck: Floats | None) -> Floats:
    """The chance of a move within W of the moment; touches follow where ``luck`` (step × row) has them."""
    peer_at, lead_at = peer_at.copy(), lead_at.copy()
    gone = np.zeros(len(met.at))
    for step in range(round(WINDOW_H / STEP_H)):
        start = met.at + step * STEP_H
        gone += _step_chance(plan, met, start, peer_at=peer_at, lead_at=lead_at)
        if luck is not None:
            _touch_again(plan, met, start, peer_at=peer_at, lead_at=lead_at, luck=luck[step])
    return -np.expm1(-gone)


def _step_chance(plan: Plan, met: Moments, start: Floats, *, peer_at: Floats, lead_at: Floats) -> Floats:
    """The integral of the rate of moving over one step."""
    expected, age, middle = plan.expected_h[met.stratum], start - met.began, start + STEP_H / 2
    touched = middle - np.maximum(peer_at, lead_at) < WINDOW_H
    pace = pace_now(plan, plan.team[met.stratum], _block(plan, middle), touched=touched)
    boost = boost_now(plan.boost, middle - peer_at, middle - lead_at)
    speed = plan.speed[met.stratum] * plan.item_speed[met.item] * pace * boost
    return (
        (base_chance(age + STEP_H, expected) - base_chance(age, expected)) * speed * (middle >= met.free_at)
    )


def _touch_again(
    plan: Plan, met: Moments, start: Floats, *, peer_at: Floats, lead_at: Floats, luck: Floats
) -> None:
    """Lets the touches of one step happen, at its end."""
    fresh = start - np.maximum(peer_at, lead_at) < WINDOW_H
    factor = plan.lean[met.item] * plan.chase[plan.team[met.stratum], _block(plan, start)]
    expected = plan.expected_h[met.stratum]
    rates = touch_rates(plan.rates, start - met.began, expected, fresh=fresh, lead_factor=factor)
    peer, lead = -np.expm1(-rates[:, :2] * STEP_H).T
    np.copyto(peer_at, start + STEP_H, where=luck < peer)
    np.copyto(lead_at, start + STEP_H, where=(luck >= peer) & (luck < peer + lead))


def _block(plan: Plan, at: Floats) -> Ints:
    block: Ints = np.searchsorted(plan.edges_h, at, side="right") - 1
    inside: Ints = np.minimum(block, plan.pace.shape[1] - 1)
    return inside
