"""``stepin demo``: an invented organisation, from its events to the report."""

from stepin.cli.options import Home, Quiet


def demo(home: Home = None, quiet: Quiet = False) -> None:
    """Build an invented organisation, analyse it, print the report and write it as report.html.

    Goes to a folder of its own, stepin-demo in the present one, unless --home names another.

    \b
    stepin demo
    stepin demo --home ./demo
    """
    from stepin.cli.demonstrating import demonstrate

    demonstrate(home, quiet=quiet)
