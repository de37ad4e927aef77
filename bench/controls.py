"""Checks on the two real repositories that need no truth: made-up step-ins, and good timing."""

from pathlib import Path

import numpy as np

from bench.real import ABSENT, ARCHIVE, AS_OF, BOTH, REPOSITORIES, real_home
from bench.report import Bar, Part, table
from stepin.analysis.estimates.code_control import TIMES, code_control
from stepin.findings.analyse import read_and_analyse
from stepin.findings.model import Control, Estimate, Findings
from stepin.findings.runs import read_run
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.org.file import read_organisation

TITLE = "Controls on two real repositories"
HOLDING_BAR = (0.84, 0.96)
SEED = 1


def run(folder: Path, *, times: int = TIMES) -> Part:
    """``times`` sets of made-up step-ins for each repository and for both as one log."""
    if not ARCHIVE.exists():
        return Part(TITLE, skipped=ABSENT)
    bars, details = [], []
    for repository in (*REPOSITORIES, BOTH):
        home = real_home(folder, repository)
        found = read_run(home).findings
        bars += [_code_control(home, repository, times), gate(found, repository)]
        details += [f"### {repository}", _shown(found)]
    return Part(TITLE, tuple(bars), "\n\n".join(details))


def _code_control(home: Path, repository: str, times: int) -> Bar:
    found = read_and_analyse(open_log(LogHome(home)), home, read_organisation(home), as_of=AS_OF)
    made_up = code_control(found.spells, found.touches, rng=np.random.default_rng(SEED), times=times)
    low, high = HOLDING_BAR
    return Bar(
        f"{repository}: code control",
        f"{low:.0%} to {high:.0%} of {times} intervals hold 1",
        f"{made_up.holding:.1%}, mean ratio {made_up.ratio:.2f}",
        low <= made_up.holding <= high,
        f"{made_up.step_ins} made-up step-ins each time",
    )


def gate(found: Findings, repository: str) -> Bar:
    """Where a control failed, no row may tell its shares; where all passed, none may be hidden for one."""
    failed = [control.name for control in found.controls if control.passed is False]
    told = [row for row in found.need if row.you is not None]
    timing = [row for row in found.need if row.reason is not None and "timing" in row.reason]
    obeyed = not told if failed else not timing
    said = f"failed: {'; '.join(failed)}; {len(told)} rows tell shares" if failed else "no control failed"
    return Bar(
        f"{repository}: gate",
        "shares are told only where the timing controls hold",
        said if failed else f"{said}; {len(told)} rows tell shares, {len(timing)} are held back for timing",
        obeyed,
    )


def _shown(found: Findings) -> str:
    overall = found.need[0]
    share = [_interval(each) for each in (overall.anyway, overall.anyone, overall.you)]
    counts = (
        f"{overall.step_ins} step-ins, {overall.progressed} followed by a move, {overall.carried} carried."
    )
    said = overall.reason or "Would have moved anyway {}, anyone's nudge {}, took a lead {}.".format(*share)
    rows = [_control(control) for control in found.controls]
    controls = table(("timing control", "moves:", "expected:", "ratio (90%)", ""), rows)
    return f"{counts} {said}\n\n{controls}"


def _control(control: Control) -> tuple[str, ...]:
    verdict = {True: "passed", False: "failed", None: "too little to tell"}[control.passed]
    ratio = _interval(control.ratio)
    return control.name, str(control.observed), f"{control.expected:.1f}", ratio, verdict


def _interval(estimate: Estimate | None) -> str:
    return "–" if estimate is None else f"{estimate.mean:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"
