"""``stepin import``: brings history in from files."""

from pathlib import Path
from typing import Annotated

import typer

from stepin.cli.options import Home, Quiet, Strict

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Bring history in from files. Importing the same again changes nothing.",
)
Items = Annotated[
    Path | None,
    typer.Option(
        "--items",
        metavar="FILE",
        readable=False,
        help="The items: a CSV or Parquet file.",
        show_default=False,
    ),
]
Map = Annotated[
    str | None,
    typer.Option(
        "--map",
        metavar="FILE",
        help="TOML that says which column is which, or a map that comes with stepin: servicenow.",
        show_default=False,
    ),
]
Titles = Annotated[bool, typer.Option("--titles/--no-titles", help="Keep the items' titles.")]


@app.command()
def github(
    path: Annotated[
        Path, typer.Argument(readable=False, help="A folder or tar of GitHub REST payloads (JSON).")
    ],
    home: Home = None,
    strict: Strict = False,
    titles: Titles = True,
    quiet: Quiet = False,
) -> None:
    """Issues and pull requests from a folder or tar of GitHub's REST payloads.

    \b
    stepin import github ./payloads
    stepin import github archive.tar.xz --home ./home
    """
    from stepin.cli.importing import import_github

    import_github(path, home=home, strict=strict, titles=titles, quiet=quiet)


@app.command()
def table(
    events: Annotated[Path, typer.Argument(readable=False, help="The events: a CSV or Parquet file.")],
    items: Items = None,
    map_: Map = None,
    home: Home = None,
    strict: Strict = False,
    quiet: Quiet = False,
) -> None:
    """Events and items from tables, with their own column names through a map.

    \b
    stepin import table events.csv --items items.csv
    stepin import table incidents.csv --map servicenow
    """
    from stepin.cli.importing import import_table

    import_table(events, items=items, map_name=map_, home=home, strict=strict, quiet=quiet)
