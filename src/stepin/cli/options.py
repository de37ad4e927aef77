"""The options that several commands share. Nothing heavy is imported here: ``--help`` has to be quick."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    text = "text"
    markdown = "markdown"
    json = "json"
    html = "html"


Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="FOLDER",
        readable=False,  # said in our own words where it is not
        help="The home folder. Default: STEPIN_HOME, else your platform's data folder.",
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="The moment to look from: 2024-06-10, or 2024-06-10T09:00+02:00. UTC where no zone is given.",
        show_default=False,
    ),
]
For = Annotated[
    str | None,
    typer.Option(
        "--for",
        metavar="PERSON",
        help="As this person may see it (an id in stepin.toml). Default: the home's owner.",
        show_default=False,
    ),
]
Share = Annotated[
    bool, typer.Option("--share", help="By team and kind only: no people, titles or items, no small teams.")
]
As = Annotated[Format, typer.Option("--format", help="How to write it.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to this file.", show_default=False),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks; errors still show.")]
Strict = Annotated[bool, typer.Option("--strict", help="Take nothing in if any row or file is bad.")]
