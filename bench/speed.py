"""How fast the analysis is and how much memory it takes, beside the nearest thing anyone could do instead."""

import math
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.child import Ran, contender, in_turn
from bench.homes import AS_OF, data_file, home_of, raw_log, unsorted_home_of, warm
from bench.report import Bar, Part, gigabytes, seconds, table
from bench.same_answers import differences, kept

SORT_BAR, PANDAS_BAR, MEMORY_BAR = 3.0, 5.0, 8 * 2**30
GROWTH_BAR = 1.1  # a tenth for the noise of single runs
IMPORT_BAR_S = 45.0
ROUNDS = 3
MINING_LIMIT_S = 900.0
_AS_OF = datetime.isoformat(AS_OF)
Judged = tuple[list[Bar], list[tuple[str, ...]]]  # bars, and the rows of the table behind them


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many events: against DuckDB's sort, against pandas and PM4Py, and to see how the cost grows."""

    sort: int = 10_000_000
    pandas: int = 1_000_000
    growth: tuple[int, ...] = (1_000_000, 3_000_000, 10_000_000, 30_000_000)

    def up_to(self, largest: int) -> "Sizes":
        """The same without logs of more events, as far as there is anything left to see."""
        growth = tuple(size for size in self.growth if size <= largest)
        return Sizes(min(self.sort, largest), min(self.pandas, largest), growth or self.growth[:1])


QUICK = Sizes(100_000, 100_000, (30_000, 100_000, 300_000))


TITLES = {
    "sort": "Speed beside DuckDB's sort",
    "growth": "How the cost grows, and memory",
    "pandas": "Speed beside pandas and PM4Py, and import",
}


def sort_part(folder: Path, *, sizes: Sizes = Sizes(), rounds: int = ROUNDS) -> Part:
    """``folder`` keeps the logs between runs, here and below. Takes 6 GB of memory."""
    bars, rows = against_sort(folder, sizes.sort, rounds)
    details = [
        f"{sizes.sort:,} events, medians of {rounds}, taking turns. {_SORTING}",
        table(("contender", "time:", "processor time:", "peak memory:", "ratio:"), rows),
        _PROCESSOR,
    ]
    return Part(TITLES["sort"], tuple(bars), "\n\n".join(details))


def growth_part(folder: Path, *, sizes: Sizes = Sizes()) -> Part:
    """The full sizes take 8 GB of memory and 5 GB of disk."""
    bars, rows = growth(folder, sizes.growth)
    heads = ("events:", "time:", "processor time:", "n·log n:", "peak memory:", "step-ins:")
    told = "One run each. `n·log n` is time over n·log n, the smallest log's being 1."
    return Part(TITLES["growth"], tuple(bars), f"{told}\n\n{table(heads, rows)}")


def pandas_part(folder: Path, *, sizes: Sizes = Sizes(), rounds: int = ROUNDS) -> Part:
    bars, rows = against_pandas(folder, sizes.pandas, rounds)
    heads = (
        "contender", "time:", "processor time:", "peak memory:", "spells:", "touches:", "step-ins:",
    )  # fmt: skip
    details = [
        f"{sizes.pandas:,} events, medians of {rounds}, taking turns. {_PANDAS}",
        table(heads, rows),
        f"### PM4Py on the same file, {sizes.pandas:,} events",
        _MINING,
        process_mining(folder, sizes.pandas),
    ]
    return Part(TITLES["pandas"], (*bars, importing(folder, sizes.pandas)), "\n\n".join(details))


_PROCESSOR = (
    "*Time* is by the clock, to which the bar applies; *processor time* is of all threads together, and says "
    "more where other programs kept the machine busy."
)
_SORTING = (
    "`create table t as select * from events order by item_id, occurred_at, seq, event_id`, in memory, with "
    "`threads = 2`, against the whole of `stepin analyse`: reading, definitions, estimates, the run written. "
    "Each reads the very same Parquet file, which has been read once before. *Sorted*: the log's file as an "
    "import leaves it, in the total order, which the analysis sees and does not sort again. *Unsorted*: the "
    "same events in the order in which their items began; the analysis has to sort them itself."
)
_PANDAS = (
    "The same definitions (docs/definitions.md) up to spells, touches and step-ins, from the same two "
    "Parquet files, in whole columns without a loop over rows or items (`bench/pandas_version`). The answers "
    "are compared row by row and column by column."
)
_MINING = (
    "Process mining answers another question, so only its time is of interest. One run, figure by figure."
)


def against_sort(folder: Path, events: int, rounds: int) -> Judged:
    """The bar on the sorted log and on the unsorted one."""
    homes = {"sorted": home_of(folder, events), "unsorted": unsorted_home_of(folder, events)}
    turns: dict[str, tuple[str, ...]] = {}
    for order, home in homes.items():
        warm(data_file(home, "events"))
        turns[f"DuckDB sorts, {order}"] = ("sort", str(data_file(home, "events")))
        turns[f"stepin analyses, {order}"] = ("analyse", str(home), _AS_OF)
    return judged_sort(in_turn(turns, rounds=rounds))


def judged_sort(ran: dict[str, Ran]) -> Judged:
    """``ran``: for each order DuckDB's sort and then the analysis."""
    names, bars, rows = list(ran), [], []
    for sorts, analyses in zip(names[::2], names[1::2], strict=True):
        sort, analysis = ran[sorts], ran[analyses]
        ratio = analysis.seconds / sort.seconds
        bars.append(
            Bar(
                f"{analysis.counts['events']:,} events, {sorts.rpartition(' ')[2]} file",
                f"≤ {SORT_BAR:g} × DuckDB's sort",
                f"{ratio:.2f} × ({seconds(analysis.seconds)} against {seconds(sort.seconds)})",
                ratio <= SORT_BAR,
                f"{analysis.cpu_s / sort.cpu_s:.2f} × its processor time",
            )
        )
        rows += [(sorts, *_figures(sort), "1"), (analyses, *_figures(analysis), f"{ratio:.2f}")]
    return bars, rows


def _figures(ran: Ran) -> tuple[str, str, str]:
    return seconds(ran.seconds), seconds(ran.cpu_s), gigabytes(ran.peak_bytes)


def growth(folder: Path, sizes: tuple[int, ...]) -> Judged:
    """Cost by size, and peak memory at the largest."""
    ran = []
    for size in sizes:
        home = home_of(folder, size)
        warm(data_file(home, "events"))
        ran.append(contender("analyse", str(home), _AS_OF))
    return judged_growth(ran)


def judged_growth(ran: Sequence[Ran]) -> Judged:
    """``ran``: the analysis of ever larger logs."""
    relative = [_per_n_log_n(one) / _per_n_log_n(ran[0]) for one in ran]
    smallest, largest = ran[0], ran[-1]
    bars = [
        Bar(
            f"cost from {smallest.counts['events']:,} to {largest.counts['events']:,} events",
            f"no worse than n·log n (≤ {GROWTH_BAR:g}, for the noise of single runs)",
            f"at most {max(relative):.2f} × n·log n",
            max(relative) <= GROWTH_BAR,
            "the smallest log's cost is 1",
        ),
        Bar(
            f"peak memory at {largest.counts['events']:,} events",
            f"≤ {gigabytes(MEMORY_BAR)}",
            gigabytes(largest.peak_bytes),
            largest.peak_bytes <= MEMORY_BAR,
        ),
    ]
    return bars, [_growth_row(one, share) for one, share in zip(ran, relative, strict=True)]


def _growth_row(ran: Ran, relative: float) -> tuple[str, ...]:
    counts = ran.counts
    return (
        f"{counts['events']:,}",
        seconds(ran.seconds),
        seconds(ran.cpu_s),
        f"{relative:.2f}",
        gigabytes(ran.peak_bytes),
        f"{counts['step_ins']:,}",
    )


def _per_n_log_n(ran: Ran) -> float:
    n = ran.counts["events"]
    return ran.seconds / (n * math.log(n))


def against_pandas(folder: Path, events: int, rounds: int) -> Judged:
    """How much faster than pandas, and whether the answers are the same."""
    home, answers = (
        home_of(folder, events),
        {name: folder / f"answers-{name}" for name in ("stepin", "pandas")},
    )
    warm(data_file(home, "events"))
    turns = {
        "stepin": ("definitions", str(home), _AS_OF, str(answers["stepin"])),
        "pandas": ("pandas", str(home), _AS_OF, str(answers["pandas"])),
    }
    ran = in_turn(turns, rounds=rounds)
    unlike = differences(kept(answers["stepin"]), kept(answers["pandas"]))
    ratio = ran["pandas"].seconds / ran["stepin"].seconds
    bars = [
        Bar(
            f"{events:,} events beside vectorised pandas",
            f"≥ {PANDAS_BAR:g} × as fast",
            f"{ratio:.1f} × ({seconds(ran['stepin'].seconds)} against {seconds(ran['pandas'].seconds)})",
            ratio >= PANDAS_BAR,
            f"{ran['pandas'].cpu_s / ran['stepin'].cpu_s:.1f} × by processor time",
        ),
        Bar(
            "answers beside pandas",
            "the same",
            "the same, row by row" if not unlike else "; ".join(unlike),
            not unlike,
        ),
    ]
    names = ("spells", "touches", "step_ins")
    return bars, [
        (name, *_figures(one), *(f"{one.counts[each]:,}" for each in names)) for name, one in ran.items()
    ]


def process_mining(folder: Path, events: int) -> str:
    """A table of PM4Py's figures and how long each took, or a sentence where they did not finish."""
    try:
        ran = contender("process_mining", str(home_of(folder, events)), timeout_s=MINING_LIMIT_S)
    except subprocess.TimeoutExpired:
        return f"It did not finish within {MINING_LIMIT_S / 60:.0f} minutes."
    names = {
        "handover": "handover of work network",
        "durations": "case durations",
        "performance": "performance DFG",
    }
    rows = [
        (name, seconds(ran.counts[f"{key}_s"]), f"{ran.counts[f'{key}_entries']:,}")
        for key, name in names.items()
    ]
    whole = ("all, reading included", seconds(ran.seconds), gigabytes(ran.peak_bytes))
    return table(("figure", "time:", "entries, or peak memory:"), [*rows, whole])


def importing(folder: Path, events: int) -> Bar:
    """``stepin import``'s work on two Parquet files, into a new home that is thrown away."""
    raw, home = raw_log(folder, events), folder / "imported"
    shutil.rmtree(home, ignore_errors=True)
    warm(raw / "events.parquet")
    ran = contender("take_in", str(raw), str(home))
    shutil.rmtree(home)
    return Bar(
        f"importing {events:,} events",
        f"well under a minute (≤ {IMPORT_BAR_S:g} s)",
        f"{seconds(ran.seconds)}, peak memory {gigabytes(ran.peak_bytes)}",
        ran.seconds <= IMPORT_BAR_S,
    )
