"""Codes of the analysis → ids, instants and hours."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stepin.analysis.definitions.roles import Role
from stepin.analysis.records import HOUR_US
from stepin.analysis.run import Analysed
from stepin.findings.model import Ask, WaitingOn
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
    """``titles`` and ``urls`` by item code."""

    found: Analysed
    item_ids: list[str]
    titles: list[str | None]
    urls: list[str | None]

    @staticmethod
    def of(found: Analysed) -> "Names":
        table = found.log.table
        return Names(
            found,
            found.log.item_ids.to_pylist(),
            table["title"].to_pylist(),
            table["url"].to_pylist(),
        )

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

    def ask(self, act: int) -> Ask:
        """``act``: a row of Acts."""
        a = self.found.work.acts
        at = self.found.log.rows.at[a.row[act]]
        level = int(a.level[act]) or None
        return Ask(self.person(a.actor[act]), instant(at), level is not None, level)
