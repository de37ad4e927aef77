"""What the statistics say of each row: need behind, chances ahead."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.step_ins import CARRIED, STILL
from stepin.analysis.estimates.controls import Control, gated, timing
from stepin.analysis.estimates.counting import Counts
from stepin.analysis.estimates.forecast import FEWEST_MOVES, Ahead, Waiting, ahead
from stepin.analysis.estimates.need import overall
from stepin.analysis.estimates.need_rows import Singles, fit_rows, rows, single_step_ins
from stepin.analysis.estimates.shares import Need as Shares
from stepin.analysis.records import Floats, Ints, Who
from stepin.analysis.run import Analysed
from stepin.findings.model import Chances, Forecast, Need


@dataclass(frozen=True, slots=True)
class Outlook:
    """``by_stratum`` follows Analysed.strata. ``single`` holds the touches of step-ins, in ``of_step_in``'s
    order; −1 there for those that the estimate does not speak of."""

    overall: Shares
    by_stratum: tuple[Shares, ...]
    controls: tuple[Control, ...]
    singles: Singles
    of_step_in: Ints
    outcome: Ints
    ahead: Ahead
    moves: float  # of untouched stuck work, from which the chances ahead come
    place: dict[int, int]  # of each running spell in ``ahead``

    @staticmethod
    def of(found: Analysed, counts: Counts, *, rng: np.random.Generator) -> "Outlook":
        controls = timing(counts, rng=rng)
        fitted = fit_rows(counts, rng=rng)
        touch, of_step_in = _touches_of(found)
        return Outlook(
            overall=gated(overall(counts, rng=rng), controls),
            by_stratum=tuple(gated(row, controls) for row in rows(fitted)),
            controls=controls,
            singles=single_step_ins(fitted, found.spells, found.touches, touch),
            of_step_in=of_step_in,
            outcome=found.step_ins.outcome,
            ahead=ahead(fitted, _running(found)),
            moves=float(fitted.base.moves.sum()),
            place={int(spell): row for row, spell in enumerate(found.work.standing.spell)},
        )

    def forecast(self, spell: int) -> Forecast | None:
        """Of a running spell; None where too little has moved unprompted yet. What asking does is not told
        where the shares cannot be told from timing."""
        if self.moves < FEWEST_MOVES:
            return None
        row, told = self.place[spell], all(check.passed is not False for check in self.controls)
        anyone, lead = self.ahead.if_anyone, self.ahead.if_a_lead
        return Forecast(
            _chances(self.ahead.unprompted[row]),
            None if anyone is None or not told else _chances(anyone[row]),
            None if lead is None or not told else _chances(lead[row]),
        )

    def need(self, row: int) -> tuple[Need | None, str | None]:
        """Of one step-in after which whoever it waited on moved; else None, or why it cannot be told."""
        touch = int(self.of_step_in[row])
        if self.outcome[row] in (CARRIED, STILL):
            return None, None
        if self.overall.you is None:
            return None, self.overall.reason
        if touch < 0:
            return None, "It came early; the estimate is about stuck work."
        s = self.singles
        return Need(float(s.anyway[touch]), float(s.anyone[touch]), float(s.you[touch])), None


def _chances(by_horizon: Floats) -> Chances:
    one, three, ten = by_horizon.tolist()
    return Chances(one, three, ten)


def _running(found: Analysed) -> Waiting:
    """Work.standing, for the forecast."""
    w, spell = found.work.waits, found.work.standing.spell
    last, since_us = _last_touch(found, spell)
    return Waiting(
        stratum=found.spells.stratum[spell],
        quarter=np.full(len(spell), found.work.quarters[-1]),
        age_us=w.end_us[spell] - w.start_us[spell],
        expected_us=found.expected_us[spell],
        last=last,
        since_us=since_us,
    )


def _last_touch(found: Analysed, spell: Ints) -> tuple[Ints, Ints]:
    """Who of all persons touched each spell last (−1 nobody), and how long ago on its clock."""
    t = found.touches
    persons = np.flatnonzero(t.who != Who.BOT)
    last = np.full(len(found.work.waits), -1)
    last[t.spell[persons]] = persons  # in time order, so the latest stays
    touched = np.flatnonzero(last[spell] >= 0)
    row = last[spell[touched]]
    who, since_us = np.full(len(spell), -1), np.zeros(len(spell), np.int64)
    who[touched] = t.who[row]
    since_us[touched] = found.work.waits.end_us[spell[touched]] - t.at_us[row]
    return who, since_us


def _touches_of(found: Analysed) -> tuple[Ints, Ints]:
    """The rows in Touches of late step-ins' first acts, and for each step-in its place among those, or −1."""
    a, s = found.work.acts, found.step_ins
    number = np.cumsum(~a.carries) - 1
    late = np.flatnonzero(~s.early & ~a.carries[s.act])
    place = np.full(len(s.act), -1)
    place[late] = np.arange(len(late))
    return number[s.act[late]], place
