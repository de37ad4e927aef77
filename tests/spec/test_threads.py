"""What is asked for in review threads, what answers it, and concept ACKs, which ask nothing (section 3)."""

import pytest

from tests.spec.engines import Engine
from tests.spec.tables import Setting, check, reviewed_before

REX_REVIEWS = Setting(past=reviewed_before("rex", "rex", "rex"))


def test_an_answer_in_one_of_two_threads_leaves_the_other_to_the_owner(engine: Engine) -> None:
    table = """
    at         who  does       value         | waits on                 ends
    Mon 09:00  ana  opened                   | pool: reviewer
    Mon 10:00  zed  reviewed                 | feedback: owner ana      carried
    Mon 10:01  zed  commented  thread:1      | feedback: owner ana
    Mon 10:02  zed  commented  ask thread:2  | feedback: owner ana
    Mon 12:00  ana  commented  thread:2      | feedback: owner ana      pass
    Mon 13:00  ana  commented  thread:1      | reviewers: reviewer zed  pass
    """
    check(engine, table, REX_REVIEWS)


@pytest.mark.parametrize(
    ("who", "does", "value", "then"),
    [
        ("ana", "commented", "", "pool: reviewer"),
        ("ana", "pushed", "", "pool: reviewer"),
        ("-", "pushed", "", "pool: reviewer"),
        ("kim", "pushed", "", "feedback: owner ana"),
        ("ana", "reviewed", "thread:1", "pool: reviewer"),  # only comments are in threads
        ("ana", "commented", "answer thread:1", "feedback: owner ana"),
        ("ana", "commented", "thread:3", "feedback: owner ana"),
        ("kim", "commented", "", "feedback: owner ana"),
        ("zed", "review_requested", "kim", "requested: reviewer kim"),
        ("ci", "review_requested", "kim", "feedback: owner ana"),
        ("rex", "status_changed", "ready", "pool: reviewer"),
        ("rex", "approved", "", "merge: lead"),
        ("rex", "commented", "approve thread:1", "merge: lead"),
        ("kim", "approved", "", "feedback: owner ana"),  # by no insider
        ("ana", "labelled", "x", "feedback: owner ana"),
    ],
)
def test_whatever_answers_outside_threads_and_an_approval_that_counts_answer_all_threads(
    engine: Engine, who: str, does: str, value: str, then: str
) -> None:
    table = f"""
    at         who  does              value             | waits on
    Mon 09:00  ana  opened                              | pool: reviewer
    Mon 10:00  rex  commented         thread:1          | feedback: owner ana
    Mon 11:00  rex  commented         thread:2          | feedback: owner ana
    Mon 12:00  {who:3}  {does:16}  {value:16}  | {then}
    """
    check(engine, table, REX_REVIEWS)


@pytest.mark.parametrize(
    ("does", "value", "then"),
    [
        ("changes_requested", "", "reviewers: reviewer rex"),
        ("reviewed", "", "reviewers: reviewer rex"),
        ("reviewed", "thread:2", "reviewers: reviewer rex"),  # only comments are in threads
        ("commented", "", "pool: reviewer"),
    ],
)
def test_an_answer_in_a_thread_answers_what_was_asked_for_outside_threads(
    engine: Engine, does: str, value: str, then: str
) -> None:
    table = f"""
    at         who  does               value     | waits on
    Mon 09:00  ana  opened                       | pool: reviewer
    Mon 10:00  rex  {does:17}  {value:8}  | feedback: owner ana
    Mon 11:00  ana  commented          thread:1  | {then}
    """
    check(engine, table, REX_REVIEWS)


@pytest.mark.parametrize(
    ("value", "then"),
    [
        ("thread:1", "pool: reviewer"),
        ("chase thread:1", "pool: reviewer"),
        ("ask thread:1", "feedback: owner ana"),
        ("ask answer thread:1", "feedback: owner ana"),
        ("answer thread:2", "pool: reviewer"),
        ("thread:2", "feedback: owner ana"),
        ("", "feedback: owner ana"),
    ],
)
def test_a_reviewers_word_in_a_thread_that_the_author_has_spoken_in_is_feedback_only_where_it_asks(
    engine: Engine, value: str, then: str
) -> None:
    table = f"""
    at         who  does       value                | waits on
    Mon 09:00  ana  opened                          | pool: reviewer
    Mon 10:00  rex  commented  ask thread:1         | feedback: owner ana
    Mon 11:00  ana  commented  thread:1             | pool: reviewer
    Mon 12:00  rex  commented  {value:19}  | {then}
    """
    check(engine, table, REX_REVIEWS)


def test_a_thread_in_which_only_other_reviewers_have_spoken_is_feedback_still(engine: Engine) -> None:
    table = """
    at         who  does       value     | waits on
    Mon 09:00  ana  opened               | pool: reviewer
    Mon 10:00  kim  commented  thread:1  | pool: reviewer
    Mon 11:00  rex  commented  thread:1  | feedback: owner ana
    Mon 12:00  ana  commented            | pool: reviewer
    Mon 13:00  rex  commented  thread:1  | feedback: owner ana
    """
    check(engine, table, REX_REVIEWS)


def test_the_owners_words_in_a_thread_count_as_the_authors_while_they_own_the_change(engine: Engine) -> None:
    table = """
    at         who  does        value     | waits on
    Mon 09:00  ana  opened                | pool: reviewer
    Mon 10:00  ana  assigned    max       | pool: reviewer
    Mon 11:00  rex  commented   thread:1  | feedback: owner max
    Mon 12:00  max  commented   thread:1  | pool: reviewer
    Mon 13:00  rex  commented   thread:1  | pool: reviewer
    Mon 14:00  ana  unassigned  max       | pool: reviewer
    Mon 15:00  rex  commented   thread:1  | feedback: owner ana
    Mon 16:00  max  commented   thread:1  | feedback: owner ana
    """
    check(engine, table, REX_REVIEWS)


def test_what_an_owner_who_reviews_asks_in_a_thread_is_for_nobody_else_to_answer(engine: Engine) -> None:
    table = """
    at         who  does       value         | waits on
    Mon 09:00  ana  opened                   | pool: reviewer
    Mon 10:00  max  reviewed                 | feedback: owner ana
    Mon 11:00  ana  assigned   max           | feedback: owner max
    Mon 12:00  max  commented  ask thread:1  | reviewers: reviewer max
    """
    check(engine, table, REX_REVIEWS)


def test_a_request_for_changes_outlives_an_approval_and_is_answered_in_any_thread(engine: Engine) -> None:
    table = """
    at         who  does               value     | waits on
    Mon 09:00  ana  opened                       | pool: reviewer
    Mon 10:00  zed  changes_requested            | feedback: owner ana
    Mon 11:00  zed  commented          thread:1  | feedback: owner ana
    Mon 12:00  rex  approved                     | feedback: owner ana
    Mon 13:00  ana  commented          thread:2  | merge: lead
    """
    check(engine, table, REX_REVIEWS)


def test_a_review_that_the_history_begins_with_asks_for_nothing(engine: Engine) -> None:
    table = """
    at         who  does       value     | waits on
    Mon 09:00  zed  reviewed             | reviewers: reviewer zed
    Mon 10:00  zed  commented  thread:1  | feedback: owner ana
    """
    check(engine, table, REX_REVIEWS)


def test_what_the_author_said_in_a_thread_before_it_was_reopened_makes_a_closing_word_one_still(
    engine: Engine,
) -> None:
    table = """
    at         who  does       value         | waits on
    Mon 09:00  ana  opened                   | pool: reviewer
    Mon 10:00  ana  commented  thread:1      | pool: reviewer
    Mon 11:00  rex  commented  ask thread:2  | feedback: owner ana
    Mon 12:00  ana  closed                   | closed
    Mon 13:00  ana  commented  thread:3      | closed
    Mon 14:00  ana  reopened                 | pool: reviewer
    Mon 15:00  rex  commented  thread:1      | pool: reviewer
    Mon 16:00  rex  commented  thread:3      | feedback: owner ana
    """
    check(engine, table, REX_REVIEWS)


def test_a_concept_ack_in_a_review_asks_nothing_but_makes_a_reviewer(engine: Engine) -> None:
    table = """
    at         who  does      value    | waits on                 ends
    Mon 09:00  ana  opened             | pool: reviewer
    Mon 10:00  zed  reviewed  support  | reviewers: reviewer zed  carried
    Mon 11:00  zed  reviewed           | feedback: owner ana      progress
    """
    check(engine, table, REX_REVIEWS)


@pytest.mark.parametrize("value", ["support", "ask support", "support thread:1"])
def test_a_concept_ack_in_a_comment_is_neither_feedback_nor_a_review(engine: Engine, value: str) -> None:
    table = f"""
    at         who  does               value             | waits on
    Mon 09:00  ana  opened                               | pool: reviewer
    Mon 10:00  rex  commented          {value:16}  | pool: reviewer
    Mon 11:00  rex  changes_requested  support           | feedback: owner ana
    Mon 12:00  rex  commented          {value:16}  | feedback: owner ana
    """
    check(engine, table, REX_REVIEWS)


def test_an_issue_that_became_a_discussion_is_closed_and_abandoned(engine: Engine) -> None:
    table = """
    at         who  does       value                    | waits on            ends
    Mon 09:00  ana  opened                              | nobody: nobody
    Mon 10:00  lea  assigned   max                      | owned: owner max    redirected
    Mon 11:00  max  closed     Converted_to_Discussion  | closed              abandoned
    Mon 12:00  max  commented                           | closed
    """
    check(engine, table, Setting(kind="issue"))
