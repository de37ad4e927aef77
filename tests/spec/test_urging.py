"""A lead who might review it, and urges others instead, does not take their own turn (sections 5, 8, 9)."""

from dataclasses import replace

import pytest

from stepin.org.organisation import Expect
from tests.spec.engines import Engine
from tests.spec.tables import (
    HOUR_US,
    SHOP,
    Setting,
    approved_and_merged_before,
    check,
    merged_before,
    reviewed_before,
)

FOUR_HOURS = replace(SHOP, expects=(Expect(first_us=4 * HOUR_US, next_us=4 * HOUR_US),))
LEA_REVIEWS = Setting(organisation=FOUR_HOURS, past=reviewed_before(*["lea"] * 3, *["rex"] * 3))


def test_a_reviewing_lead_who_urges_the_author_steps_in(engine: Engine) -> None:
    table = """
    at         who  does       value          | ends        touch         step-in
    Mon 09:00  ana  opened                    |
    Mon 15:00  lea  commented  ask chase you  | redirected  lead open 0h  late 6h chased still
    """
    check(engine, table, LEA_REVIEWS)


@pytest.mark.parametrize(
    ("who", "does", "value", "says"),
    [
        ("lea", "commented", "ask chase you", "late 6h chased still"),
        ("lea", "commented", "ask chase mention:rex", "late 6h chased still"),
        ("lea", "commented", "ask chase", ""),  # asks nobody in particular: their own turn
        ("lea", "commented", "chase mention:rex", ""),
        ("lea", "commented", "ask you", ""),  # asks, and does not chase
        ("lea", "commented", "ask chase mention:lea", ""),
        ("lea", "commented", "ask chase mention:ci", ""),
        ("lea", "commented", "approve ask chase you", ""),
        ("lea", "reviewed", "ask chase you", ""),
        ("rex", "commented", "ask chase you", ""),  # leads nothing
        ("dan", "commented", "ask chase you", "late 6h chased still"),  # leads above, reviews nothing
    ],
)
def test_urging_is_a_leads_chase_of_somebody(
    engine: Engine, who: str, does: str, value: str, says: str
) -> None:
    table = f"""
    at         who    does       {"value":21}  | step-in
    Mon 09:00  ana    opened     {"":21}  |
    Mon 15:00  {who}    {does:9}  {value:21}  | {says}
    """
    check(engine, table, LEA_REVIEWS)


def test_urging_is_a_move_of_the_very_lead_it_waits_on(engine: Engine) -> None:
    table = """
    at         who  does              value          | waits on              ends        step-in
    Mon 09:00  ana  opened                           | pool: reviewer
    Mon 10:00  ana  review_requested  lea            | requested: lead lea   redirected
    Mon 15:00  lea  commented         ask chase you  | feedback: owner ana   pass
    """
    check(engine, table, LEA_REVIEWS)


def test_urging_is_no_step_in_of_the_author(engine: Engine) -> None:
    table = """
    at         who  does       value                  | waits on             step-in
    Mon 09:00  lea  opened                            | pool: reviewer
    Mon 15:00  lea  commented  ask chase mention:rex  | asked: reviewer rex
    """
    check(engine, table, replace(LEA_REVIEWS, author="lea"))


def test_a_merging_lead_who_urges_another_approval_steps_in(engine: Engine) -> None:
    table = """
    at         who  does       value                  | waits on             step-in
    Mon 09:00  ana  opened                            | pool: reviewer
    Mon 10:00  kim  approved                          | approvals: reviewer
    Mon 15:00  lea  commented  ask chase mention:max  | asked: reviewer max  late 5h chased moved 1h
    Mon 16:00  max  approved                          | merge: lead lea
    """
    past = approved_and_merged_before(*["kim max"] * 5)
    check(engine, table, Setting(organisation=FOUR_HOURS, past=past))


def test_a_lead_who_urges_another_to_merge_steps_in(engine: Engine) -> None:
    table = """
    at         who  does       value                  | waits on             step-in
    Mon 09:00  ana  opened                            | unclaimed: lead
    Mon 10:00  max  approved                          | merge: reviewer mia
    Mon 15:00  lea  commented  ask chase mention:mia  | asked: reviewer mia  late 5h chased moved 1h
    Mon 16:00  mia  merged                            | closed
    """
    check(engine, table, Setting(organisation=FOUR_HOURS, past=merged_before(*["mia"] * 5)))
