"""``stepin check``: the changes that run, and whether one worked."""

from enum import StrEnum
from typing import Annotated

import typer

from stepin.cli.options import For, Home


class Verdict(StrEnum):
    fell = "fell"
    did_not = "did-not"
    cannot_tell = "cannot-tell"


def check(
    response: Annotated[
        int,
        typer.Argument(metavar="[CHANGE]", help="Its number in the list.", show_default=False),
    ] = 0,
    home: Home = None,
    verdict: Annotated[
        Verdict | None, typer.Option("--verdict", help="Whether it worked.", show_default=False)
    ] = None,
    again_on: Annotated[
        str,
        typer.Option(
            "--again-on",
            metavar="DAY",
            help="Where it cannot be told yet: when to check again.",
            show_default=False,
        ),
    ] = "",
    for_: For = None,
) -> None:
    """Say whether a change worked. Without a number it lists those that run, with what the numbers say.

    \b
    stepin check
    stepin check 3 --verdict fell
    stepin check 3 --verdict cannot-tell --again-on 2024-09-01
    """
    from stepin.cli.changing import list_changes, say_whether_it_worked

    if response and verdict:
        say_whether_it_worked(home, response, verdict.value.replace("-", "_"), again_on, person=for_)
    else:
        list_changes(home, only=response, person=for_)
