"""``stepin demo``: an invented organisation, from its events to the pages."""

from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet


def demo(
    home: Home = None,
    site: Annotated[
        bool, typer.Option("--site/--no-site", help="Go on to the pages, or end with the report.")
    ] = True,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port of the pages.")] = 8765,
    quiet: Quiet = False,
) -> None:
    """Build an invented organisation, analyse it, print the report, and open the pages on it.

    Writes the report as report.html too. Goes to a folder of its own, stepin-demo in the present one, unless
    --home names another. Without a terminal the pages are opened, tried and closed.

    \b
    stepin demo
    stepin demo --home ./demo --no-site
    """
    from stepin.cli.demonstrating import demonstrate

    demonstrate(home, site=site, port=port, quiet=quiet)
