"""The ``[[person]]`` tables of both files, and the people whom a team only names by login."""

from dataclasses import dataclass, replace

from stepin.org.organisation import Person
from stepin.org.people import bare
from stepin.org.problems import Mistake, Place, did_you_mean
from stepin.org.reading import Table
from stepin.org.values import timezone_of


@dataclass(frozen=True, slots=True)
class Placed:
    person: Person
    place: Place


@dataclass(frozen=True, slots=True)
class People:
    """Who may be named: ``by_id`` in file order; it grows as teams name people by login alone."""

    by_id: dict[str, Person]
    of_login: dict[str, str]  # login → person id

    def id_of(self, who: str) -> str | None:
        """The person's id, for an id or a login; a login nobody has declares its person. None is nobody."""
        if who in self.by_id:
            return who
        if who in self.of_login:
            return self.of_login[who]
        if not is_login(who):
            return None
        self.by_id[who] = Person(id=who, name=bare(who), logins=(who,))
        self.of_login[who] = who
        return who

    def named_by(self, table: Table, key: str, who: str) -> str | None:
        """``id_of``, with a mistake in the table where it is nobody."""
        found = self.id_of(who)
        if found is None:
            hint = did_you_mean(who, self.by_id)
            table.wrong(
                f'nobody is called "{who}".{hint} Add a [[person]], or write a login such as "github:{who}".',
                key,
            )
        return found


def is_login(text: str) -> bool:
    source, _, name = text.partition(":")
    return bool(source.strip() and name.strip())


def read_people(stepin: Table, merged: Table) -> People:
    """Everybody declared. ``stepin.toml`` wins; ``people.toml`` adds logins."""
    placed = _merged(_unique(stepin), _unique(merged))
    of_login: dict[str, str] = {}
    for each in placed:
        if not each.person.logins:
            _wrong(stepin, each.place, f'has no logins; write logins = ["github:{each.person.id}"].')
        for login in each.person.logins:
            holder = of_login.setdefault(login, each.person.id)
            if holder != each.person.id:
                says = f'"{login}" is a login of "{holder}" too; take it from one of them.'
                _wrong(stepin, each.place.at("logins"), says)
    return People({each.person.id: each.person for each in placed}, of_login)


def _unique(file: Table) -> list[Placed]:
    """The persons of one file; a second one with an id already taken is a mistake and left out."""
    found: dict[str, Placed] = {}
    for table in file.tables("person"):
        person = _person(table)
        if person is None:
            continue
        if person.id in found:
            table.wrong(
                f'a person "{person.id}" is declared already; put the logins into one [[person]].', "id"
            )
        else:
            found[person.id] = Placed(person, table.place)
    return list(found.values())


def _person(table: Table) -> Person | None:
    name, bot, timezone = table.text("name"), table.flag("bot"), timezone_of(table)
    logins = _logins(table)
    person_id = table.needed("id", '"ana"')
    if person_id is None:
        return None
    if ":" in person_id and person_id not in logins:
        table.wrong("an id holds no colon, unless it is one of the person's own logins.", "id")
        return None
    return Person(id=person_id, name=name or person_id, logins=logins, bot=bot or False, timezone=timezone)


def _logins(table: Table) -> tuple[str, ...]:
    logins = table.texts("logins") or ()
    for login in logins:
        if not is_login(login):
            table.wrong(f'"{login}" lacks its source; write such as "github:{login}".', "logins")
    return tuple(login for login in logins if is_login(login))


def _merged(written: list[Placed], added: list[Placed]) -> list[Placed]:
    """What the program added to what people wrote; a login that they give to somebody else stays theirs."""
    both = {each.person.id: each for each in written}
    holder = {login: each.person.id for each in written for login in each.person.logins}
    for one in added:
        logins = tuple(
            login for login in one.person.logins if holder.get(login, one.person.id) == one.person.id
        )
        if not logins:
            continue
        each = Placed(replace(one.person, logins=logins), one.place)
        known = both.get(each.person.id)
        both[each.person.id] = (
            each if known is None else Placed(_joined(known.person, each.person), known.place)
        )
    return list(both.values())


def _joined(person: Person, other: Person) -> Person:
    return replace(
        person,
        logins=tuple(dict.fromkeys((*person.logins, *other.logins))),
        bot=person.bot or other.bot,
        timezone=person.timezone or other.timezone,
    )


def _wrong(file: Table, place: Place, says: str) -> None:
    file.mistakes.append(Mistake(place, says))
