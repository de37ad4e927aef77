"""``stepin step-ins``: where leads stepped in, and whether it needed them."""

from stepin.cli.options import As, AsOf, For, Format, Home, Output, Quiet, Share


def step_ins(
    home: Home = None,
    as_of: AsOf = None,
    for_: For = None,
    share: Share = False,
    format_: As = Format.text,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Every step-in, newest first: what came of it, and whether it needed a lead.

    \b
    stepin step-ins
    stepin step-ins --for ana --format json
    """
    from stepin.cli.reading import Asked
    from stepin.cli.telling import tell

    asked = Asked(home, as_of, for_, share, quiet)
    tell(asked, form=format_, output=output, parts=("step-ins", "early"), lists=("step_ins", "need"))
