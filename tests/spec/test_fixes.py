"""Blocks by the change that is to fix an item: whom it waits on then, from when until when (section 3)."""

from dataclasses import replace

import pytest

from stepin.log.records import Event, Item
from stepin.org.organisation import Expect, KindRule, Organisation
from tests.reference.answer import Answer
from tests.reference.blocks import added_id
from tests.spec.engines import Engine
from tests.spec.tables import SHOP, Setting, check, moment

QUICK = replace(SHOP, expects=(Expect(first_us=3_600_000_000, next_us=3_600_000_000),))


def among_changes(
    *told: str,
    kind: str = "issue",
    organisation: Organisation = SHOP,
    authors: dict[str, str | None] | None = None,
) -> Setting:
    """Each told as ``fix Mon 10:00 bob linked fixes:item``; a change is bob's, unless said otherwise."""
    authors, rows = authors or {}, [line.split() for line in told]
    events = [
        Event(f"x{n:02}", id_, moment(f"{day} {clock}"), n, None if who == "-" else who, does, *value)
        for n, (id_, day, clock, who, does, *value) in enumerate(rows)
    ]
    names = sorted({row[0] for row in rows})
    changes = [Item(name, "git", "change", "shop", author=authors.get(name, "bob")) for name in names]
    return Setting(kind=kind, organisation=organisation, past=(events, changes))


def around_added(answer: Answer) -> list[tuple[str, str]]:
    """The item's spells that begin or end with something that nobody wrote down, and how they ended."""
    spells = [s for s in answer.spells if "added" in f"{s.start_event} {s.end_event}"]
    return [(s.start_event, s.end) for s in spells if s.item_id == "item"]


def test_an_issue_waits_on_the_change_that_fixes_it_from_the_link_until_the_merge(engine: Engine) -> None:
    table = """
    at         who  does       value            | waits on                 ends
    Mon 09:00  ana  opened                      | nobody: nobody
    Mon 10:00  ana  assigned   max              | owned: owner max         redirected
    Mon 12:00  zed  commented                   | blocked: other_team fix
    Mon 13:00  bob  commented                   | blocked: other_team fix  pass
    Mon 14:00  max  commented                   | blocked: other_team fix
    Wed 10:00  zed  commented                   | owned: owner max
    """
    setting = among_changes(
        "fix Mon 10:30 bob opened", "fix Mon 11:00 bob linked fixes:item", "fix Wed 09:00 lea merged"
    )
    found = check(engine, table, setting)
    start, end = added_id("item", moment("Mon 11:00"), 0), added_id("item", moment("Wed 09:00"), 0)
    assert sorted(around_added(found)) == sorted(
        [("e2", "REDIRECTED"), (start, "PASS"), ("e4", "REDIRECTED"), (end, "OPEN")]
    )


def test_an_issue_waits_on_an_older_change_from_its_own_opening(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on                 ends
    Tue 09:00  ana  opened            | nobody: nobody
    Tue 09:00  ana  assigned   max    | owned: owner max         redirected
    Tue 10:00  max  commented         | blocked: other_team fix
    """
    setting = among_changes("fix Mon 09:00 bob opened", "fix Mon 10:00 bob linked fixes:item")
    found = check(engine, table, setting)
    opened = added_id("item", moment("Tue 09:00"), 0)
    assert sorted(around_added(found)) == sorted([("e2", "REDIRECTED"), (opened, "OPEN")])


@pytest.mark.parametrize(
    "told",
    [
        ("fix Mon 10:00 bob linked fixes:item", "fix Mon 11:00 lea merged"),
        ("fix Mon 10:00 bob linked fixes:item", "fix Tue 09:00 lea closed"),
        ("fix Tue 10:00 bob linked fixes:item", "fix Tue 10:00 lea merged"),
        ("fix Mon 10:00 lea merged", "fix Tue 10:00 bob linked fixes:item"),
        ("fix Mon 09:30 lea closed", "fix Mon 10:00 bob linked fixes:item", "fix Mon 11:00 bob reopened"),
    ],
    ids=[
        "merged before",
        "closed at once",
        "merged with the link",
        "linked when merged",
        "linked when closed",
    ],
)
def test_a_change_that_is_closed_by_then_blocks_nothing(engine: Engine, told: tuple[str, ...]) -> None:
    table = """
    at         who  does       value  | waits on        ends
    Tue 09:00  ana  opened            | nobody: nobody
    Tue 11:00  zed  commented         | nobody: nobody  pass
    """
    assert around_added(check(engine, table, among_changes("fix Mon 09:00 bob opened", *told))) == []


def test_a_change_that_is_open_again_by_then_blocks(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on
    Tue 09:00  ana  opened            | nobody: nobody
    Tue 11:00  zed  commented         | blocked: other_team fix
    """
    told = ("fix Mon 10:00 bob linked fixes:item", "fix Mon 11:00 bob closed", "fix Mon 12:00 bob reopened")
    check(engine, table, among_changes(*told))


@pytest.mark.parametrize("closing", ["merged", "closed", "resolved"])
def test_the_block_is_lifted_for_good_when_the_change_is_finished_or_given_up(
    engine: Engine, closing: str
) -> None:
    table = """
    at         who  does       value  | waits on                 ends
    Mon 09:00  ana  opened            | nobody: nobody
    Tue 08:00  bob  commented         | blocked: other_team fix  pass
    Tue 10:00  zed  commented         | nobody: nobody           pass
    Wed 10:00  zed  commented         | nobody: nobody           pass
    """
    setting = among_changes(
        "fix Mon 10:00 bob linked fixes:item", f"fix Tue 09:00 lea {closing}", "fix Wed 09:00 bob reopened"
    )
    found = check(engine, table, setting)
    start, end = added_id("item", moment("Mon 10:00"), 0), added_id("item", moment("Tue 09:00"), 0)
    assert sorted(around_added(found)) == sorted(
        [("e1", "REDIRECTED"), (start, "PASS"), ("e2", "REDIRECTED"), (end, "PASS")]
    )


def test_a_question_to_the_changes_author_is_a_step_in_and_one_to_somebody_else_conversation(
    engine: Engine,
) -> None:
    table = """
    at         who  does       value            | waits on                 step-in
    Mon 09:00  ana  opened                      | nobody: nobody
    Mon 10:00  ana  assigned   max              | owned: owner max
    Tue 10:00  lea  commented  ask mention:max  | blocked: other_team fix
    Tue 11:00  dan  commented  ask mention:bob  | blocked: other_team fix  late 8h chased answered 1h
    Tue 12:00  bob  commented                   | blocked: other_team fix
    """
    setting = among_changes("fix Mon 11:00 bob linked fixes:item", organisation=QUICK)
    found = check(engine, table, setting)
    assert [(s.id, s.role, s.who, s.justified_by) for s in found.step_ins] == [
        ("e4", "other_team", "fix", ("blocked",))
    ]


def test_a_lead_who_wrote_the_change_does_not_step_in_by_acting(engine: Engine) -> None:
    table = """
    at         who  does       value            | waits on                 ends      step-in
    Mon 09:00  ana  opened                      | nobody: nobody
    Wed 10:00  lea  commented  chase            | blocked: other_team fix  pass
    Wed 11:00  lea  assigned   max              | blocked: other_team fix  pass
    """
    told = ("fix Mon 11:00 lea linked fixes:item",)
    check(engine, table, among_changes(*told, organisation=QUICK, authors={"fix": "lea"}))


@pytest.mark.parametrize("author", ["ci", None])
def test_a_change_by_a_bot_or_by_nobody_waits_on_no_person(engine: Engine, author: str | None) -> None:
    table = """
    at         who  does       value  | waits on                 ends
    Mon 09:00  ana  opened            | nobody: nobody
    Mon 12:00  zed  commented         | blocked: other_team fix
    Mon 13:00  ci   commented         | blocked: other_team fix
    Mon 14:00  zed  unblocked         | nobody: nobody           carried
    """
    check(engine, table, among_changes("fix Mon 11:00 - linked fixes:item", authors={"fix": author}))


def test_a_second_change_takes_over(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on                ends
    Mon 09:00  ana  opened            | nobody: nobody
    Tue 12:00  kim  commented         | blocked: other_team b2  pass
    Tue 13:00  bob  commented         | blocked: other_team b2
    Wed 12:00  kim  commented         | blocked: other_team b2  pass
    Thu 12:00  zed  commented         | nobody: nobody          pass
    """
    told = ("a1 Mon 10:00 bob linked fixes:item", "b2 Tue 10:00 kim linked fixes:item")
    closed = ("a1 Wed 10:00 lea merged", "b2 Thu 10:00 kim closed")
    found = check(engine, table, among_changes(*told, *closed, authors={"b2": "kim"}))
    starts = [added_id("item", moment(at), 0) for at in ("Mon 10:00", "Tue 10:00", "Thu 10:00")]
    assert sorted(around_added(found)) == sorted(
        [
            ("e1", "REDIRECTED"),
            (starts[0], "REDIRECTED"),
            (starts[1], "PASS"),
            ("e4", "REDIRECTED"),
            (starts[2], "PASS"),
        ]
    )


def test_a_second_change_at_the_very_end_of_the_first_leaves_nothing_to_lift(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on
    Mon 09:00  ana  opened            | nobody: nobody
    Tue 12:00  zed  commented         | blocked: other_team b2
    """
    told = ("a1 Mon 10:00 bob linked fixes:item", "b2 Tue 10:00 bob linked fixes:item")
    found = check(engine, table, among_changes(*told, "a1 Tue 10:00 lea merged"))
    one, other = (added_id("item", moment(at), 0) for at in ("Mon 10:00", "Tue 10:00"))
    assert sorted(around_added(found)) == [("e1", "REDIRECTED"), (one, "REDIRECTED"), (other, "OPEN")]


def test_of_changes_linked_at_one_moment_the_last_by_id_has_the_last_word(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on
    Mon 09:00  ana  opened            | nobody: nobody
    Tue 12:00  zed  commented         | blocked: other_team b2
    """
    found = check(
        engine,
        table,
        among_changes("b2 Mon 10:00 bob linked fixes:item", "a1 Mon 10:00 bob linked fixes:item"),
    )
    at = moment("Mon 10:00")
    told = {w.event_id: w.who for w in found.waits if "added" in w.event_id}
    assert told == {added_id("item", at, 0): "a1", added_id("item", at, 1): "b2"}


def test_of_changes_linked_before_the_opening_the_last_to_be_linked_has_the_last_word(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on
    Wed 09:00  ana  opened            | nobody: nobody
    Wed 12:00  zed  commented         | blocked: other_team b2
    """
    told = ("c3 Mon 10:00 bob linked fixes:item", "a1 Mon 11:00 bob linked fixes:item")
    again = ("b2 Mon 12:00 bob linked fixes:item", "b2 Tue 12:00 bob linked fixes:item")
    found = check(engine, table, among_changes(*told, *again))
    at = moment("Wed 09:00")
    told_after = {w.event_id: w.who for w in found.waits if "added" in w.event_id}
    assert told_after == {added_id("item", at, n): who for n, who in enumerate(("c3", "a1", "b2", "b2"))}


def test_a_change_blocks_neither_another_change_nor_itself(engine: Engine) -> None:
    table = """
    at         who  does       value        | waits on
    Mon 09:00  ana  opened                  | unclaimed: lead
    Mon 10:00  ana  linked     fixes:item   | unclaimed: lead
    Tue 10:00  zed  commented               | unclaimed: lead
    """
    found = check(engine, table, among_changes("fix Mon 11:00 bob linked fixes:item", kind="change"))
    assert around_added(found) == []


def test_what_is_no_change_fixes_nothing(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on
    Mon 09:00  ana  opened            | nobody: nobody
    Tue 10:00  zed  commented         | nobody: nobody
    """
    events = [Event("x1", "fix", moment("Mon 10:00"), 0, "bob", "linked", "fixes:item")]
    past = events, [Item("fix", "git", "issue", "shop", author="bob")]
    assert around_added(check(engine, table, Setting(kind="issue", past=past))) == []


def test_a_label_makes_a_change_of_what_fixes(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on                 ends
    Mon 09:00  ana  opened            | nobody: nobody
    Tue 10:00  bob  commented         | blocked: other_team fix  pass
    """
    told = (("linked", "fixes:item"), ("labelled", "a patch"))
    events = [
        Event(f"x{n}", "fix", moment("Mon 10:00"), n, "bob", *kind_and_value)
        for n, kind_and_value in enumerate(told)
    ]
    organisation = replace(SHOP, kind_rules=(KindRule("change", "a patch"),))
    past = events, [Item("fix", "git", "issue", "shop", author="bob")]
    check(engine, table, Setting(kind="issue", organisation=organisation, past=past))


@pytest.mark.parametrize("link", ["fixes:elsewhere", "fixes:", "item", "closes:item", "fixes: item", ""])
def test_a_link_to_an_unknown_item_or_that_fixes_nothing_is_nothing(engine: Engine, link: str) -> None:
    table = """
    at         who  does       value  | waits on
    Mon 09:00  ana  opened            | nobody: nobody
    Tue 10:00  zed  commented         | nobody: nobody
    """
    events = [Event("x1", "fix", moment("Mon 10:00"), 0, "bob", "linked", link or None)]
    past = events, [Item("fix", "git", "change", "shop", author="bob")]
    assert around_added(check(engine, table, Setting(kind="issue", past=past))) == []


def test_a_block_said_afterwards_has_the_last_word_and_so_has_its_unblocking(engine: Engine) -> None:
    table = """
    at         who  does       value        | waits on                         ends
    Mon 09:00  ana  opened                  | nobody: nobody
    Mon 11:00  zed  blocked    team:search  | blocked: other_team team:search  redirected
    Mon 12:00  bob  commented               | blocked: other_team team:search
    Wed 10:00  sue  commented               | blocked: other_team team:search  pass
    Wed 11:00  sue  unblocked               | nobody: nobody                   progress
    """
    setting = among_changes("fix Mon 10:00 bob linked fixes:item", "fix Tue 10:00 bob merged")
    found = check(engine, table, setting)
    start = added_id("item", moment("Mon 10:00"), 0)
    assert sorted(around_added(found)) == sorted([("e1", "REDIRECTED"), (start, "REDIRECTED")])


def test_who_says_that_the_change_no_longer_blocks_is_believed(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on                 ends
    Mon 09:00  ana  opened            | nobody: nobody
    Mon 11:00  bob  commented         | blocked: other_team fix  pass
    Mon 12:00  bob  unblocked         | nobody: nobody           progress
    Mon 13:00  zed  commented         | nobody: nobody           pass
    Tue 13:00  zed  commented         | blocked: other_team fix
    """
    again = ("fix Mon 10:00 bob linked fixes:item", "fix Tue 10:00 bob linked fixes:item")
    check(engine, table, among_changes(*again))


@pytest.mark.parametrize("kind", ["issue", "change", "alert"])
def test_a_block_that_somebody_says_is_by_a_change_waits_on_its_author(engine: Engine, kind: str) -> None:
    table = """
    at         who  does       value  | waits on                 ends
    Mon 10:00  ana  blocked    fix    | blocked: other_team fix
    Mon 11:00  zed  commented         | blocked: other_team fix
    Mon 12:00  bob  commented         | blocked: other_team fix  pass
    Mon 13:00  lea  unblocked         | {after}
    """
    after = {
        "issue": "nobody: nobody           carried",
        "change": "unclaimed: lead          carried",
        "alert": "team: owner              carried",
    }
    check(engine, table.format(after=after[kind]), among_changes("fix Mon 09:00 bob opened", kind=kind))


def test_a_block_on_a_closed_issue_is_nothing(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on        ends
    Mon 09:00  ana  opened            | nobody: nobody
    Mon 10:00  ana  closed            | closed          carried
    Tue 10:00  ana  reopened          | nobody: nobody
    Tue 11:00  zed  commented         | nobody: nobody  pass
    """
    assert around_added(check(engine, table, among_changes("fix Mon 11:00 bob linked fixes:item"))) == []
