"""Checks on the shares: ratios that are 1 unless people come where work is about to move.

Each holds what untouched work did in some stretch of time against what it does on average; where the lower
end of the 90% interval lies above 1.5, the shares cannot be told apart from good timing. (Negative controls:
Lipsitch, Tchetgen Tchetgen and Cohen 2010.)
"""

from dataclasses import dataclass, replace

import numpy as np

from stepin.analysis.estimates.baseline import Baseline, Time, fit, pick, time_rows
from stepin.analysis.estimates.counting import BEFORE_LEAD, FOLLOWED, Counts
from stepin.analysis.estimates.drawing import Drawn, draw
from stepin.analysis.estimates.shares import INTERVAL, Need, Share
from stepin.analysis.estimates.states import FRESH, SUB
from stepin.analysis.records import Floats

LIMIT = 1.5
FEWEST_EXPECTED = 10.0
DRAWS = 2000
BOT, ONE_WEEK, TWO_WEEKS, EARLIER = (
    "After a bot's comment",
    "Five to ten working days after somebody asked",
    "Ten to twenty working days after somebody asked",
    "Earlier waits of the same items",
)


@dataclass(frozen=True, slots=True)
class Control:
    """``observed`` moves where ``expected`` were to be expected.

    ``passed`` is None where there is too little to tell; ``says`` is the whole in a sentence.
    """

    name: str
    observed: int
    expected: float
    ratio: Share | None
    passed: bool | None
    says: str


def timing(counts: Counts, *, rng: np.random.Generator) -> tuple[Control, ...]:
    """The timing controls: bots' comments, late windows, earlier waits of the items that leads came to."""
    base = fit(counts)
    time, _ = time_rows(counts)
    still = pick(time, ~FRESH[time.state])
    drawn = draw(base, rng=rng, draws=DRAWS)
    sub = SUB[still.state]
    return (
        _against_all(BOT, pick(still, still.after_bot == 1), base, drawn, rng),
        _against_all(ONE_WEEK, pick(still, sub == 3), base, drawn, rng),
        _against_all(TWO_WEEKS, pick(still, sub == 4), base, drawn, rng),
        _earlier(still, base, rng),
    )


def _against_all(name: str, time: Time, base: Baseline, drawn: Drawn, rng: np.random.Generator) -> Control:
    """What happened in this time over what the baseline expects in it."""
    moves, expected = float(time.moves.sum()), float(base.expected_moves(time).sum())
    return control(name, moves, expected, ratio(moves, drawn.moves_in(time, base), rng=rng))


def _earlier(still: Time, base: Baseline, rng: np.random.Generator) -> Control:
    """Waits before one that a lead came to, against other waits that were followed by one.

    Both ended, or nothing could have followed them: against all waits both would look fast.
    """
    moves, expected = (
        [float(of[still.line == line].sum()) for line in (BEFORE_LEAD, FOLLOWED)]
        for of in (still.moves, base.expected_moves(still))
    )
    pace = rng.gamma(moves[1] + 0.5, size=DRAWS) / max(expected[1], 1e-9)
    usual = moves[1] / max(expected[1], 1e-9)
    return control(EARLIER, moves[0], usual * expected[0], ratio(moves[0], pace * expected[0], rng=rng))


def ratio(moves: float, expected: Floats, *, rng: np.random.Generator) -> Share:
    """Observed over expected, of which there are draws; the interval with the noise of both."""
    draws = rng.gamma(moves + 0.5, size=len(expected)) / np.maximum(expected, 1e-9)
    low, high = np.quantile(draws, INTERVAL)
    mean = moves / max(float(expected.mean()), 1e-9)
    return Share(mean, min(float(low), mean), max(float(high), mean))


def control(name: str, moves: float, expected: float, found: Share) -> Control:
    """Passed unless the lower limit is above 1.5; None where fewer than ten moves were to be expected."""
    observed = round(moves)
    if expected < FEWEST_EXPECTED:
        says = f"{name}, with nobody asking: {observed} moves, {expected:.1f} to be expected, of at least 10."
        return Control(name, observed, expected, None, None, says)
    passed = found.low <= LIMIT
    says = (
        f"{name}, with nobody asking, work moved {found.mean:.2f} times as often as it otherwise does "
        f"({found.low:.2f} to {found.high:.2f}; {observed} moves, {expected:.1f} to be expected). "
        f"{_verdict(found)}"
    )
    return Control(name, observed, expected, found, passed, says)


def _verdict(found: Share) -> str:
    """Why a ratio passes, or does not: a reader is told an interval, and not only where its middle lies."""
    if found.low > LIMIT:
        return f"It should be 1, and all of that range is above {LIMIT}."
    if found.low > 1:
        return f"It should be 1; it passes because that range reaches below {LIMIT}."
    if found.high < 1:
        return "It should be 1; less than that makes stepping in look no better than it is."
    return "It should be 1, which lies in that range."


def gated(need: Need, controls: tuple[Control, ...]) -> Need:
    """The same without its shares, and with the reason, where a control failed."""
    failed = [each.name for each in controls if each.passed is False]
    if not failed or need.anyway is None:
        return need
    reason = (
        "Cannot tell apart from timing: people seem to come where work is about to move anyway. "
        f"Work moved too often by itself in: {'; '.join(failed)}."
    )
    return replace(need, anyway=None, anyone=None, you=None, e_value=None, reason=reason)
