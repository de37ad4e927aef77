"""``stepin refresh``: what is new at the sources, analysed and published to the pages."""

from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet


def refresh(
    home: Home = None,
    only: Annotated[
        str | None,
        typer.Option(
            "--only", metavar="NAME", help="Of the sources, read this one alone.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Analyse anew, though nothing new came in.")] = False,
    quiet: Quiet = False,
) -> None:
    """Read what is new at every source of stepin.toml, analyse it, and show it on the pages.

    One refresh runs at a time. A source that cannot be read is named, the others go on, and it ends with 7.
    Cut short at any point, the same command does the rest.

    \b
    stepin refresh
    stepin refresh --only github:acme/payments
    """
    from stepin.cli.refreshing import refresh_home

    refresh_home(home, only=only, force=force, quiet=quiet)
