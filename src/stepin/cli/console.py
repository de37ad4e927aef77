"""Results on standard output; remarks and progress on standard error, so that results can be piped."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Progress = Callable[[int], None]  # so many more are done


def remark(text: str, *, quiet: bool = False) -> None:
    if not quiet:
        print(_printable(text), file=sys.stderr)  # noqa: T201


def answer(text: str) -> None:
    """The result itself, on standard output."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def is_watched() -> bool:
    """Whether standard error is a terminal that somebody may be looking at."""
    return sys.stderr.isatty()


def width() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


@contextmanager
def progress(doing: str, *, of: str, total: int | None = None, quiet: bool = False) -> Iterator[Progress]:
    """A bar (or, without a total, a running count) of things called ``of``, while the block runs."""
    if quiet or not is_watched():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,} " + of),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda done: bar.advance(task, done)


def write_file(path: Path, text: str) -> None:
    """Writes the whole file or none of it; says what to do where that cannot be done."""
    from stepin.cli.errors import OutputError

    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OutputError(path, error) from error


def _printable(text: str) -> str:
    from stepin.findings.page import without_controls

    return without_controls(text)
