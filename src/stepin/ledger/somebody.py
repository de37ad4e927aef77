"""Whoever is to be exported or erased, all that they are called, and what stands there afterwards."""

import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from stepin.errors import InputError
from stepin.ledger.backup import ERASED
from stepin.ledger.models import Account
from stepin.org.organisation import Organisation, Person
from stepin.org.people import bare

NAME = "somebody"
# places in what is kept as JSON that hold addresses, which name a repository and not a person
ADDRESSES = frozenset({"item", "url", "id", "item_id", "event_id"})
_SHORTEST = 3  # letters of a bare login that are looked for inside longer texts


class NobodyOfThatNameError(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nobody is called {name!r}: no id or login in stepin.toml or people.toml, no sign-in name, and "
            "nobody in the log. Give their id, or a login such as github:ana-b."
        )


@dataclass(frozen=True, slots=True)
class Somebody:
    """``id``: as findings name them; ``names``: as people do; ``account``: theirs, if they have one."""

    id: str
    logins: tuple[str, ...]
    names: tuple[str, ...]
    account: Account | None

    @property
    def exact(self) -> frozenset[str]:
        return frozenset((self.id, *self.logins))


def find_somebody(who: str, organisation: Organisation, logins: Iterable[str]) -> Somebody:
    """By id, login or sign-in name; ``logins``: everybody in the log. Raises NobodyOfThatNameError.

    An id or a login goes before a sign-in name, which its account chooses: it may be another's id.
    """
    for person in organisation.people:
        if person.id == who or who in person.logins:
            return _declared(person)
    account = Account.objects.filter(person=who).first()
    if account is None and who not in logins:
        account = Account.objects.filter(username=who).first()
        if account is None:
            raise NobodyOfThatNameError(who)
        return somebody_of(account, organisation, logins)
    names = [account.username, account.name] if account else []
    return Somebody(who, (who,) if who in logins else (), _names(names, who), account)


def somebody_of(account: Account, organisation: Organisation, logins: Iterable[str]) -> Somebody:
    """Whose account it is; by its sign-in name nothing is looked for, and nobody else has the id it gets."""
    if account.person:
        return find_somebody(account.person, organisation, logins)
    return Somebody(f"account:{account.username}", (), _names([account.username, account.name], ""), account)


def _declared(person: Person) -> Somebody:
    account = Account.objects.filter(person=person.id).first()
    names = [person.name, *([account.username, account.name] if account else [])]
    return Somebody(person.id, person.logins, _names(names, person.id), account)


def _names(names: Iterable[str], person_id: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and name != person_id))


@dataclass(frozen=True, slots=True)
class Erasing:
    """Puts texts into what they read as afterwards. ``exact``: whole texts, and words of cues; ``inside``:
    what is looked for within longer ones, as whole words."""

    exact: dict[str, str]
    inside: re.Pattern[str]

    def text(self, said: str) -> str:
        if (found := self.exact.get(said)) is not None:
            return found
        return self.inside.sub(lambda match: self.exact.get(match[0], NAME), said)

    def plain(self, value: Any) -> Any:
        """Of plain JSON values; addresses of items stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.plain(each) for each in value]
        if isinstance(value, dict):
            return {
                self.text(key): each if self._is_address(key, each) else self.plain(each)
                for key, each in value.items()
            }
        return value

    def _is_address(self, key: str, value: Any) -> bool:
        return key in ADDRESSES and value not in self.exact if isinstance(value, str) else False


def erasing(home: Path, key: str, somebody: Somebody) -> Erasing:
    """With a pseudonym that nothing links to them; the same again where erasing them was cut short."""
    kept = _remembered(home)
    begun = (kept[digest] for login in somebody.logins if (digest := _digest(key, login)) in kept)
    number = next(begun, f":{token_hex(4)}").partition(":")[2]
    login = f"erased:{number}"
    person_id = login if somebody.id in somebody.logins else f"{NAME}-{number}"
    exact = dict.fromkeys(somebody.logins, login) | {somebody.id: person_id}
    bares = [bare(each) for each in somebody.logins if len(bare(each)) >= _SHORTEST]
    inside = sorted({*somebody.logins, *somebody.names, *bares}, key=len, reverse=True)
    return Erasing(exact, _words(inside))


def _words(texts: Iterable[str]) -> re.Pattern[str]:
    """As whole words; not where a path goes on, which is a repository's."""
    anyone = "|".join(re.escape(text) for text in texts) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?:{anyone})(?![\w/-])")


def remember(home: Path, key: str, exact: dict[str, str]) -> None:
    """Keeps, as digests under the home's key, which logins were erased: a source that is read again brings
    them back, and they are then erased again."""
    kept = _remembered(home) | {_digest(key, login): as_ for login, as_ in exact.items() if ":" in login}
    path = home / ERASED
    draft = path.with_name(f".{ERASED}.new")
    draft.write_text(json.dumps(kept, indent=1))
    draft.replace(path)


def come_back(home: Path, key: str, logins: Iterable[str]) -> Erasing | None:
    """Of those in the log, whoever was erased; None where nobody is."""
    kept = _remembered(home)
    if not kept:
        return None
    exact = {login: kept[digest] for login in logins if (digest := _digest(key, login)) in kept}
    return Erasing(exact, _words(sorted(exact, key=len, reverse=True))) if exact else None


def _remembered(home: Path) -> dict[str, str]:
    try:
        kept: dict[str, str] = json.loads((home / ERASED).read_text())
    except FileNotFoundError:
        return {}
    return kept


def _digest(key: str, login: str) -> str:
    return hmac.digest(key.encode(), login.encode(), "sha256").hex()
