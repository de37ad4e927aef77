"""``stepin export``: everything that is held about one person."""

from pathlib import Path
from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet


def export(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Their id, a login or their sign-in name.")],
    home: Home = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Write into this folder.", show_default=False),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Write everything that the home holds about one person: as JSON, and as a page of text to read.

    Into the folder you are in, unless --output names another. Of what others did it says only where they are
    named. It holds no password, key or token.

    \b
    stepin export ana
    stepin export github:ana-b --output ./for-ana
    """
    from stepin.cli.people import export_somebody

    export_somebody(home, person, output=output, quiet=quiet)
