"""Whose an item is, at a moment: selectors, dates, labels, ties and what holds when the file says nothing."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepin.org.organisation import Organisation, Selector, Team
from stepin.org.ownership import (
    TWO_TEAMS,
    Container,
    container_rules,
    matches,
    rival_teams,
    team_codes,
)


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def organisation(*selectors: Selector) -> Organisation:
    teams = tuple(Team(each) for each in dict.fromkeys(selector.team for selector in selectors))
    return Organisation(teams=teams, selectors=selectors)


def owner(selectors, source, name, *, on="2024-05-01", labels=(), team_label=None) -> str | None:
    """The owning team of one item; None where two teams match equally."""
    named = () if team_label is None else (team_label,)
    rules = container_rules(organisation(*selectors), [Container(source, name)], team_labels=named)
    code = team_codes(
        rules,
        container=np.array([0]),
        at_us=np.array([us(on)]),
        has_label=np.array([[label in labels] for label in rules.labels]).reshape(-1, 1),
        team_label=np.array([len(named) - 1]),
    )[0]
    return None if code == TWO_TEAMS else rules.teams[code]


MATCHING = """
github:acme/payments | github | acme/payments  | yes
github:acme/payments | github | acme/payments2 | no
github:acme/payments | gitlab | acme/payments  | no
pagerduty:PAY*       | pagerduty | PAY         | yes
pagerduty:PAY*       | pagerduty | PAYROLL     | yes
github:acme/*-api    | github | acme/pay-api   | yes
github:acme/*-api    | github | acme/pay-api-2 | no
github:a.b           | github | axb            | no
github:a[b]?         | github | a[b]?          | yes
jira:*               | jira   |                | yes
"""


@pytest.mark.parametrize("case", [line.split("|") for line in MATCHING.strip().splitlines()])
def test_a_pattern_matches_source_and_container(case):
    pattern, source, name, expected = (part.strip() for part in case)
    assert matches(pattern, Container(source, name or None)) == (expected == "yes")


PAY = Selector("pay", "github:acme/*")
MONO = Selector("mono", "github:acme/mono")
LABEL = Selector("label", "github:acme/mono", label="component:Billing")
WIDE_LABEL = Selector("wide", "github:*", label="urgent")


def test_a_label_beats_a_container_and_a_container_a_pattern():
    selectors = (PAY, MONO, LABEL)
    assert owner(selectors, "github", "acme/other") == "pay"
    assert owner(selectors, "github", "acme/mono") == "mono"
    assert owner(selectors, "github", "acme/mono", labels={"component:Billing"}) == "label"


def test_of_two_labels_the_one_on_the_exact_container_wins():
    both = {"component:Billing", "urgent"}
    assert owner((WIDE_LABEL, LABEL), "github", "acme/mono", labels=both) == "label"
    assert owner((WIDE_LABEL, LABEL), "github", "acme/mono", labels={"urgent"}) == "wide"


def test_a_longer_pattern_beats_a_shorter():
    assert owner((PAY, Selector("api", "github:acme/api-*")), "github", "acme/api-1") == "api"


def test_a_selector_holds_from_its_first_day_until_the_day_before_its_last():
    old = Selector("old", "github:acme/mono", until=date(2024, 5, 1))
    new = Selector("new", "github:acme/mono", since=date(2024, 5, 1))
    days = ("2024-04-30T23:59:59", "2024-05-01T00:00:00")
    assert [owner((old, new, PAY), "github", "acme/mono", on=day) for day in days] == ["old", "new"]
    assert [owner((new, PAY), "github", "acme/mono", on=day) for day in days] == ["pay", "new"]


def test_two_patterns_as_specific_are_a_conflict_between_the_two():
    front, back = Selector("front", "github:acme/p*"), Selector("back", "github:*me/pay")
    assert owner((front, back), "github", "acme/pay") is None
    rules = container_rules(organisation(front, back), [Container("github", "acme/pay")])
    rivals = rival_teams(rules, container=0, at_us=0, labels=())
    assert rivals == ("front", "back")


def test_two_patterns_of_one_team_are_no_conflict():
    selectors = (Selector("one", "github:acme/p*"), Selector("one", "github:*me/pay"))
    assert owner(selectors, "github", "acme/pay") == "one"
    rules = container_rules(organisation(*selectors), [Container("github", "acme/pay")])
    assert rival_teams(rules, container=0, at_us=0, labels=()) == ()


def test_where_the_file_is_silent_the_team_label_names_the_team_else_the_container_is_one():
    assert owner((), "github", "acme/x") == "github:acme/x"
    assert owner((), "jira", None) == "jira"
    assert owner((), "github", "acme/x", team_label="team:ops") == "ops"
    assert owner((PAY,), "github", "acme/x", team_label="team:ops") == "pay"


def test_a_team_label_without_a_name_names_nobody():
    assert owner((), "github", "acme/x", team_label="team: ") == "github:acme/x"


def test_a_team_label_may_name_a_declared_team():
    rules = container_rules(organisation(PAY), [Container("jira", "A")], team_labels=["team:pay", "team:ops"])
    assert (rules.teams, rules.of_label.tolist()) == (("pay", "ops", "jira:A"), [0, 1])


def test_a_component_is_not_matched_by_other_labels():
    assert owner((LABEL,), "github", "acme/mono", labels={"Billing"}) == "github:acme/mono"


def test_no_rows_have_no_owners():
    rules = container_rules(organisation(PAY), [])
    none = np.array([], dtype=np.int64)
    assert team_codes(rules, container=none, at_us=none).tolist() == []


PLACES = [
    Container("github", "acme/a"),
    Container("github", "acme/ab"),
    Container("jira", "A"),
    Container("jira", None),
]
some_selectors = st.builds(
    Selector,
    team=st.sampled_from(["x", "y", "z"]),
    pattern=st.sampled_from(["github:acme/a", "github:acme/*", "github:*/ab", "*:A", "jira:*", "github:*"]),
    label=st.sampled_from([None, None, "red", "blue"]),
    since=st.sampled_from([None, date(2024, 1, 2)]),
    until=st.sampled_from([None, date(2024, 1, 4)]),
)
some_rows = st.tuples(st.integers(0, 3), st.integers(1, 5), st.booleans(), st.booleans(), st.integers(-1, 1))


def obvious_owner(selectors, place, day, labels, team_label):
    """One item at a time, straight from the words of the design."""
    text = f"{place.source}:{place.name or ''}"
    held = [
        each
        for each in selectors
        if matches(each.pattern, place)
        and (each.label is None or each.label in labels)
        and (each.since is None or each.since <= day)
        and (each.until is None or day < each.until)
    ]
    best = max((each.specificity for each in held), default=None)
    teams = {each.team for each in held if each.specificity == best}
    return (teams.pop() if len(teams) == 1 else None) if teams else team_label or text.rstrip(":")


@given(st.lists(some_selectors, max_size=6), st.lists(some_rows, max_size=20))
def test_many_items_at_once_agree_with_one_at_a_time(selectors, rows):
    rules = container_rules(organisation(*selectors), PLACES, team_labels=["team:x", "team:new"])
    names = [["red"] * red + ["blue"] * blue for _, _, red, blue, _ in rows]
    codes = team_codes(
        rules,
        container=np.array([row[0] for row in rows], dtype=np.int64),
        at_us=np.array([us(f"2024-01-0{row[1]}T12:00") for row in rows], dtype=np.int64),
        has_label=np.reshape(
            [label in held for label in rules.labels for held in names], (len(rules.labels), len(rows))
        ).astype(bool),
        team_label=np.array([row[4] for row in rows], dtype=np.int64),
    )
    expected = [
        obvious_owner(selectors, PLACES[row[0]], date(2024, 1, row[1]), held, [None, "x", "new"][row[4] + 1])
        for row, held in zip(rows, names, strict=True)
    ]
    assert [None if code == TWO_TEAMS else rules.teams[code] for code in codes] == expected
