"""``make bench``: every part in one run, written to docs/benchmarks.md."""

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import controls, pattern_truth, speed, start, truth
from bench.child import ROOT
from bench.machine import describe
from bench.report import Bar, Part, page

PAGE = ROOT / "docs" / "benchmarks.md"
FOLDER = ROOT / ".bench"
QUICK_WORLDS, QUICK_PATHS = 8, 1
WORLDS, WHOLE_PATHS, PATTERN_WORLDS = 200, 20, 100
QUICK_TIMES = 20
PARTS = ("truth", "controls", "speed", "start")
TITLES = {
    "truth": "Truth",
    "controls": controls.TITLE,
    "speed": "Speed and memory",
    "start": "Start",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 where a bar was missed."""
    asked = _arguments(argv)
    began, clock, machine = datetime.now(UTC), time.perf_counter(), describe()
    parts = [_run(name, asked) for name in PARTS]
    took = time.perf_counter() - clock
    text = page(
        parts,
        command=_command(asked),
        began=f"{began:%Y-%m-%d %H:%M} UTC",
        took=f"{took / 60:.0f} minutes",
        machine=machine,
    )
    asked.output.write_text(text, encoding="utf-8")
    print(text)
    return int(any(bar.held is False for part in parts for bar in part.bars))


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {','.join(PARTS)}; default: all")
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, to see that it runs; bars mean little"
    )
    parser.add_argument(
        "--output", type=Path, help="default: docs/benchmarks.md; with --quick .bench/quick.md"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="keeps the logs between runs")
    asked = parser.parse_args(argv)
    asked.only = asked.only.split(",")
    if unknown := set(asked.only) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    asked.folder.mkdir(parents=True, exist_ok=True)
    asked.output = asked.output or (asked.folder / "quick.md" if asked.quick else PAGE)
    return asked


def _command(asked: argparse.Namespace) -> str:
    only = "" if asked.only == list(PARTS) else f" --only {','.join(asked.only)}"
    return f"python -m bench{only}{' --quick' if asked.quick else ''}"


def _run(name: str, asked: argparse.Namespace) -> Part:
    if name not in asked.only:
        return Part(TITLES[name], skipped="it was not asked for in this run.")
    print(f"{datetime.now(UTC):%H:%M:%S} {TITLES[name]} …", flush=True)
    return _PARTS[name](asked.folder, asked.quick)


def _truth(folder: Path, quick: bool) -> Part:
    worlds, paths = (QUICK_WORLDS, QUICK_PATHS) if quick else (WORLDS, WHOLE_PATHS)
    counted, whole = truth.run(worlds=worlds), truth.run(worlds=paths, whole_path=True)
    patterns = pattern_truth.run(worlds=QUICK_WORLDS if quick else PATTERN_WORLDS)
    bars = (
        _truth_bar(f"shares, {worlds} worlds of each type, from counts", counted),
        _truth_bar(f"shares, {paths} worlds of each type, events in and report out", whole),
        Bar(
            "patterns",
            "precision ≥ 0.9; recall ≥ 0.8 from 16 step-ins per hot cell; none in ≥ 90% without",
            f"{sum(row.held for row in patterns)} of {len(patterns)} rows held",
            all(row.held for row in patterns),
        ),
    )
    details = [
        "### From counts", truth.markdown(counted),
        "### Events in, report out", truth.markdown(whole),
        "### Patterns", pattern_truth.markdown(patterns),
    ]  # fmt: skip
    return Part(TITLES["truth"], bars, "\n\n".join(details))


def _truth_bar(name: str, rows: Sequence[truth.Row]) -> Bar:
    """Worlds that break the assumptions are shown and do not count."""
    sound = [row for row in rows if row.sound]
    return Bar(
        name,
        "coverage 85–95% (≥ 85% at a true 0 or 1), mean absolute error ≤ 0.05",
        f"{sum(row.held for row in sound)} of {len(sound)} rows held",
        all(row.held for row in sound),
        "worlds that break the assumptions are shown apart",
    )


def _controls(folder: Path, quick: bool) -> Part:
    return controls.run(folder, times=QUICK_TIMES) if quick else controls.run(folder)


def _speed(folder: Path, quick: bool) -> Part:
    return speed.run(folder, sizes=speed.QUICK, rounds=1) if quick else speed.run(folder)


def _start(folder: Path, quick: bool) -> Part:
    return start.run(folder)


_PARTS: dict[str, Callable[[Path, bool], Part]] = {
    "truth": _truth,
    "controls": _controls,
    "speed": _speed,
    "start": _start,
}


if __name__ == "__main__":
    raise SystemExit(main())
