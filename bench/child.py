"""Runs a command in a fresh process and says what it cost."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a process from its start to its end. ``cpu_s`` counts user and system time of all its threads."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Ran:
    """What a contender says of its own work: how long by the clock, how much of all processors, its peak of
    resident memory, and what it found.
    """

    seconds: float
    cpu_s: float
    peak_bytes: int
    counts: dict[str, Any]


class ChildFailedError(RuntimeError):
    def __init__(self, command: Sequence[str], code: int, said: str) -> None:
        super().__init__(f"{' '.join(command)} ended with {code}:\n{said[-3000:]}")


def cost(command: Sequence[str]) -> Cost:
    """Runs the command, output thrown away."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise ChildFailedError(command, process.returncode, said.read().decode(errors="replace"))
    return Cost(wall, used.ru_utime + used.ru_stime)


def stepin(*args: str) -> Cost:
    """One command of the program, as installed beside this Python."""
    return cost([str(Path(sys.executable).with_name("stepin")), *args])


def contender(name: str, *args: str, timeout_s: float | None = None) -> Ran:
    """Runs one of bench/contenders.py in a process of its own. Raises TimeoutExpired, ChildFailedError."""
    command = [sys.executable, "-m", "bench.contenders", name, *args]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=timeout_s, check=False)
    if done.returncode:
        raise ChildFailedError(command, done.returncode, done.stdout + done.stderr)
    return Ran(**json.loads(done.stdout.splitlines()[-1]))


def in_turn(contenders: dict[str, tuple[str, ...]], *, rounds: int) -> dict[str, Ran]:
    """Each contender once per round, one after the other; the run of median time of each."""
    runs: dict[str, list[Ran]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, command in contenders.items():
            runs[name].append(contender(*command))
    return {name: _middle(ran) for name, ran in runs.items()}


def _middle(runs: Sequence[Ran]) -> Ran:
    """Median times; the highest peak of any; the counts, which are the same in all."""
    times = median(run.seconds for run in runs), median(run.cpu_s for run in runs)
    return Ran(*times, max(run.peak_bytes for run in runs), runs[0].counts)
