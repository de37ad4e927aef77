"""What the log says for and against each cause, worked by hand on small histories.

Payments: Ana leads it, Dora leads Platform above it; Li, Sam, Noor and Kim are in it. Times in June 2024.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from stepin.findings.model import Around, WaitingOn
from stepin.ledger.evidence import evidence
from stepin.ledger.evidence_item import About, Happened
from stepin.org.organisation import Organisation, Parent, Post, Selector, Team

TEAM = Team(
    "payments",
    (Parent("platform"),),
    leads=(Post("ana"),),
    members=(Post("li"), Post("sam"), Post("noor"), Post("old", until=date(2024, 5, 1))),
)
ORGANISATION = Organisation(
    teams=(Team("platform", leads=(Post("dora"),)), TEAM),
    selectors=(Selector("payments", "git:shop"),),
)
LEVELS = {"ana": 1, "dora": 2}
CALM = Around("s", "git:shop", 5, 2, 10, 10.0, 3, (), 0, uses_priority=True, uses_dates=True)


def june(text):
    day, _, hour = text.partition("T")
    return datetime(2024, 6, int(day), int(hour or 9), tzinfo=UTC)


def events(table):
    """One event a line: ``day who kind [value [previous]]``; ``-`` for none. Ids count from e1."""
    for n, line in enumerate(table.strip().splitlines(), start=1):
        day, who, kind, *rest = line.split()
        value, previous = (*(None if each == "-" else each.replace("_", " ") for each in rest), None, None)[
            :2
        ]
        yield Happened(f"e{n}", june(day), who, kind, value, previous, LEVELS.get(who, 0), named=value)


def said(table, cause, *, organisation=ORGANISATION, own="", **more):
    """What is said of one cause, as (side, sentence, events): of an issue that waited from the 5th until Dora
    came on the 12th."""
    plain = {"item": "git:shop#1", "kind": "issue", "level": 2, "waiting_on": WaitingOn("owner", "li")}
    about = About(**plain | {"at": june("12"), "since": june("5"), "around": CALM} | more,
                  before=tuple(events(table)), own=tuple(events(own)) if own else ())  # fmt: skip
    told = evidence(about, organisation, "payments")
    return [(each.side, each.says, each.events) for each in told if each.cause == cause]


OPENED = "1 li opened"


def test_an_open_block_speaks_for_blocked_and_one_that_is_over_against():
    table = "1 li opened\n6 li blocked team:search"
    assert said(table, "blocked") == [
        ("for", "It was marked as blocked by search on 6 June, and still was when you came.", ("e2",))
    ]
    assert said(f"{table}\n8 li unblocked", "blocked") == [
        ("against", "It had been blocked, and was free again from 8 June.", ("e3",))
    ]


def test_waiting_on_another_team_speaks_for_blocked():
    on_search = WaitingOn("other_team", "search")
    assert said(OPENED, "blocked", waiting_on=on_search) == [("for", "It waited on another team.", ())]


def test_waiting_for_an_item_speaks_for_blocked():
    on_change = WaitingOn("other_team", "github:acme/pay#9")
    says = "It waited for acme/pay#9, which was still open."
    assert said(OPENED, "blocked", waiting_on=on_change) == [("for", says, ())]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("1 li opened", ("for", "Nobody was assigned to it while it waited.", ())),
        (
            "1 li opened\n2 li assigned sam",
            ("against", "Somebody was assigned to it, since 2 June.", ("e2",)),
        ),
        (
            "1 li opened\n2 li assigned sam\n7 li unassigned sam",
            ("for", "From 7 June nobody was assigned to it any more.", ("e3",)),
        ),
        (
            "1 li opened\n2 li assigned old",
            ("for", "Whoever it was assigned to was no longer in the team.", ("e2",)),
        ),
    ],
)
def test_no_assignee_or_one_who_left_speaks_for_an_unclear_owner(table, says):
    assert said(table, "owner") == [says]


def test_a_change_belongs_to_its_author_so_that_it_has_no_assignee_says_nothing():
    assert said(OPENED, "owner", kind="change") == [("against", "It waited on somebody by name.", ())]
    assert said(OPENED, "owner", kind="change", waiting_on=WaitingOn("nobody", None)) == [
        ("for", "It waited on nobody when you came.", ())
    ]


def test_what_the_lead_set_on_coming_speaks_for_its_having_been_missing():
    own = "12 dora assigned li\n12 dora priority_changed P1\n12 dora due_changed 2024-06-20"
    assert ("for", "You named somebody when you came.", ("e1",)) in said(OPENED, "owner", own=own)
    assert ("for", "You set its priority when you came.", ("e2",)) in said(OPENED, "priority", own=own)
    assert ("for", "You set its date when you came.", ("e3",)) in said(OPENED, "timeline", own=own)


def test_no_priority_or_date_says_something_only_where_others_there_have_one():
    assert said(OPENED, "priority") == [("for", "It had no priority, where others there have one.", ())]
    assert said(OPENED, "timeline") == [("for", "It had no date, where others there have one.", ())]
    none = replace(CALM, uses_priority=False, uses_dates=False)
    assert said(OPENED, "priority", around=none) + said(OPENED, "timeline", around=none) == []
    labelled = said("1 li opened\n2 li labelled priority:_high", "priority", around=none)
    assert labelled == [("against", "Its priority was set on 2 June, before this wait.", ("e2",))]


def test_rewriting_and_reopening_speak_for_an_unclear_outcome_but_not_the_first_hour():
    table = (
        "1 li opened\n1T10 li described\n3 li described\n4 sam closed\n5 li reopened\n6 sam changes_requested"
    )
    assert said(table, "outcome") == [
        ("for", "Its title or description was rewritten once.", ("e3",)),
        ("for", "It was opened again once.", ("e5",)),
    ]
    assert [side for side, *_ in said(OPENED, "outcome")] == ["against"]


def test_a_date_moved_back_twice_speaks_for_too_much_at_once():
    table = """
    1 li opened
    1 li due_changed 2024-06-05 -
    4 li due_changed 2024-06-10 2024-06-05
    8 li due_changed 2024-06-20 2024-06-10
    """
    assert said(table, "overload")[0] == ("for", "Its date was moved back twice.", ("e3", "e4"))
    held = said("1 li opened\n1 li due_changed 2024-06-05", "overload")
    assert ("against", "Its date had not been moved back.", ("e2",)) in held


def test_open_work_is_held_against_the_team_s_own_usual():
    much = said(OPENED, "overload", around=replace(CALM, open_items=14))
    assert much == [("for", "The team had 14 items open; 10 was usual in the twelve weeks before.", ())]
    assert said(OPENED, "overload", around=replace(CALM, open_items=12)) == []
    assert [side for side, *_ in said(OPENED, "overload")] == ["against"]


def test_lower_priority_work_moved_meanwhile_speaks_for_other_work_first():
    lower = replace(CALM, moved=7, lower=("git:shop#8", "git:shop#9"), ranked=5)
    told = "Meanwhile the team moved 7 other items forward, 2 of a lower priority."
    assert said(OPENED, "prioritisation", around=lower) == [("for", told, ())]
    nothing = said(OPENED, "prioritisation", around=replace(CALM, moved=0))
    assert nothing == [("against", "The team moved nothing else forward while it waited.", ())]
    assert said(OPENED, "prioritisation") == []


def test_nobody_having_moved_such_work_speaks_for_missing_knowledge_but_not_in_a_team_under_four():
    assert [s for s, *_ in said(OPENED, "knowledge")] == ["against"]
    assert [s for s, *_ in said(OPENED, "knowledge", around=replace(CALM, movers=0))] == ["for"]
    assert said(OPENED, "knowledge", around=replace(CALM, movers=0, members=3)) == []


def test_a_change_of_lead_or_owner_within_sixty_days_speaks_for_fuzzy_ownership():
    new_lead = replace(TEAM, leads=(Post("ana", since=date(2024, 5, 1)),))
    changed = replace(ORGANISATION, teams=(ORGANISATION.teams[0], new_lead))
    told = said(OPENED, "ownership", organisation=changed)
    assert told == [("for", "The team's lead changed on 1 May 2024.", ())]
    moved = replace(ORGANISATION, selectors=(Selector("payments", "git:sh*", since=date(2024, 6, 2)),))
    told = said(OPENED, "ownership", organisation=moved)
    assert told == [("for", "Who owns this work changed on 2 June 2024.", ())]
    long_ago = replace(ORGANISATION, selectors=(Selector("payments", "git:sh*", since=date(2024, 4, 2)),))
    assert [side for side, *_ in said(OPENED, "ownership", organisation=long_ago)] == ["against"]
    assert [side for side, *_ in said(OPENED, "ownership", organisation=Organisation())] == ["for"]


@pytest.mark.parametrize(
    ("acts", "side", "ids"),
    [
        ("3 ana commented ask", "against", ()),  # before this wait
        ("6 ana commented", "for", ("e2",)),
        ("6 ana commented\n7 ana commented ask", "against", ("e3",)),
        ("6 ana priority_changed P1", "against", ("e2",)),
        ("6 dora commented", "against", ()),  # her own level
    ],
)
def test_a_lead_below_who_saw_it_and_did_nothing_is_told_without_a_name(acts, side, ids):
    ((found, says, events_behind),) = said(f"{OPENED}\n{acts}", "lead_below")
    assert (found, events_behind) == (side, ids)
    assert "ana" not in says.casefold()


def test_who_leads_the_team_themselves_has_no_lead_between():
    told = said(OPENED, "lead_below", level=1)
    assert told == [("against", "You lead the team yourself: there is no lead between.", ())]


def test_nothing_is_ever_said_of_performance():
    table = "1 li opened\n2 li assigned old\n3 li described\n6 ana commented"
    about = About("git:shop#1", "issue", 2, june("12"), june("5"), None, tuple(events(table)), (), CALM)
    causes = {each.cause for each in evidence(about, ORGANISATION, "payments")}
    assert causes == {
        "blocked",
        "owner",
        "priority",
        "outcome",
        "timeline",
        "ownership",
        "knowledge",
        "overload",
        "lead_below",
    }
