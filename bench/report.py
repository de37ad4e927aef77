"""What the benchmark found, as one page: every bar with what was measured, held or missed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing to reach and what was measured. ``held`` is None where there is nothing to reach."""

    name: str
    bar: str
    measured: str
    held: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the benchmark. ``details`` are further tables, in Markdown; ``skipped`` says why it did not
    run, and is empty where it did.
    """

    title: str
    bars: tuple[Bar, ...] = ()
    details: str = ""
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A part with the command that measured it, when, for how long, how busy the machine was just before, and
    on which code (its fingerprint).
    """

    part: Part
    command: str
    began: str
    took: str
    load: str
    code: str


def page(
    parts: Sequence[tuple[str, Measured | None]], *, machine: Sequence[tuple[str, str]], notes: str = ""
) -> str:
    """The whole of docs/benchmarks.md: each part by its title, as it was last measured (None: never).

    ``notes``, in Markdown, come last: what no measurement says.
    """
    head = [
        "# Benchmarks",
        "",
        "Written by `python -m bench`, which `make bench` runs. Each part says when it was measured; the "
        "contenders of a part ran side by side.",
        "",
        _summary(parts),
        "",
        "## The machine",
        "",
        table(("", ""), machine),
    ]
    sections = [*(_section(*part) for part in parts), *([notes.strip()] if notes else [])]
    return "\n".join([*head, *(line for each in sections for line in ("", each))]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a ``:`` at the end of a head sets its column to the right."""
    names = [name.removesuffix(":") for name in head]
    rules = ["--:" if name.endswith(":") else "---" for name in head]
    lines = [names, rules, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _summary(parts: Sequence[tuple[str, Measured | None]]) -> str:
    ran = [measured.part for _, measured in parts if measured is not None]
    bars = [bar for part in ran for bar in part.bars if bar.held is not None]
    missed = [bar.name for bar in bars if not bar.held]
    not_run = [title for title, measured in parts if measured is None or measured.part.skipped]
    said = [f"{len(bars) - len(missed)} of {len(bars)} bars held."]
    said += [f"**Missed**: {'; '.join(missed)}."] if missed else []
    said += [f"Did not run: {', '.join(not_run)}."] if not_run else []
    return " ".join(said)


def _section(title: str, measured: Measured | None) -> str:
    said = [f"## {title}"]
    if measured is None:
        return "\n\n".join([*said, "Did not run yet."])
    said.append(
        f"`{measured.command}` on {measured.began}; it took {measured.took}. "
        f"Load before it began: {measured.load}. Code {measured.code}."
    )
    part = measured.part
    if part.skipped:
        return "\n\n".join([*said, f"Did not run: {part.skipped}"])
    if part.bars:
        rows = [(bar.name, bar.bar, bar.measured, _verdict(bar), bar.note) for bar in part.bars]
        said.append(table(("what", "bar", "measured", "", "note"), rows))
    return "\n\n".join([*said, *([part.details] if part.details else [])])


def _verdict(bar: Bar) -> str:
    return {True: "held", False: "**MISSED**", None: "shown"}[bar.held]


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def gigabytes(size: float) -> str:
    return f"{size / 2**30:.2f} GB"
