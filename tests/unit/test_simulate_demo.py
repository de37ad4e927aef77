"""Acme is the same every time, ends now, and holds the story that its report should tell."""

import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from stepin.analysis.records import HOUR_US
from stepin.analysis.run import analyse_log
from stepin.log.schema import EVENT_KINDS, ITEM_KINDS
from stepin.org.file import parse_organisation
from stepin.simulate.demo import demo
from stepin.simulate.demo_story import OWNED_SINCE, RESCUED, STALE_ISSUES
from stepin.simulate.tables import event_table, item_table

NOW = datetime(2026, 6, 10, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def acme():
    return demo(NOW, seed=1)


def test_the_same_moment_and_seed_give_the_same_organisation(acme):
    assert demo(NOW, seed=1) == acme
    assert demo(NOW, seed=2)[1] != acme[1]


def test_it_is_eighteen_months_long_and_ends_now(acme):
    times = [event.occurred_at for event in acme[1]]
    assert times == sorted(times)
    assert timedelta(0) <= NOW - times[-1] < timedelta(days=1)
    assert timedelta(weeks=76) < NOW - times[0] < timedelta(weeks=78)
    assert 20_000 < len(times) < 40_000


def test_nothing_of_an_item_is_later_than_now(acme):
    assert all(item.opened_at <= NOW for item in acme[0])
    assert all(item.closed_at is None or item.closed_at <= NOW for item in acme[0])


def test_items_and_events_belong_together_and_use_known_words(acme):
    items, events, _, _ = acme
    assert len({item.item_id for item in items}) == len(items)
    assert {event.item_id for event in events} == {item.item_id for item in items}
    assert len({event.event_id for event in events}) == len(events)
    assert {item.kind for item in items} <= set(ITEM_KINDS)
    assert {event.kind for event in events} <= set(EVENT_KINDS)


def test_twelve_teams_stand_under_three_directors_and_the_person_it_is_shown_to(acme):
    teams = tomllib.loads(acme[2])["team"]
    parents = Counter(team.get("parent") for team in teams)
    top = next(team for team in teams if "parent" not in team)
    assert parents == {None: 1, "engineering": 3, "commerce": 4, "experience": 4, "platform": 4}
    assert [post["who"] for post in top["leads"]] == [acme[3]]


def test_everybody_who_acts_is_in_the_file_by_the_login_of_the_source(acme):
    _, events, toml, _ = acme
    logins = {login for person in tomllib.loads(toml)["person"] for login in person["logins"]}
    acted = {(event.actor, event.item_id.partition(":")[0]) for event in events if event.actor}
    assert {actor for actor, _ in acted} <= logins
    assert all(actor.partition(":")[0] == source for actor, source in acted)


def test_requests_to_payments_were_given_an_owner_by_leads_until_one_was_required(acme):
    items, events, toml, _ = acme
    asked = {item.item_id for item in items if (item.title or "").startswith("Who signs off")}
    leads = {post["who"] for team in tomllib.loads(toml)["team"] for post in team["leads"]}
    given = [event for event in events if event.item_id in asked and event.kind == "assigned"]
    by_leads = [event for event in given if event.actor.partition(":")[2] in leads]
    by_rule = [event for event in given if event.actor == "github:acme-robot"]
    assert len(by_leads) == RESCUED
    assert len(by_rule) == OWNED_SINCE
    assert by_leads[-1].occurred_at < by_rule[0].occurred_at


def test_one_lead_closed_dozens_of_stale_issues_within_an_hour(acme):
    closed = [event.occurred_at for event in acme[1] if (event.kind, event.value) == ("closed", "stale")]
    assert len(closed) == STALE_ISSUES
    assert max(closed) - min(closed) < timedelta(hours=1)


def test_work_was_blocked_and_some_is_blocked_now(acme):
    kinds = Counter(event.kind for event in acme[1])
    assert kinds["blocked"] > kinds["unblocked"] >= 8


def test_payments_requests_and_search_dependencies_keep_needing_a_lead(acme):
    items, events, toml, _ = acme
    found = analyse_log(
        event_table(events).select(["item_id", "occurred_at", "kind", "actor", "value", "previous"]),
        item_table(items),
        parse_organisation(toml),
        as_of_us=int(NOW.timestamp()) * 1_000_000,
    )
    spells, came = found.spells, ~found.step_ins.early
    times = np.bincount(spells.stratum[found.step_ins.spell[came]], minlength=len(found.strata.teams))
    stuck_us = np.maximum(spells.end_us - spells.start_us - spells.expected_us, 0)
    hours = np.bincount(spells.stratum, stuck_us / HOUR_US, minlength=len(times))
    often = np.flatnonzero(times >= 20)
    top = often[np.argsort(-times[often] / hours[often])[:2]]
    assert {(found.strata.teams[row], found.strata.kinds[row]) for row in top} == {
        ("payments", "request"),
        ("search", "dependency"),
    }
