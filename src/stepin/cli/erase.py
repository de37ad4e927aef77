"""``stepin erase``: one person, from all that a home holds."""

from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet


def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Their id, a login or their sign-in name.")],
    home: Home = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    quiet: Quiet = False,
) -> None:
    """Erase one person from a home: their name, logins, notes, look backs and account, for good.

    It says first what it will do, and asks. What they did stays as somebody's, so that counts stay true. The
    analyses and the backups in the home are deleted, since they name them; run stepin refresh afterwards.

    \b
    stepin erase ana
    stepin erase github:ana-b --yes
    """
    from stepin.cli.people import erase_somebody

    erase_somebody(home, person, yes=yes, quiet=quiet)
