"""``stepin serve``: the pages."""

from pathlib import Path
from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet


def serve(
    home: Home = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Whom to listen to: 0.0.0.0 is everybody.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8765,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="How many processes answer.")] = 1,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="Serve https, with this certificate (PEM)."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="The certificate's private key (PEM).")
    ] = None,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open it in your browser.")] = False,
    link: Annotated[
        str | None,
        typer.Option(
            "--sign-in-link",
            metavar="NAME",
            help="Print a new link that signs this person in once, and end.",
            show_default=False,
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Open the pages: what is stuck, whether it needs you, and looking back.

    Makes the home and brings its database up to date by itself. At the first start it prints a link that
    signs in the first leader; it works once, within a day. Ctrl-C ends it.

    \b
    stepin serve --open
    stepin serve --home ./payments --port 9000
    stepin serve --sign-in-link ana
    """
    from stepin.cli.serving import Serving, print_link, serve_pages

    if link is not None:
        print_link(home, link)
        return
    serve_pages(
        home,
        Serving(host, port, workers=workers, certificate=certificate, key=key, opens=open_, quiet=quiet),
    )
