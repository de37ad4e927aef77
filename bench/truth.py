"""How close the estimates come to the truth of simulated organisations, and whether that holds the bars.

From counts: a world's waits and touches are counted and judged. Whole path: it is told as events first,
and the definitions read its waits and touches back.
"""

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import repeat
from pathlib import Path

import numpy as np

from bench.kept import fingerprint, once
from stepin.analysis.estimates.counting import count
from stepin.analysis.estimates.need import overall
from stepin.analysis.estimates.shares import Need
from stepin.analysis.records import Spells, Touches
from stepin.analysis.run import analyse_log
from stepin.simulate.cast import organisation_of
from stepin.simulate.casting import ZONES, plain_cast
from stepin.simulate.events import tell
from stepin.simulate.spells import World, simulate
from stepin.simulate.tables import event_table, item_table
from stepin.simulate.worlds import TYPES, WorldType, world_type

FIRST_SEED = 1000  # those below are for development
SHARES = ("anyway", "anyone", "you")
ERROR_BAR = 0.05
ERROR_FROM = 250  # progressed step-ins
COVERAGE_BAR = (0.85, 0.95)
COVERAGE_FROM = 100  # worlds; fewer cannot tell a coverage within the bar from one beside it
MONDAY, WEEKS, WEEKEND_AFTER = date(2024, 1, 1), 78, datetime(2025, 6, 28, 12, tzinfo=UTC)
EVENT_COLUMNS = ["item_id", "occurred_at", "kind", "actor", "value", "previous"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One world. ``found``, per share: mean, low, high; None where the estimate says that it cannot tell."""

    progressed: int
    truth: tuple[float, ...]
    found: tuple[tuple[float, float, float] | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One share in one type of world.

    ``error``: mean absolute, over worlds with enough step-ins; ``bias``: mean signed; ``coverage`` of the 90%
    intervals. NaN where no world could be told.
    """

    kind: str
    sound: bool
    share: str
    worlds: int
    told: int
    truth: float
    bias: float
    error: float
    coverage: float
    progressed: int  # step-ins of the median world that were followed by a move

    @property
    def error_held(self) -> bool:
        return self.error <= ERROR_BAR

    @property
    def coverage_held(self) -> bool:
        """At a true 0 or 1 an interval can only be too narrow."""
        low, high = COVERAGE_BAR
        return low <= self.coverage and (self.at_an_end or self.coverage <= high)

    @property
    def at_an_end(self) -> bool:
        return min(self.truth, 1 - self.truth) < 0.01

    @property
    def settles_coverage(self) -> bool:
        return self.worlds >= COVERAGE_FROM

    @property
    def held(self) -> bool:
        return self.error_held and self.coverage_held


def run(
    *,
    worlds: int,
    types: Sequence[str] = (),
    jobs: int = 2,
    first_seed: int = FIRST_SEED,
    whole_path: bool = False,
    folder: Path | None = None,
) -> list[Row]:
    """Three rows per type of world, from ``worlds`` worlds of it.

    ``folder`` keeps each type's as they end; a run that was broken off goes on from there, on the same code.
    """
    kinds = [world_type(name) for name in types] or list(TYPES)
    seeds = range(first_seed, first_seed + worlds)
    found = []
    with ProcessPoolExecutor(jobs) as pool:
        for kind in kinds:
            path = folder and folder / fingerprint() / _file_name(kind, seeds, whole_path=whole_path)
            found += once(path, Row, partial(_type, pool, kind, seeds, whole_path=whole_path))
    return found


def kept(folder: Path, *, worlds: int, whole_path: bool) -> list[Row]:
    """What is kept of so many worlds of a type; of each type what was measured last."""
    seeds = range(FIRST_SEED, FIRST_SEED + worlds)
    found = []
    for kind in TYPES:
        paths = list(folder.glob(f"*/{_file_name(kind, seeds, whole_path=whole_path)}"))
        if paths:
            found += once(max(paths, key=lambda path: path.stat().st_mtime), Row, list)
    return found


def kept_code(folder: Path) -> str:
    """On which code the types that are kept were measured, as a sentence."""
    by_code = {path.name: sorted(path.glob("*.json")) for path in folder.iterdir()}
    said = [
        f"{code} ({len(files)} files)"
        for code, files in sorted(by_code.items(), key=lambda each: -len(each[1]))
    ]
    return f"The worlds were simulated and estimated on code {', '.join(said)}."


def not_run(rows: Sequence[Row]) -> str:
    """Which types of world are missing, as a sentence; empty where none is."""
    missing = [kind.name for kind in TYPES if kind.name not in {row.kind for row in rows}]
    return f"Did not run: {', '.join(missing)}." if missing else ""


def _type(pool: ProcessPoolExecutor, kind: WorldType, seeds: range, *, whole_path: bool) -> list[Row]:
    """All worlds of one type."""
    judged = pool.map(judge, repeat(kind), seeds, repeat(whole_path), chunksize=5)
    return rows_of(kind, list(judged))


def _file_name(kind: WorldType, seeds: range, *, whole_path: bool) -> str:
    way = "path" if whole_path else "counts"
    return f"{way}-{seeds.start}-{seeds.stop}-{kind.name.replace(' ', '-')}.json"


def judge(kind: WorldType, seed: int, whole_path: bool) -> Judged:
    """One world, simulated and estimated."""
    world = simulate(kind, seed=seed)
    spells, touches = _told_and_read(kind, world, seed) if whole_path else (world.spells, world.touches)
    need = overall(count(spells, touches), rng=np.random.default_rng(seed))
    truth = world.truth.shares
    return Judged(int(world.truth.moved.sum()), (truth.anyway, truth.anyone, truth.you), _found(need))


def _found(need: Need) -> tuple[tuple[float, float, float] | None, ...]:
    shares = (need.anyway, need.anyone, need.you)
    return tuple(share and (share.mean, share.low, share.high) for share in shares)


def _told_and_read(kind: WorldType, world: World, seed: int) -> tuple[Spells, Touches]:
    """The same world by way of its events. One time zone where leads or items cross teams at one moment."""
    together = kind.bulk or kind.reorganised
    changes = date(2024, 9, 30) if kind.reorganised else None
    cast = plain_cast(world, new_leads_on=changes, zones=ZONES[1:2] if together else ZONES)
    told = tell(world, cast, first_monday=MONDAY, weeks=WEEKS, rng=np.random.default_rng(seed))
    found = analyse_log(
        event_table(told.events).select(EVENT_COLUMNS),
        item_table(told.items),
        organisation_of(cast),
        as_of_us=int(WEEKEND_AFTER.timestamp()) * 1_000_000,
    )
    return found.spells, found.touches


def rows_of(kind: WorldType, judged: Sequence[Judged]) -> list[Row]:
    return [_row(kind, judged, share) for share in range(len(SHARES))]


def _row(kind: WorldType, judged: Sequence[Judged], share: int) -> Row:
    told = [world for world in judged if world.found[share] is not None]
    truth = np.array([world.truth[share] for world in told])
    mean, low, high = np.array([world.found[share] for world in told], float).reshape(-1, 3).T
    enough = np.array([world.progressed >= ERROR_FROM for world in told], bool)
    return Row(
        kind=kind.name,
        sound=kind.sound,
        share=SHARES[share],
        worlds=len(judged),
        told=len(told),
        truth=_mean(truth),
        bias=_mean(mean - truth),
        error=_mean(np.abs(mean - truth)[enough]),
        coverage=_mean((low <= truth + 1e-6) & (truth - 1e-6 <= high)),
        progressed=int(np.median([world.progressed for world in judged])),
    )


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def holds(rows: Sequence[Row]) -> bool:
    """Each row's bars; of few worlds, the errors', and the coverage of all together. No rows hold none."""
    if not rows:
        return False
    if all(row.settles_coverage for row in rows):
        return all(row.held for row in rows)
    low, high = COVERAGE_BAR
    return all(row.error_held for row in rows) and low <= _together(rows) <= high


def _together(rows: Sequence[Row]) -> float:
    """The coverage over all shares whose truth is not 0 or 1, where an interval cannot be too wide."""
    return _mean(np.array([row.coverage for row in rows if not row.at_an_end]))


def summary(rows: Sequence[Row]) -> str:
    errors = f"largest error {max((row.error for row in rows), default=float('nan')):.3f}"
    if not all(row.settles_coverage for row in rows):
        return f"{errors}; coverage of all together {_together(rows):.0%}"
    missed = [f"{row.kind}, {row.share} ({_missed(row)})" for row in rows if not row.held]
    held = f"{len(rows) - len(missed)} of {len(rows)} rows held"
    return "; ".join([held, errors, *(["missed: " + ", ".join(missed)] if missed else [])])


def markdown(rows: Sequence[Row]) -> str:
    """A table of the rows, misses in words."""
    lines = [
        "| world | step-ins that moved | share | truth | off by | mean absolute error "
        "| intervals that hold it | told | bars |",
        "|---|--:|---|--:|--:|--:|--:|--:|---|",
    ]
    lines += [
        f"| {row.kind} | {row.progressed} | {row.share} | {row.truth:.2f} | {row.bias:+.3f} "
        f"| {row.error:.3f} | {row.coverage:.3f} | {row.told}/{row.worlds} | {_verdict(row)} |"
        for row in rows
    ]
    return "\n".join(lines)


def _verdict(row: Row) -> str:
    missed = _missed(row)
    verdict = f"**missed**: {missed}" if missed else "held"
    return verdict if row.sound or not missed else f"{verdict} (breaks the assumptions)"


def _missed(row: Row) -> str:
    """Which bars; the coverage's only where there are worlds enough to tell."""
    coverage = row.coverage_held or not row.settles_coverage
    bars = (("error", row.error_held), ("coverage", coverage))
    return " and ".join(words for words, held in bars if not held)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.truth", description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="of each type")
    parser.add_argument("--types", nargs="*", default=(), help="all where none is named")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--whole-path", action="store_true", help="by way of events")
    parser.add_argument("--folder", type=Path, help="keeps each type as it ends, to go on from there")
    given = vars(parser.parse_args(argv))
    print(markdown(run(**given)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
