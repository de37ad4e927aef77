"""``stepin restore``: a home as it was when a backup was made."""

from pathlib import Path
from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", readable=False, help="What stepin backup wrote.")],
    home: Home = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="In place of what is there, which is backed up first.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Bring a home back from a backup, into an empty home or in place of one.

    Everything in the backup is checked before anything is changed. Stop the pages first.

    \b
    stepin restore /backups/stepin.tar.gz --home ./new
    stepin restore backups/before-upgrade.tar.gz --replace
    """
    from stepin.cli.backing_up import restore_home

    restore_home(home, file, replace=replace, quiet=quiet)
