"""``stepin backup``: one file that a home can be brought back from."""

from pathlib import Path
from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet


def backup(
    home: Home = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this file.", show_default=False),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="With the log and the analyses, which can be large.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write what people decided and wrote to one file: the ledger, stepin.toml, people.toml, corrections.

    It works while the pages are served. Without --output it goes into the home's backups folder. Keep it as
    safe as the home itself: it holds the same.

    \b
    stepin backup --output /backups/stepin.tar.gz
    stepin backup --all
    """
    from stepin.cli.backing_up import back_up_home

    back_up_home(home, output=output, whole=whole, quiet=quiet)
