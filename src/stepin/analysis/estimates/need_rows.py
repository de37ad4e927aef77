"""Did it need a lead? Team × kind by team × kind, and one step-in at a time (method.md, "Need", rows)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from stepin.analysis.estimates.baseline import Baseline, fit, time_rows, untouched_hours
from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.drawing import Drawn, draw
from stepin.analysis.estimates.hierarchy import (
    AT_A_TIME,
    Evidence,
    draw_hyperparameters,
    draw_latents,
    hyperparameters,
    latents,
)
from stepin.analysis.estimates.late import Late
from stepin.analysis.estimates.life import scale
from stepin.analysis.estimates.need import FEWEST_FOR_ANYWAY, multiplier, pooled, too_few
from stepin.analysis.estimates.shares import INTERVAL, Need, e_value, only_anyway, projected, shares
from stepin.analysis.estimates.windows import (
    AFTER_LEAD,
    AFTER_PEER,
    CLASSES,
    EARLIER,
    UNTOUCHED,
    Windows,
    bins_ahead,
    class_of,
    windows,
)
from stepin.analysis.records import Floats, Ints, Spells, Who

DRAWS = 300
NONE_FRESH = (UNTOUCHED, EARLIER)
ONE_AT_A_TIME = 2000
THREADS = 2


@dataclass(frozen=True, slots=True)
class RowsFit:
    """Draws of the hierarchy.

    By (draw, stratum): ``pace`` = e^a, ``peer`` = e^u1, ``lead`` = e^u2; by (draw, bin): ``h``; by (draw,
    Who, sub-window): ``fresh``. ``known`` by (Who, class): what a touch does that comes upon a fresh one,
    over what one does that does not.
    """

    base: Baseline
    ahead: Windows
    counts: Counts
    pace: Floats
    peer: Floats
    lead: Floats
    h: Floats
    fresh: Floats
    known: Floats


@dataclass(frozen=True, slots=True)
class Singles:
    """One row per touch; the three shares sum to 1.

    By (anyway, anyone, you; row) ``low`` and ``high``, the ends of their 90% intervals; by (left alone,
    anyone, a lead; row) ``within``: the chances q0, q1, q2 of a move within W, none below the one before it.
    """

    anyway: Floats
    anyone: Floats
    you: Floats
    low: Floats
    high: Floats
    within: Floats


def fit_rows(counts: Counts, *, rng: np.random.Generator, draws: int = DRAWS) -> RowsFit:
    """The hierarchy over all strata; some seconds for a thousand of them."""
    base = fit(counts)
    ahead, scaled = windows(counts, base), scale(counts)
    known = _known(base, ahead, scaled)
    drawn = draw(base, rng=rng, draws=draws)
    seen = evidence(base, ahead, scaled, known=known)
    best, spread = hyperparameters(seen)
    hypers = draw_hyperparameters(best, spread, rng=rng, draws=draws)
    start, hours = (
        latents(seen, best).mode,
        base.season @ untouched_hours(time_rows(counts)[0], counts.strata),
    )
    parts = []
    for some in np.array_split(np.arange(draws), range(AT_A_TIME, draws, AT_A_TIME)):
        h, hyper = drawn.h[some], hypers[some]
        then = replace(seen, expected=h @ hours.T, hazard=_hazard(ahead, h, known))
        a, c, v = np.moveaxis(draw_latents(latents(then, hyper, start=start), rng=rng), -1, 0)
        peer = hyper[:, 1, None] + c
        parts.append(np.exp([a, peer, peer + hyper[:, 2, None] + v]))
    pace, peer, lead = np.concatenate(parts, axis=1)
    return RowsFit(base, ahead, counts, pace, peer, lead, drawn.h, drawn.fresh, known)


def evidence(base: Baseline, ahead: Windows, scaled: Floats, *, known: Floats) -> Evidence:
    """What the strata have seen; moves after touches scaled for windows that were cut short."""
    return Evidence(
        moves=base.moves,
        expected=base.expected,
        stratum=ahead.stratum,
        lead=(ahead.who == Who.LEAD) * 1.0,
        n=ahead.n,
        moved=np.minimum(ahead.moved * scaled[ahead.who, ahead.met], ahead.n),
        hazard=_hazard(ahead, base.h, known),
    )


def _hazard(ahead: Windows, h: Floats, known: Floats) -> Floats:
    """Of each window, untouched but for what is known of its class: (..., row) for ``h`` (..., bin)."""
    return np.asarray(h @ ahead.bins.sum(axis=1).T * known[ahead.who, ahead.met])


def _known(base: Baseline, ahead: Windows, scaled: Floats) -> Floats:
    """By (Who, class): m of touches of that class, or of those that stand for it, over m of those that come
    upon none that is fresh."""
    known = np.ones((2, CLASSES))
    for who in (Who.PEER, Who.LEAD):
        whose = ahead.rows(np.flatnonzero(ahead.who == who))
        usual = _effect(base, whose, scaled[who], NONE_FRESH)
        for met in (AFTER_PEER, AFTER_LEAD):
            pool = pooled(whose, met)
            if len(pool) < CLASSES:
                known[who, met] = _effect(base, whose, scaled[who], pool) / usual
    return known


def _effect(base: Baseline, whose: Windows, scaled: Floats, pool: tuple[int, ...]) -> float:
    some = whose.rows(np.flatnonzero(np.isin(whose.met, pool)))
    expected = (some.bins.sum(axis=1) @ base.h) * base.theta[some.stratum]
    moved = np.minimum(some.moved * scaled[some.met], some.n)
    log_m, _ = multiplier(expected[None], n=some.n, moved=moved)
    return float(np.exp(log_m[0]))


def rows(found: RowsFit) -> tuple[Need, ...]:
    """One row per stratum, in their order."""
    return tuple(_row(found, stratum, told) for stratum, told in enumerate(_totals(found.counts)))


def _row(found: RowsFit, stratum: int, told: tuple[int, int, int, int]) -> Need:
    mine = found.ahead.rows(np.flatnonzero(found.ahead.stratum == stratum))
    reason = too_few(mine)
    leads = mine.rows(np.flatnonzero(mine.who == Who.LEAD))
    if leads.moved.sum() < FEWEST_FOR_ANYWAY:
        return Need(*told, None, None, None, None, reason)
    q0, q1, q2 = (q @ leads.n for q in chances(found, leads.stratum, leads.met, leads.bins))
    if reason:
        anyway = only_anyway(q0 / q2)
        return Need(*told, anyway, None, None, e_value(anyway.mean), reason)
    all_three = shares(q0 / q2, q1 / q2)
    return Need(*told, *all_three, e_value(all_three[0].mean), None)


def _totals(counts: Counts) -> list[tuple[int, int, int, int]]:
    """By stratum, leads' touches, and those of them followed by progress, passing on, carrying."""
    stratum, _, _, who, _ = counts.touches.columns()
    sums = np.zeros((counts.strata, counts.touches.sums.shape[1]), np.int64)
    np.add.at(sums, stratum[who == Who.LEAD], counts.touches.sums[who == Who.LEAD])
    return [(n, progress, passed, carried) for n, progress, passed, carried, *_ in sums.tolist()]


def chances(found: RowsFit, stratum: Ints, met: Ints, bins: Floats) -> tuple[Floats, Floats, Floats]:
    """Draws of q0, q1, q2 of each window ahead of a lead's touch: (draw, row)."""
    drawn = Drawn(found.h, found.pace, found.fresh)
    some = Windows(stratum, np.full(len(met), int(Who.LEAD)), met, np.ones(len(met)), np.ones(len(met)), bins)
    untouched = drawn.expected(some)
    left = drawn.left_alone(some, untouched)
    peer = found.peer[:, stratum] * found.known[Who.PEER, met]
    lead = found.lead[:, stratum] * found.known[Who.LEAD, met]
    return -np.expm1(-left), -np.expm1(-peer * untouched), -np.expm1(-lead * untouched)


def single_step_ins(found: RowsFit, spells: Spells, late: Late, touch: Ints) -> Singles:
    """The need of single touches by leads past the expectation, ``touch`` being the ``row`` in ``late``."""
    told = _all_told(found, spells, _of(late, touch)) if len(touch) else np.empty((4, 3, 0))
    return Singles(*told[0], *told[1:])


def _all_told(found: RowsFit, spells: Spells, late: Late) -> Floats:
    starts = range(0, len(late.row), ONE_AT_A_TIME)
    parts = [_rows(late, slice(first, first + ONE_AT_A_TIME)) for first in starts]
    with ThreadPoolExecutor(THREADS) as pool:
        return np.concatenate(list(pool.map(partial(_some, found, spells), parts)), axis=-1)


def _some(found: RowsFit, spells: Spells, some: Late) -> Floats:
    """As ``_told``."""
    bins = bins_ahead(some, spells.expected_us[some.spell])
    bins *= found.base.season_of(spells.quarter[some.spell])[:, None, None]
    return _told(*chances(found, spells.stratum[some.spell], class_of(some.state), bins))


def _told(q0: Floats, q1: Floats, q2: Floats) -> Floats:
    """(shares, low, high, within; three of each; row) from draws by (draw, row)."""
    r0, r1 = q0 / q2, q1 / q2
    means = _projected(r0, r1)
    low, high = np.clip(np.quantile(np.stack([r0, r1 - r0, 1 - r1]), INTERVAL, axis=1), 0.0, 1.0)
    within = np.maximum.accumulate([q.mean(axis=0) for q in (q0, q1, q2)])
    return np.stack([means, np.minimum(low, means), np.maximum(high, means), within])


def _projected(r0: Floats, r1: Floats) -> Floats:
    """By (anyway, anyone, you; row) from draws by (draw, row)."""
    anyway, at_all = r0.mean(axis=0), r1.mean(axis=0)
    rows = np.flatnonzero((anyway > at_all) | (at_all > 1))
    off = np.stack([r0[:, rows] - anyway[rows], r1[:, rows] - at_all[rows]])
    covariance = np.einsum("idr,jdr->rij", off, off) / (len(r0) - 1)
    anyway[rows], at_all[rows] = projected(anyway[rows], at_all[rows], covariance).T
    return np.stack([anyway, at_all - anyway, 1 - at_all])


def _of(late: Late, touch: Ints) -> Late:
    """What those touches met."""
    if not np.isin(touch, late.row).all():
        raise ValueError("only deliberate touches past the expectation can be told the need of")
    order = np.argsort(late.row)
    return _rows(late, order[np.searchsorted(late.row, touch, sorter=order)])


def _rows(late: Late, rows: Ints | slice) -> Late:
    return Late(*(getattr(late, name)[rows] for name in Late.__slots__))
