"""Small random organisations and logs, dense in what the definitions treat apart."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from stepin.analysis.corrections import FORMS, Correction
from stepin.log.records import Event, Item
from stepin.log.schema import EVENT_KINDS, ITEM_KINDS
from stepin.org.organisation import (
    Expect,
    KindRule,
    Organisation,
    Parent,
    Person,
    Post,
    Selector,
    StatusOrder,
    Team,
)
from tests.reference.scenes import scenes, threads
from tests.reference.story import NAMING, SPOKEN

BEGIN = datetime(2023, 12, 27, 8, 30, tzinfo=UTC)
DECLARED = ("ana", "ben", "cy", "dee", "eve")
LOGINS = (*(f"github:{p}" for p in DECLARED), "jira:ana", "github:zoe", "github:ci", "github:app[bot]")
DAYS = (None, date(2023, 6, 1), date(2023, 12, 28), date(2024, 1, 2), date(2024, 4, 1), date(2024, 7, 1))
ZONES = (None, "Europe/Madrid", "America/New_York", "Asia/Kolkata")
GAPS = tuple(
    timedelta(minutes=m)
    for m in (0, 1, 30, 60, 61, 170, 540, 1440, 1440, 2 * 1440, 2 * 1440, 5 * 1440, 5 * 1440, 33 * 1440)
)
USUAL_KINDS = (
    "commented", "commented", "commented", "commented", "reviewed", "approved", "changes_requested", "pushed",
    "assigned", "assigned", "unassigned", "review_requested", "acknowledged", "escalated", "status_changed",
    "labelled", "blocked", "unblocked", "reopened", "reopened",
)  # fmt: skip
PAST_MONDAYS = ((2023, 8, 7), (2023, 8, 7), (2023, 11, 6), (2022, 1, 3), (2021, 8, 2))
LABELS = (
    "needs rebase",
    "area:search",
    "team:search",
    "team:other",
    "customer_impact:yes",
    "customer_impact:no",
    "customer_impact:maybe",
    "Urgent",
    "priority:P1",
    "kind:big",
    "ask",
)
WORDS = {
    "status_changed": (None, "To Do", "In Progress", "Done", "draft", "Draft", "Elsewhere"),
    "labelled": LABELS,
    "unlabelled": LABELS,
    "priority_changed": ("p1", "low", "Critical", None),
    "due_changed": ("2024-01-01", "2024-01-09", "2025-06-01", "soon", None),
    "blocked": ("team:search", "team:ghost", "github:acme/pay#9", "github:0", "github:1", "jira:0", None),
    "unblocked": ("team:search", None),
    "closed": (None, "completed", "not_planned", "Stale"),
    "resolved": (None, "duplicate"),
    "merged": (None,),
}
CUES = ("ask", "answer", "approve", "decide", "chase", "you", "promise", "support")


@dataclass(frozen=True, slots=True)
class Case:
    events: list[Event]
    items: list[Item]
    organisation: Organisation
    as_of: datetime
    corrections: tuple[Correction, ...] = ()


def posts() -> st.SearchStrategy[tuple[Post, ...]]:
    post = st.builds(lambda who, span: Post(who, *span), st.sampled_from(DECLARED), spans())
    return st.lists(post, min_size=1, max_size=3, unique_by=lambda p: p.person).map(tuple) | st.just(())


def spans() -> st.SearchStrategy[tuple[date | None, date | None]]:
    """Mostly unbounded; never empty."""
    some = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).filter(_is_no_empty_span)
    return st.one_of(st.just((None, None)), some)


def _is_no_empty_span(span: tuple[date | None, date | None]) -> bool:
    return span[0] is None or span[1] is None or span[0] < span[1]


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    return Organisation(
        people=(
            *(Person(p, p.capitalize(), _logins(p), timezone=draw(st.sampled_from(ZONES))) for p in DECLARED),
            Person("ci", "CI", ("github:ci",), bot=True),
        ),
        teams=draw(st.tuples(_team("platform"), _team("payments", "platform"), _team("search", "platform"))),
        selectors=draw(_selectors()),
        expects=draw(st.lists(_expect(), max_size=2, unique_by=lambda e: (e.kind, e.team)).map(tuple)),
        kind_rules=draw(
            st.sampled_from(((), (KindRule("incident", "kind:*"),), (KindRule("change", "kind:big"),)))
        ),
        statuses=draw(st.sampled_from(((), (StatusOrder("jira:CORE", ("To Do", "In Progress", "Done")),)))),
    )


def _logins(person: str) -> tuple[str, ...]:
    return ("github:ana", "jira:ana") if person == "ana" else (f"github:{person}",)


@st.composite
def _team(draw: st.DrawFn, id_: str, parent: str | None = None) -> Team:
    parents = (
        draw(st.sampled_from(((), (Parent(parent),), (Parent(parent, date(2024, 1, 2)),)))) if parent else ()
    )
    return Team(
        id_,
        parents=parents,
        leads=draw(posts()),
        members=draw(posts()),
        timezone=draw(st.sampled_from(ZONES)),
        hours=draw(st.sampled_from((None, (time(8, 30), time(12)), (time(0), time(0))))),
        weekdays=draw(st.sampled_from(((0, 1, 2, 3, 4), (6, 0, 1, 2, 3)))),
    )


def _selectors() -> st.SearchStrategy[tuple[Selector, ...]]:
    every = (
        Selector("payments", "github:acme/pay"),
        Selector("platform", "github:*"),
        Selector("search", "github:acme/*", label="area:search"),
        Selector("platform", "github:acme/pay", since=date(2024, 1, 2)),
        Selector("search", "jira:CORE", since=date(2024, 1, 2)),
        Selector("payments", "pagerduty:PAY*"),
    )
    return st.just(every) | st.lists(st.sampled_from(every), unique=True).map(tuple)


def _expect() -> st.SearchStrategy[Expect]:
    spans_us = st.sampled_from((None, 1_800_000_000, 36_000_000_000))
    return st.builds(
        Expect,
        kind=st.sampled_from(("*", "change", "issue", "alert")),
        team=st.sampled_from(("*", "payments", "search", "github:acme/web")),
        first_us=spans_us,
        next_us=spans_us,
        done_us=spans_us,
    )


def _item(number: int) -> st.SearchStrategy[Item]:
    kinds = ("change", "change", "change", "issue", "issue", "issue", "alert", "alert", *ITEM_KINDS)
    return st.builds(
        lambda where, kind, author: Item(
            f"{where[0]}:{number}", where[0], kind, container=where[1], author=author
        ),
        st.sampled_from(
            (("github", "acme/pay"), ("github", "acme/web"), ("jira", "CORE"), ("pagerduty", None))
        ),
        st.sampled_from(kinds),
        st.sampled_from((None, *LOGINS)),
    )


def _values(kind: str) -> st.SearchStrategy[str | None]:
    if kind in NAMING:
        return st.sampled_from((*LOGINS, "team:search", None))
    if kind in SPOKEN:
        cues = st.sets(st.sampled_from(CUES), max_size=3).map(lambda found: [c for c in CUES if c in found])
        named = st.lists(st.sampled_from((*LOGINS, "github:unheard-of")), max_size=2)
        within = st.sampled_from(((), ("thread:1",), ("thread:2",)))
        return st.builds(_said, cues, within, named)
    return st.sampled_from(WORDS.get(kind, (None, "ask", "team:search")))


def _said(cues: list[str], within: tuple[str, ...], named: list[str]) -> str | None:
    return " ".join((*cues, *within, *(f"mention:{each}" for each in named))) or None


@st.composite
def _steps(draw: st.DrawFn, logins: tuple[str, ...]) -> tuple[str, str | None, str | None, timedelta, int]:
    """Kind, actor, value, the time since the event before, seq."""
    kind = draw(st.sampled_from((*USUAL_KINDS, *USUAL_KINDS, *EVENT_KINDS)))
    actor = draw(st.sampled_from((*logins, *logins, *logins, *LOGINS, None)))
    return kind, actor, draw(_values(kind)), draw(st.sampled_from(GAPS)), draw(st.integers(0, 2))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One to three busy items among a few people; often with a past to learn from, or a clean-out."""
    items = [draw(_item(n)) for n in range(draw(st.sampled_from((1, 1, 2, 3))))]
    logins = draw(st.lists(st.sampled_from(LOGINS), min_size=2, max_size=4, unique=True).map(tuple))
    steps = draw(st.lists(_steps(logins), min_size=draw(st.sampled_from((1, 12, 20))), max_size=32))
    organisation = draw(organisations())
    leads = tuple(f"github:{post.person}" for team in organisation.teams for post in team.leads)
    talking = scenes(LOGINS[:5], leads, items[0].kind)
    reviewing = threads(LOGINS[:5], items[0].author) if items[0].kind == "change" else talking
    talk = draw(st.one_of(st.just([]), talking, reviewing))
    if talk and draw(st.sampled_from((True, True, False))):  # else blocks and drafts hide what is said
        steps = steps[:1]
    events, at = list[Event](), BEGIN
    for n, (kind, actor, value, gap, seq) in enumerate([*steps, *talk]):
        at += gap
        id_ = (draw(st.sampled_from(items)) if n < len(steps) else items[0]).item_id
        previous = draw(st.sampled_from(WORDS["status_changed"]))
        events.append(Event(f"e{n:03}", id_, at, seq, actor, kind, value, previous))
    moments = [*(event.occurred_at for event in events), *[at] * (3 + len(events) * bool(talk))]
    as_of = draw(st.sampled_from(moments)) + draw(st.sampled_from(GAPS))
    more = draw(st.sampled_from((None, clean_outs(items, at), pasts(items[0]), pasts(items[0]))))
    fresh_events, fresh = ([], []) if more is None else draw(more)
    shuffled = draw(st.randoms(use_true_random=False))
    events = [*events, *fresh_events]
    shuffled.shuffle(events)
    said = draw(st.just(()) | corrections([event.event_id for event in events]))
    return Case(events, [*items, *fresh], organisation, as_of, said)


def corrections(event_ids: list[str]) -> st.SearchStrategy[tuple[Correction, ...]]:
    """A few, mostly about the busy items, some overruling others, some about nothing that there is."""
    busy = [each for each in event_ids if each.startswith("e")]
    about, at = st.sampled_from((*busy, "gone")), st.sampled_from((BEGIN, BEGIN + GAPS[3]))
    people = st.sampled_from((*DECLARED, "github:zoe", "github:eve", "github:ci", "unheard-of"))
    forms = st.lists(st.sampled_from(FORMS), min_size=1, max_size=3).map(",".join)
    waited_on = st.builds(Correction, st.just("waited_on"), about, people | st.just("nobody"), at, people)
    return st.lists(
        st.one_of(
            waited_on,
            waited_on,
            waited_on,
            st.builds(Correction, st.just("not_a_step_in"), about, st.just(""), at, people),
            st.builds(Correction, st.just("form"), about, forms, at, people),
            st.builds(Correction, st.just("bot"), st.just(""), people, at, people),
        ),
        max_size=4,
    ).map(tuple)


@st.composite
def clean_outs(draw: st.DrawFn, items: list[Item], at: datetime) -> tuple[list[Event], list[Item]]:
    """One person does one thing to 22 to 26 items in about an hour, the busy ones perhaps among them."""
    actor, kind = (
        draw(st.sampled_from(LOGINS)),
        draw(st.sampled_from(("closed", "commented", "assigned", "merged"))),
    )
    begin = at.replace(minute=draw(st.sampled_from((0, 20, 31))))
    count, apart = draw(st.integers(22, 26)), draw(st.sampled_from((30, 70, 150)))
    author, of_kind = draw(st.sampled_from(LOGINS)), draw(st.sampled_from(("change", "issue")))
    fresh = [Item(f"bulk:{n:02}", "github", of_kind, "acme/pay", author=author) for n in range(count)]
    opened = [
        Event(f"bo{n:02}", f"bulk:{n:02}", at - timedelta(days=9), 0, author, "opened") for n in range(count)
    ]
    touched = [i.item_id for i in (*(items if draw(st.booleans()) else ()), *fresh)][:count]
    done = [
        Event(f"bd{n:02}", id_, begin + timedelta(seconds=apart * n), 1, actor, kind)
        for n, id_ in enumerate(touched)
    ]
    return [*opened, *done], fresh


@st.composite
def pasts(draw: st.DrawFn, like: Item) -> tuple[list[Event], list[Item]]:
    """About thirty short items in an earlier quarter: enough, or just not, to learn an expectation from."""
    count = draw(st.integers(28, 40))
    author, other, third = (draw(st.sampled_from(LOGINS[:7])) for _ in range(3))
    another = draw(st.sampled_from((None, *LOGINS[:5])))
    hours = draw(st.lists(st.sampled_from((0, 1, 3, 9, 26, 50, 400)), min_size=4, max_size=4))
    begin = draw(st.sampled_from([datetime(*day, 9, tzinfo=UTC) for day in PAST_MONDAYS]))
    places = draw(st.sampled_from(((like.container,), (like.container, "acme/web"))))
    items = [
        Item(f"past:{n:02}", like.source, like.kind, places[n % len(places)], author=author)
        for n in range(count)
    ]
    people = (author, other, third, another)
    return [event for n in range(count) for event in _life(n, begin, people, hours)], items


def _life(n: int, begin: datetime, people: tuple[str | None, ...], hours: list[int]) -> list[Event]:
    """Every other one is approved by one person more."""
    at, id_ = begin + timedelta(days=n), f"past:{n:02}"
    author, other, third, another = people
    first, second = timedelta(hours=hours[n % 4]), timedelta(hours=hours[n * 3 % 4])
    return [
        Event(f"po{n:02}", id_, at, 0, author, "opened"),
        Event(f"pa{n:02}", id_, at + first, 1, other, "approved" if n % 2 else "commented"),
        *([Event(f"ps{n:02}", id_, at + first, 1, another, "approved")] if another else []),
        Event(f"pm{n:02}", id_, at + first + second, 2, third if n % 3 else other, "merged"),
    ]
