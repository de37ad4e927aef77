"""What somebody says as they close an item belongs to the closing (section 2)."""

from dataclasses import replace

import pytest

from stepin.org.organisation import Expect
from tests.spec.engines import Engine
from tests.spec.tables import HOUR_US, SHOP, Setting, check, reviewed_before

FOUR_HOURS = replace(SHOP, expects=(Expect(first_us=4 * HOUR_US, next_us=4 * HOUR_US),))
LEA_REVIEWS = Setting(organisation=FOUR_HOURS, past=reviewed_before(*["lea"] * 3))


def test_a_lead_who_closes_with_a_word_closes_what_waited_until_then(engine: Engine) -> None:
    table = """
    at         who  does       value        | waits on              ends       step-in
    Mon 09:00  ana  opened                  | pool: lead
    Mon 10:00  lea  reviewed                | feedback: owner ana   progress
    Mon 15:00  lea  commented  ask chase    | feedback: owner ana
    Mon 15:00  lea  closed                  | closed                abandoned  late 5h decided carried 0h
    """
    check(engine, table, LEA_REVIEWS)


@pytest.mark.parametrize(
    ("who", "does", "value", "at", "then"),
    [
        ("lea", "commented", "ask mention:zed", "15:01", "feedback: owner ana"),
        ("lea", "commented", "approve", "15:01", "feedback: owner ana"),
        ("lea", "commented", "ask mention:zed", "15:02", "asked: reviewer zed"),
        ("mia", "commented", "ask mention:zed", "15:01", "asked: reviewer zed"),
        ("lea", "reviewed", "ask mention:zed", "15:01", "asked: reviewer zed"),
        ("-", "commented", "approve", "15:01", "feedback: owner ana"),
    ],
)
def test_what_is_said_counts_unless_it_is_said_with_the_closing(
    engine: Engine, who: str, does: str, value: str, at: str, then: str
) -> None:
    table = f"""
    at         who    does       {"value":15}  | waits on
    Mon 09:00  ana    opened     {"":15}  | pool: lead
    Mon 10:00  lea    reviewed   {"":15}  | feedback: owner ana
    Mon 15:00  {who:3}    {does:9}  {value:15}  | {then}
    Mon {at}  lea    closed     {"":15}  | closed
    """
    check(engine, table, LEA_REVIEWS)


def test_a_word_and_a_closing_with_something_between_them_are_two(engine: Engine) -> None:
    table = """
    at         who  does       value            | waits on
    Mon 09:00  ana  opened                      | nobody: nobody
    Mon 15:00  max  commented  ask mention:zed  | asked: owner zed
    Mon 15:00  max  labelled   later            | asked: owner zed
    Mon 15:00  max  closed                      | closed
    """
    check(engine, table, Setting(kind="issue"))


def test_a_word_counts_until_the_closing_is_known(engine: Engine) -> None:
    table = """
    at         who  does       value            | waits on
    Mon 09:00  ana  opened                      | nobody: nobody
    Mon 15:00  max  commented  ask mention:zed  | asked: owner zed
    """
    check(engine, table, Setting(kind="issue"))


def test_a_bot_that_says_why_it_closes_says_nothing_more_nor_less(engine: Engine) -> None:
    table = """
    at         who  does       value | ends       touch
    Mon 09:00  ana  opened           |
    Mon 15:00  ci   commented        |            bot abandoned 0h
    Mon 15:00  ci   closed           | abandoned
    """
    check(engine, table, Setting(kind="issue"))
