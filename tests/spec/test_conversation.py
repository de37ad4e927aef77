"""What people say to each other on an item: promised, let go of, meant for somebody else (sections 3, 9)."""

from dataclasses import replace

import pytest

from stepin.org.organisation import Expect
from tests.spec.engines import Engine
from tests.spec.tables import HOUR_US, LEADERLESS, SHOP, Setting, check, reviewed_before

FOUR_HOURS = (Expect(first_us=4 * HOUR_US, next_us=4 * HOUR_US),)
CHANGE = Setting(organisation=replace(SHOP, expects=FOUR_HOURS))
ISSUE = Setting(kind="issue")


def test_who_said_that_they_will_do_it_is_waited_on_until_they_act(engine: Engine) -> None:
    table = """
    at         who  does       value    | waits on             ends
    Mon 09:00  ana  opened              | nobody: nobody
    Mon 10:00  zed  commented  promise  | promised: owner zed  pass
    Mon 11:00  bob  commented           | promised: owner zed
    Mon 12:00  zed  labelled   later    | promised: owner zed
    Mon 13:00  zed  commented           | nobody: nobody       pass
    """
    check(engine, table, ISSUE)


@pytest.mark.parametrize(
    ("who", "does", "value", "then"),
    [
        ("kim", "pushed", "", "nobody: nobody"),
        ("ci", "assigned", "kim", "owned: owner kim"),
        ("zed", "commented", "promise", "promised: owner zed"),
        ("kim", "reviewed", "promise", "promised: owner kim"),
        ("ci", "commented", "promise", "promised: owner zed"),
        ("-", "commented", "promise", "promised: owner zed"),
        ("kim", "approved", "promise", "nobody: nobody"),
        ("kim", "commented", "ask mention:bob", "asked: owner bob"),
        ("kim", "commented", "ask promise mention:bob", "asked: owner bob"),
        ("kim", "commented", "ask promise mention:kim", "promised: owner kim"),
    ],
)
def test_the_latest_word_of_a_person_counts(
    engine: Engine, who: str, does: str, value: str, then: str
) -> None:
    table = f"""
    at         who  does       value                    | waits on
    Mon 09:00  ana  opened                              | nobody: nobody
    Mon 10:00  zed  commented  promise                  | promised: owner zed
    Mon 11:00  {who:3}  {does:9}  {value:23}  | {then}
    """
    check(engine, table, ISSUE)


def test_a_promise_kept_revives_no_earlier_question(engine: Engine) -> None:
    table = """
    at         who  does       value            | waits on                 ends
    Mon 09:00  ana  opened                      | unclaimed: lead
    Mon 10:00  ana  commented  ask mention:rex  | asked: reviewer rex      redirected
    Mon 11:00  lea  commented  promise          | promised: lead lea       redirected
    Mon 12:00  lea  commented                   | unclaimed: lead          pass
    Mon 13:00  ana  commented  promise          | promised: owner ana      redirected
    Mon 14:00  zed  commented  promise          | promised: reviewer zed   redirected
    """
    check(engine, table, Setting())


def test_a_promise_of_the_opener_is_the_requesters_and_reopening_ends_it(engine: Engine) -> None:
    table = """
    at         who  does       value    | waits on                  ends
    Mon 09:00  ana  opened              | nobody: nobody
    Mon 10:00  ana  commented  promise  | promised: requester ana   redirected
    Mon 11:00  bob  reopened            | nobody: nobody            redirected
    Mon 12:00  ana  commented  promise  | promised: requester ana   redirected
    Mon 13:00  ana  resolved            | closed                    progress
    """
    check(engine, table, ISSUE)


@pytest.mark.parametrize(
    ("at", "who", "value", "then"),
    [
        ("Mon 11:00", "bob", "", "asked: owner max"),
        ("Mon 11:01", "bob", "", "nobody: nobody"),
        ("Mon 11:01", "bob", "chase", "nobody: nobody"),
        ("Mon 11:01", "bob", "ask", "asked: owner max"),
        ("Mon 11:01", "bob", "decide", "asked: owner max"),
        ("Mon 11:01", "bob", "decide chase", "asked: owner max"),
        ("Mon 11:01", "zed", "", "asked: owner max"),
        ("Mon 11:01", "bob", "promise", "promised: owner bob"),
    ],
)
def test_a_question_is_over_when_its_asker_talks_on_without_asking(
    engine: Engine, at: str, who: str, value: str, then: str
) -> None:
    table = f"""
    at         who  does       value            | waits on
    Mon 09:00  ana  opened                      | nobody: nobody
    Mon 10:00  bob  commented  ask mention:max  | asked: owner max
    {at}  {who}  commented  {value:15}  | {then}
    """
    check(engine, table, ISSUE)


@pytest.mark.parametrize(
    ("who", "does", "value", "then"),
    [
        ("zed", "commented", "ask you", "nobody: nobody"),
        ("zed", "commented", "ask you mention:ana", "asked: requester ana"),
        ("zed", "labelled", "ask you", "requester: requester ana"),
        ("ana", "commented", "ask you", "requester: requester ana"),
        ("max", "commented", "ask you", "requester: requester ana"),
        ("ci", "commented", "ask you", "requester: requester ana"),
    ],
)
def test_a_question_to_you_is_to_who_spoke_last(
    engine: Engine, who: str, does: str, value: str, then: str
) -> None:
    table = f"""
    at         who  does       value                | waits on
    Mon 09:00  ana  opened                          | nobody: nobody
    Mon 10:00  {who:3}  {does:9}  {"ask":19}  | nobody: nobody
    Mon 11:00  max  commented  {value:19}  | {then}
    """
    check(engine, table, ISSUE)


def test_an_insiders_question_that_names_the_author_is_theirs_whoever_spoke_last(engine: Engine) -> None:
    table = """
    at         who  does       value            | waits on
    Mon 09:00  ana  opened                      | nobody: nobody
    Mon 10:00  zed  commented  ask              | nobody: nobody
    Mon 11:00  max  commented  ask mention:ana  | asked: requester ana
    Mon 13:00  max  commented                   | requester: requester ana
    """
    check(engine, table, ISSUE)


def test_who_spoke_before_it_was_reopened_is_forgotten(engine: Engine) -> None:
    table = """
    at         who  does       value    | waits on
    Mon 09:00  ana  opened              | nobody: nobody
    Mon 10:00  zed  commented           | nobody: nobody
    Mon 11:00  bob  closed              | closed
    Mon 12:00  bob  reopened            | nobody: nobody
    Mon 13:00  lea  commented  ask you  | requester: requester ana
    """
    check(engine, table, ISSUE)


def test_a_bots_request_for_review_answers_no_feedback(engine: Engine) -> None:
    table = """
    at         who  does              value  | waits on                  ends
    Mon 09:00  ana  opened                   | unclaimed: lead
    Mon 10:00  rex  reviewed                 | feedback: owner ana       carried
    Mon 11:00  ci   review_requested  bob    | feedback: owner ana
    Mon 11:30  -    review_requested  bob    | feedback: owner ana
    Mon 12:00  kim  review_requested  zed    | requested: reviewer zed   redirected
    """
    check(engine, table, Setting())


def test_an_outsider_who_has_approved_is_no_longer_waited_on(engine: Engine) -> None:
    table = """
    at         who  does               value  | waits on                  ends
    Mon 09:00  ana  opened                    | pool: reviewer
    Mon 10:00  zed  changes_requested         | feedback: owner ana       carried
    Mon 11:00  ana  pushed                    | reviewers: reviewer zed   progress
    Mon 12:00  zed  approved                  | pool: reviewer            progress
    Mon 13:00  ana  pushed                    | reviewers: reviewer zed   redirected
    """
    check(engine, table, Setting(past=reviewed_before("rex", "rex", "rex")))


def test_who_approved_is_passed_over_for_whoever_has_not(engine: Engine) -> None:
    table = """
    at         who  does       value    | waits on                  ends
    Mon 09:00  ana  opened              | pool: reviewer
    Mon 10:00  kim  reviewed            | feedback: owner ana       carried
    Mon 11:00  zed  reviewed            | feedback: owner ana
    Mon 12:00  ana  commented           | reviewers: reviewer zed   pass
    Mon 13:00  zed  commented  approve  | reviewers: reviewer kim   progress
    Mon 14:00  zed  commented           | feedback: owner ana       pass
    """
    check(engine, table, Setting(past=reviewed_before("rex", "rex", "rex")))


def test_where_nobody_usually_reviews_and_all_have_approved_it_is_unclaimed(engine: Engine) -> None:
    table = """
    at         who  does               value  | waits on
    Mon 09:00  ana  opened                    | unclaimed: nobody
    Mon 10:00  zed  approved                  | merge: owner ana
    Mon 11:00  zed  closed                    | closed
    Mon 12:00  zed  reopened                  | unclaimed: nobody
    """
    check(engine, table, Setting(organisation=LEADERLESS))


@pytest.mark.parametrize(
    ("does", "value", "says"),
    [
        ("review_requested", "ci", ""),  # a bot is nobody to move
        ("assigned", "ci", ""),
        ("unassigned", "ci", "late 5h clarified still"),
        ("review_requested", "zed", "late 5h clarified still"),
        ("review_requested", "", "late 5h clarified still"),
        ("commented", "ask answer mention:zed", ""),  # a reply to somebody it does not wait on
        ("commented", "ask mention:zed", ""),
        ("commented", "ask mention:ana", "late 5h chased still"),
        ("commented", "ask mention:zed mention:ana", "late 5h chased still"),
        ("commented", "ask mention:lea", ""),
        ("commented", "ask chase mention:zed", "late 5h chased still"),
        ("due_changed", "2024-07-01", "late 5h clarified still"),
    ],
)
def test_a_step_in_is_meant_for_somebody_it_waits_on(
    engine: Engine, does: str, value: str, says: str
) -> None:
    table = f"""
    at         who  does              value                        | step-in
    Mon 09:00  ana  opened                                         |
    Mon 10:00  rex  reviewed                                       |
    Mon 15:00  lea  {does:16}  {value:27}  | {says}
    """
    check(engine, table, CHANGE)


def test_whoever_may_take_it_up_can_be_asked_to(engine: Engine) -> None:
    table = """
    at         who  does       value                        | step-in
    Mon 09:00  ana  opened                                  |
    Mon 10:00  ana  blocked    git:shop#9                   |
    Mon 15:00  lea  commented  ask mention:ana mention:dan  |
    Mon 16:00  dan  commented  ask mention:zed              | late 6h chased still
    """
    check(engine, table, CHANGE)
