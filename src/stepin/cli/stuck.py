"""``stepin stuck``: what is stuck and on whom it waits."""

from stepin.cli.options import As, AsOf, For, Format, Home, Output, Quiet, Share


def stuck(
    home: Home = None,
    as_of: AsOf = None,
    for_: For = None,
    share: Share = False,
    format_: As = Format.text,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """All that is stuck: on whom it waits, how likely it moves without you, and what to do.

    \b
    stepin stuck
    stepin stuck --for ana --format json
    """
    from stepin.cli.reading import Asked
    from stepin.cli.telling import tell

    asked = Asked(home, as_of, for_, share, quiet)
    tell(asked, form=format_, output=output, parts=("waits-on-you", "stuck"), lists=("stuck", "stuck_counts"))
