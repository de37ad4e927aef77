"""``stepin explain``: one step-in laid open."""

from typing import Annotated

import typer

from stepin.cli.options import For, Home, Quiet


def explain(
    step_in: Annotated[str, typer.Argument(metavar="STEP_IN", help="Its id, as stepin step-ins shows it.")],
    home: Home = None,
    for_: For = None,
    quiet: Quiet = False,
) -> None:
    """One step-in: its item's timeline, on whom it waited when, and how the numbers came about.

    \b
    stepin explain github:12345678
    """
    from stepin.cli.reading import Asked
    from stepin.cli.telling import explained

    explained(Asked(home, person=for_, quiet=quiet), step_in)
