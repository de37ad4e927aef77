"""One item with nothing on it but scenes: no block or draft hides what is said."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from stepin.log.records import Event, Item
from stepin.org.organisation import Expect, Organisation, Person, Post, Selector, Team
from tests.reference.scenes import LATE, SOON, approvals, scenes, threads
from tests.reference.strategies import BEGIN, LOGINS, Case, pasts

PEOPLE = LOGINS[:5]
ACME = Organisation(
    people=(
        *(Person(login[7:], login[7:], (login,)) for login in PEOPLE),
        Person("ci", "CI", ("github:ci",), bot=True),
    ),
    teams=(
        Team("platform", leads=(Post("eve", since=date(2024, 2, 1)),)),
        Team("payments", leads=(Post("ana"), Post("ben")), members=(Post("cy"),)),
    ),
    selectors=(Selector("payments", "github:*"),),
    expects=(Expect(first_us=3_600_000_000, next_us=3_600_000_000),),
)
UNDOING = (("github:eve", "pushed"), ("github:dee", "changes_requested"))


@st.composite
def talks(draw: st.DrawFn) -> Case:
    """Often at a place where somebody usually reviews and merges; as of the last event or one before it."""
    kind = draw(st.sampled_from(("change", "change", "issue", "alert")))
    item = Item("github:1", "github", kind, container="acme/pay", author=draw(st.sampled_from(PEOPLE)))
    first = draw(st.sampled_from((("github:ana", "github:ben"), ("github:dee",) * 3)))
    several_approve = kind == "change" and draw(st.booleans())
    steps = draw(approvals(PEOPLE, first)) if several_approve else []
    if kind == "change" and draw(st.booleans()):
        steps = [*steps, *draw(threads(PEOPLE, item.author))]
    steps = [*steps, *draw(scenes(PEOPLE, first, kind))]
    events, at = [Event("e000", item.item_id, BEGIN, 0, item.author, "opened")], BEGIN
    for n, (does, actor, value, gap, seq) in enumerate(steps, start=1):
        at += gap
        events.append(Event(f"e{n:03}", item.item_id, at, seq, actor, does, value, None))
    past, others = draw(_approved_and_merged() if several_approve else _past(item))
    as_of = draw(st.sampled_from((at, at, at + SOON[0], at + LATE, events[-2].occurred_at)))
    return Case([*events, *past], [item, *others], ACME, as_of)


def _past(item: Item) -> st.SearchStrategy[tuple[list[Event], list[Item]]]:
    return st.just(([], [])) | st.just(_reviewed_by_cy()) | pasts(item)


def _reviewed_by_cy() -> tuple[list[Event], list[Item]]:
    """Enough for cy to be the only usual reviewer there: approvals by outsiders do not count."""
    at, items = datetime(2023, 8, 7, 9, tzinfo=UTC), [f"past:{n}" for n in range(3)]
    opened = [Event(f"po{id_}", id_, at, 0, "github:ben", "opened") for id_ in items]
    reviewed = [Event(f"pr{id_}", id_, at, 1, "github:cy", "reviewed") for id_ in items]
    past = [Item(id_, "github", "change", container="acme/pay", author="github:ben") for id_ in items]
    return [*opened, *reviewed], past


@st.composite
def _approved_and_merged(draw: st.DrawFn) -> tuple[list[Event], list[Item]]:
    """Enough merges, or just not, to tell how many usually approve: two or three, if half of them had."""
    usually = draw(st.sampled_from((PEOPLE[:2], PEOPLE[1:3], PEOPLE[2:4], PEOPLE[1:4])))
    others = draw(st.lists(st.sampled_from((usually, usually[:1], ())), min_size=2, max_size=3))
    lives = [*[usually] * draw(st.sampled_from((3, 4, 2))), *others]
    merger, again = draw(st.sampled_from(PEOPLE[:4])), draw(st.sampled_from((*[None] * 6, *UNDOING)))
    at, events = datetime(2023, 8, 7, 9, tzinfo=UTC), list[Event]()
    past = [Item(f"past:{n}", "github", "change", "acme/pay", author="github:eve") for n in range(len(lives))]
    for item, who in zip(past, lives, strict=True):
        deeds = [("github:eve", "opened"), *((each, "approved") for each in who), (merger, "merged")]
        deeds[2:2] = [] if again is None else [again]
        events += [
            Event(f"{item.item_id}{seq}", item.item_id, at, seq, by, kind)
            for seq, (by, kind) in enumerate(deeds)
        ]
    return events, past
