"""A page for the terminal: plain in a pipe or a file, coloured and as wide as the window elsewhere."""

from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from stepin.findings.page import Entry, Link, Page, Section, Sentence, Table, without_controls

_NARROWEST, _WIDEST = 40, 100


def text_report(page: Page, *, width: int, colour: bool) -> str:
    """``width`` in columns; lines are never made longer than 100."""
    out = StringIO()
    console = Console(
        file=out,
        width=max(_NARROWEST, min(width, _WIDEST)),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    _page(console, page)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _page(console: Console, page: Page) -> None:
    _print(console, page.title, style="bold")
    _print(console, page.about, style="dim")
    console.print()
    for sentence in page.says:
        _print(console, spoken(sentence))
    for sentence in page.seen:
        _print(console, spoken(sentence), style="dim")
    for section in page.sections:
        _section(console, section)


def _section(console: Console, section: Section) -> None:
    console.print()
    _print(console, section.title.upper(), style="bold cyan")
    for sentence in section.says:
        _print(console, spoken(sentence), indent=2)
    for entry in section.entries:
        _entry(console, entry)
    if section.empty:
        _print(console, section.empty, indent=2)
    for table in section.tables:
        if not table.long:
            _table(console, table)


def _entry(console: Console, entry: Entry) -> None:
    console.print()
    heading = Text(_clean(entry.title), style="bold")
    if entry.ref:
        heading.append(f"  {_clean(entry.ref)}", style="not bold dim")
    if entry.tag:
        heading.append(f"  {entry.tag}", style="not bold red")
    console.print(Padding(heading, (0, 0, 0, 2)))
    _print(console, " ".join(spoken(sentence) for sentence in entry.says), indent=4)
    if entry.advice:
        _print(console, entry.advice, indent=4, style="cyan")
    if entry.url:
        console.print(Padding(Text(_clean(entry.url), style="dim", overflow="fold"), (0, 0, 0, 4)))

    if entry.more:
        _print(console, entry.more, indent=4, style="dim")


def _table(console: Console, table: Table) -> None:
    """As lines of words rather than columns: it has to fit a narrow window."""
    console.print()
    _print(console, f"{table.caption}:", indent=2)
    for row in table.rows:
        head = ", ".join(_part(part) for part in row[:2])
        rest = "; ".join(
            f"{name.lower()} {_part(part)}" for name, part in zip(table.columns[2:], row[2:], strict=True)
        )
        _print(console, f"{head}: {rest}", indent=4)


def spoken(sentence: Sentence) -> str:
    return "".join(_part(part) for part in sentence)


def _part(part: str | Link) -> str:
    return part.text if isinstance(part, Link) else part


def _print(console: Console, text: str, *, indent: int = 0, style: str = "") -> None:
    console.print(Padding(Text(_clean(text), style=style), (0, 0, 0, indent)))


def _clean(text: str) -> str:
    return without_controls(text)
