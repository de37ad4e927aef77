"""On whom of those who reviewed, or were asked to, a change waits (section 3)."""

import pytest

from tests.spec.engines import Engine
from tests.spec.tables import Setting, check, merged_before, reviewed_before

REX_REVIEWS = Setting(past=reviewed_before("rex", "rex", "rex"))
LEA_MERGES = Setting(past=merged_before("lea", "lea", "lea", "lea", "mia"))


def test_a_review_asked_for_after_the_approval_comes_before_the_merge(engine: Engine) -> None:
    table = """
    at         who  does              value  | waits on                 ends
    Mon 09:00  ana  opened                   | unclaimed: lead
    Mon 10:00  max  approved                 | merge: lead lea          carried
    Mon 11:00  ci   review_requested  rex    | merge: lead lea
    Mon 11:30  -    review_requested  rex    | merge: lead lea
    Mon 12:00  lea  review_requested  zed    | requested: reviewer zed  pass
    Mon 13:00  zed  commented                | merge: lead lea          pass
    Mon 14:00  lea  review_requested  zed    | requested: reviewer zed  pass
    Mon 15:00  max  approved                 | merge: lead lea          progress
    """
    check(engine, table, LEA_MERGES)


@pytest.mark.parametrize(
    ("who", "does", "value", "then"),
    [
        ("ci", "review_requested", "zed", "requested: reviewer zed"),  # lea still wants zed
        ("ci", "review_requested", "bob", "requested: reviewer bob"),  # the latest open one is told
        ("zed", "labelled", "x", "requested: reviewer zed"),
        ("zed", "approved", "", "merge: lead lea"),  # by no insider, but an act of zed's
        ("lea", "approved", "", "merge: lead lea"),
        ("ana", "pushed", "", "requested: reviewer zed"),
    ],
)
def test_a_request_after_the_approval_stays_open_until_it_is_met_or_approved_over(
    engine: Engine, who: str, does: str, value: str, then: str
) -> None:
    table = f"""
    at         who  does              value  | waits on
    Mon 09:00  ana  opened                   | pool: reviewer
    Mon 10:00  rex  approved                 | merge: lead
    Mon 11:00  lea  review_requested  zed    | requested: reviewer zed
    Mon 12:00  {who:3}  {does:16}  {value:5}  | {then.replace("merge: lead lea", "merge: lead")}
    """
    check(engine, table, REX_REVIEWS)


@pytest.mark.parametrize("value", ["ana", "ci", "team:search", ""])
def test_asking_the_author_a_bot_or_a_team_for_a_review_leaves_the_merge(engine: Engine, value: str) -> None:
    table = f"""
    at         who  does              value        | waits on
    Mon 09:00  ana  opened                         | unclaimed: lead
    Mon 10:00  lea  review_requested  zed          | requested: reviewer zed
    Mon 11:00  max  approved                       | merge: lead lea
    Mon 12:00  lea  review_requested  {value:11}  | merge: lead lea
    """
    check(engine, table, LEA_MERGES)


def test_whoever_remarked_and_then_approved_an_earlier_version_is_waited_on_again(engine: Engine) -> None:
    table = """
    at         who  does      value    | waits on
    Mon 09:00  ana  opened             | pool: reviewer
    Mon 10:00  rex  reviewed           | feedback: owner ana
    Mon 11:00  zed  reviewed           | feedback: owner ana
    Mon 12:00  ana  pushed             | reviewers: reviewer zed
    Mon 13:00  rex  reviewed           | feedback: owner ana
    Mon 14:00  zed  reviewed  approve  | feedback: owner ana
    Mon 15:00  ana  pushed             | reviewers: reviewer zed
    """
    check(engine, table, REX_REVIEWS)


def test_a_passer_by_who_only_approved_earlier_versions_is_not_waited_on(engine: Engine) -> None:
    table = """
    at         who  does      | waits on
    Mon 09:00  ana  opened    | pool: reviewer
    Mon 10:00  zed  approved  | pool: reviewer
    Mon 11:00  ana  pushed    | pool: reviewer
    Mon 12:00  zed  approved  | pool: reviewer
    Mon 13:00  ana  pushed    | pool: reviewer
    """
    check(engine, table, REX_REVIEWS)


def test_what_one_said_before_it_was_reopened_makes_one_a_reviewer_still(engine: Engine) -> None:
    table = """
    at         who  does      | waits on
    Mon 09:00  ana  opened    | pool: reviewer
    Mon 10:00  zed  reviewed  | feedback: owner ana
    Mon 11:00  rex  reviewed  | feedback: owner ana
    Mon 12:00  ana  closed    | closed
    Mon 13:00  ana  reopened  | reviewers: reviewer rex
    Mon 14:00  zed  approved  | reviewers: reviewer rex
    Mon 15:00  ana  pushed    | reviewers: reviewer zed
    """
    check(engine, table, REX_REVIEWS)
