"""One item read with its surroundings tells of itself what the analysis of the whole log tells."""

from dataclasses import replace
from datetime import timedelta

import duckdb
import numpy as np
from hypothesis import HealthCheck, given, settings

from stepin.analysis.definitions.bulk import ITEMS_AT_LEAST
from stepin.analysis.definitions.encode import encode
from stepin.analysis.definitions.stated import stated, with_bots
from stepin.analysis.definitions.trace import trace
from stepin.analysis.run import analyse_encoded
from stepin.findings.compose.naming import Names, microseconds
from stepin.ledger.timeline import analysed
from stepin.log.coded import coded
from stepin.log.records import Event, Item
from stepin.log.surroundings import CROWD, make_ready, surroundings
from stepin.simulate.tables import event_table, item_table
from tests.reference.fixing import fixings
from tests.reference.strategies import BEGIN, Case, cases
from tests.reference.talks import ACME

LOOKED_AT = 6  # items of each case


def story_of(found, item):
    """All that a timeline is made of, by names instead of codes."""
    code = found.log.item_ids.to_pylist().index(item)
    laid, names, w = trace(found.log, found.clocks, found.work, code), Names(found), found.work.waits
    rows = np.flatnonzero(w.item == code)
    waits = [(int(w.started_at[r]), int(w.ended_at[r]), int(w.end[r]), bool(w.responded[r])) for r in rows]
    parties = [
        names.waiting_on(int(role), int(who), int(team)) if is_open else None
        for role, who, team, is_open in zip(laid.role, laid.waited, laid.team, laid.open_after, strict=True)
    ]
    acts = (laid.at, laid.rule, laid.ending, laid.acts, laid.idle_us, laid.level, laid.owns, laid.open_after)
    return waits, parties, [column.tolist() for column in acts]


def whole(events, items, case):
    """The analysis of everything, as ``findings.analyse`` puts it together."""
    organisation = with_bots(case.organisation, case.corrections)
    log = encode(coded(events), items, organisation)
    rows = log.added.row(np.arange(len(events)))
    row_of = dict(zip(events["event_id"].to_pylist(), rows.tolist(), strict=True))
    log = replace(log, stated=stated(case.corrections, row_of, who=log.who, known=log.known))
    return analyse_encoded(log, organisation, as_of_us=microseconds(case.as_of))


def test_a_clean_out_is_as_large_for_the_reader_as_for_the_analysis():
    assert CROWD == ITEMS_AT_LEAST


@given(case=cases())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_of_any_log(case: Case) -> None:
    check_each_item(case)


@given(case=fixings())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_of_changes_that_fix_others(case: Case) -> None:
    check_each_item(case)


def test_who_usually_reviews_is_heard_on_an_issue_too() -> None:
    items = [Item("z", "github", "issue", container="acme/pay", author="github:ana")]
    events = [
        Event("z1", "z", BEGIN + timedelta(days=100), 0, "github:ana", "opened"),
        Event("z2", "z", BEGIN + timedelta(days=101), 0, "github:rex", "commented", "ask you"),
    ]
    for n in range(12):
        name, at = f"c{n:02}", BEGIN + timedelta(days=n)
        items.append(Item(name, "github", "change", container="acme/pay", author="github:bo"))
        events += [Event(f"{name}o", name, at, 0, "github:bo", "opened")]
        events += [Event(f"{name}r", name, at, 1, "github:rex", "approved")]
    case = Case(events, items, ACME, BEGIN + timedelta(days=110))
    found = whole(event_table(events), item_table(sorted(items, key=lambda item: item.item_id)), case)
    assert ("requester", "ana") in [(p.role, p.who) for p in story_of(found, "z")[1]]
    check_each_item(case, look_at=13)


def check_each_item(case: Case, *, look_at: int = LOOKED_AT) -> None:
    known = {item.item_id for item in case.items}
    seen = [each for each in case.events if each.occurred_at <= case.as_of and each.item_id in known]
    if not seen:
        return
    events, items = event_table(seen), item_table(sorted(case.items, key=lambda item: item.item_id))
    found = whole(events, items, case)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'").fetchall()
        connection.register("events", event_table([e for e in case.events if e.item_id in known]))
        connection.register("items", items)
        make_ready(connection, as_of=case.as_of)
        for item in found.log.item_ids.to_pylist()[:look_at]:
            near = surroundings(connection, item, as_of=case.as_of)
            alone = analysed(near, item, case.organisation, case.corrections, as_of=case.as_of)
            assert story_of(alone, item) == story_of(found, item)
