"""How fast stuck work moves unprompted: by age, by team and kind, by quarter; and for W after a touch.

Rate of stratum s in quarter q at age bin b: θ_s · f_q · h_b, in moves per clock hour of untouched time
stretched to an expectation of a working day (what is expected within a month moves less in an hour), as
piecewise-exponential proportional hazards (Breslow 1974; Laird and Olivier 1981); θ and f shrunk as in
empirical Bayes (Clayton and Kaldor 1987).
"""

from dataclasses import dataclass
from math import prod

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.states import FRESH, FRESH_SUBS, LAST_WHO, SUB
from stepin.analysis.estimates.sums import total
from stepin.analysis.records import BINS, HOUR_US, Bools, Floats, Ints

STRATUM_PRIOR = 2.0  # moves, as observed and as expected, that each stratum is given
QUARTER_PRIOR = 10.0
NO_MOVE = 0.5  # moves that a bin, or a state, without any is given
ROUNDS = 60
CLOSE_ENOUGH = 1e-7
NO_TIME = 1e-9  # hours that a bin without any is given, to divide by
LOG_SHAPES = (-2.0, 7.0)


@dataclass(frozen=True, slots=True)
class Time:
    """The rows of ``Counts.time`` in stretched hours. ``quarter`` counts from the first seen."""

    stratum: Ints
    quarter: Ints
    bin: Ints
    state: Ints
    line: Ints
    after_bot: Ints
    hours: Floats
    moves: Floats


@dataclass(frozen=True, slots=True)
class Baseline:
    """``h``: per hour, by bin, from ``bin_moves`` (at least half a one each). ``theta`` by stratum, from
    ``moves`` observed and ``expected`` (X0, without θ); ``shape`` and ``mean`` of their Gamma distribution.
    ``season`` (f) by quarter since ``first_quarter``. ``fresh``, by (Who touched last, sub-window): the moves
    in that state, and what untouched work would have had in the same time.
    """

    h: Floats
    bin_moves: Floats
    theta: Floats
    moves: Floats
    expected: Floats
    shape: float
    mean: float
    season: Floats
    first_quarter: int
    fresh_moves: Floats
    fresh_expected: Floats

    def season_of(self, quarter: Ints) -> Floats:
        """f of each quarter; the nearest one's for a quarter in which nothing was seen."""
        return self.season[np.clip(quarter - self.first_quarter, 0, len(self.season) - 1)]

    def expected_moves(self, time: Time) -> Floats:
        """How many moves each row would have had untouched."""
        pace = self.theta[time.stratum] * self.season[time.quarter]
        return pace * self.h[time.bin] * time.hours

    @property
    def fresh(self) -> Floats:
        """How many times faster work moves while a touch is fresh: (Who touched last, sub-window)."""
        return np.maximum(self.fresh_moves, NO_MOVE) / np.maximum(self.fresh_expected, NO_TIME)


def time_rows(counts: Counts) -> tuple[Time, int]:
    """The time past the expectation, and the first quarter in it."""
    stratum, quarter, bin_, state, line, after_bot = counts.time.columns()
    first = int(quarter.min()) if len(quarter) else 0
    hours, moves = counts.time.sums[:, 4] / HOUR_US, counts.time.sums[:, 1].astype(np.float64)
    return Time(stratum, quarter - first, bin_, state, line, after_bot, hours, moves), first


def pick(time: Time, rows: Ints | Bools) -> Time:
    """Some of the rows: by a mask or by number."""
    index = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows  # a mask is read again for each column
    return Time(*(getattr(time, name)[index] for name in Time.__slots__))


def fit(counts: Counts) -> Baseline:
    """The rates of untouched time: no person's touch within W. Never of untouched spells."""
    time, first = time_rows(counts)
    still = pick(time, ~FRESH[time.state])
    hours = untouched_hours(time, counts.strata)
    strata, quarters, _ = hours.shape
    bin_moves = np.maximum(total(still.bin, still.moves, BINS), NO_MOVE)
    moves = total(still.stratum, still.moves, strata)
    in_quarter = total(still.quarter, still.moves, quarters)
    theta, season, h = np.ones(strata), np.ones(quarters), np.zeros(BINS)
    for _ in range(ROUNDS):
        before = h
        h = bin_moves / np.maximum(season @ np.tensordot(theta, hours, 1), NO_TIME)
        hazard = hours @ h
        theta = _shrunk(moves, hazard @ season, prior=STRATUM_PRIOR)
        season = _shrunk(in_quarter, theta @ hazard, prior=QUARTER_PRIOR)
        if np.allclose(h, before, rtol=CLOSE_ENOUGH, atol=0):
            break
    expected = hours @ h @ season
    shape, mean = gamma_of(moves, expected)
    fresh = pick(time, FRESH[time.state])
    pace = theta[fresh.stratum] * season[fresh.quarter] * h[fresh.bin] * fresh.hours
    return Baseline(h, bin_moves, theta, moves, expected, shape, mean, season, first, *_fresh(fresh, pace))


def untouched_hours(time: Time, strata: int) -> Floats:
    """(stratum, quarter, bin)."""
    shape = (strata, int(time.quarter.max(initial=0)) + 1, BINS)
    still = np.flatnonzero(~FRESH[time.state])
    cell = (time.stratum[still] * shape[1] + time.quarter[still]) * BINS + time.bin[still]
    return total(cell, time.hours[still], prod(shape)).reshape(shape)


def _shrunk(moves: Floats, expected: Floats, *, prior: float) -> Floats:
    """Observed over expected, drawn to 1 by ``prior`` moves; of mean 1, weighed by what was expected."""
    ratio = (moves + prior) / (expected + prior)
    weight = float(ratio @ expected)
    return ratio * (float(expected.sum()) / weight) if weight > 0 else ratio


def _fresh(time: Time, expected: Floats) -> tuple[Floats, Floats]:
    """Moves, and moves expected untouched, of time while a touch is fresh: (Who touched last, sub-window)."""
    cell, cells = LAST_WHO[time.state] * FRESH_SUBS + SUB[time.state], 2 * FRESH_SUBS
    seen = total(cell, time.moves, cells), total(cell, expected, cells)
    return seen[0].reshape(2, FRESH_SUBS), seen[1].reshape(2, FRESH_SUBS)


def gamma_of(moves: Floats, expected: Floats) -> tuple[float, float]:
    """(shape a, mean r) of rates λ ~ Gamma(a, a/r) with moves ~ Poisson(λ·expected), by maximum likelihood.

    Of the negative binomial. r is not the rate of all together: slow strata are watched for longer, so that
    it would be too low for the others. No moves: (1, 1).
    """
    seen = expected > 0
    y, x = moves[seen], expected[seen]
    if y.sum() == 0:
        return 1.0, 1.0
    crude = float(np.log(y.sum() / x.sum()))

    def loss(at: Floats) -> float:
        a, rate = _shape_and_rate(at)
        return -float(np.sum(gammaln(a + y) - gammaln(a) + a * np.log(rate) - (a + y) * np.log(rate + x)))

    best = np.asarray(minimize(loss, np.array([1.0, crude]), method="Nelder-Mead").x)
    return _shape_and_rate(best)[0], float(np.exp(best[1]))


def _shape_and_rate(at: Floats) -> tuple[float, float]:
    """From log a, held within bounds, and log r."""
    a = float(np.exp(np.clip(at[0], *LOG_SHAPES)))
    return a, a / float(np.exp(at[1]))
