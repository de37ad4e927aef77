"""Reads ``stepin.toml`` and ``people.toml``: the organisation, or every mistake in them at once."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from stepin.org.consistency import inconsistencies
from stepin.org.organisation import Organisation
from stepin.org.problems import PEOPLE_FILE, TEAM_FILE, Mistake, OrganisationError, Place
from stepin.org.read_people import People, read_people
from stepin.org.read_rules import read_cues, read_expects, read_kind_rules, read_statuses
from stepin.org.read_sources import read_keep, read_refreshing, read_sources
from stepin.org.read_teams import read_teams
from stepin.org.reading import Table


def read_organisation(home: Path) -> Organisation:
    """The organisation of a home folder. A file that is not there says nothing; both may be absent.

    Raises OrganisationError, with every mistake in both files.
    """
    mistakes: list[Mistake] = []
    texts = {name: _text(home / name, name, mistakes) for name in (TEAM_FILE, PEOPLE_FILE)}
    return _parsed(texts, mistakes)


def parse_organisation(stepin: str, people: str = "") -> Organisation:
    """``read_organisation`` from the files' texts."""
    return _parsed({TEAM_FILE: stepin, PEOPLE_FILE: people}, [])


def organisation_of(
    stepin: Mapping[str, object], people: Mapping[str, object], mistakes: list[Mistake]
) -> Organisation:
    """The organisation in both files' values; what is wrong goes to ``mistakes`` and is left out."""
    file = Table(stepin, Place(TEAM_FILE), mistakes)
    merged = Table(people, Place(PEOPLE_FILE), mistakes)
    file.only("")
    _only_people(merged)
    who = read_people(file, merged)
    teams = read_teams(file, who)
    mistakes.extend(inconsistencies(teams))
    default = Organisation()
    labels = file.table("waiting", "waiting").texts("on_owner_labels")
    return Organisation(
        teams=teams.teams,
        selectors=tuple(each.selector for each in teams.selectors),
        expects=read_expects(file, teams.places),
        kind_rules=read_kind_rules(file),
        statuses=read_statuses(file),
        owner=_owner(file, who),
        log_url=_log_url(file) or default.log_url,
        waits_on_owner_labels=default.waits_on_owner_labels if labels is None else labels,
        people=tuple(who.by_id.values()),
        cues=read_cues(file),
        sources=read_sources(file),
        refreshing=read_refreshing(file),
        keep=read_keep(file),
    )


def _log_url(file: Table) -> str | None:
    """A folder, or ``s3://bucket/folder``; a drive's letter is no scheme."""
    log = file.table("log", "log")
    url = log.text("url")
    if url is not None and re.match(r"(?!s3://|file://)[a-z][a-z0-9+.-]+:", url, re.IGNORECASE):
        log.wrong(f'"{url}" is neither a folder nor s3://bucket/folder, where a log can be.', "url")
        return None
    return url


def _owner(file: Table, who: People) -> str | None:
    owner = file.text("owner")
    return None if owner is None else who.named_by(file, "owner", owner)


def _only_people(merged: Table) -> None:
    for key in merged.values:
        if key != "person":
            merged.wrong(f"{PEOPLE_FILE} holds [[person]] alone; move this to {TEAM_FILE}.", key)


def _parsed(texts: Mapping[str, str], mistakes: list[Mistake]) -> Organisation:
    tables = {name: _toml(text, name, mistakes) for name, text in texts.items()}
    unread = bool(mistakes)
    organisation = organisation_of(tables[TEAM_FILE], tables[PEOPLE_FILE], [] if unread else mistakes)
    if mistakes:
        raise OrganisationError(mistakes, texts)
    return organisation


def _text(path: Path, name: str, mistakes: list[Mistake]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        mistakes.append(Mistake(Place(name), "is not UTF-8 text; save it again as UTF-8."))
    except OSError as problem:
        mistakes.append(
            Mistake(Place(name), f"cannot be read ({problem.strerror}); see who may read {path}.")
        )
    return ""


def _toml(text: str, name: str, mistakes: list[Mistake]) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        mistakes.append(Mistake(Place(name), f"is not valid TOML: {problem}."))
        return {}
