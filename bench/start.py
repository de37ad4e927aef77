"""How soon the program answers: its help, and a report from an analysed log."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.child import Cost, stepin
from bench.homes import AS_OF, home_of
from bench.real import ARCHIVE, BOTH, real_home
from bench.report import Bar, Part, seconds
from stepin.findings.runs import read_run

ROUNDS = 5
HELP_BAR_S, REPORT_BAR_S = 0.3, 2.0
REPORT_EVENTS = 45_000
FORMATS = ("text", "json", "html")


def run(folder: Path, *, rounds: int = ROUNDS) -> Part:
    """``folder`` keeps the homes. About a minute."""
    home, whose = _home(folder)
    events = f"{read_run(home).findings.log.events:,} events ({whose})"
    reports = [_report(home, form, events, rounds) for form in FORMATS]
    note = f"Medians of {rounds}, each in a new process, after one that is not counted."
    return Part("Start", (_help(rounds), *reports), note)


def _home(folder: Path) -> tuple[Path, str]:
    """An analysed home of about REPORT_EVENTS events, and what is in it."""
    if ARCHIVE.exists():
        return real_home(folder, BOTH), "two real repositories"
    home = home_of(folder, REPORT_EVENTS)
    stepin("analyse", "--home", str(home), "--as-of", AS_OF.isoformat(), "--quiet")
    return home, "made up; the real repositories are not here"


def _help(rounds: int) -> Bar:
    took = _repeated(("--help",), rounds)
    cpu = median(each.cpu_s for each in took)
    return Bar("stepin --help", f"< {HELP_BAR_S} s of CPU", seconds(cpu), cpu < HELP_BAR_S)


def _report(home: Path, form: str, events: str, rounds: int) -> Bar:
    """CPU and wall-clock time both have to hold."""
    output = home / f"bench-report.{form}"
    took = _repeated(
        ("report", "--home", str(home), "--format", form, "--output", str(output), "--quiet"), rounds
    )
    cpu, wall = median(each.cpu_s for each in took), median(each.wall_s for each in took)
    return Bar(
        f"stepin report --format {form}",
        f"< {REPORT_BAR_S:g} s",
        f"{seconds(cpu)} of CPU, {seconds(wall)} by the clock",
        max(cpu, wall) < REPORT_BAR_S,
        events,
    )


def _repeated(args: Sequence[str], rounds: int) -> list[Cost]:
    stepin(*args)
    return [stepin(*args) for _ in range(rounds)]
