"""The pandas version of the definitions gives the analysis's own answers, row by row."""

import random
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

pytest.importorskip("pandas", reason="the benchmark's libraries are installed by make bench")

from bench.big_log import write_big_log
from bench.pandas_version import answer
from bench.same_answers import answers_of, differences

from stepin.analysis.run import analyse_log
from stepin.log.schema import EVENT_KINDS, EVENTS, ITEM_KINDS, ITEMS
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
from stepin.simulate.cast import organisation_of
from tests.reference.fixing import PATCHING, fixings
from tests.reference.talks import talks

AS_OF = datetime(2024, 5, 20, 12, tzinfo=UTC)
START = datetime(2023, 3, 1, tzinfo=UTC)
PEOPLE = ("ana", "ben", "cy", "dan", "eve", "flo")
STATUSES = ("draft", "To Do", "Doing", "Done", "ready")
LABELS = (
    "team:tools", "component:pay", "needs rebase", "alarm", "p1", "customer_impact:yes", "customer_impact:no",
)  # fmt: skip
REASONS = ("completed", "not_planned", "Stale", None)
ORDER = [(name, "ascending") for name in ("item_id", "occurred_at", "seq", "event_id")]
ORGANISATION = Organisation(
    people=(
        *(Person(who, who, (f"github:{who}", f"jira:{who}")) for who in PEOPLE[:5]),
        Person("ci", "CI", ("github:ci",), bot=True),
    ),
    teams=(
        Team("top", leads=(Post("dan"),)),
        Team("pay", (Parent("top", since=date(2023, 6, 1)),), leads=(Post("ana"),), members=(Post("ben"),)),
        Team(
            "tools",
            (Parent("top"),),
            leads=(Post("cy", until=date(2023, 9, 1)), Post("ben", since=date(2023, 8, 1))),
            timezone="Asia/Tokyo",
        ),
    ),
    selectors=(
        Selector("pay", "github:acme/*"),
        Selector("tools", "github:acme/two"),
        Selector("pay", "github:acme/two", label="component:pay"),
        Selector("top", "jira:CORE", since=date(2023, 7, 1)),
    ),
    expects=(Expect("issue", "*", next_us=3_600_000_000 * 9), Expect("*", "pay", first_us=3_600_000_000 * 5)),
    kind_rules=(KindRule("alert", "alar*"),),
    statuses=(StatusOrder("jira:CORE", ("To Do", "Doing", "Done")),),
)


def write_log(folder, seed, *, events, items, days=400):
    """A log in which anything follows anything; returns the paths of its events and items."""
    chance = random.Random(seed)
    rows = [_item(chance, number) for number in range(items)]
    happened = [_event(chance, number, chance.choice(rows), days) for number in range(events)]
    happened += _cleanout(chance, rows, happened)
    paths = folder / "events.parquet", folder / "items.parquet"
    used = {event["item_id"] for event in happened}
    pq.write_table(pa.Table.from_pylist(happened, EVENTS), paths[0])
    pq.write_table(pa.Table.from_pylist([row for row in rows if row["item_id"] in used], ITEMS), paths[1])
    return paths


def _login(chance):
    return f"github:{chance.choice((*PEOPLE, 'ci'))}"


def _item(chance, number):
    source, container = chance.choice(
        (("github", "acme/one"), ("github", "acme/two"), ("jira", "CORE"), ("x", None))
    )
    kind = chance.choice(("change", "change", "issue", *ITEM_KINDS))
    author = chance.choice((_login(chance), None))
    return {"item_id": f"i{number}", "source": source, "container": container, "kind": kind, "author": author}


def _event(chance, number, item, days):
    kind = chance.choice((*EVENT_KINDS, "commented", "commented", "pushed", "reviewed", "approved"))
    at = START + timedelta(minutes=chance.randrange(days * 24 * 4) * 15)
    return {
        "event_id": f"e{number}",
        "item_id": item["item_id"],
        "occurred_at": at,
        "seq": chance.randrange(3),
        "actor": chance.choice((_login(chance), _login(chance), _login(chance), None)),
        "kind": kind,
        "value": _value(chance, kind),
        "previous": chance.choice((*STATUSES, None)) if kind == "status_changed" else None,
        "recorded_at": at,
    }


def _value(chance, kind):
    if kind in ("assigned", "unassigned", "review_requested", "escalated"):
        return chance.choice((_login(chance), _login(chance), "team:pay", None))
    if kind in ("commented", "reviewed", "approved", "changes_requested"):
        cues = [
            cue
            for cue in ("ask", "answer", "approve", "decide", "chase", "you", "promise", "support")
            if chance.random() < 0.3
        ]
        thread = chance.choice(((), ("thread:1",), ("thread:2",)))
        mentions = [f"mention:{_login(chance)}" for _ in range(chance.choice((0, 0, 1, 2)))]
        return " ".join([*cues, *thread, *mentions]) or None
    values = {"status_changed": STATUSES, "labelled": LABELS, "unlabelled": LABELS, "closed": REASONS}
    values |= {"blocked": ("team:tools", "team:none", "i3", "i4", "i5"), "due_changed": ("2023-08-01",)}
    values |= {"linked": ("fixes:i1", "fixes:i2", "fixes:i3", "i4")}
    return chance.choice(values.get(kind, (None,)))


def _cleanout(chance, items, happened):
    """One person's comments and closings on every item within one hour."""
    at, actor = START + timedelta(days=200, minutes=40), _login(chance)
    template = {"occurred_at": at, "seq": 0, "actor": actor, "recorded_at": at}
    return [
        {**template, "event_id": f"b{kind}{n}", "item_id": item["item_id"], "kind": kind, "value": None}
        for kind in ("commented", "closed")
        for n, item in enumerate(items)
    ]


def unlike(events, items, organisation=ORGANISATION):
    """Where the pandas version and the analysis differ on a log."""
    table = pq.read_table(events, filters=[("occurred_at", "<=", AS_OF)]).sort_by(ORDER)
    as_of_us = int(AS_OF.timestamp()) * 1_000_000
    found = analyse_log(table, pq.read_table(items), organisation, as_of_us=as_of_us)
    theirs = answer(events, items, organisation, as_of=AS_OF)
    return differences(answers_of(found, table["event_id"]), theirs)


SHAPES = ((900, 26, 400), (3000, 250, 400), (60, 30, 400), (8, 5, 400), (300, 40, 30))


@pytest.mark.parametrize(("events", "items", "days"), SHAPES)
def test_the_pandas_version_gives_the_same_spells_touches_and_step_ins_on_any_log(
    tmp_path, events, items, days
):
    assert unlike(*write_log(tmp_path, events, events=events, items=items, days=days)) == ()


@given(cases=st.lists(talks() | fixings(), min_size=3, max_size=4))
@settings(
    max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)  # one log takes a second or so
def test_the_pandas_version_gives_the_same_of_what_people_say_to_each_other_and_of_fixes(tmp_path, cases):
    paths = tmp_path / "events.parquet", tmp_path / "items.parquet"
    events = [row for n, case in enumerate(cases) for row in _apart(n, case)]
    pq.write_table(pa.Table.from_pylist(events, EVENTS), paths[0])
    items = [
        {**asdict(item), "item_id": f"{n}:{item.item_id}"}
        for n, case in enumerate(cases)
        for item in case.items
    ]
    pq.write_table(pa.Table.from_pylist(items, ITEMS), paths[1])
    assert unlike(*paths, PATCHING) == ()


def _apart(n, case):
    """Rows of an item of its own, some days after those of the one before: else much would be bulk."""
    days = timedelta(days=3 * n)
    values = {f"{word}{i.item_id}": f"{word}{n}:{i.item_id}" for i in case.items for word in ("", "fixes:")}
    return [
        {
            **asdict(event),
            "event_id": f"{n}:{event.event_id}",
            "item_id": f"{n}:{event.item_id}",
            "occurred_at": event.occurred_at + days,
            "value": values.get(event.value, event.value),
            "recorded_at": event.occurred_at + days,
        }
        for event in case.events
    ]


def test_the_pandas_version_learns_the_same_expectations_from_a_big_log(tmp_path):
    log = write_big_log(tmp_path, events=20_000, seed=7)
    assert unlike(log.events, log.items, organisation_of(log.cast)) == ()


def test_a_row_that_differs_is_told(tmp_path):
    events, items = write_log(tmp_path, 1, events=300, items=20)
    one = answer(events, items, ORGANISATION, as_of=AS_OF)
    other = replace(one, spells=one.spells.assign(end_us=one.spells["end_us"] + (one.spells.index == 4)))
    name, end_us = one.spells.loc[4, "started_by"], one.spells.loc[4, "end_us"]
    assert differences(one, other) == (
        f"1 spells differ in end_us, first ['{name}']: {end_us} against {end_us + 1}",
    )
    assert differences(one, replace(one, touches=one.touches[1:])) == (
        f"1 touches only in the first, first ['{one.touches.loc[0, 'event_id']}']",
    )
