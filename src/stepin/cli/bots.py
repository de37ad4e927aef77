"""Logins that a source says are machines, kept in ``people.toml`` so that no report takes them for people."""

from pathlib import Path

from stepin.cli.console import write_home_file
from stepin.org.file import parse_organisation, read_organisation
from stepin.org.organisation import Person
from stepin.org.people import bare, looks_automatic
from stepin.org.problems import PEOPLE_FILE
from stepin.org.writing import people_text


def remember_bots(home: Path, logins: tuple[str, ...]) -> None:
    """Adds those that neither file names yet; a login that its name gives away needs no line.

    The caller holds the home (``log.lock.exclusive``), so that no two writers lose each other's people.
    """
    known = {login for person in read_organisation(home).people for login in person.logins}
    fresh = [login for login in logins if login not in known and not looks_automatic(login)]
    if not fresh:
        return
    path = home / PEOPLE_FILE
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    bots = [Person(login, bare(login), (login,), bot=True) for login in fresh]
    write_home_file(path, people_text([*parse_organisation("", before).people, *bots]))
