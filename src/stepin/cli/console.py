"""Results on standard output; remarks and progress on standard error, so that results can be piped."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

Progress = Callable[[int], None]  # so many more are done


def remark(text: str, *, quiet: bool = False) -> None:
    """Nothing where standard error is closed or full: whoever did that does not read it."""
    if quiet or sys.stderr is None:
        return
    try:
        print(_printable(text), file=sys.stderr)  # noqa: T201
    except OSError:
        give_up(sys.stderr)


def answer(text: str) -> None:
    """The result itself, on standard output."""
    from stepin.cli.errors import NoOutputError

    if sys.stdout is None:
        raise NoOutputError("it is closed")
    with _written_out(sys.stdout):
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()


def end_output() -> None:
    """Raises NoOutputError where what was written to standard output by now cannot go out."""
    if sys.stdout is not None:
        with _written_out(sys.stdout):
            sys.stdout.flush()


@contextmanager
def _written_out(output: TextIO) -> Iterator[None]:
    from stepin.cli.errors import NoOutputError

    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up(output)
        raise NoOutputError(error.strerror or str(error)) from error


def give_up(stream: TextIO | None) -> None:
    """Sends to nowhere what is still to be written, so that ending does not fail on it once more."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def at_terminal() -> bool:
    """Whether what is answered is read on a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def is_watched() -> bool:
    """Whether standard error is a terminal that somebody may be looking at."""
    return sys.stderr is not None and sys.stderr.isatty()


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

    try:
        _replace(path, text)
    except OSError as error:
        raise OutputError(path, error) from error


def write_home_file(path: Path, text: str) -> None:
    """``write_file`` for a file of the home's own."""
    from stepin.cli.errors import HomeFileError

    try:
        _replace(path, text)
    except OSError as error:
        raise HomeFileError(path, error) from error


def _replace(path: Path, text: str) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


def _printable(text: str) -> str:
    from stepin.findings.page import without_controls

    return without_controls(text)
