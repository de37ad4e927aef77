"""``stepin analyse``: works out, from the log, what the reports tell."""

from stepin.cli.options import AsOf, Home, Quiet


def analyse(home: Home = None, as_of: AsOf = None, quiet: Quiet = False) -> None:
    """Work out from the log what is stuck, where leads stepped in, and whether it needed them.

    Each analysis is kept. Reports show the one that looks from the latest moment, so that --as-of never takes
    the place of the present.

    \b
    stepin analyse
    stepin analyse --as-of 2024-01-08
    """
    from stepin.cli.console import answer
    from stepin.cli.reading import analyse_now, existing_home, moment
    from stepin.findings.plain import count

    found = analyse_now(existing_home(home), as_of=moment(as_of), quiet=quiet)
    late = found.step_ins["early"].to_pylist().count(False)
    answer(
        f"Analysed {count(found.log.events, 'event')} on {count(found.log.items, 'item')}: "
        f"{count(len(found.stuck), 'stuck item')}, {count(late, 'step-in')}, "
        f"{count(len(found.patterns), 'pattern')}. See: stepin report"
    )
