"""``stepin respond``: what keeps needing you, and what you change about it."""

from typing import Annotated

import typer

from stepin.cli.options import For, Home


def respond(
    pattern: Annotated[
        int,
        typer.Argument(metavar="[PATTERN]", help="Its number in the list.", show_default=False),
    ] = 0,
    home: Home = None,
    cause: Annotated[
        str, typer.Option("--cause", metavar="CAUSE", help="What was missing.", show_default=False)
    ] = "",
    what: Annotated[
        str, typer.Option("--what", metavar="TEXT", help="What you change.", show_default=False)
    ] = "",
    owner: Annotated[
        str, typer.Option("--owner", metavar="WHO", help="Who owns the change.", show_default=False)
    ] = "",
    check_on: Annotated[
        str,
        typer.Option(
            "--check-on",
            metavar="DAY",
            help="When to see whether it worked; else in six weeks.",
            show_default=False,
        ),
    ] = "",
    for_: For = None,
) -> None:
    """Change something about what keeps needing you. Without a number it lists what does.

    \b
    stepin respond
    stepin respond 3 --cause owner --what "Name one owner" --owner ana --check-on 2024-08-01
    """
    from stepin.cli.changing import Change, list_patterns, start_change

    if pattern:
        start_change(home, pattern, Change(cause, what, owner, check_on), person=for_)
    else:
        list_patterns(home, person=for_)
