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
NOTES = ROOT / "bench" / "notes.md"
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
    parts = [(TITLES[name], kept(_results(folder, quick=quick), name)) for name in PARTS]
    return page(parts, machine=describe(), notes=NOTES.read_text(encoding="utf-8"))


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
    parser.add_argument(
        "--rounds", type=int, default=speed.ROUNDS, help="of each contender; medians are told"
    )
    parser.add_argument("--largest", type=int, default=max(speed.Sizes().growth), help="log, in events")
    parser.add_argument(
        "--kept", action="store_true", help="tell the truth part from the types of world that are kept"
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
    words = ["python -m bench"]
    words += [] if asked.only == list(PARTS) else [f"--only {','.join(asked.only)}"]
    words += [f"--rounds {asked.rounds}"] if asked.rounds != speed.ROUNDS else []
    words += [f"--largest {asked.largest}"] if asked.largest != max(speed.Sizes().growth) else []
    return " ".join([*words, *(f"--{name}" for name in ("kept", "quick") if getattr(asked, name))])


def _measure(name: str, asked: argparse.Namespace) -> Measured:
    """Measured now, and kept."""
    began, clock, before = datetime.now(UTC), time.perf_counter(), load()
    print(f"{began:%H:%M:%S} {TITLES[name]} …", flush=True)
    part = _PARTS[name](asked)
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


def _truth(asked: argparse.Namespace) -> Part:
    worlds, paths = (QUICK_WORLDS, QUICK_PATHS) if asked.quick else (WORLDS, WHOLE_PATHS)
    folder = asked.folder / "truth"
    patterns = pattern_truth.run(worlds=QUICK_WORLDS if asked.quick else PATTERN_WORLDS)
    if asked.kept:
        kept_rows = (truth.kept(folder, worlds=many, whole_path=many == paths) for many in (worlds, paths))
        return truth_part(*kept_rows, patterns, said=truth.kept_code(folder))
    return truth_part(
        truth.run(worlds=worlds, folder=folder),
        truth.run(worlds=paths, whole_path=True, folder=folder),
        patterns,
    )


def truth_part(
    counted: Sequence[truth.Row],
    whole: Sequence[truth.Row],
    patterns: Sequence[pattern_truth.PatternRow],
    *,
    said: str = "",
) -> Part:
    """``counted``: from counts; ``whole``: events in, report out. Types that are missing are named."""
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
        said,
        "### From counts", truth.not_run(counted), truth.markdown(counted),
        "### Events in, report out", _FEW, truth.not_run(whole), truth.markdown(whole),
        f"### Patterns, {patterns[0].worlds} worlds each", pattern_truth.markdown(patterns),
    ]  # fmt: skip
    return Part(TITLES["truth"], bars, "\n\n".join(each for each in details if each))


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


def _controls(asked: argparse.Namespace) -> Part:
    return controls.run(asked.folder, times=QUICK_TIMES) if asked.quick else controls.run(asked.folder)


def _sizes(asked: argparse.Namespace) -> speed.Sizes:
    return (speed.QUICK if asked.quick else speed.Sizes()).up_to(asked.largest)


def _rounds(asked: argparse.Namespace) -> int:
    return 1 if asked.quick else int(asked.rounds)


def _sort(asked: argparse.Namespace) -> Part:
    return speed.sort_part(asked.folder, sizes=_sizes(asked), rounds=_rounds(asked))


def _growth(asked: argparse.Namespace) -> Part:
    return speed.growth_part(asked.folder, sizes=_sizes(asked))


def _pandas(asked: argparse.Namespace) -> Part:
    return speed.pandas_part(asked.folder, sizes=_sizes(asked), rounds=_rounds(asked))


def _start(asked: argparse.Namespace) -> Part:
    return start.run(asked.folder)


def _pages(asked: argparse.Namespace) -> Part:
    return (
        pages.run(asked.folder, size="small", read_s=QUICK_READ_S) if asked.quick else pages.run(asked.folder)
    )


_PARTS: dict[str, Callable[[argparse.Namespace], Part]] = {
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
