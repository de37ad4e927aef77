"""``stepin correct``: a fact about a step-in that goes back into the analysis."""

from typing import Annotated

import typer

from stepin.cli.options import For, Home


def correct(
    step_in: Annotated[str, typer.Argument(metavar="STEP_IN", help="Its id, as stepin step-ins tells it.")],
    home: Home = None,
    no_step_in: Annotated[bool, typer.Option("--not-a-step-in", help="It was none.")] = False,
    waited_on_me: Annotated[
        bool, typer.Option("--waited-on-me", help="It waited on you, so your act was the step itself.")
    ] = False,
    forms: Annotated[
        str,
        typer.Option(
            "--forms",
            metavar="FORMS",
            help="What you did, comma between: wrote, chased, decided, investigated, clarified, pressed.",
            show_default=False,
        ),
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the last correction of it back.")] = False,
    for_: For = None,
) -> None:
    """Correct a step-in of yours: it goes back into the analysis at the next refresh, and can be undone.

    \b
    stepin correct github:123 --not-a-step-in
    stepin correct github:123 --forms decided,clarified
    stepin correct github:123 --undo
    """
    from stepin.cli.changing import correct_it, take_correction_back

    if undo:
        take_correction_back(home, step_in, person=for_)
    else:
        chosen = {"not_a_step_in": no_step_in, "waited_on": waited_on_me, "form": bool(forms)}
        correct_it(home, step_in, [about for about, asked in chosen.items() if asked], forms, person=for_)
