"""A first organisation from a log alone: whom it takes for a lead or a member, and that it says so."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from stepin.log.schema import EVENTS, ITEMS
from stepin.org.drafting import draft
from stepin.org.drafting_codeowners import owners_named
from stepin.org.drafting_teams import Sketch, team_ids
from stepin.org.file import parse_organisation
from stepin.org.organisation import Organisation, Person, Post, Selector
from stepin.org.teams import leads_on

START = datetime(2024, 1, 1, tzinfo=UTC)


def on(day: int) -> datetime:
    return START + timedelta(days=day)


def event_table(rows) -> pa.Table:
    """Rows of (item, day, actor, kind, value)."""
    full = [
        {"event_id": f"e{number}", "item_id": item, "occurred_at": on(day), "seq": number, "actor": actor,
         "kind": kind, "value": value, "previous": None, "recorded_at": on(day)}
        for number, (item, day, actor, kind, value) in enumerate(rows)
    ]  # fmt: skip
    return pa.Table.from_pylist(full, schema=EVENTS)


def item_table(rows) -> pa.Table:
    """Rows of (item, source, container, author, day opened, labels)."""
    full = [
        {"item_id": item, "source": source, "kind": "issue", "container": container, "author": author,
         "opened_at": on(day), "labels": list(labels)}
        for item, source, container, author, day, labels in rows
    ]  # fmt: skip
    return pa.Table.from_pylist(full, schema=ITEMS)


def merges(container: str, who: str, days) -> tuple[list, list]:
    """Items that somebody else opened, each merged by ``who`` on its day."""
    named = [(f"github:{container}#{who}{day}", day) for day in days]
    items = [(item, "github", container, "github:author", day, ()) for item, day in named]
    return [(item, day, who, "merged", None) for item, day in named], items


def drafted(*parts, **given_too):
    """The organisation that the draft loads as, and its assumptions."""
    events = [row for each in parts for row in each[0]]
    items = [row for each in parts for row in each[1]]
    made = draft(event_table(events), item_table(items), **given_too)
    return parse_organisation(made.text), made.assumptions


def test_who_merged_five_times_leads_from_the_first_merge_and_who_merged_four_times_does_not():
    five = merges("acme/pay", "github:ana", [3, 5, 8, 13, 21])
    four = merges("acme/pay", "github:bo", [1, 2, 3, 4])
    organisation, assumptions = drafted(five, four)
    (team,) = organisation.teams
    assert (team.id, team.leads) == ("pay", (Post("github:ana", since=on(3).date()),))
    assert organisation.selectors == (Selector("pay", "github:acme/pay"),)
    assert not any("name one" in each for each in assumptions)


def test_a_lead_whose_last_merge_is_over_half_a_year_before_the_end_led_until_the_day_after_it():
    gone = merges("acme/pay", "github:ana", [0, 1, 2, 3, 100])
    kept = merges("acme/pay", "github:bo", [0, 1, 2, 3, 101])
    organisation, _ = drafted(gone, kept, merges("acme/pay", "github:cy", [284]))
    assert organisation.teams[0].leads == (
        Post("github:ana", since=on(0).date(), until=on(101).date()),
        Post("github:bo", since=on(0).date()),
    )


def test_five_merges_of_one_item_are_one():
    again = [("github:acme/pay#1", day, "github:ana", "merged", None) for day in range(5)]
    organisation, _ = drafted((again, [("github:acme/pay#1", "github", "acme/pay", None, 0, ())]))
    assert organisation.teams[0].leads == ()


def test_regular_authors_and_assignees_are_members_but_no_bot_and_no_lead():
    days = [0, 20, 40, 60, 80]
    items = [(f"i{day}", "github", "acme/pay", "github:ana", day, ()) for day in days]
    events = [(f"i{day}", day, "github:x[bot]", "assigned", "github:bo") for day in days]
    bots = [(f"b{day}", "github", "acme/pay", "github:x[bot]", day, ()) for day in days]
    organisation, assumptions = drafted((events, items + bots), merges("acme/pay", "github:ana", days))
    (team,) = organisation.teams
    assert team.members == (Post("github:author", since=on(0).date()), Post("github:bo", since=on(0).date()))
    assert Person("github:x[bot]", "x[bot]", ("github:x[bot]",), bot=True) in organisation.people
    assert "Taken for bots by their logins: github:x[bot]." in assumptions


def test_the_login_of_deleted_accounts_is_nobodys_post():
    organisation, assumptions = drafted(merges("acme/pay", "github:ghost", [0, 20, 40, 60, 80]))
    assert organisation.teams[0].leads == ()
    assert "github:ghost stands for every deleted account, so it has no post." in assumptions


def test_five_items_within_a_month_make_no_member():
    organisation, _ = drafted(
        ([], [(f"i{day}", "github", "acme/pay", "github:ana", day, ()) for day in range(5)])
    )
    assert organisation.teams[0].members == ()


def test_where_nothing_is_merged_the_closers_are_members_and_a_lead_must_be_named():
    items = [(f"t{day}", "servicenow", "Group 1", None, day, ()) for day in range(5)]
    events = [(f"t{day}", day, "servicenow:ana", "resolved", None) for day in range(5)]
    organisation, assumptions = drafted((events, items))
    (team,) = organisation.teams
    assert (team.id, team.leads, team.members) == (
        "Group-1",
        (),
        (Post("servicenow:ana", since=on(0).date()),),
    )
    assert assumptions[-1] == (
        'Nothing is merged in "Group-1", so the log does not tell who leads it: '
        'name one in the leads of "Group-1", or no step-in of theirs can be seen.'
    )


def test_team_labels_name_teams_across_containers():
    items = [
        ("a1", "github", "acme/a", None, 0, ["bug", "team:pay"]),
        ("b1", "github", "acme/b", None, 0, ["team:pay"]),
        ("a2", "github", "acme/a", None, 0, []),
    ]
    organisation, _ = drafted(([], items))
    assert organisation.selectors == (
        Selector("a", "github:acme/a"),
        Selector("pay", "github:acme/a", label="team:pay"),
        Selector("pay", "github:acme/b", label="team:pay"),
    )


def test_codeowners_name_members_and_neither_teams_nor_addresses():
    text = "# @nobody\n* @ana @acme/team  # @zed\n/docs x@acme.test @Bo-1 @ana\n"
    assert owners_named(text) == ("github:ana", "github:Bo-1")
    items = [("a1", "github", "acme/a", None, 0, ())]
    organisation, assumptions = drafted(([], items), codeowners={"github:acme/a": text})
    assert organisation.teams[0].members == (Post("github:ana"), Post("github:Bo-1"))
    assert any("no dates are set" in each for each in assumptions)


def test_logins_that_look_alike_are_suggested_and_not_merged():
    items = [
        ("a1", "github", "acme/a", "github:ana", 0, ()),
        ("b1", "jira", "B", "jira:Ana@acme.test", 0, ()),
    ]
    _, assumptions = drafted(([], items))
    says = (
        "github:ana and jira:Ana@acme.test may be one person (logins alike); if so, give them one [[person]]."
    )
    assert says in assumptions


def test_an_empty_log_says_that_there_is_nothing_to_draft_from():
    organisation, assumptions = drafted(([], []))
    assert organisation == Organisation()
    assert assumptions == ("The log holds no items yet, so no team could be drafted: import or sync first.",)


def test_what_the_file_cannot_name_is_left_out_and_told():
    items = [("a1", "github", "acme/*", "somebody", 0, ()), ("b1", "github", "acme/b", None, 0, ())]
    organisation, assumptions = drafted(([], items))
    assert [team.id for team in organisation.teams] == ["b"]
    assert "Left out, since this file cannot name them as they stand: github:acme/*, somebody." in assumptions


def test_every_assumption_stands_in_the_file_too():
    events, items = merges("acme/pay", "github:ana", [1])
    made = draft(event_table(events), item_table(items))
    comments = " ".join(line.lstrip("#- ") for line in made.text.splitlines() if line.startswith("#"))
    assert [each for each in made.assumptions if each not in comments] == []


def test_team_ids_are_short_and_differ():
    names = ["acme/pay", "other/pay", "other/pay", "Group 7", "?"]
    assert team_ids([Sketch(name) for name in names]) == [
        "pay",
        "other-pay",
        "other-pay-2",
        "Group-7",
        "team",
    ]


def test_the_drafted_leads_answer_questions():
    organisation, _ = drafted(merges("acme/pay", "github:ana", [3, 5, 8, 13, 21]))
    assert [lead.person for lead in leads_on(organisation, "pay", on(3).date())] == ["github:ana"]


odd_text = st.text(max_size=6) | st.sampled_from(
    ["acme/a", "a?label=x", "*", " x", "a:b", "\n", '"', "\x7f", "a\\"]
)
odd_logins = st.none() | odd_text | odd_text.map(lambda text: f"github:{text}") | st.just("github:x[bot]")
odd_labels = st.lists(
    st.sampled_from(["team:a", "team:", "team: ", "team:*", "team:a:b\n", "bug"]), max_size=2
)
odd_items = st.tuples(
    st.sampled_from("abcdef"), st.sampled_from(["github", "a:b", ""]), st.none() | odd_text, odd_logins,
    st.integers(0, 800), odd_labels,
)  # fmt: skip
odd_events = st.tuples(
    st.sampled_from("abcdef"), st.integers(0, 800), odd_logins,
    st.sampled_from(["merged", "closed", "assigned", "review_requested"]), odd_logins,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(odd_events, max_size=40), st.lists(odd_items, max_size=6, unique_by=lambda row: row[0]))
def test_every_draft_loads_without_a_mistake(events, items):
    made = draft(event_table(events), item_table(items))
    assert isinstance(parse_organisation(made.text), Organisation)
