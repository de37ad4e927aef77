"""``stepin patterns``: what keeps needing a lead."""

from stepin.cli.options import As, AsOf, For, Format, Home, Output, Quiet, Share


def patterns(
    home: Home = None,
    as_of: AsOf = None,
    for_: For = None,
    share: Share = False,
    format_: As = Format.text,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """The kinds of work that keep needing a lead, more than stuck work elsewhere calls for.

    \b
    stepin patterns
    stepin patterns --share --format markdown
    """
    from stepin.cli.reading import Asked
    from stepin.cli.telling import tell

    asked = Asked(home, as_of, for_, share, quiet)
    tell(asked, form=format_, output=output, parts=("patterns",), lists=("patterns",))
