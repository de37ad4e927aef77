"""Acts of leads that are taken back, or hand the work to nobody else: no step-ins (section 9)."""

from dataclasses import replace

import pytest

from stepin.org.organisation import Expect
from tests.spec.engines import Engine
from tests.spec.tables import HOUR_US, SHOP, Setting, check

FOUR_HOURS = replace(SHOP, expects=(Expect(first_us=4 * HOUR_US, next_us=4 * HOUR_US),))
CHANGE = Setting(organisation=FOUR_HOURS)


@pytest.mark.parametrize(
    ("does", "value", "says"),
    [
        ("review_requested", "lea", ""),
        ("review_requested", "zed", "late 6h clarified still"),
        ("review_requested", "ci", ""),
        ("assigned", "lea", "late 6h clarified still"),
    ],
)
def test_offering_to_review_is_no_step_in_and_taking_it_over_is(
    engine: Engine, does: str, value: str, says: str
) -> None:
    table = f"""
    at         who  does              value  | step-in
    Mon 09:00  ana  opened                   |
    Mon 10:00  ana  status_changed    draft  |
    Mon 16:00  lea  {does:16}  {value:5}  | {says}
    """
    check(engine, table, CHANGE)


@pytest.mark.parametrize(
    ("at", "who", "says"),
    [
        ("Mon 16:01", "lea", ""),
        ("Mon 17:00", "lea", ""),
        ("Mon 17:01", "lea", "late 6h decided carried 0h"),
        ("Mon 16:01", "dan", "late 6h decided carried 0h"),
        ("Mon 16:01", "-", "late 6h decided carried 0h"),
        ("Mon 16:00", "lea", ""),
    ],
)
@pytest.mark.parametrize("kind", ["change", "alert"])
def test_a_closing_that_its_person_takes_back_within_the_hour_is_no_step_in(
    engine: Engine, kind: str, at: str, who: str, says: str
) -> None:
    table = f"""
    at         who  does       value            | step-in
    Mon 09:00  ana  opened                      |
    Mon 10:00  ana  commented  ask mention:max  |
    Mon 16:00  lea  closed                      | {says}
    {at}  {who:3}  reopened                    |
    """
    check(engine, table, replace(CHANGE, kind=kind))


def test_a_closing_counts_until_it_is_seen_taken_back(engine: Engine) -> None:
    table = """
    at         who  does            value  | step-in
    Mon 09:00  ana  opened                 |
    Mon 10:00  ana  status_changed  draft  |
    Mon 16:00  lea  closed                 | late 6h decided carried 0h
    Mon 16:01  lea  reopened               |
    """
    check(engine, table, replace(CHANGE, until="Mon 16:00"))


def test_a_closing_is_taken_back_whatever_comes_between(engine: Engine) -> None:
    table = """
    at         who  does            value  | step-in
    Mon 09:00  ana  opened                 |
    Mon 10:00  ana  status_changed  draft  |
    Mon 16:00  lea  closed                 |
    Mon 16:10  dan  reopened               |
    Mon 16:20  lea  closed                 |
    Mon 16:30  lea  reopened               |
    Mon 16:40  lea  reopened               |
    """
    check(engine, table, CHANGE)
