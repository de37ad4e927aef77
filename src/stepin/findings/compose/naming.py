"""Codes of the analysis → ids, instants and hours."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.analysis.definitions.roles import Role
from stepin.analysis.records import HOUR_US, Ints
from stepin.analysis.run import Analysed
from stepin.findings.compose import arrow
from stepin.findings.model import WaitingOn
from stepin.log.schema import ITEM_KINDS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEAM = "team:"


def instant(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(us))


def microseconds(at: datetime) -> int:
    """UTC microseconds since 1970; ``at`` is aware."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def hours(us: int) -> float:
    return int(us) / HOUR_US


@dataclass(frozen=True, slots=True)
class Names:
    """Of codes one by one, and of columns of codes (an array of text each)."""

    found: Analysed

    def item(self, code: int) -> str:
        name: str = self.found.log.item_ids[code].as_py()
        return name

    def code_of(self, item: str) -> int:
        """Of an item's id; −1 where there is no such item."""
        code: int = pc.index(self.found.log.item_ids, item).as_py()
        return code

    def person(self, code: int) -> str:
        return self.found.log.who.people[code].id

    def team(self, code: int) -> str:
        return self.found.log.cast.teams[code]

    def kind(self, code: int) -> str:
        return ITEM_KINDS[code]

    def value(self, code: int) -> str | None:
        return self.found.log.values[code] if code >= 0 else None

    def waiting_on(self, role: int, who: int, team: int) -> WaitingOn:
        """``who`` as in Waiting.who; an owner without a name is the owning team."""
        people = self.found.log.cast.people
        if who >= people:
            named = self.value(who - people - 1)
            return WaitingOn(Role(role).name.lower(), named.removeprefix(_TEAM) if named else None)
        if who < 0:
            return WaitingOn(Role(role).name.lower(), self.team(team) if role == Role.OWNER else None)
        return WaitingOn(Role(role).name.lower(), self.person(who))

    def items(self, codes: Ints) -> pa.Array:
        return arrow.taken(self.found.log.item_ids, codes)

    def of_items(self, column: str, codes: Ints) -> pa.Array:
        """What the table of items holds of each in a column of text, such as ``title``."""
        return arrow.taken(self.found.log.table[column].combine_chunks(), codes)

    def people(self, codes: Ints) -> pa.Array:
        return arrow.taken([each.id for each in self.found.log.who.people], codes)

    def teams(self, codes: Ints) -> pa.Array:
        return arrow.taken(self.found.log.cast.teams, codes)

    def kinds(self, codes: Ints) -> pa.Array:
        return arrow.taken(ITEM_KINDS, codes)

    def waited_on(self, role: Ints, who: Ints, team: Ints) -> pa.StructArray:
        """``waiting_on`` of each."""
        shape = (len(Role), int(who.max(initial=0)) + 2, len(self.found.log.cast.teams))
        each = np.ravel_multi_index((role, who + 1, team), shape)

        def named(code: int) -> str | None:
            of_role, of_who, of_team = map(int, np.unravel_index(code, shape))
            return self.waiting_on(of_role, of_who - 1, of_team).who

        roles = arrow.taken([each.name.lower() for each in Role], role)
        return arrow.struct_of(WaitingOn, {"role": roles, "who": arrow.each_once(each, named)})
