"""Two logins that are one person: suggested from their names, merged by an administrator, and undone.

A merge grants sight, so nothing merges by itself. It is kept in ``people.toml``, where the analysis reads it.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from stepin.errors import InputError
from stepin.ledger.models import Account, Fact
from stepin.log.home import LogHome
from stepin.log.lock import exclusive
from stepin.org.file import parse_organisation
from stepin.org.organisation import Organisation, Person
from stepin.org.people import Suggestion, directory, merge_suggestions
from stepin.org.problems import PEOPLE_FILE
from stepin.org.writing import people_text

_BETWEEN = "\t"


class NotTwoPeopleError(InputError):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second} cannot be merged: one of them has to be a login by itself.")


def suggestions(organisation: Organisation, people: list[str]) -> tuple[Suggestion, ...]:
    """Who in ``people`` (ids, as findings name them) and the organisation may be one person; no bots."""
    return merge_suggestions(directory(organisation, [who for who in people if ":" in who]))


@transaction.atomic
def merge(
    home: Path, organisation: Organisation, first: str, second: str, *, by: Account, now: datetime
) -> Fact:
    """Gives the logins of ``second``, who is not declared, to ``first``. Raises NotTwoPeopleError."""
    declared = {person.id for person in organisation.people}
    if second in declared:
        first, second = second, first
    if second in declared or first == second or ":" not in second:
        raise NotTwoPeopleError(first, second)
    fact = Fact.objects.create(
        about=Fact.About.SAME_PERSON, value=f"{first}{_BETWEEN}{second}", by=by, at=now
    )
    _write(home, first, add=second)
    return fact


@transaction.atomic
def undo_merge(home: Path, fact: Fact, *, by: Account, now: datetime) -> None:
    """Takes the logins away again; the merge is kept as undone."""
    first, _, second = fact.value.partition(_BETWEEN)
    if fact.undone_at is None:
        fact.undone_at = now
        fact.save(update_fields=("undone_at",))
        _write(home, first, take=second)


def merged(fact: Fact) -> tuple[str, str]:
    first, _, second = fact.value.partition(_BETWEEN)
    return first, second


def _write(home: Path, person: str, *, add: str | None = None, take: str | None = None) -> None:
    """Rewrites people.toml under the writer's lock, whole or not at all."""
    with exclusive(LogHome(home)):
        path = home / PEOPLE_FILE
        before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        people = {each.id: each for each in parse_organisation("", before).people}
        there = people.get(person, Person(person, person, _own_logins(person)))
        logins = [login for login in (*there.logins, *([add] if add else [])) if login != take]
        people[person] = replace(there, logins=tuple(dict.fromkeys(logins)))
        written = path.with_suffix(".writing")
        written.write_text(people_text(people.values()), encoding="utf-8")
        written.replace(path)


def _own_logins(person: str) -> tuple[str, ...]:
    """Somebody who is nothing but a login is called by it."""
    return (person,) if ":" in person else ()
