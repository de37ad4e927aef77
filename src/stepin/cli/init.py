"""``stepin init``: drafts the organisation's file from what is in the log."""

from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet


def init(
    home: Home = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a stepin.toml that is there.")] = False,
    codeowners: Annotated[
        list[str] | None,
        typer.Option(
            "--codeowners",
            metavar="[OWNER/REPO=]FILE",
            help="A repository's CODEOWNERS file: whom it names is drafted as a member. May be repeated; "
            "the repository can be left out where the log has only one.",
            show_default=False,
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Draft stepin.toml: who the people are, which teams there are, who leads them and what they own.

    It is drawn from the log, so import or sync first. Says what it assumed; read the file and mend it.

    \b
    stepin init
    stepin init --home ./payments
    stepin init --codeowners acme/payments=./payments/.github/CODEOWNERS
    """
    from stepin.cli.drafting import draft

    draft(home, force=force, codeowners=tuple(codeowners or ()), quiet=quiet)
