"""Corrections (section 10): what people stated, in the place of what the log alone says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from stepin.analysis.corrections import Correction
from stepin.org.organisation import Expect
from tests.spec.engines import Engine
from tests.spec.tables import HOUR_US, SHOP, Setting, check

LATER = datetime(2025, 1, 1, tzinfo=UTC)
FOUR_HOURS = replace(SHOP, expects=(Expect(first_us=4 * HOUR_US, next_us=4 * HOUR_US),))
ISSUE = Setting(kind="issue", organisation=FOUR_HOURS)


def corrected(*said: tuple[str, str, str]) -> Setting:
    """Stated one day after the other, long after the moment analysed."""
    corrections = (Correction(*each, LATER + timedelta(days=n), "ana") for n, each in enumerate(said))
    return replace(ISSUE, corrections=tuple(corrections))


def test_what_is_stated_to_be_no_step_in_is_no_touch_either(engine: Engine) -> None:
    table = """
    at         who  does       value      | touch              step-in
    Mon 09:00  ana  opened                |
    Mon 09:00  ci   assigned   max        |
    Mon 13:00  lea  commented  ask        |
    Tue 09:00  lea  commented  ask chase  |
    Tue 10:00  dan  commented  chase      | lead progress 3h   late 9h chased moved 3h
    Tue 13:00  max  pushed                |
    Wed 13:00  lea  commented  chase      | lead open 0h       late 8h chased still
    """
    answer = check(engine, table, corrected(("not_a_step_in", "e4", "")))
    assert [step_in.asked_before for step_in in answer.step_ins] == [(), ()]


def test_what_carried_it_still_ends_the_wait_where_it_is_stated_to_be_no_step_in(engine: Engine) -> None:
    table = """
    at         who  does      value  | ends        step-in
    Mon 09:00  ana  opened           |
    Mon 09:00  ci   assigned  max    | redirected
    Tue 09:00  lea  pushed           | carried
    """
    check(engine, table, corrected(("not_a_step_in", "e3", "")))


def test_a_step_in_has_the_forms_that_were_stated_last(engine: Engine) -> None:
    table = """
    at         who  does       value  | step-in
    Mon 09:00  ana  opened            |
    Mon 09:00  ci   assigned   max    |
    Tue 09:00  lea  commented  chase  | late 8h decided+pressed still
    Tue 10:00  lea  commented  chase  |
    """
    check(engine, table, corrected(("form", "e3", "wrote"), ("form", "e3", "pressed,decided,pressed")))


def test_a_lead_on_whom_it_is_stated_to_have_waited_did_not_step_in(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on            ends        step-in
    Mon 09:00  ana  opened            | nobody: nobody
    Mon 09:00  ci   assigned   max    | stated: lead lea    redirected
    Mon 16:00  dan  commented  chase  | stated: lead lea                late 7h chased answered 1h
    Tue 09:00  lea  commented  decide | owned: owner max    pass
    Tue 10:00  max  pushed            | owned: owner max    progress
    """
    check(engine, table, corrected(("waited_on", "e4", "lea")))


def test_a_wait_on_somebody_else_lasts_until_they_act_or_it_would_have_ended(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on            ends        step-in
    Mon 09:00  ana  opened            | nobody: nobody
    Mon 09:00  ci   assigned   max    | stated: owner zed   redirected
    Tue 09:00  lea  commented  chase  | stated: owner zed               late 8h chased answered 1h
    Tue 10:00  zed  commented         | owned: owner max    pass
    Tue 11:00  max  commented         | stated: owner zed   pass
    Wed 11:00  lea  commented  chase  | stated: owner zed               late 8h chased still
    Wed 12:00  max  commented         | owned: owner max    redirected
    """
    check(engine, table, corrected(("waited_on", "e3", "zed"), ("waited_on", "e6", "zed")))


def test_what_waited_on_nobody_is_moved_by_whoever_takes_it_up(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on            ends        step-in
    Mon 09:00  ana  opened            | nobody: nobody
    Mon 09:00  ci   assigned   max    | nobody: nobody
    Tue 09:00  lea  commented  chase  | nobody: nobody                  late 8h chased answered 1h
    Tue 10:00  zed  commented         | owned: owner max    pass
    """
    check(engine, table, corrected(("waited_on", "e3", "nobody")))


def test_a_person_stated_to_be_a_bot_is_one_throughout(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on            touch         step-in
    Mon 09:00  ana  opened            | nobody: nobody
    Mon 09:00  ci   assigned   max    | owned: owner max
    Mon 09:30  ana  assigned   zed    | owned: owner max    peer open 9.5h
    Tue 09:00  lea  commented  chase  | owned: owner max    bot open 2h
    Tue 11:00  dan  commented  chase  | owned: owner max    lead open 0h  late 10h chased still
    """
    check(engine, table, corrected(("bot", "", "lea"), ("bot", "", "zed")))


def test_what_is_about_nothing_in_the_log_changes_nothing(engine: Engine) -> None:
    table = """
    at         who  does       value  | step-in
    Mon 09:00  ana  opened            |
    Mon 09:00  ci   assigned   max    |
    Tue 09:00  lea  commented  chase  | late 8h chased still
    """
    said = (("not_a_step_in", "gone", ""), ("waited_on", "e3", "unheard-of"), ("waited_on", "e1", "zed"))
    check(engine, table, corrected(*said))
