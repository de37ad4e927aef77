"""``stepin log``: a step-in, logged by hand."""

from typing import Annotated

import typer

from stepin.cli.options import For, Home


def log(
    home: Home = None,
    team: Annotated[
        str, typer.Option("--team", metavar="TEAM", help="Whose work it was.", show_default=False)
    ] = "",
    about: Annotated[
        str, typer.Option("--about", metavar="TEXT", help="What it was about.", show_default=False)
    ] = "",
    form: Annotated[
        list[str] | None,
        typer.Option(
            "--form",
            metavar="FORM",
            help="What you did: wrote, chased, decided, investigated, clarified or pressed; may be repeated.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="Which kind of work.", show_default=False)
    ] = "",
    item: Annotated[
        str, typer.Option("--item", metavar="ITEM", help="An item of the log.", show_default=False)
    ] = "",
    day: Annotated[
        str, typer.Option("--on", metavar="DAY", help="When: 2024-06-10. Default: now.", show_default=False)
    ] = "",
    answer: Annotated[
        str,
        typer.Option(
            "--had-to-be-you", metavar="ANSWER", help="Whether it did: yes, no, unsure.", show_default=False
        ),
    ] = "",
    for_: For = None,
    undo: Annotated[
        str,
        typer.Option("--undo", metavar="ID", help="Take back one logged by mistake.", show_default=False),
    ] = "",
) -> None:
    """Log a step-in by hand: which team's work, what it was about, what you did. It needs no data.

    In a terminal it asks for what you leave out.

    \b
    stepin log
    stepin log --team payments --about "Refund runbook" --form chased --had-to-be-you no
    stepin log --undo manual:0b6c…
    """
    from stepin.cli.logging_by_hand import Said, log_by_hand, take_back_by_hand

    if undo:
        take_back_by_hand(home, undo, person=for_)
        return
    said = Said(team, about, tuple(form or ()), kind=kind, item=item, day=day, answer=answer)
    log_by_hand(home, said, person=for_)
