"""The code control: made-up step-ins at random moments of untouched work, of which nothing can have come.

Run through the same counting, life tables and expected windows as real ones, q2/q0 must come out as 1. They
are drawn from the whole untouched risk set: earlier moments of the very waits that leads came to would all
have been survived (immortal time; Suissa 2008), and cannot come out as 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stepin.analysis.estimates.baseline import Baseline, fit
from stepin.analysis.estimates.counting import Counts, count
from stepin.analysis.estimates.drawing import Drawn, draw
from stepin.analysis.estimates.episodes import episodes, in_order, lineage, pick_touches
from stepin.analysis.estimates.late import Late, late_touches, touch_sums
from stepin.analysis.estimates.life import scale
from stepin.analysis.estimates.need import drawn_moves
from stepin.analysis.estimates.pieces import pieces
from stepin.analysis.estimates.shares import INTERVAL, Share
from stepin.analysis.estimates.states import FRESH, NOBODY, bin_of
from stepin.analysis.estimates.windows import windows
from stepin.analysis.records import BINS, WINDOW_US, End, Ints, Spells, Touches, Who

TIMES = 200
DRAWS = 400


@dataclass(frozen=True, slots=True)
class RiskSet:
    """All untouched time past the expectation: one row per stretch, by cell = stratum · BINS + bin.

    ``before``: microseconds in the rows before each, and in all; ``cell_starts``: in the cells before each,
    and in all. ``ends_us``: the age at which somebody touches or the spell ends, ``end`` how (OPEN: touched).
    ``wanted``, by cell: how many touches by leads there really were.
    """

    spell: Ints
    from_us: Ints
    before: Ints
    cell_starts: Ints
    ends_us: Ints
    end: Ints
    state: Ints
    wanted: Ints


@dataclass(frozen=True, slots=True)
class CodeControl:
    """Of ``times`` sets of made-up step-ins, the share whose 90% interval held 1; and the mean ratio."""

    times: int
    step_ins: int
    ratio: float
    holding: float


def risk_set(spells: Spells, touches: Touches) -> RiskSet:
    """From persons' touches alone."""
    touches = in_order(pick_touches(touches, touches.who != Who.BOT))
    inherited = lineage(spells, touches)
    rows, wanted = [], []
    for runs in episodes(spells, touches, inherited):
        late = late_touches(spells, touches, runs)
        led = late.spell[late.who == Who.LEAD]
        bins = bin_of(late.age_us[late.who == Who.LEAD], spells.expected_us[led])
        wanted.append(spells.stratum[led] * BINS + bins)
        cut = pieces(spells, runs)
        still = np.flatnonzero(~FRESH[cut.state])
        run, spell = cut.run[still], cut.spell[still]
        end = np.where(runs.ends[run] & (spells.end[spell] != End.REDIRECTED), spells.end[spell], End.OPEN)
        cell = spells.stratum[spell] * BINS + cut.bin[still]
        length = cut.to_us[still] - cut.from_us[still]
        rows.append((cell, spell, cut.from_us[still], length, runs.to_us[run], end, cut.state[still]))
    return _ordered(rows, np.concatenate(wanted))


def _ordered(rows: Sequence[tuple[Ints, ...]], wanted: Ints) -> RiskSet:
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    cell, spell, from_us, length, ends_us, end, state = (column[order] for column in columns)
    before = np.append(0, np.cumsum(length))
    size = max(int(cell.max(initial=-1)), int(wanted.max(initial=-1))) + 1
    return RiskSet(
        spell=spell,
        from_us=from_us,
        before=before,
        cell_starts=before[np.searchsorted(cell, np.arange(size + 1))],
        ends_us=ends_us,
        end=end,
        state=state,
        wanted=np.bincount(wanted, minlength=size),
    )


def pseudo_touches(risk: RiskSet, *, rng: np.random.Generator) -> Late:
    """As many as leads' real touches in each stratum and age bin, at random moments of its untouched time.

    Cut short at the next real touch. Cells in which there is no untouched time get none.
    """
    start, end = risk.cell_starts[:-1], risk.cell_starts[1:]
    cell = np.repeat(np.arange(len(risk.wanted)), np.where(end > start, risk.wanted, 0))
    at = start[cell] + np.floor(rng.random(len(cell)) * (end - start)[cell]).astype(np.int64)
    row = np.searchsorted(risk.before, at, side="right") - 1
    age = risk.from_us[row] + at - risk.before[row]
    return Late(
        spell=risk.spell[row],
        age_us=age,
        who=np.full(len(row), int(Who.LEAD)),
        row=np.full(len(row), NOBODY),
        outcome=risk.end[row],
        until_us=risk.ends_us[row] - age,
        state=risk.state[row],
        since_us=np.full(len(row), WINDOW_US),
    )


def code_control(
    spells: Spells, touches: Touches, *, rng: np.random.Generator, times: int = TIMES
) -> CodeControl:
    """Made-up step-ins, ``times`` over; their ratio should be 1, and 84 to 96 of 100 intervals hold it."""
    counts = count(spells, touches)
    base, risk = fit(counts), risk_set(spells, touches)
    drawn = draw(base, rng=rng, draws=DRAWS)
    found = [once(spells, counts, risk, base=base, drawn=drawn, rng=rng) for _ in range(times)]
    held = [each.low <= 1 <= each.high for each in found]
    step_ins = len(pseudo_touches(risk, rng=rng).spell)
    return CodeControl(times, step_ins, float(np.mean([each.mean for each in found])), float(np.mean(held)))


def once(
    spells: Spells, counts: Counts, risk: RiskSet, *, base: Baseline, drawn: Drawn, rng: np.random.Generator
) -> Share:
    """The ratio of one set of made-up step-ins: moves that followed, over moves to be expected untouched."""
    tables = touch_sums(spells, pseudo_touches(risk, rng=rng))
    made_up = replace(counts, touches=tables[0], windows=tables[1], life=tables[2])
    ahead = windows(made_up, base)
    scaled = scale(made_up)
    expected = -np.expm1(-drawn.expected(ahead)) @ ahead.n
    low, high = np.quantile(drawn_moves(ahead, scaled, rng=rng, draws=DRAWS) / expected, INTERVAL)
    moved = float(ahead.moved @ scaled[ahead.who, ahead.met])
    return Share(moved / float(expected.mean()), float(low), float(high))
