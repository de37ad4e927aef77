"""``stepin init``, from the log to a drafted ``stepin.toml``."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stepin.cli.console import answer, progress, write_home_file
from stepin.cli.errors import AlreadySetUpError
from stepin.cli.reading import existing_home
from stepin.errors import InputError
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.org.drafting import draft as drafted
from stepin.org.file import read_organisation
from stepin.org.problems import TEAM_FILE


class CodeownersError(InputError):
    def __init__(self, given: str, problem: str) -> None:
        super().__init__(f"--codeowners {given}: {problem}")


def draft(home: Path | None, *, force: bool, codeowners: tuple[str, ...], quiet: bool) -> None:
    """``codeowners``: FILE or OWNER/REPO=FILE each."""
    folder = existing_home(home)
    path = folder / TEAM_FILE
    if path.exists() and not force:
        raise AlreadySetUpError(path)
    usual = LogHome(folder).url
    url = read_organisation(folder).log_url if path.exists() else usual
    with progress("Reading the log", of="events", quiet=quiet):
        log = open_log(LogHome(folder, url))
        items = log.items()
        owners = owners_of(codeowners, repositories(items))
        elsewhere = url if url != usual else None
        found = drafted(log.events().read_all(), items, codeowners=owners, log_url=elsewhere)
    write_home_file(path, found.text)
    assumed = "\n".join(f"- {sentence}" for sentence in found.assumptions)
    answer(f"Drafted {path}. It assumes:\n{assumed}\nRead it, mend it, then: stepin analyse")


def repositories(items: pa.Table) -> tuple[str, ...]:
    """The GitHub repositories that the log has items of, sorted."""
    named = items.filter(pc.equal(items["source"], "github"))["container"].drop_null()
    return tuple(sorted(named.unique().to_pylist()))


def owners_of(given: tuple[str, ...], known: tuple[str, ...]) -> dict[str, str]:
    """Each file's text by ``github:OWNER/REPO``. Raises CodeownersError where it is none of ``known``."""
    owners = {}
    for each in given:
        repository, path = _named(each, known)
        if repository not in known:
            there = ", ".join(known) or "no repository on GitHub"
            raise CodeownersError(each, f"the log has nothing of {repository}. It has: {there}.")
        owners[f"github:{repository}"] = _text(each, path)
    return owners


def _named(given: str, known: tuple[str, ...]) -> tuple[str, Path]:
    """The repository and the file; a name with a ``=`` in it may itself be a file's."""
    repository, equals, path = given.partition("=")
    if equals and not Path(given).exists():
        return repository, Path(path)
    if len(known) != 1:
        problem = f"the log has {len(known)} repositories on GitHub. Say whose it is: OWNER/REPO={given}"
        raise CodeownersError(given, problem)
    return known[0], Path(given)


def _text(given: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CodeownersError(
            given, f"{path} cannot be read ({error.strerror}). Look at the path."
        ) from error
    except UnicodeDecodeError as error:
        raise CodeownersError(given, f"{path} is not UTF-8 text. Save it as UTF-8.") from error
