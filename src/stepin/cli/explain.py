"""``stepin explain``: one step-in laid open."""

from typing import Annotated

import typer

from stepin.cli.options import AsOf, For, Home, Quiet


def explain(
    step_in: Annotated[str, typer.Argument(metavar="STEP_IN", help="Its id, as stepin step-ins shows it.")],
    home: Home = None,
    as_of: AsOf = None,
    for_: For = None,
    quiet: Quiet = False,
) -> None:
    """One step-in: its item's timeline, on whom it waited when, and how the numbers came about.

    \b
    stepin explain github:12345678
    stepin explain github:12345678 --as-of 2024-06-10
    """
    from stepin.cli.reading import Asked
    from stepin.cli.telling import explained

    explained(Asked(home, as_of, for_, quiet=quiet), step_in)
