"""A refresh from the command line: by hand, by cron, or by the scheduler inside ``serve``."""

from collections.abc import Sequence
from pathlib import Path

from stepin import settings
from stepin.cli.bots import remember_bots
from stepin.cli.console import answer, progress, remark
from stepin.cli.ledger_home import database_errors, ready_ledger
from stepin.errors import SourceError


class SourcesFailedError(SourceError):
    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"Not read: {', '.join(names)}. The reasons stand above; mend them and run this again. "
            "Everything else was done."
        )


def refresh_home(home: Path | None, *, only: str | None, force: bool, quiet: bool) -> None:
    folder = ready_ledger(home)
    from stepin.ledger.refreshing import Telling, refresh

    tell = Telling(
        say=lambda text: remark(text, quiet=quiet),
        progress=lambda doing, of: progress(doing, of=of, quiet=quiet),
        machines=remember_bots,
    )
    with database_errors(folder):
        done = refresh(folder, now=settings.now(), tell=tell, only=only, force=force)
    if done.run is not None:
        answer(f"Published: {done.run}")
    if done.failed:
        raise SourcesFailedError([name for name, _ in done.failed])
