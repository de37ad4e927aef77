"""``stepin report``: the whole page."""

from stepin.cli.options import As, AsOf, For, Format, Home, Output, Quiet, Share


def report(
    home: Home = None,
    as_of: AsOf = None,
    for_: For = None,
    share: Share = False,
    format_: As = Format.text,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """What waits on you, what is stuck, where you stepped in, and what keeps needing you.

    Shows the analysis of the latest moment. An HTML report goes to report.html in the home when you are at a
    terminal and give no --output.

    \b
    stepin report
    stepin report --for ana --format html --output monday.html
    stepin report --share --format markdown
    stepin report --as-of 2024-06-10 --format json | jq .need
    """
    from stepin.cli.reading import Asked
    from stepin.cli.telling import tell

    tell(Asked(home, as_of, for_, share, quiet), form=format_, output=output)
