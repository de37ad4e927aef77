"""Few items, of which changes fix the others: linked, opened, closed and blocked in any order."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from stepin.log.records import Event, Item
from stepin.org.organisation import KindRule
from tests.reference.strategies import BEGIN, LOGINS, Case, corrections
from tests.reference.talks import ACME

PATCHING = replace(ACME, kind_rules=(KindRule("change", "a patch"), KindRule("issue", "no change")))
NAMES = ("a", "b", "c")
PEOPLE = (*LOGINS[:4], "github:ci", None)
GAPS = tuple(timedelta(minutes=m) for m in (170, 0, 0, 1, 60, 1440, 5 * 1440))
ON_CHANGES = (*("linked",) * 6, *("reopened",) * 2, "opened", "closed", "merged", "labelled", "approved")
ELSEWHERE = (
    *("commented",) * 4, *("reopened",) * 2, "opened", "assigned", "blocked", "unblocked", "closed",
    "labelled", "linked",
)  # fmt: skip


@st.composite
def fixings(draw: st.DrawFn) -> Case:
    """Changes and others, three in all, by their ids in any order; a label may make one of the other."""
    kinds = draw(
        st.permutations(("change", "issue", draw(st.sampled_from(("change", "change", "issue", "alert")))))
    )
    authors = [draw(st.sampled_from((*PEOPLE[:3], *PEOPLE))) for _ in kinds]
    items = [
        Item(name, "github", kind, container="acme/pay", author=author)
        for name, kind, author in zip(NAMES, kinds, authors, strict=True)
    ]
    change, other = (next(i for i in items if (i.kind == "change") == fixing) for fixing in (True, False))
    begin = [(other, "opened"), (change, "linked")]
    steps = [*draw(st.permutations(begin)), *draw(st.lists(_steps(items), min_size=6, max_size=20))]
    events, at = list[Event](), BEGIN
    for n, (item, kind) in enumerate(steps):
        at += draw(st.sampled_from(GAPS))
        who, value = draw(st.sampled_from(PEOPLE)), draw(_value(kind, items))
        events.append(Event(f"e{n:03}", item.item_id, at, draw(st.integers(0, 1)), who, kind, value, None))
    later = draw(st.sampled_from((timedelta(), timedelta(), GAPS[-1], -GAPS[0])))
    said = draw(st.just(()) | corrections([event.event_id for event in events]))
    return Case(events, items, PATCHING, events[-1].occurred_at + later, said)


def _steps(items: list[Item]) -> st.SearchStrategy[tuple[Item, str]]:
    """An item, and what is done to it."""
    steps = [(item, kind) for item in items for kind in (ON_CHANGES if item.kind == "change" else ELSEWHERE)]
    return st.sampled_from(steps)


def _value(kind: str, items: list[Item]) -> st.SearchStrategy[str | None]:
    """A link mostly fixes what is no change."""
    others = [item.item_id for item in items if item.kind != "change"]
    changes = [item.item_id for item in items if item.kind == "change"]
    if kind == "linked":
        fixed = (*others, *others, *others, *others, changes[0], "elsewhere")
        return st.sampled_from([*(f"fixes:{each}" for each in fixed), others[0]])
    if kind == "blocked":
        return st.sampled_from((*changes, *others, "team:payments"))
    if kind == "commented":
        return st.sampled_from((None, "ask", "ask mention:github:ana", "ask mention:github:cy", "chase"))
    if kind == "labelled":
        return st.sampled_from(("p1", "p1", "a patch", "no change"))
    return st.sampled_from(LOGINS[:4]) if kind == "assigned" else st.none()
