"""What people stated about the past, as codes: which events of the log it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from stepin.analysis.corrections import BOT, FORM, NOBODY, NOT_A_STEP_IN, WAITED_ON, Correction
from stepin.analysis.records import Bools, Ints
from stepin.org.organisation import Organisation, Person
from stepin.org.people import Directory, bare

UNNAMED = -1  # in ``waited_on``: nobody


@dataclass(frozen=True, slots=True)
class Stated:
    """Rows are those of the log's events.

    ``waited_on``: (row, person or UNNAMED), the latest stated last. ``ignored``: how many corrections are
    about an event or a person that the log, as of the moment analysed, does not know.
    """

    not_step_ins: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    forms: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    waited_on: tuple[tuple[int, int], ...] = ()
    ignored: int = 0


def stated(
    corrections: Sequence[Correction], row_of: Mapping[str, int], *, who: Directory, known: Bools
) -> Stated:
    """``row_of``: the rows of those of the corrections' events that are in the log, by event id. ``known``:
    by person, whether they do something in the log or are in the organisation."""
    in_force = tuple(_in_force(corrections))
    found = [each for each in in_force if each.event_id in row_of]
    persons = {each: _person(each.value, who, known) for each in found if each.fact == WAITED_ON}
    waited_on = [(row_of[each.event_id], code) for each, code in persons.items() if code is not None]
    return Stated(
        not_step_ins=np.array([row_of[e.event_id] for e in found if e.fact == NOT_A_STEP_IN], np.int64),
        forms={row_of[each.event_id]: each.forms for each in found if each.fact == FORM},
        waited_on=tuple(waited_on),
        ignored=len(in_force) - len(found) + len(persons) - len(waited_on),
    )


def with_bots(organisation: Organisation, corrections: Sequence[Correction]) -> Organisation:
    """The organisation in which everybody stated to be a bot is one; by person id or by login."""
    named = {each.value for each in corrections if each.fact == BOT}
    if not named:
        return organisation
    people = [replace(p, bot=p.bot or not named.isdisjoint((p.id, *p.logins))) for p in organisation.people]
    strangers = sorted(named - {name for p in people for name in (p.id, *p.logins)})
    return replace(
        organisation, people=(*people, *(Person(each, bare(each), (each,), bot=True) for each in strangers))
    )


def _in_force(corrections: Sequence[Correction]) -> Iterator[Correction]:
    """Of each fact about each event the latest, in the order in which they were stated; bots apart."""
    latest: dict[tuple[str, str], Correction] = {}
    for each in sorted(corrections, key=lambda c: c.at):
        if each.fact != BOT:
            latest.pop((each.fact, each.event_id), None)
            latest[each.fact, each.event_id] = each
    yield from latest.values()


def _person(value: str, who: Directory, known: Bools) -> int | None:
    """Their code, by id or login; UNNAMED for nobody; None for a bot and for whom the log does not know."""
    if value == NOBODY:
        return UNNAMED
    code = who.code_of_person.get(value, who.code_of_login.get(value))
    return None if code is None or who.people[code].bot or not known[code] else code
