"""Did it need a lead? The overall row: a standardised ratio (method.md, "Need").

q0, q1, q2: the chance that the party waited on moves within W of a lead's touch if nobody touches, if anyone
else does, and as it was. Averaged over the touches followed by such a move, anyway = Σq0/Σq2 and so on.
"""

import numpy as np

from stepin.analysis.estimates.baseline import NO_MOVE, Baseline, fit
from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.drawing import Drawn, draw
from stepin.analysis.estimates.life import scale
from stepin.analysis.estimates.shares import Need, Share, e_value, only_anyway, shares
from stepin.analysis.estimates.windows import (
    AFTER_LEAD,
    AFTER_PEER,
    CLASSES,
    EARLIER,
    UNTOUCHED,
    Windows,
    windows,
)
from stepin.analysis.records import Floats, Who

DRAWS = 2000
CELLS = 12_000_000  # draws × rows of windows drawn at a time
AT_A_TIME = 50  # draws of all windows held at a time
FEWEST_FOR_ANYWAY = 30
FEWEST_FOR_YOU = 100
FRESH_CLASSES = (AFTER_PEER, AFTER_LEAD)
FEWEST_PER_CLASS = 50  # peers' touches followed by a move, for a multiplier of a class's own
ROUNDS = 50
CLOSE_ENOUGH = 1e-9
NOTHING = 1e-12  # in place of 0, to divide by


def overall(counts: Counts, *, rng: np.random.Generator, draws: int = DRAWS) -> Need:
    """The row of all teams and kinds."""
    base = fit(counts)
    ahead = windows(counts, base)
    scaled = scale(counts)
    told = _totals(counts)
    reason = too_few(ahead)
    leads = ahead.rows(np.flatnonzero(ahead.who == Who.LEAD))
    if leads.moved.sum() < FEWEST_FOR_ANYWAY:
        return Need(*told, None, None, None, None, reason)
    r0, r1 = ratios(base, ahead, scaled, rng=rng, draws=draws)
    if reason:
        anyway = only_anyway(r0)
        return Need(*told, anyway, None, None, e_value(anyway.mean), reason)
    found: tuple[Share, Share, Share] = shares(r0, r1)
    return Need(*told, *found, e_value(found[0].mean), None)


def _totals(counts: Counts) -> tuple[int, int, int, int]:
    """Leads' touches, and those of them followed by progress, passing on, carrying."""
    _, _, _, who, _ = counts.touches.columns()
    n, progress, passed, carried, *_ = counts.touches.sums[who == Who.LEAD].sum(axis=0).tolist()
    return n, progress, passed, carried


def too_few(ahead: Windows) -> str | None:
    """Why some shares cannot be told; None where all can."""
    lead, peer = (round(ahead.moved[ahead.who == who].sum()) for who in (Who.LEAD, Who.PEER))
    if lead < FEWEST_FOR_ANYWAY:
        return (
            f"Cannot tell yet: {lead} acts of leads were followed by a move of whoever it waited on; "
            f"it takes {FEWEST_FOR_ANYWAY} to say what would have moved anyway, "
            f"and {FEWEST_FOR_YOU} for the rest."
        )
    short = [
        f"{many} acts of {whose}"
        for many, whose in ((lead, "leads"), (peer, "others"))
        if many < FEWEST_FOR_YOU
    ]
    if short:
        few = " and ".join(short)
        return (
            f"Cannot tell yet whether anyone's nudge would have done: {few} were followed by a move, "
            f"of {FEWEST_FOR_YOU} that it takes."
        )
    return None


def ratios(
    base: Baseline, ahead: Windows, scaled: Floats, *, rng: np.random.Generator, draws: int
) -> tuple[Floats, Floats]:
    """Posterior draws of Σq0/Σq2 and Σq1/Σq2 over the leads' touches, as they come: not cut to [0, 1]."""
    parts = []
    per_part = max(1, CELLS // max(len(ahead.n), 1))
    for first in range(0, draws, per_part):
        parts.append(_some(base, ahead, scaled, rng=rng, draws=min(per_part, draws - first)))
    r0, r1 = np.concatenate(parts, axis=1)
    return r0, r1


def _some(base: Baseline, ahead: Windows, scaled: Floats, *, rng: np.random.Generator, draws: int) -> Floats:
    drawn = draw(base, rng=rng, draws=draws)
    leads = ahead.rows(np.flatnonzero(ahead.who == Who.LEAD))
    peers = ahead.rows(np.flatnonzero(ahead.who == Who.PEER))
    m1 = np.exp(_peers_effect(drawn, peers, scaled[Who.PEER], rng=rng))
    parts = [slice(first, first + AT_A_TIME) for first in range(0, draws, AT_A_TIME)]
    moved = [_within(drawn.part(some), leads, m1[some]) for some in parts]
    q2 = drawn_moves(leads, scaled, rng=rng, draws=draws)
    return np.concatenate(moved, axis=1) / q2


def _within(drawn: Drawn, leads: Windows, m1: Floats) -> Floats:
    """How many of the leads' windows would move: left alone, and if anyone touches. (2, draw)."""
    expected = drawn.expected(leads)
    left_alone = drawn.left_alone(leads, expected)
    asked = m1[:, leads.met] * expected
    fresh = np.flatnonzero(np.isin(leads.met, FRESH_CLASSES))
    asked[:, fresh] = np.maximum(asked[:, fresh], left_alone[:, fresh])
    return np.stack([-np.expm1(-k) @ leads.n for k in (left_alone, asked)])


def drawn_moves(some: Windows, scaled: Floats, *, rng: np.random.Generator, draws: int) -> Floats:
    """Draws of how many of these windows would have moved had none been cut short.

    Less noisy than a Poisson count by the share that moved: each window moves once at most.
    """
    moved, n = float(some.moved.sum()), float(some.n.sum())
    noise = 1 - moved / (n + 1)
    whole = float(some.moved @ scaled[some.who, some.met]) / moved if moved else 1.0
    return np.asarray(whole * rng.gamma((moved + 0.5) / noise, noise, size=draws))


def _peers_effect(drawn: Drawn, peers: Windows, scaled: Floats, *, rng: np.random.Generator) -> Floats:
    """Draws of log m1 by class: (draw, class)."""
    pools = [pooled(peers, met) for met in range(CLASSES)]
    done = {}
    for pool in dict.fromkeys(pools):
        some = peers.rows(np.flatnonzero(np.isin(peers.met, pool)))
        done[pool] = rng.normal(*_effect(drawn, some, np.minimum(some.moved * scaled[some.met], some.n)))
    return np.stack([done[pool] for pool in pools], axis=1)


def _effect(drawn: Drawn, some: Windows, moved: Floats) -> tuple[Floats, Floats]:
    """``multiplier`` of these windows."""
    parts = [drawn.part(slice(first, first + AT_A_TIME)) for first in range(0, len(drawn.h), AT_A_TIME)]
    found = [multiplier(part.expected(some), n=some.n, moved=moved) for part in parts]
    log_m, error = np.concatenate(found, axis=1)
    return log_m, error


def pooled(peers: Windows, met: int) -> tuple[int, ...]:
    """The classes whose peers' touches stand for those of ``met``: its own, else those as fresh, else all."""
    alike = FRESH_CLASSES if met in FRESH_CLASSES else (UNTOUCHED, EARLIER)
    for pool in ((met,), alike):
        if peers.moved[np.isin(peers.met, pool)].sum() >= FEWEST_PER_CLASS:
            return pool
    return tuple(range(CLASSES))


def multiplier(expected: Floats, *, n: Floats, moved: Floats) -> tuple[Floats, Floats]:
    """log m of each draw and its standard error. ``expected``: (draw, row).

    m solves Σ moved = Σ n·(1 − exp(−m·expected)), by Newton from below, where the sum is concave in m. The
    sums are matched, not the likelihood: m falls with the expectation (the effect fades within W), and the
    likelihood leans on the windows in which most was expected anyway. At least half a window has moved, and
    half a one has not.
    """
    target = float(np.clip(moved.sum(), NO_MOVE, max(n.sum() - NO_MOVE, NO_MOVE)))
    m = target / np.maximum(expected @ n, NOTHING)
    for _ in range(ROUNDS):
        still = np.exp(-m[:, None] * expected)
        slope = np.maximum((expected * still) @ n, NOTHING)
        step = (target - (1 - still) @ n) / slope
        m += step
        if (step <= CLOSE_ENOUGH * m).all():
            break
    return np.log(m), np.sqrt(np.maximum((still * (1 - still)) @ n, NOTHING)) / (m * slope)
