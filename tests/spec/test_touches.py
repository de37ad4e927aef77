"""Acts on a wait by somebody not waited on, and what came of them (section 8)."""

from tests.spec.engines import Engine
from tests.spec.tables import Setting, check


def test_touches_are_acts_and_clarifications_by_persons_and_remarks_by_bots(engine: Engine) -> None:
    table = """
    at         who  does              value            | touch
    Mon 09:00  ana  opened                             |
    Mon 09:30  ci   assigned          max              |
    Mon 10:00  zed  commented         ask mention:max  | peer progress 7h
    Mon 11:00  lea  priority_changed  p1               | lead progress 6h
    Mon 12:00  lea  labelled          later            |
    Mon 13:00  ci   commented                          | bot progress 4h
    Mon 14:00  ci   reviewed                           |
    Mon 15:00  -    commented                          |
    Mon 17:00  max  pushed                             |
    """
    check(engine, table, Setting(kind="issue"))


def test_who_carries_it_does_not_touch_it(engine: Engine) -> None:
    table = """
    at         who  does      value  | touch             ends
    Mon 09:00  ana  opened           |
    Mon 09:30  ci   assigned  max    |                   redirected
    Mon 10:00  zed  pushed           |                   carried
    Mon 12:00  zed  assigned  kim    | peer progress 2h  redirected
    Mon 14:00  kim  pushed           |                   progress
    """
    check(engine, table, Setting(kind="issue"))


def test_the_starter_echoes_for_an_hour_and_touches_after_it(engine: Engine) -> None:
    table = """
    at         who  does              value  | touch
    Mon 09:00  ana  opened                   |
    Mon 10:00  ana  review_requested  rex    |
    Mon 11:00  ana  commented         ask    |
    Mon 11:01  ana  commented         ask    | peer progress 0.983333h
    Mon 12:00  rex  reviewed                 |
    """
    check(engine, table, Setting())


def test_a_lead_who_wrote_or_owns_it_is_a_peer(engine: Engine) -> None:
    table = (
        """
    at         who  does      value            | touch
    Mon 09:00  lea  opened                     |
    Mon 09:30  ci   assigned  dan              |
    Mon 10:00  lea  commented ask              | peer progress 3h
    Mon 11:00  zed  commented ask mention:max  | peer progress 2h
    Mon 12:00  dan  commented ask              | peer progress 1h
    Mon 13:00  max  pushed                     |
    """.replace("commented ask", "commented  ask")
        .replace("assigned  ", "assigned   ")
        .replace("does      value ", "does       value ")
    )
    check(engine, table, Setting(kind="issue", author="lea"))


def test_what_came_of_a_touch_is_followed_past_a_redirection(engine: Engine) -> None:
    table = """
    at         who  does      value  | touch             ends
    Mon 09:00  ana  opened           |
    Mon 09:30  ci   assigned  max    |                   redirected
    Mon 10:00  lea  assigned  kim    | lead pass 6h      redirected
    Mon 11:00  ci   assigned  zed    |                   redirected
    Mon 16:00  zed  commented        |                   pass
    Mon 17:00  lea  blocked          | lead open 0h      redirected
    """
    check(engine, table, Setting(kind="issue"))


def test_moving_it_oneself_later_is_carrying_it(engine: Engine) -> None:
    table = """
    at         who  does      value  | touch            ends
    Mon 09:00  ana  opened           |
    Mon 09:30  ci   assigned  max    |                  redirected
    Mon 10:00  lea  assigned  lea    | lead carried 1h  redirected
    Mon 11:00  lea  pushed           |                  progress
    """
    check(engine, table, Setting(kind="issue"))


def test_a_spell_knows_whether_a_lead_came_in_a_later_one(engine: Engine) -> None:
    table = """
    at         who  does       value  | touch           ends
    Mon 09:00  ana  opened            |
    Mon 10:00  zed  commented         |                 pass
    Mon 11:00  max  assigned   max    |                 pass
    Mon 12:00  lea  commented  chase  | lead pass 1h
    Mon 13:00  max  commented         |                 pass
    """
    answer = check(engine, table, Setting(kind="issue"))
    assert [spell.before_lead for spell in answer.spells] == [True, True, False, False]


def test_a_lead_who_closes_what_waits_on_them_did_not_come_to_it(engine: Engine) -> None:
    table = """
    at         who  does      value  | touch  ends
    Mon 09:00  ana  opened           |
    Mon 10:00  ci   closed           |        abandoned
    Mon 11:00  ana  reopened         |
    Mon 13:00  lea  closed           |        abandoned
    """
    assert [spell.before_lead for spell in check(engine, table, Setting()).spells] == [False, False]
