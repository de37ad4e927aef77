from dataclasses import replace
from datetime import date

import pytest

from stepin.findings.json_report import json_report
from stepin.findings.model import Cell, WaitingOn
from stepin.findings.views import UnknownPersonError, sizes, view_for, view_to_share
from stepin.org.organisation import Parent, Post, Team
from stepin.org.teams import levels_on
from tests.builders import MONDAY, acme, asks, example, findings, need_row, pattern, step_in, stuck

TODAY = date(2024, 6, 10)


def test_a_lead_has_their_teams_and_those_below_by_distance():
    assert levels_on(acme(), "ana", TODAY) == {"payments": 1}
    assert levels_on(acme(), "dana", TODAY) == {"platform": 1, "payments": 2, "search": 2, "tools": 2}
    assert levels_on(acme(), "li", TODAY) == {}


def test_posts_and_parents_count_only_while_they_last():
    org = acme()
    ended = Team("payments", (Parent("platform", until=TODAY),), leads=(Post("ana", until=TODAY),))
    org = replace(org, teams=(org.teams[0], ended))
    assert levels_on(org, "ana", TODAY) == {}
    assert levels_on(org, "dana", TODAY) == {"platform": 1}
    assert levels_on(org, "dana", date(2024, 6, 9)) == {"platform": 1, "payments": 2}


def test_a_team_is_as_large_as_its_people_today_without_bots_and_leavers():
    assert sizes(acme(), TODAY) == {"platform": 4, "payments": 4, "search": 4, "tools": 3}


def shown(view):
    return {each.item for each in view.findings.stuck}, {each.id for each in view.findings.step_ins}


def test_a_lead_sees_their_teams_and_what_waits_on_them_elsewhere():
    found = findings(
        stuck=(
            stuck(item="a", team="payments"),
            stuck(item="b", team="search"),
            stuck(item="c", team="search", waiting_on=WaitingOn("lead", "ana")),
        )
    )
    assert shown(view_for(found, acme(), person="ana"))[0] == {"a", "c"}
    assert shown(view_for(found, acme(), person="dana"))[0] == {"a", "b", "c"}


# id | leader | level | team     | seen by
STEP_INS = """
own    | ana  | 1 | payments | ana
above  | dana | 2 | payments | ana dana
beside | ben  | 1 | payments | ana ben
away   | ana  | 1 | search   | ana ben
"""


@pytest.mark.parametrize("viewer", ["ana", "ben", "dana", "li"])
def test_step_ins_are_seen_by_who_made_them_and_by_leads_beside_or_below(viewer):
    rows = [[cell.strip() for cell in line.split("|")] for line in STEP_INS.strip().splitlines()]
    found = findings(
        step_ins=tuple(step_in(id=i, leader=who, level=int(n), team=team) for i, who, n, team, _ in rows)
    )
    expected = {row[0] for row in rows if viewer in row[4].split()}
    assert shown(view_for(found, acme(), person=viewer))[1] == expected


def test_a_pattern_keeps_its_count_but_not_the_step_ins_that_may_not_be_seen():
    found = findings(
        step_ins=(step_in(id="a"), step_in(id="d", leader="dana", level=2)),
        patterns=(pattern(step_in_ids=("a", "d")), pattern(team="search")),
    )
    (seen,) = view_for(found, acme(), person="ana").findings.patterns
    (above,) = (p for p in view_for(found, acme(), person="dana").findings.patterns if p.team == "payments")
    assert (seen.step_ins, seen.step_in_ids) == (9, ("a", "d"))
    assert (above.step_ins, above.step_in_ids) == (9, ("d",))


def test_rows_of_other_teams_are_left_out_and_the_overall_row_stays():
    found = findings(need=(need_row(), need_row(team="payments"), need_row(team="search")))
    assert [row.team for row in view_for(found, acme(), person="ana").findings.need] == ["*", "payments"]


# Who of those who asked is named: Dana leads above Ana, who leads payments with Kim in it.
@pytest.mark.parametrize(
    ("viewer", "named"),
    [("ana", ["kim", "ana", "dana"]), ("dana", ["kim", None, "dana"]), (None, ["kim", "ana", "dana"])],
)
def test_a_lead_below_the_reader_who_asked_is_a_lead(viewer, named):
    asked = asks("kim", "ana", "dana")
    rows = stuck(asked=asked), step_in(leader="dana", level=2, asked_before=asked)
    view = view_for(findings(stuck=rows[:1], step_ins=rows[1:]), acme(), person=viewer)
    told = (view.findings.stuck[0].asked, view.findings.step_ins[0].asked_before)
    assert [[each.who for each in asks_] for asks_ in told] == [named, named]
    assert [(each.lead, each.at) for each in told[0]] == [(each.lead, each.at) for each in asked]
    assert {each.level for each in told[0] if each.who is None} <= {None}


def test_a_lead_who_has_left_a_team_is_told_of_those_below_as_when_they_came():
    mine = step_in(team="payments", leader="noa", level=2, asked_before=asks("kim", "ana"))
    (seen,) = view_for(findings(step_ins=(mine,)), acme(), person="noa").findings.step_ins
    assert [each.who for each in seen.asked_before] == ["kim", None]


def test_who_asked_whom_it_waits_on_is_named_also_outside_of_their_teams():
    found = findings(stuck=(stuck(team="search", waiting_on=WaitingOn("owner", "li"), asked=asks("ana")),))
    (seen,) = view_for(found, acme(), person="li").findings.stuck
    assert [each.who for each in seen.asked] == ["ana"]


def counted(*leaders, team="payments", kind="issue"):
    """A step-in of each of them, the lead of the team at level 1."""
    return tuple(
        step_in(id=f"{team}-{n}-{who}", leader=who, level=2 if who == "dana" else 1, team=team, kind=kind)
        for n, who in enumerate(leaders)
    )


def rows_told(viewer, *step_ins):
    """(team, step-ins, whether the shares are told) of each row; each row is first of all there is."""
    cells = sorted({(s.team, s.kind) for s in step_ins})
    rows = [
        need_row(team=t, kind=k, step_ins=sum((s.team, s.kind) == (t, k) for s in step_ins)) for t, k in cells
    ]
    found = findings(step_ins=step_ins, need=(need_row(step_ins=len(step_ins)), *rows))
    view = view_for(found, acme(), person=viewer)
    return [(row.team, row.step_ins, row.you is not None) for row in view.findings.need]


def test_a_lead_is_told_the_whole_of_what_they_may_see_one_by_one():
    step_ins = counted("ana", "ana", "dana")
    assert rows_told("ana", *step_ins) == [("*", 3, True), ("payments", 3, True)]


def test_what_one_to_three_other_leads_did_is_in_no_count():
    step_ins = (*counted("ana", "dana"), *counted("ben", "ben", "cy", team="search"))
    assert rows_told("ana", *step_ins) == [("*", 2, False), ("payments", 2, True)]
    assert rows_told("dana", *step_ins) == [("*", 1, False), ("payments", 1, False)]


def test_what_four_other_leads_did_is_told_together():
    others = counted("ben", "cy", "uma", "wim", team="search")
    assert rows_told("ana", *counted("ana"), *others) == [("*", 5, True), ("payments", 1, True)]
    assert rows_told("dana", *counted("dana"), *others) == [
        ("*", 5, True),
        ("payments", 1, True),
        ("search", 4, True),
    ]


def test_the_whole_less_the_rows_that_are_told_is_not_of_a_few_leads():
    others = counted("ben", "cy", "uma", "wim", team="search")
    assert rows_told("dana", *counted("ana", "dana"), *others) == [
        ("*", 1, False),
        ("payments", 1, False),
        ("search", 4, True),
    ]


def test_weekly_counts_of_step_ins_are_in_no_view():
    weeks = Cell("payments", "issue", MONDAY, (3,), (5,), (80.0,))
    found = findings(cells=(weeks,))
    lead, share = view_for(found, acme(), person="dana"), view_to_share(found, acme(), team_sizes={})
    assert (lead.findings.cells, share.findings.cells) == ((), ())


def test_a_row_that_is_told_in_part_says_why_and_holds_no_share():
    found = findings(step_ins=counted("ana", "ben"), need=(need_row(), need_row(team="payments")))
    view = view_for(found, acme(), person="dana")
    (overall,) = view.findings.need
    assert not view.whole
    assert overall == need_row(
        step_ins=0,
        progressed=0,
        answered=0,
        carried=0,
        anyway=None,
        anyone=None,
        you=None,
        e_value=None,
        reason="Whether it needed a lead is left out, and only step-ins that you may see one by one are "
        "counted: the rest are of fewer than 4 leads.",
    )


def test_the_homes_owner_is_who_reads_where_nobody_is_named():
    view = view_for(example(), acme(owner="ben"), person=None)
    assert (view.scope, view.names.viewer, view.teams) == ("lead", "ben", ("search",))


def test_without_an_owner_everything_is_shown_and_the_view_says_so():
    view = view_for(example(), acme(), person=None)
    assert view.findings == example()
    assert view.says == (
        "This shows all teams and every lead, since nobody was named: add --for PERSON, "
        "or set owner in stepin.toml.",
    )


def test_an_unknown_person_is_told_with_those_who_are_known():
    with pytest.raises(UnknownPersonError, match=r"no person 'zoe'. It has: dana, ana, .* Give one of these"):
        view_for(findings(), acme(), person="zoe")


def test_a_shared_view_holds_no_person_title_item_or_address():
    shared = json_report(view_to_share(example(), acme(), team_sizes=sizes(acme(), TODAY)))
    told = [each.name for each in acme().people] + [each.id for each in acme().people if len(each.id) > 3]
    rows = (*example().stuck, *example().step_ins)
    told += [part for row in rows for part in (row.title, row.item, row.url) if part]
    told += [each.id for each in example().step_ins]
    assert [word for word in told if f'"{word}"' in shared or f" {word} " in shared] == []


def test_a_shared_view_has_no_row_for_a_team_under_four():
    view = view_to_share(example(), acme(), team_sizes=sizes(acme(), TODAY))
    teams = {row.team for rows in (view.findings.need, view.stuck_counts) for row in rows}
    assert teams == {"*", "payments", "search"}
    assert view.says[1] == "Left out: teams with fewer than 4 people listed in stepin.toml."


# All less the rest is tools alone, with its three people; or tools and search, with their five.
@pytest.mark.parametrize(
    ("left_out", "step_ins"), [({"tools": 3}, 7), ({"tools": 3, "search": 2}, 9), ({"search": 2}, 6), ({}, 9)]
)
def test_a_shared_view_cannot_be_subtracted_to_a_small_team(left_out, step_ins):
    made = {"payments": 4, "search": 3, "tools": 2}
    rows = tuple(need_row(team=team, step_ins=number) for team, number in made.items())
    found = findings(need=(need_row(step_ins=9), *rows))
    view = view_to_share(found, acme(), team_sizes=dict.fromkeys(made, 4) | left_out)
    assert (view.findings.need[0].step_ins, view.whole) == (step_ins, step_ins == 9)
    assert (view.findings.need[0].anyway is None) == (step_ins != 9)


def test_a_shared_view_counts_what_is_stuck_by_team_and_kind():
    view = view_to_share(example(), acme(), team_sizes={"payments": 4})
    assert [(c.team, c.kind, c.stuck) for c in view.stuck_counts] == [
        ("payments", "alert", 1),
        ("payments", "decision", 1),
        ("payments", "issue", 1),
    ]
