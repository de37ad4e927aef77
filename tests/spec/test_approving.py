"""How many usually approve before a merge, and on whom a change waits until so many have (section 3)."""

import pytest

from tests.spec.engines import Engine
from tests.spec.tables import Setting, approved_and_merged_before, check

TWO_APPROVE = Setting(past=approved_and_merged_before(*["kim max"] * 5))
MIA_MERGES = approved_and_merged_before(*["kim max"] * 5, merger="mia")


def test_an_approval_waits_for_others_until_as_many_have_approved_as_usually_do(engine: Engine) -> None:
    table = """
    at         who  does      | waits on             ends
    Mon 09:00  ana  opened    | pool: reviewer
    Mon 10:00  kim  approved  | approvals: reviewer  progress
    Mon 11:00  max  approved  | merge: lead lea      progress
    Mon 12:00  lea  merged    | closed               progress
    """
    check(engine, table, TWO_APPROVE)


def test_whoever_approves_twice_counts_once(engine: Engine) -> None:
    table = """
    at         who  does       value    | waits on             ends
    Mon 09:00  ana  opened              | pool: reviewer
    Mon 10:00  kim  approved            | approvals: reviewer  progress
    Mon 11:00  kim  approved            | approvals: reviewer  progress
    Mon 12:00  kim  commented  approve  | approvals: reviewer  progress
    Mon 13:00  ci   approved            | approvals: reviewer
    Mon 14:00  ana  approved            | approvals: reviewer
    Mon 15:00  max  reviewed   approve  | merge: lead lea      progress
    """
    check(engine, table, TWO_APPROVE)


def test_a_push_and_a_request_for_changes_start_the_count_anew(engine: Engine) -> None:
    table = """
    at         who  does               | waits on                  ends
    Mon 09:00  ana  opened             | pool: reviewer
    Mon 10:00  kim  approved           | approvals: reviewer       progress
    Mon 11:00  ana  pushed             | reviewers: reviewer kim   redirected
    Mon 12:00  max  approved           | approvals: reviewer       progress
    Mon 13:00  zed  changes_requested  | feedback: owner ana       carried
    Mon 14:00  ana  commented          | reviewers: reviewer zed   pass
    Mon 15:00  kim  approved           | approvals: reviewer       progress
    Mon 16:00  max  approved           | merge: lead lea           progress
    Mon 17:00  -    pushed             | reviewers: reviewer max   redirected
    """
    check(engine, table, TWO_APPROVE)


def test_opening_it_again_starts_the_count_anew(engine: Engine) -> None:
    table = """
    at         who  does      | waits on
    Mon 09:00  ana  opened    | pool: reviewer
    Mon 10:00  kim  approved  | approvals: reviewer
    Mon 11:00  ana  closed    | closed
    Mon 12:00  ana  reopened  | pool: reviewer
    Mon 13:00  max  approved  | approvals: reviewer
    Mon 14:00  kim  approved  | merge: lead lea
    """
    check(engine, table, TWO_APPROVE)


@pytest.mark.parametrize(
    ("approvers", "then"),
    [
        (["kim max"] * 3 + ["kim"] * 2, "approvals: reviewer"),
        (["kim max"] * 2 + ["kim"] * 3, "merge: lead lea"),
        (["kim max"] * 3 + ["kim"] * 3, "approvals: reviewer"),  # half is enough
        (["kim max zed"] * 2 + ["kim max", "kim", ""], "approvals: reviewer"),
        (["kim max"] * 4, "merge: lead"),  # too few merges to tell
        (["kim kim"] * 5, "merge: lead lea"),
        (["kim old max"] * 5, "merge: lead lea"),  # one approved what was merged
        (["kim max old", ""] * 3, "merge: lead lea"),  # at the least one
    ],
)
def test_half_of_the_merges_of_the_year_before_tell_how_many_usually_approve(
    engine: Engine, approvers: list[str], then: str
) -> None:
    table = f"""
    at         who  does      | waits on
    Mon 09:00  ana  opened    | pool: reviewer
    Mon 10:00  kim  approved  | {then}
    """
    check(engine, table, Setting(past=approved_and_merged_before(*approvers)))


def test_it_takes_three_where_three_usually_approve(engine: Engine) -> None:
    table = """
    at         who  does      | waits on
    Mon 09:00  ana  opened    | pool: reviewer
    Mon 10:00  kim  approved  | approvals: reviewer
    Mon 11:00  max  approved  | approvals: reviewer
    Mon 12:00  rex  approved  | merge: lead lea
    """
    past = approved_and_merged_before(*["kim max zed"] * 3, "kim max", "kim")
    check(engine, table, Setting(past=past))


def test_merges_by_bots_tell_nothing_about_how_many_usually_approve(engine: Engine) -> None:
    table = """
    at         who  does      | waits on
    Mon 09:00  ana  opened    | pool: reviewer
    Mon 10:00  kim  approved  | merge: lead
    """
    check(engine, table, Setting(past=approved_and_merged_before(*["kim max"] * 5, merger="ci")))


def test_an_outsiders_approval_is_one_of_as_many_but_nothing_by_itself(engine: Engine) -> None:
    table = """
    at         who  does      | waits on             ends
    Mon 09:00  ana  opened    | pool: reviewer
    Mon 10:00  zed  approved  | pool: reviewer       carried
    Mon 11:00  bob  approved  | pool: reviewer       carried
    Mon 12:00  kim  approved  | merge: lead lea      progress
    """
    check(engine, table, TWO_APPROVE)


def test_an_open_request_for_a_review_goes_before_the_approvals_still_to_come(engine: Engine) -> None:
    table = """
    at         who  does              value  | waits on                 ends
    Mon 09:00  ana  opened                   | pool: reviewer
    Mon 10:00  ci   review_requested  zed    | requested: reviewer zed  redirected
    Mon 11:00  kim  approved                 | requested: reviewer zed  carried
    Mon 12:00  zed  commented                | approvals: reviewer      pass
    Mon 13:00  lea  review_requested  rex    | requested: reviewer rex  pass
    Mon 14:00  rex  commented                | approvals: reviewer      pass
    """
    check(engine, table, TWO_APPROVE)


def test_the_approvals_still_to_come_are_for_reviewers_and_mergers_to_give(engine: Engine) -> None:
    table = """
    at         who  does       value   | waits on              ends
    Mon 09:00  ana  opened             | pool: reviewer
    Mon 09:30  bob  reviewed           | feedback: owner ana   carried
    Mon 10:00  kim  approved           | approvals: reviewer   redirected
    Mon 11:00  ana  commented          | approvals: reviewer
    Mon 12:00  lea  commented          | approvals: reviewer
    Mon 13:00  zed  commented          | approvals: reviewer
    Mon 14:00  mia  commented          | approvals: reviewer   pass
    Mon 15:00  max  commented  answer  | approvals: reviewer   pass
    Mon 16:00  bob  commented  answer  | approvals: reviewer   pass
    Mon 17:00  mia  assigned   max     | approvals: reviewer   pass
    """
    check(engine, table, Setting(past=MIA_MERGES))


@pytest.mark.parametrize("author", ["mia", "max"])
def test_the_author_is_not_waited_on_for_approvals_whatever_they_usually_do(
    engine: Engine, author: str
) -> None:
    table = f"""
    at         who  does       | waits on              ends
    Mon 09:00  {author}  opened     | pool: reviewer
    Mon 10:00  kim  approved   | approvals: reviewer   progress
    Mon 11:00  {author}  commented  | approvals: reviewer
    """
    check(engine, table, Setting(author=author, past=MIA_MERGES))


@pytest.mark.parametrize(
    ("does", "value", "then"),
    [("approved", "", "merge: reviewer mia"), ("reviewed", "", "feedback: owner ana")],
)
def test_a_passer_bys_review_carries_a_change_that_waits_for_approvals(
    engine: Engine, does: str, value: str, then: str
) -> None:
    table = f"""
    at         who  does       value  | waits on              ends
    Mon 09:00  ana  opened            | pool: reviewer
    Mon 10:00  kim  approved          | approvals: reviewer   progress
    Mon 11:00  zed  {does:9}  {value:5}  | {then:20}  carried
    """
    check(engine, table, Setting(past=MIA_MERGES))


@pytest.mark.parametrize(
    ("approvers", "author", "role"),
    [
        ("lea dan", "ana", "lead"),
        ("lea max", "ana", "reviewer"),
        ("lea max", "max", "lead"),  # the author aside, only lea usually reviews
    ],
)
def test_the_approvals_are_a_leads_to_give_where_only_leads_usually_review(
    engine: Engine, approvers: str, author: str, role: str
) -> None:
    table = f"""
    at         who  does      | waits on
    Mon 09:00  {author}  opened    | pool: {role}
    Mon 10:00  lea  approved  | approvals: {role}
    """
    check(engine, table, Setting(author=author, past=approved_and_merged_before(*[approvers] * 5)))


def test_where_nobody_usually_reviews_the_approvals_are_a_reviewers_to_give(engine: Engine) -> None:
    table = """
    at         who  does      | waits on             ends
    Mon 09:00  ana  opened    | unclaimed: lead
    Mon 10:00  zed  approved  | approvals: reviewer  carried
    Mon 11:00  sue  approved  | merge: lead lea      carried
    """
    past = approved_and_merged_before("kim max", "bob rex", "sue wim", "kim max", "bob rex")
    check(engine, table, Setting(past=past))
