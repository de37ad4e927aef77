"""Which logins are one person, and which are nobody: bots."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from stepin.org.organisation import Organisation, Person

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

AUTOMATIC_SUFFIX = "[bot]"  # how GitHub ends the login of every app
AUTOMATIC_LOGINS = frozenset({"github:Copilot", "github:web-flow"})  # GitHub's own, which lack the ending
NOBODYS_LOGINS = frozenset({"github:ghost"})  # stands for everybody whose account is deleted


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody by code: the organisation's people in file order, then each unknown login as its own person.

    A code is an index into ``people``. ``notes`` say, as sentences, which logins were taken for bots.
    """

    people: tuple[Person, ...]
    code_of_login: dict[str, int]
    code_of_person: dict[str, int]
    notes: tuple[str, ...] = ()

    def codes(self, logins: Sequence[str | None]) -> Ints:
        """The code of each login's person; -1 for None and for a login that the directory has not seen."""
        found = (self.code_of_login.get(login, -1) if login is not None else -1 for login in logins)
        return np.fromiter(found, dtype=np.int64, count=len(logins))

    def bots(self) -> Bools:
        """Whether each code is a bot, shape (people)."""
        return np.array([person.bot for person in self.people], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two person ids that may be one person, and why; merging them is for an administrator to decide."""

    first: str
    second: str
    why: str


def directory(organisation: Organisation, logins: Iterable[str]) -> Directory:
    """Everybody in the organisation and in ``logins`` (in any order, repeats allowed)."""
    known = {login for person in organisation.people for login in person.logins}
    strangers = [_stranger(login) for login in sorted(set(logins) - known)]
    people = (*organisation.people, *strangers)
    return Directory(
        people=people,
        code_of_login={login: code for code, person in enumerate(people) for login in person.logins},
        code_of_person={person.id: code for code, person in enumerate(people)},
        notes=_bot_notes(strangers),
    )


def looks_automatic(login: str) -> bool:
    return login.endswith(AUTOMATIC_SUFFIX) or login in AUTOMATIC_LOGINS


def bare(login: str) -> str:
    """The login without its source: ``github:ana-b`` → ``ana-b``."""
    return login.partition(":")[2] or login


def merge_suggestions(who: Directory) -> tuple[Suggestion, ...]:
    """Pairs that may be one person: logins equal but for case or an e-mail's domain, or one display name.

    Each pair occurs once, in the directory's order, with the first reason found. Bots are left out.
    """
    found: dict[tuple[int, int], str] = {}
    for why, keys in (("logins alike", _login_keys), ("same name", _name_keys)):
        for codes in _codes_by_key(who, keys).values():
            for pair in combinations(sorted(codes), 2):
                found.setdefault(pair, why)
    return tuple(
        Suggestion(who.people[first].id, who.people[second].id, why)
        for (first, second), why in sorted(found.items())
    )


def _stranger(login: str) -> Person:
    return Person(id=login, name=bare(login), logins=(login,), bot=looks_automatic(login))


def _bot_notes(strangers: list[Person]) -> tuple[str, ...]:
    bots = [person.id for person in strangers if person.bot]
    if not bots:
        return ()
    listed = ", ".join(bots)
    return (f"Taken for bots by their logins: {listed}.",)


def _codes_by_key(who: Directory, keys: Callable[[Person], set[str]]) -> dict[str, set[int]]:
    """Of the keys that several people have."""
    first: dict[str, int] = {}
    several: dict[str, set[int]] = {}
    for code, person in enumerate(who.people):
        for key in () if person.bot else keys(person):
            if first.setdefault(key, code) != code:
                several.setdefault(key, {first[key]}).add(code)
    return several


def _login_keys(person: Person) -> set[str]:
    return {bare(login).partition("@")[0].casefold() for login in person.logins}


def _name_keys(person: Person) -> set[str]:
    name = " ".join(person.name.casefold().split())
    return {name} if name else set()
