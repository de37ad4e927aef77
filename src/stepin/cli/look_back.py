"""``stepin look-back``: what is due to be looked back at, and looking back at one."""

from typing import Annotated

import typer

from stepin.cli.options import For, Home


def look_back(
    step_in: Annotated[
        str, typer.Argument(metavar="[STEP_IN]", help="One of those listed, by its id.", show_default=False)
    ] = "",
    home: Home = None,
    missing: Annotated[
        list[str] | None,
        typer.Option(
            "--missing",
            metavar="CAUSE",
            help="What was missing; may be repeated. All other causes are answered no.",
            show_default=False,
        ),
    ] = None,
    nothing: Annotated[bool, typer.Option("--nothing-missing", help="No to every cause.")] = False,
    again: Annotated[
        bool | None,
        typer.Option("--again/--one-off", help="The same kind again, or a one-off.", show_default=False),
    ] = None,
    would_have: Annotated[
        str,
        typer.Option(
            "--would-have",
            metavar="TEXT",
            help="What would have had to be true for this not to need you.",
            show_default=False,
        ),
    ] = "",
    notes: Annotated[
        str, typer.Option("--notes", metavar="TEXT", help="For you alone.", show_default=False)
    ] = "",
    hours: Annotated[
        float | None,
        typer.Option("--hours", min=0, max=1000, help="What it took you.", show_default=False),
    ] = None,
    put_off: Annotated[
        str,
        typer.Option("--put-off", metavar="DAY", help="To tomorrow, monday, or a date.", show_default=False),
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Open it again; what was answered stays.")] = False,
    for_: For = None,
) -> None:
    """Look back at your step-ins, one at a time: what was missing, that it needed you?

    Without an id it lists what is due. In a terminal it asks the questions of the page, with what the log
    says beside each.

    \b
    stepin look-back
    stepin look-back github:123 --missing owner --again --would-have "Somebody named on the first day"
    stepin look-back github:123 --put-off monday
    """
    from stepin.cli.looking_back import Answered, list_due, look_back_at, open_again, put_it_off

    if not step_in:
        list_due(home, person=for_)
    elif undo:
        open_again(home, step_in, person=for_)
    elif put_off:
        put_it_off(home, step_in, put_off, person=for_)
    else:
        causes = tuple(missing or ())
        said = Answered(causes, nothing, again, would_have=would_have, notes=notes, hours=hours)
        look_back_at(home, step_in, said, person=for_)
