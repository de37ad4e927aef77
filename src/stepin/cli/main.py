"""``stepin``: finds the command, runs it, and turns what goes wrong into a message and an exit code."""

import sys
from io import TextIOWrapper
from signal import SIGINT, Signals
from typing import Annotated

import typer

from stepin.cli import (
    accounts,
    analyse,
    backup,
    check,
    correct,
    demo,
    digests,
    erase,
    explain,
    export,
    import_,
    init,
    log,
    look_back,
    patterns,
    refresh,
    report,
    respond,
    restore,
    serve,
    signals,
    step_ins,
    stuck,
    sync,
)
from stepin.errors import StepinError

_INTERRUPTED = 128 + SIGINT  # what the library ends with
_HELP = """Tells a leader of engineering teams whether work really needs them.

Reads the history of work, and says what is stuck and on whom it waits, where you stepped in and whether it
needed you, and which kind of work keeps needing you.

\b
Try it:        stepin demo
Your own:      stepin sync github OWNER/REPO
               stepin init
               stepin analyse && stepin report --format html
"""

app = typer.Typer(
    name="stepin",
    help=_HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("init", short_help="Draft stepin.toml from the log.")(init.init)
app.command("analyse", short_help="Work out from the log what the reports tell.")(analyse.analyse)
app.command("report", short_help="What waits on you, is stuck, and keeps needing you.")(report.report)
app.command("stuck", short_help="What is stuck, and on whom it waits.")(stuck.stuck)
app.command("step-ins", short_help="Where leads stepped in, and what came of it.")(step_ins.step_ins)
app.command("patterns", short_help="What keeps needing a lead.")(patterns.patterns)
app.command("explain", short_help="One step-in, event by event.")(explain.explain)
app.command("log", short_help="Log a step-in by hand.")(log.log)
app.command("look-back", short_help="Look back at your step-ins, one at a time.")(look_back.look_back)
app.command("correct", short_help="Correct a step-in: a fact for the analysis.")(correct.correct)
app.command("respond", short_help="Change something about what keeps needing you.")(respond.respond)
app.command("check", short_help="Say whether a change worked.")(check.check)
app.command("refresh", short_help="Read the sources, analyse, and show it on the pages.")(refresh.refresh)
app.command("backup", short_help="Write what people wrote and decided to one file.")(backup.backup)
app.command("restore", short_help="Bring a home back from a backup.")(restore.restore)
app.command("export", short_help="Everything held about one person.")(export.export)
app.command("erase", short_help="Erase one person from a home.")(erase.erase)
app.command("serve", short_help="Open the pages.")(serve.serve)
app.command("demo", short_help="All of it, on an invented organisation.")(demo.demo)
app.add_typer(digests.app, name="digests", short_help="Digests by mail and chat.")
app.add_typer(accounts.app, name="accounts", short_help="Who may sign in.")
app.add_typer(import_.app, name="import", short_help="Bring history in from files.")
app.add_typer(sync.app, name="sync", short_help="Bring history in from a live system.")


def main(argv: list[str] | None = None) -> int:
    """Runs a command and returns its exit code; nothing it raises leaves here."""
    with signals.noted() as ended_by:
        try:
            return _run(argv)
        except BrokenPipeError:
            return _reader_left()
        except (KeyboardInterrupt, Exception) as error:
            ended = ended_by()
            return _told(error) if ended is None else _ended(ended)


def _told(error: BaseException) -> int:
    if isinstance(error, OSError):
        error = _of_output() or error  # the library's own writing (--help) can fail too
    if isinstance(error, StepinError):
        return _failed(str(error), error.exit_code)
    return _unexpected(error) if isinstance(error, Exception) else _ended(SIGINT)


def _of_output() -> StepinError | None:
    try:
        _end_output()
    except StepinError as error:
        return error
    return None


def _ended(by: Signals) -> int:
    """With 128 and the signal's number, as shells do."""
    said = f"{signals.ENDED_BY[by]}. What was finished before is kept; the same command again does the rest."
    return _failed(said, 128 + by)


def _run(argv: list[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark
    try:
        app(args=argv, prog_name="stepin")
    except SystemExit as done:
        if isinstance(done.__context__, BrokenPipeError):  # which the library turns into exit code 1
            raise done.__context__ from None
        code = done.code if isinstance(done.code, int) else int(done.code is not None)
        if code == _INTERRUPTED:
            raise KeyboardInterrupt from done
        _end_output()
        return code
    raise AssertionError("a command ends by SystemExit")


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"stepin {version('stepin')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    pass


def _failed(message: str, code: int) -> int:
    from stepin.cli.console import remark

    remark(f"stepin: {message}")
    return code


def _end_output() -> None:
    from stepin.cli.console import end_output

    end_output()


def _reader_left() -> int:
    """Whoever read our output closed it (``stepin report | head``): nothing to complain about."""
    from stepin.cli.console import give_up

    give_up(sys.stdout)
    return 0


def _unexpected(error: Exception) -> int:
    from stepin.settings import shows_tracebacks

    if shows_tracebacks():
        raise error
    name = type(error).__name__
    return _failed(
        f"Something unexpected went wrong ({name}: {error}). That is a mistake in stepin. "
        "To see where, run it again with STEPIN_DEBUG=1 set, and report what it prints.",
        1,
    )
