"""``make bench``: every part in one run, written to docs/benchmarks.md.

With ``--only`` some parts; the page tells the others as they were last measured, and when that was.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import controls, pages, pattern_truth, speed, start, truth
from bench.child import ROOT
from bench.kept import Measured, fingerprint, keep, kept
from bench.machine import describe, load
from bench.report import Bar, Part, page

PAGE = ROOT / "docs" / "benchmarks.md"
FOLDER = ROOT / ".bench"
QUICK_WORLDS, QUICK_PATHS = 8, 1
WORLDS, WHOLE_PATHS, PATTERN_WORLDS = 200, 20, 100
QUICK_TIMES = 20
QUICK_READ_S = 5.0
PARTS = ("truth", "controls", "sort", "growth", "pandas", "start", "pages")
TITLES = {
    "truth": "Truth",
    "controls": controls.TITLE,
    **speed.TITLES,
    "start": "Start",
    "pages": pages.TITLE,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 where a bar was missed in what was measured now."""
    asked = _arguments(argv)
    now = [_measure(name, asked) for name in asked.only]
    text = told(asked.folder, quick=asked.quick)
    asked.output.write_text(text, encoding="utf-8")
    print(text)
    return int(any(bar.held is False for measured in now for bar in measured.part.bars))


def told(folder: Path, *, quick: bool) -> str:
    """The page, from all that was kept."""
    return page(
        [(TITLES[name], kept(_results(folder, quick=quick), name)) for name in PARTS], machine=describe()
    )


def _results(folder: Path, *, quick: bool) -> Path:
    return folder / ("results-quick" if quick else "results")


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


def _measure(name: str, asked: argparse.Namespace) -> Measured:
    """Measured now, and kept."""
    began, clock, before = datetime.now(UTC), time.perf_counter(), load()
    print(f"{began:%H:%M:%S} {TITLES[name]} …", flush=True)
    part = _PARTS[name](asked.folder, asked.quick)
    measured = Measured(
        part,
        command=_command(asked),
        began=f"{began:%Y-%m-%d %H:%M} UTC",
        took=f"{(time.perf_counter() - clock) / 60:.0f} minutes",
        load=before,
        code=fingerprint(),
    )
    keep(_results(asked.folder, quick=asked.quick), name, measured)
    return measured


def _truth(folder: Path, quick: bool) -> Part:
    worlds, paths = (QUICK_WORLDS, QUICK_PATHS) if quick else (WORLDS, WHOLE_PATHS)
    kept_in = folder / "truth"
    return truth_part(
        truth.run(worlds=worlds, folder=kept_in),
        truth.run(worlds=paths, whole_path=True, folder=kept_in),
        pattern_truth.run(worlds=QUICK_WORLDS if quick else PATTERN_WORLDS),
    )


def truth_part(
    counted: Sequence[truth.Row], whole: Sequence[truth.Row], patterns: Sequence[pattern_truth.PatternRow]
) -> Part:
    """``counted``: from counts; ``whole``: events in, report out."""
    bars = (
        _truth_bar("from counts", counted),
        _truth_bar("events in and report out", whole),
        Bar(
            "patterns",
            "precision ≥ 0.9; recall ≥ 0.8 from 16 step-ins per hot cell; none in ≥ 90% without",
            f"{sum(row.held for row in patterns)} of {len(patterns)} rows held",
            all(row.held for row in patterns),
        ),
    )
    details = [
        "### From counts", truth.markdown(counted),
        "### Events in, report out", _FEW, truth.markdown(whole),
        "### Patterns", pattern_truth.markdown(patterns),
    ]  # fmt: skip
    return Part(TITLES["truth"], bars, "\n\n".join(details))


_FEW = (
    "So few worlds of a type cannot settle a coverage (of a perfect interval, 20 worlds show 85 to 95% in "
    "half of all runs), so here the bar is on the coverage of all shares of the sound types together."
)


def _truth_bar(way: str, rows: Sequence[truth.Row]) -> Bar:
    """Worlds that break the assumptions are shown and do not count."""
    sound = [row for row in rows if row.sound]
    worlds = max((row.worlds for row in rows), default=0)
    return Bar(
        f"shares {way}, {worlds} worlds of each type",
        "coverage 85–95% (≥ 85% at a true 0 or 1), mean absolute error ≤ 0.05",
        truth.summary(sound),
        truth.holds(sound),
        "worlds that break the assumptions are shown apart",
    )


def _controls(folder: Path, quick: bool) -> Part:
    return controls.run(folder, times=QUICK_TIMES) if quick else controls.run(folder)


def _sort(folder: Path, quick: bool) -> Part:
    return speed.sort_part(folder, sizes=speed.QUICK, rounds=1) if quick else speed.sort_part(folder)


def _growth(folder: Path, quick: bool) -> Part:
    return speed.growth_part(folder, sizes=speed.QUICK if quick else speed.Sizes())


def _pandas(folder: Path, quick: bool) -> Part:
    return speed.pandas_part(folder, sizes=speed.QUICK, rounds=1) if quick else speed.pandas_part(folder)


def _start(folder: Path, quick: bool) -> Part:
    return start.run(folder)


def _pages(folder: Path, quick: bool) -> Part:
    return pages.run(folder, size="small", read_s=QUICK_READ_S) if quick else pages.run(folder)


_PARTS: dict[str, Callable[[Path, bool], Part]] = {
    "truth": _truth,
    "controls": _controls,
    "sort": _sort,
    "growth": _growth,
    "pandas": _pandas,
    "start": _start,
    "pages": _pages,
}


if __name__ == "__main__":
    raise SystemExit(main())
