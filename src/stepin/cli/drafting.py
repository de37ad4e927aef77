"""``stepin init``, from the log to a drafted ``stepin.toml``."""

from pathlib import Path

from stepin.cli.console import answer, progress, write_home_file
from stepin.cli.errors import AlreadySetUpError
from stepin.cli.reading import existing_home
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.org.drafting import draft as drafted
from stepin.org.file import read_organisation
from stepin.org.problems import TEAM_FILE


def draft(home: Path | None, *, force: bool, quiet: bool) -> None:
    folder = existing_home(home)
    path = folder / TEAM_FILE
    if path.exists() and not force:
        raise AlreadySetUpError(path)
    url = read_organisation(folder).log_url if path.exists() else LogHome(folder).url
    with progress("Reading the log", of="events", quiet=quiet):
        log = open_log(LogHome(folder, url))
        found = drafted(log.events().read_all(), log.items())
    write_home_file(path, found.text)
    assumed = "\n".join(f"- {sentence}" for sentence in found.assumptions)
    answer(f"Drafted {path}. It assumes:\n{assumed}\nRead it, mend it, then: stepin analyse")
