"""How a wait ends: moved, carried, redirected, abandoned, or in a clean-out (section 5)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stepin.log.records import Event, Item
from stepin.org.organisation import Post, StatusOrder, Team
from tests.reference.answer import Spell
from tests.spec.engines import Engine
from tests.spec.tables import MONDAY, SHOP, Setting, check


@pytest.mark.parametrize(
    ("who", "does", "value", "ends"),
    [
        ("max", "pushed", "", "progress"),
        ("max", "commented", "", "pass"),
        ("max", "commented", "approve", "pass"),  # on a change it would be progress
        ("max", "reverted", "", "pass"),
        ("max", "described", "", ""),
        ("max", "labelled", "later", ""),
        ("max", "closed", "completed", "progress"),
        ("max", "closed", "Not_Planned", "abandoned"),
        ("max", "resolved", "duplicate", "abandoned"),
        ("zed", "pushed", "", "carried"),
        ("zed", "acknowledged", "", "carried"),
        ("zed", "status_changed", "Doing", "carried"),
        ("zed", "status_changed", "draft", ""),
        ("zed", "reviewed", "", ""),
        ("zed", "commented", "ask mention:max", ""),  # a chase of who is waited on redirects nothing
        ("zed", "commented", "ask mention:kim", "redirected"),
        ("zed", "assigned", "kim", "redirected"),
        ("zed", "closed", "completed", "carried"),
        ("zed", "closed", "wontfix", "abandoned"),
        ("ci", "pushed", "", ""),
        ("ci", "assigned", "kim", "redirected"),
        ("ci", "resolved", "", "carried"),
        ("ci", "closed", "completed", "abandoned"),
        ("-", "closed", "completed", "carried"),
        ("-", "closed", "stale", "abandoned"),
    ],
)
def test_what_waits_on_its_owner_ends(engine: Engine, who: str, does: str, value: str, ends: str) -> None:
    table = f"""
    at         who   does            value            | ends
    Mon 09:00  ana   opened                           |
    Mon 10:00  ci    assigned        max              | redirected
    Mon 11:00  {who:5} {does:15} {value:16} | {ends}
    """
    check(engine, table, Setting(kind="issue"))


@pytest.mark.parametrize(
    ("who", "does", "value", "ends"),
    [
        ("rex", "commented", "", "pass"),
        ("rex", "approved", "", "progress"),
        ("rex", "commented", "approve", "progress"),
        ("zed", "approved", "", "carried"),
        ("ana", "approved", "", ""),  # one's own is no review
        ("ana", "pushed", "", ""),
        ("zed", "pushed", "", ""),
        ("ana", "closed", "", "abandoned"),
        ("rex", "closed", "completed", "abandoned"),
        ("zed", "merged", "", "carried"),
    ],
)
def test_what_waits_on_a_reviewer_ends(engine: Engine, who: str, does: str, value: str, ends: str) -> None:
    table = f"""
    at         who   does              value    | ends
    Mon 09:00  ana   opened                     |
    Mon 10:00  ana   review_requested  rex      | redirected
    Mon 11:00  {who:5} {does:17} {value:8} | {ends}
    """
    check(engine, table, Setting())


def test_a_status_is_forward_unless_it_falls_back_in_its_order(engine: Engine) -> None:
    table = """
    at         who  does            value  previous  | ends
    Mon 09:00  max  opened                           |
    Mon 10:00  max  assigned        max              | pass
    Mon 11:00  max  status_changed  Done   To Do     | progress
    Mon 12:00  max  status_changed  To Do  Done      | pass
    Mon 13:00  max  status_changed  To Do  Elsewhere | progress
    Mon 14:00  max  status_changed  To Do  To Do     | progress
    """
    ordered = replace(SHOP, statuses=(StatusOrder("git:shop", ("To Do", "Doing", "Done")),))
    check(engine, table, Setting(kind="issue", organisation=ordered, author="ana"))


def test_a_push_that_nobody_signed_is_its_authors_on_a_change_only(engine: Engine) -> None:
    table = """
    at         who  does      value  | ends
    Mon 09:00  ana  opened           |
    Mon 10:00  rex  reviewed         | carried
    Mon 11:00  -    pushed           | {}
    """
    check(engine, table.format("progress"), Setting())
    issue = table.replace("carried", "progress").format("")
    check(engine, issue, Setting(kind="issue"))


def test_leads_in_a_party_are_those_at_the_event_that_acts(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on       ends
    Mon 09:00  ana  opened            | team: owner
    Mon 10:00  dan  commented         | team: owner
    Tue 10:00  dan  commented         | team: owner    pass
    """
    until_tuesday = Team("payments", leads=(Post("dan", until=date(2024, 6, 11)),))
    check(engine, table, Setting(kind="alert", organisation=replace(SHOP, teams=(until_tuesday,))))


def clean_out(count: int, *, minutes: int) -> tuple[list[Event], list[Item]]:
    """Old's issues, owned by max, all closed by lea within the hour from 09:00 plus so many minutes."""
    items = [Item(f"i{n:02}", "git", "issue", "shop", author="old") for n in range(count)]
    begin = MONDAY + timedelta(hours=9, minutes=minutes)
    events = [
        event
        for n in range(count)
        for event in (
            Event(f"{n:02}a", f"i{n:02}", MONDAY, 0, "max", "opened"),
            Event(f"{n:02}b", f"i{n:02}", MONDAY, 1, "ci", "assigned", "max"),
            Event(f"{n:02}c", f"i{n:02}", begin + timedelta(minutes=2 * n), 2, "lea", "closed"),
        )
    ]
    return events, items


def ends_of(engine: Engine, log: tuple[list[Event], list[Item]]) -> set[str]:
    spells: tuple[Spell, ...] = engine(*log, SHOP, MONDAY + timedelta(days=1)).spells
    return {spell.end for spell in spells if spell.end_event and spell.end_event.endswith("c")}


def test_closing_24_items_in_one_hour_is_a_clean_out(engine: Engine) -> None:
    assert ends_of(engine, clean_out(24, minutes=0)) == {"BULK"}


def test_the_hour_of_a_clean_out_may_be_counted_from_half_past(engine: Engine) -> None:
    assert ends_of(engine, clean_out(24, minutes=31)) == {"BULK"}


def test_closing_23_items_or_24_across_both_hours_is_no_clean_out(engine: Engine) -> None:
    assert ends_of(engine, clean_out(23, minutes=0)) == {"CARRIED"}
    assert ends_of(engine, clean_out(24, minutes=20)) == {"CARRIED"}


def test_events_on_a_closed_item_are_nothing_until_it_is_reopened(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on          ends
    Mon 09:00  ana  opened            | nobody: nobody
    Mon 10:00  zed  closed            | closed            progress
    Mon 11:00  zed  assigned   max    | closed
    Mon 12:00  ana  reopened          | nobody: nobody
    Mon 13:00  zed  commented         | nobody: nobody    pass
    """
    check(engine, table, Setting(kind="issue"))
