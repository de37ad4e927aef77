"""Histories as text tables, with what an engine should say about each event to the right of the bar.

::

    at         who  does       value        | waits on               ends
    Mon 09:00  ana  opened                  | nobody: nobody
    Mon 10:00  max  assigned   max          | owned: owner max       pass

A day may be in a later week (``Tue+1``) or a date. ``-`` acts for nobody; ``ci`` is a bot. The item is the
team's, unless the setting says otherwise: payments owns ``git:shop``, lea leads it, dan leads platform above
it, max is its member; sue is search's; everybody else is in no team.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from stepin.analysis.corrections import Correction
from stepin.log.records import Event, Item
from stepin.org.organisation import Organisation, Parent, Person, Post, Selector, Team
from tests.reference.answer import Answer, StepIn, Touch
from tests.spec.engines import Engine

MONDAY = datetime(2024, 6, 10, tzinfo=UTC)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOUR_US = 3_600_000_000
NAMES = ("ana", "bob", "dan", "kim", "lea", "max", "mia", "old", "rex", "sue", "wim", "zed")
SHOP = Organisation(
    people=(*(Person(name, name, (name,)) for name in NAMES), Person("ci", "CI", ("ci",), bot=True)),
    teams=(
        Team("platform", leads=(Post("dan"),)),
        Team("payments", (Parent("platform"),), leads=(Post("lea"),), members=(Post("max"),)),
        Team("search", members=(Post("sue"),)),
    ),
    selectors=(Selector("payments", "git:shop"),),
)
LEADERLESS = Organisation(people=SHOP.people)


@dataclass(frozen=True)
class Setting:
    """What surrounds the table. ``until`` is the moment analysed; the default is the last event's."""

    kind: str = "change"
    author: str | None = "ana"
    organisation: Organisation = SHOP
    until: str | None = None
    past: tuple[list[Event], list[Item]] = field(default_factory=lambda: ([], []))
    corrections: tuple[Correction, ...] = ()


def check(engine: Engine, table: str, setting: Setting) -> Answer:
    """Asserts all that stands to the right of the bar, and gives the whole answer back."""
    rows = [line for line in table.strip("\n").splitlines() if line.strip()]
    left, right = zip(*(row.split("|") for row in rows), strict=True)
    events = [_event(n, cells) for n, cells in enumerate(_cells(left), start=1)]
    answer = _ask(engine, events, setting)
    expected = _cells(right)
    found = [{name: _SAYS[name](answer, event.event_id) for name in expected[0]} for event in events]
    assert found == expected
    return answer


def _cells(lines: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows below the header, each by column; a column is as wide as its header and the gap after it."""
    names = [name for name in lines[0].replace("waits on", "waits_on").split() if name]
    head = lines[0].replace("waits on", "waits_on")
    starts = [head.index(name) for name in names]
    stops = [*starts[1:], None]
    return [
        {n: line[a:b].strip() for n, a, b in zip(names, starts, stops, strict=True)} for line in lines[1:]
    ]


def _event(number: int, cells: dict[str, str]) -> Event:
    kind, value = cells["does"], cells.get("value") or None
    actor = None if cells["who"] == "-" else cells["who"]
    previous = cells.get("previous") or None
    return Event(f"e{number}", "item", moment(cells["at"]), number, actor, kind, value, previous)


def moment(text: str) -> datetime:
    """``Mon 09:00``, ``Mon+1 09:00`` a week later, or ``2024-04-01 09:00``; UTC."""
    day, clock = text.split()
    hours, minutes = map(int, clock.split(":"))
    if day[0].isdigit():
        return datetime.fromisoformat(day).replace(hour=hours, minute=minutes, tzinfo=UTC)
    name, _, weeks = day.partition("+")
    return MONDAY + timedelta(days=DAYS.index(name) + 7 * int(weeks or 0), hours=hours, minutes=minutes)


def _ask(engine: Engine, events: list[Event], setting: Setting) -> Answer:
    item = Item("item", "git", setting.kind, "shop", author=setting.author)
    as_of = moment(setting.until) if setting.until else events[-1].occurred_at
    more, others = setting.past
    return engine([*more, *events], [*others, item], setting.organisation, as_of, setting.corrections)


def _waits_on(answer: Answer, id_: str) -> str:
    found = next((w for w in answer.waits if (w.item_id, w.event_id) == ("item", id_)), None)
    return f"{found.rule}: {found.role} {found.who or ''}".strip() if found else "closed"


def _ends(answer: Answer, id_: str) -> str:
    return next((s.end.lower() for s in answer.spells if s.end_event == id_), "")


def _expected(answer: Answer, id_: str) -> str:
    """Of the spell that starts with the event."""
    spell = next((s for s in answer.spells if s.start_event == id_), None)
    return f"{spell.expectation} {_hours(spell.expected_us)}" if spell else ""


def _touch(answer: Answer, id_: str) -> str:
    """Who, what came of it, and after how long."""
    found: Touch | None = next((t for t in answer.touches if t.event_id == id_), None)
    return f"{found.who} {found.outcome.lower()} {_hours(found.until_us)}" if found else ""


def _step_in(answer: Answer, id_: str) -> str:
    """Of the one that begins with the event: when it came, what it was made of, what came of it."""
    found: StepIn | None = next((s for s in answer.step_ins if s.id == id_), None)
    if found is None:
        return ""
    after = "" if found.after_us is None else f" {_hours(found.after_us)}"
    when = f"{'early' if found.early else 'late'} {_hours(found.idle_us)}"
    return f"{when} {'+'.join(found.forms)} {found.outcome}{after}"


def _hours(us: int) -> str:
    return f"{us / HOUR_US:g}h"


_SAYS = {
    "waits_on": _waits_on,
    "ends": _ends,
    "expected": _expected,
    "touch": _touch,
    "step-in": _step_in,
}


def reviewed_before(*reviewers: str) -> tuple[list[Event], list[Item]]:
    """One review by each, in the quarter before, on changes of old's."""
    return _done_before([(reviewer, "reviewed", "old") for reviewer in reviewers])


def merged_before(*mergers: str, author: str = "old") -> tuple[list[Event], list[Item]]:
    """One merge by each, in the quarter before."""
    return _done_before([(merger, "merged", author) for merger in mergers])


def approved_and_merged_before(*approvers: str, merger: str = "lea") -> tuple[list[Event], list[Item]]:
    """One merge each, in the quarter before, approved by those named, in a row; ``old`` pushes instead."""
    events, items = merged_before(*[merger] * len(approvers))
    merges = [event for event in events if event.kind == "merged"]
    told = [
        replace(merge, event_id=f"{merge.event_id}{n}", seq=n, actor=who, kind=does)
        for merge, names in zip(merges, approvers, strict=True)
        for n, who in enumerate(names.split(), start=1)
        for does in ("pushed" if who == "old" else "approved",)
    ]
    opened = [event for event in events if event.kind == "opened"]
    return [*opened, *told, *(replace(merge, seq=9) for merge in merges)], items


def _done_before(deeds: list[tuple[str, str, str]]) -> tuple[list[Event], list[Item]]:
    events, items = list[Event](), list[Item]()
    for n, (who, kind, author) in enumerate(deeds):
        at, id_ = datetime(2024, 2, 1, 9, tzinfo=UTC) + timedelta(hours=n), f"past{n}"
        items.append(Item(id_, "git", "change", "shop", author=author))
        events.append(Event(f"{id_}a", id_, at, 0, author, "opened"))
        events.append(Event(f"{id_}b", id_, at, 1, who, kind))
    return events, items
