"""``stepin sync``: brings history in from a live system."""

from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Bring history in from a live system. The same command again reads only what is new.",
)


@app.callback()
def _sync() -> None:
    pass


@app.command()
def github(
    repo: Annotated[str, typer.Argument(metavar="OWNER/REPO", help="The repository on GitHub.")],
    home: Home = None,
    api_url: Annotated[
        str, typer.Option("--api-url", metavar="URL", help="https://HOST/api/v3 for your own GitHub server.")
    ] = "https://api.github.com",
    titles: Annotated[bool, typer.Option("--titles/--no-titles", help="Keep the items' titles.")] = True,
    quiet: Quiet = False,
) -> None:
    """Issues and pull requests of a repository on GitHub.

    The token comes from GITHUB_TOKEN or GH_TOKEN. If it is cut short, the same command continues.

    \b
    stepin sync github acme/payments
    """
    from stepin.cli.importing import sync_github

    sync_github(repo, home=home, api_url=api_url, titles=titles, quiet=quiet)
