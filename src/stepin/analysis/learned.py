"""Expectations learned from history: by when most work of a kind had moved, unprompted.

The caller freezes them per quarter: only what began, as it stood, before the quarter may be given.
"""

import numpy as np

from stepin.analysis.records import Bools, Floats, Ints

QUANTILE = 0.75
FEWEST_ENDED = 30


def learned(durations_us: Ints, ended: Bools, quantile: float = QUANTILE) -> int | None:
    """The time by which ``quantile`` have ended (Kaplan and Meier 1958), one of ``durations_us``.

    ``ended``: whether it ended then; if not it was cut short (touched, or still running) and counts as at
    risk up to and including that time. The first time at which the share still running is ≤ 1 − quantile.
    None with fewer than 30 ended, or where so many were cut short that the share never falls so low.
    """
    if np.count_nonzero(ended) < FEWEST_ENDED:
        return None
    times, running = survival(durations_us, ended)
    reached = np.flatnonzero(running <= 1 - quantile + 1e-12)
    return int(times[reached[0]]) if len(reached) else None


def survival(durations_us: Ints, ended: Bools) -> tuple[Ints, Floats]:
    """Each distinct time at which something ended, and the share still running just after it."""
    times, at, many = np.unique(durations_us, return_inverse=True, return_counts=True)
    ends = np.bincount(at[ended], minlength=len(times))
    at_risk = len(durations_us) - np.cumsum(many) + many
    some = ends > 0
    return times[some], np.cumprod(1 - ends[some] / at_risk[some])


def tightened(organisation_us: int | None, team_us: int | None) -> int | None:
    """A team's own time counts where it is shorter; it never loosens the organisation's (or the slowest team
    would never look late)."""
    if organisation_us is None or team_us is None:
        return organisation_us
    return min(organisation_us, team_us)
