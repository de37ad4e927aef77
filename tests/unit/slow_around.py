"""Tells what was around a late step-in, looking through all waits and events each time: slow, and plain."""

from collections.abc import Iterator
from statistics import median

from stepin.analysis.records import HOUR_US, End
from stepin.findings.model import Around
from stepin.findings.priorities import rank
from stepin.log.schema import EVENT_KINDS

WEEK, YEAR = 7 * 24 * HOUR_US, 365 * 24 * HOUR_US


def rows_of(table, *names: str) -> list[tuple]:
    return [*zip(*(getattr(table, name).tolist() for name in names), strict=True)]


class Slow:
    def __init__(self, found) -> None:
        self.found, self.names = found, found.log.item_ids.to_pylist()
        places = found.log.table.select(["source", "container"]).to_pylist()
        self.container = [f"{place['source']}:{place['container'] or ''}" for place in places]
        self.work = [*zip(self.container, found.log.items.kind.tolist(), strict=True)]
        self.waits = rows_of(found.work.waits, "item", "team", "started_at", "ended_at", "end", "end_row")
        self.events = rows_of(found.log.rows, "item", "at", "kind", "value", "actor")
        self.posts = rows_of(found.log.cast.member, "team", "person", "from_us", "until_us")
        self.first_at = min(event[1] for event in self.events)
        self.ranks = [*self.changes_of_rank()]

    def changes_of_rank(self) -> Iterator[tuple[int, int, int | None]]:
        for item, at, kind, value, _ in self.events:
            text, name = self.found.log.values[value] if value >= 0 else None, EVENT_KINDS[kind]
            if name == "priority_changed":
                yield item, at, rank(text)
            elif name in ("labelled", "unlabelled") and rank(text, label=True) is not None:
                yield item, at, rank(text, label=True) if name == "labelled" else None

    def around(self, row: int, event_id: str) -> Around:
        act, spell = self.found.step_ins.act[row], self.found.step_ins.spell[row]
        item, team, since, *_ = self.waits[spell]
        at = self.events[self.found.work.acts.row[act]][1]
        members = {who for of, who, start, until in self.posts if of == team and start <= at < until}
        moved, own = self.moved(team, item, since, at), self.rank(item, at)
        ranks = {each: self.rank(each, at) for each in moved} if own is not None else {}
        weeks = [at - WEEK * n for n in range(1, 13) if at - WEEK * n >= self.first_at]
        return Around(
            step_in=event_id,
            container=self.container[item],
            members=len(members),
            movers=len(members & self.movers(item, at)),
            open_items=self.open(team, at),
            open_usual=median(self.open(team, then) for then in weeks) if len(weeks) >= 4 else None,
            moved=len(moved),
            lower=tuple(self.names[n] for n, found in ranks.items() if found is not None and found > own)[
                :20
            ],
            ranked=sum(found is not None for found in ranks.values()),
            uses_priority=any(self.told(item, at, [each for each in self.ranks if each[2] is not None])),
            uses_dates=any(
                self.told(item, at, [e for e in self.events if EVENT_KINDS[e[2]] == "due_changed"])
            ),
        )

    def moved(self, team: int, item: int, since: int, at: int) -> list[int]:
        """In the order of their codes."""
        ended = [wait for wait in self.waits if wait[1] == team and wait[4] == End.PROGRESS]
        return sorted({wait[0] for wait in ended if since <= wait[3] < at} - {item})

    def rank(self, item: int, at: int) -> int | None:
        before = [found for of, then, found in self.ranks if of == item and then < at]
        return before[-1] if before else None

    def movers(self, item: int, at: int) -> set[int]:
        ended = [wait for wait in self.waits if wait[4] == End.PROGRESS and at - YEAR <= wait[3] < at]
        return {self.events[wait[5]][4] for wait in ended if self.work[wait[0]] == self.work[item]}

    def open(self, team: int, at: int) -> int:
        begun = [wait for wait in self.waits if wait[1] == team and wait[2] <= at]
        return sum(wait[4] == End.OPEN or at < wait[3] for wait in begun)

    def told(self, item: int, at: int, rows: list[tuple]) -> Iterator[bool]:
        """Whether each of ``rows``, of an item and a moment, is of its container and before then."""
        return (self.container[each[0]] == self.container[item] and each[1] < at for each in rows)
