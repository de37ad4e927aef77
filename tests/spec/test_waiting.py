"""Whom an item waits on: each rule of section 3, worked by hand."""

from dataclasses import replace

from stepin.log.records import Event, Item
from stepin.org.organisation import Post, Team
from tests.reference.blocks import added_id
from tests.spec.engines import Engine
from tests.spec.tables import LEADERLESS, SHOP, Setting, check, merged_before, moment, reviewed_before


def test_a_block_by_a_team_waits_on_its_people(engine: Engine) -> None:
    table = """
    at         who  does       value        | waits on                          ends
    Mon 09:00  ana  opened                  | unclaimed: lead
    Mon 10:00  ana  blocked    team:search  | blocked: other_team team:search   redirected
    Mon 11:00  sue  commented               | blocked: other_team team:search   pass
    Mon 12:00  max  commented               | blocked: other_team team:search
    Mon 13:00  sue  unblocked               | unclaimed: lead                   progress
    """
    check(engine, table, Setting())


def test_a_block_by_an_item_waits_on_anyone_but_owner_author_and_leads(engine: Engine) -> None:
    table = """
    at         who  does       value        | waits on                          ends
    Mon 09:00  ana  opened                  | nobody: nobody
    Mon 10:00  ana  blocked    git:shop#9   | blocked: other_team git:shop#9    redirected
    Mon 11:00  zed  commented               | blocked: other_team git:shop#9    pass
    Mon 12:00  lea  commented               | blocked: other_team git:shop#9
    Mon 13:00  ana  unblocked               | nobody: nobody                    carried
    """
    check(engine, table, Setting(kind="issue"))


def test_a_block_by_an_item_is_lifted_when_that_item_closes(engine: Engine) -> None:
    table = """
    at         who  does       value    | waits on                     ends
    Mon 09:00  ana  opened              | nobody: nobody
    Mon 10:00  ana  blocked    blocker  | blocked: other_team blocker  redirected
    Tue 11:00  zed  commented           | nobody: nobody               pass
    Tue 12:00  ana  blocked    blocker  | blocked: other_team blocker  redirected
    Wed 12:00  zed  commented           | blocked: other_team blocker  pass
    """
    past = [
        Event("x1", "blocker", moment("Mon 09:00"), 0, "zed", "opened"),
        Event("x2", "blocker", moment("Tue 09:00"), 0, "zed", "closed"),
        Event("x3", "blocker", moment("Wed 09:00"), 0, "zed", "closed"),
    ]
    setting = Setting(kind="issue", past=(past, [Item("blocker", "git", "issue", "shop", author="zed")]))
    found = check(engine, table, setting)
    lifted = [(s.start_event, s.end) for s in found.spells if "added" in f"{s.start_event} {s.end_event}"]
    name = added_id("item", moment("Tue 09:00"), 0)
    assert lifted == [("e2", "REDIRECTED"), (name, "PASS")]


def test_a_question_waits_on_those_it_names_until_one_of_them_acts(engine: Engine) -> None:
    table = """
    at         who  does       value                        | waits on             ends
    Mon 09:00  ana  opened                                  | unclaimed: lead
    Mon 10:00  bob  commented  ask mention:ana              | asked: owner ana     redirected
    Mon 11:00  ana  labelled   later                        | asked: owner ana
    Mon 12:00  ana  commented                               | unclaimed: lead      pass
    Mon 13:00  ana  commented  ask mention:lea mention:bob  | asked: lead lea      redirected
    Mon 14:00  bob  commented                               | unclaimed: lead      pass
    """
    check(engine, table, Setting())


def test_a_question_is_settled_by_an_assignment_or_by_anyones_progress(engine: Engine) -> None:
    table = """
    at         who  does       value                        | waits on             ends
    Mon 09:00  ana  opened                                  | unclaimed: lead
    Mon 10:00  ana  commented  ask mention:zed              | asked: reviewer zed  redirected
    Mon 11:00  bob  commented                               | asked: reviewer zed
    Mon 12:00  ci   assigned   ana                          | unclaimed: lead      redirected
    Mon 13:00  ana  commented  ask mention:zed              | asked: reviewer zed  redirected
    Mon 14:00  ana  pushed                                  | unclaimed: lead      redirected
    """
    check(engine, table, Setting())


def test_only_the_latest_question_counts_and_bots_and_oneself_are_never_asked(engine: Engine) -> None:
    table = """
    at         who  does       value                        | waits on               ends
    Mon 09:00  ana  opened                                  | nobody: nobody
    Mon 10:00  bob  commented  ask mention:ana              | asked: requester ana   redirected
    Mon 11:00  bob  commented  ask mention:max              | asked: owner max       redirected
    Mon 12:00  max  commented                               | nobody: nobody         pass
    Mon 13:00  bob  commented  ask mention:ci mention:bob   | nobody: nobody
    """
    check(engine, table, Setting(kind="issue"))


def test_a_mention_of_somebody_who_does_nothing_in_the_log_asks_nobody(engine: Engine) -> None:
    table = """
    at         who  does       value                        | waits on
    Mon 09:00  ana  opened                                  | nobody: nobody
    Mon 10:00  bob  commented  ask mention:stranger         | nobody: nobody
    """
    check(engine, table, Setting(kind="issue"))


def test_a_draft_waits_on_its_owner(engine: Engine) -> None:
    table = """
    at         who  does            value  | waits on           ends
    Mon 09:00  ana  opened                 | unclaimed: lead
    Mon 10:00  ana  status_changed  Draft  | draft: owner ana   redirected
    Mon 11:00  ana  status_changed  open   | unclaimed: lead    progress
    """
    check(engine, table, Setting())


def test_a_label_can_say_that_it_waits_on_its_owner(engine: Engine) -> None:
    table = """
    at         who  does        value         | waits on           ends
    Mon 09:00  ana  opened                    | unclaimed: lead
    Mon 10:00  ci   labelled    needs rebase  | label: owner ana   redirected
    Mon 11:00  ana  pushed                    | label: owner ana   progress
    Mon 12:00  ci   unlabelled  needs rebase  | unclaimed: lead    redirected
    """
    check(engine, table, Setting())


def test_feedback_waits_on_the_owner_until_answered(engine: Engine) -> None:
    table = """
    at         who  does               value  | waits on                  ends
    Mon 09:00  ana  opened                    | unclaimed: lead
    Mon 10:00  rex  reviewed                  | feedback: owner ana       carried
    Mon 11:00  ana  pushed                    | reviewers: reviewer rex   progress
    Mon 12:00  rex  changes_requested         | feedback: owner ana       progress
    Mon 13:00  ana  commented                 | reviewers: reviewer rex   pass
    Mon 14:00  rex  commented          ask    | feedback: owner ana       pass
    Mon 15:00  ana  review_requested   rex    | requested: reviewer rex   pass
    Mon 16:00  rex  commented          answer | reviewers: reviewer rex   pass
    """
    check(engine, table, Setting())


def test_an_approval_by_an_outsider_counts_only_where_nobody_usually_reviews(engine: Engine) -> None:
    table = """
    at         who  does      value  | waits on                  ends
    Mon 09:00  ana  opened           | pool: reviewer
    Mon 10:00  zed  approved         | pool: reviewer            carried
    Mon 11:00  max  reviewed         | feedback: owner ana       carried
    Mon 12:00  ana  pushed           | reviewers: reviewer max   progress
    Mon 13:00  zed  approved         | reviewers: reviewer max   progress
    Mon 14:00  max  approved         | merge: lead               progress
    """
    check(engine, table, Setting(past=reviewed_before("rex", "rex", "rex")))


def test_a_question_by_somebody_who_never_reviewed_is_no_feedback(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on          ends
    Mon 09:00  ana  opened            | unclaimed: lead
    Mon 10:00  zed  commented  ask    | unclaimed: lead
    """
    check(engine, table, Setting())


def test_an_approval_waits_to_be_merged_until_work_is_pushed(engine: Engine) -> None:
    table = """
    at         who  does       value    | waits on                  ends
    Mon 09:00  ana  opened              | unclaimed: lead
    Mon 10:00  rex  commented  approve  | merge: lead               carried
    Mon 11:00  ana  pushed              | reviewers: reviewer rex   redirected
    Mon 12:00  rex  approved            | merge: lead               progress
    Mon 13:00  lea  merged              | closed                    progress
    """
    check(engine, table, Setting())


def test_changes_asked_for_end_an_approval(engine: Engine) -> None:
    table = """
    at         who  does               value  | waits on              ends
    Mon 09:00  ana  opened                    | unclaimed: lead
    Mon 10:00  rex  approved                  | merge: lead           carried
    Mon 11:00  zed  changes_requested         | feedback: owner ana   carried
    """
    check(engine, table, Setting())


def test_merging_waits_on_who_mostly_merges_there(engine: Engine) -> None:
    table = """
    at         who  does      value  | waits on              ends
    Mon 09:00  ana  opened           | unclaimed: lead
    Mon 10:00  rex  approved         | merge: reviewer mia   carried
    Mon 11:00  mia  merged           | closed                progress
    """
    check(engine, table, Setting(past=merged_before("mia", "mia", "mia", "mia", "lea")))


def test_merging_waits_on_a_lead_where_a_lead_mostly_merges(engine: Engine) -> None:
    table = """
    at         who  does      value  | waits on
    Mon 09:00  ana  opened           | unclaimed: lead
    Mon 10:00  rex  approved         | merge: lead lea
    """
    check(engine, table, Setting(past=merged_before("lea", "lea", "lea", "mia", "mia")))


def test_merging_waits_on_the_owner_where_authors_merge_their_own(engine: Engine) -> None:
    table = """
    at         who  does      value  | waits on           ends
    Mon 09:00  ana  opened           | unclaimed: lead
    Mon 10:00  rex  approved         | merge: owner ana   carried
    Mon 11:00  ana  merged           | closed             progress
    """
    check(engine, table, Setting(past=merged_before("mia", "mia", "mia", "kim", "kim", author="mia")))


def test_merging_waits_on_the_owner_where_few_merged_and_nobody_leads(engine: Engine) -> None:
    table = """
    at         who  does      value  | waits on
    Mon 09:00  ana  opened           | unclaimed: nobody
    Mon 10:00  rex  approved         | merge: owner ana
    """
    check(engine, table, Setting(organisation=LEADERLESS, past=merged_before("mia", "mia", "mia", "mia")))


def test_a_requested_review_waits_on_the_latest_asked_who_has_not_acted(engine: Engine) -> None:
    table = """
    at         who  does              value        | waits on                  ends
    Mon 09:00  ana  opened                         | unclaimed: lead
    Mon 10:00  ana  review_requested  rex          | requested: reviewer rex   redirected
    Mon 11:00  ana  review_requested  lea          | requested: lead lea       redirected
    Mon 12:00  lea  commented                      | requested: reviewer rex   pass
    Mon 13:00  ana  review_requested  team:search  | requested: reviewer rex
    Mon 14:00  rex  commented                      | unclaimed: lead           pass
    """
    check(engine, table, Setting())


def test_a_change_that_nobody_reviewed_waits_on_the_usual_reviewers(engine: Engine) -> None:
    table = """
    at         who  does       value   | waits on         ends
    Mon 09:00  ana  opened             | pool: reviewer
    Mon 10:00  zed  commented          | pool: reviewer
    Mon 11:00  rex  commented  answer  | pool: reviewer   pass
    """
    check(engine, table, Setting(past=reviewed_before("rex", "rex", "rex", "zed", "zed", "lea")))


def test_where_only_leads_usually_review_it_waits_on_a_lead(engine: Engine) -> None:
    table = """
    at         who  does    value  | waits on
    Mon 09:00  ana  opened         | pool: lead
    """
    check(engine, table, Setting(past=reviewed_before("lea", "lea", "lea", "rex", "rex")))


def test_three_reviews_in_sixty_make_a_usual_reviewer_and_in_sixty_one_do_not(engine: Engine) -> None:
    table = """
    at         who  does    value  | waits on
    Mon 09:00  rex  opened         | {}
    """
    others = ["rex"] * 57
    past = reviewed_before("zed", "zed", "zed", *others)
    check(engine, table.format("pool: reviewer"), Setting(author="rex", past=past))
    past = reviewed_before("zed", "zed", "zed", *others, "rex")
    check(engine, table.format("unclaimed: lead"), Setting(author="rex", past=past))


def test_an_alert_waits_on_its_team_then_on_who_is_paged_then_on_who_acknowledged(engine: Engine) -> None:
    table = """
    at         who  does          value  | waits on           ends
    Mon 09:00  -    opened               | team: owner
    Mon 09:05  -    escalated     max    | paged: owner max   redirected
    Mon 09:07  max  acknowledged         | acked: owner max   progress
    Mon 09:10  zed  acknowledged         | acked: owner zed   carried
    Mon 09:20  ci   assigned      max    | paged: owner max   redirected
    Mon 09:30  max  resolved             | closed             progress
    Mon 11:00  -    reopened             | team: owner
    """
    check(engine, table, Setting(kind="alert", author=None))


def test_an_insiders_question_to_the_author_waits_on_the_requester(engine: Engine) -> None:
    table = """
    at         who  does       value    | waits on                   ends
    Mon 09:00  ana  opened              | nobody: nobody
    Mon 10:00  zed  commented  ask you  | nobody: nobody
    Mon 11:00  max  commented  ask      | nobody: nobody
    Mon 12:00  max  commented  ask you  | requester: requester ana   redirected
    Mon 13:00  ana  described           | requester: requester ana
    Mon 14:00  ana  commented           | nobody: nobody             pass
    """
    check(engine, table, Setting(kind="issue"))


def test_about_an_owned_item_only_its_owner_asks_the_author(engine: Engine) -> None:
    table = """
    at         who  does       value    | waits on                   ends
    Mon 09:00  ana  opened              | nobody: nobody
    Mon 10:00  kim  assigned   kim      | owned: owner kim           pass
    Mon 11:00  lea  commented  ask you  | owned: owner kim
    Mon 12:00  ana  commented           | owned: owner kim
    Mon 13:00  kim  commented  ask you  | requester: requester ana   pass
    """
    check(engine, table, Setting(kind="issue"))


def test_an_owner_is_who_was_last_assigned_and_not_taken_off(engine: Engine) -> None:
    table = """
    at         who  does        value  | waits on           ends
    Mon 09:00  ana  opened             | nobody: nobody
    Mon 10:00  ci   assigned    max    | owned: owner max   redirected
    Mon 11:00  ci   assigned    ci     | owned: owner max
    Mon 12:00  lea  assigned    kim    | owned: owner kim   redirected
    Mon 13:00  lea  unassigned  max    | owned: owner kim
    Mon 14:00  kim  unassigned  kim    | nobody: nobody     pass
    """
    check(engine, table, Setting(kind="issue"))


def test_what_nobody_owns_is_taken_up_by_an_answer_but_not_by_a_question(engine: Engine) -> None:
    table = """
    at         who  does       value  | waits on          ends
    Mon 09:00  ana  opened            | nobody: nobody
    Mon 10:00  zed  commented  ask    | nobody: nobody
    Mon 11:00  ana  commented         | nobody: nobody
    Mon 12:00  lea  commented         | nobody: nobody
    Mon 13:00  zed  commented         | nobody: nobody    pass
    Mon 14:00  ana  pushed            | nobody: nobody    carried
    Mon 15:00  lea  assigned   lea    | owned: owner lea  carried
    """
    check(engine, table, Setting(kind="issue"))


def test_a_reopened_item_forgets_questions_and_approvals_but_not_reviewers(engine: Engine) -> None:
    table = """
    at         who  does       value            | waits on                  ends
    Mon 09:00  ana  opened                      | unclaimed: lead
    Mon 09:30  zed  reviewed                    | feedback: owner ana       carried
    Mon 10:00  rex  approved   ask mention:ana  | asked: owner ana
    Mon 11:00  zed  closed                      | closed                    abandoned
    Mon 12:00  rex  commented  ask mention:ana  | closed
    Mon 13:00  zed  reopened                    | reviewers: reviewer zed
    """
    check(engine, table, Setting())


def test_a_label_put_on_while_closed_moves_the_item_to_its_team(engine: Engine) -> None:
    sole = replace(LEADERLESS, teams=(Team("web", leads=(Post("wim"),)),))
    table = """
    at         who  does      value     | waits on
    Mon 09:00  ana  opened              | unclaimed: nobody
    Mon 10:00  zed  closed              | closed
    Mon 11:00  ci   labelled  team:web  | closed
    Mon 12:00  zed  reopened            | unclaimed: lead
    """
    check(engine, table, Setting(organisation=sole))


def test_a_lead_of_the_teams_parent_is_a_lead_too(engine: Engine) -> None:
    table = """
    at         who  does              value  | waits on
    Mon 09:00  ana  opened                   | unclaimed: lead
    Mon 10:00  ana  review_requested  dan    | requested: lead dan
    """
    check(engine, table, Setting(organisation=SHOP))
