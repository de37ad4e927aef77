"""How the numbers of one step-in came about, in sentences, whoever reads them."""

from dataclasses import replace

from stepin.findings.explain_numbers import MINIMUM, ONLY_MOVED, RANGES, TOO_FEW_MOVES, numbers
from stepin.findings.model import Within
from stepin.findings.model_explain import Explanation, Moment
from stepin.findings.views import as_seen, view_for
from tests.builders import MONDAY, acme, control, findings, need_row, step_in

ALONE = "Left alone, 20 in 100 of its team, kind and age move within three working days."


def said(told, **found):
    return tuple(numbers(told, findings(**found)))


def test_the_three_chances_are_told_and_what_the_shares_make_of_them():
    assert said(step_in()) == (
        f"{ALONE[:-1]}; after anyone's nudge, 32; after a lead's, 40.",
        "So of 40 that move once a lead has come, about 20 would have moved anyway, "
        "12 more on anyone's nudge, and 8 took a lead.",
        RANGES,
    )


def test_where_shares_cannot_be_told_it_is_said_what_they_take_and_what_there_is():
    part = step_in(need=None, anyway=None, within=Within(0.2, None, None))
    short = need_row(team="payments", kind="issue", anyway=None, you=None, reason="Cannot tell yet: 12 acts.")
    assert said(part, need=(short,)) == (ALONE, MINIMUM, "Of its team and kind: cannot tell yet: 12 acts.")


def test_a_reader_is_not_told_how_many_acts_of_other_leads_there_are():
    part = step_in(id="d", leader="dana", level=2, need=None, anyway=None, within=Within(0.2, None, None))
    short = need_row(team="payments", kind="issue", anyway=None, you=None, reason="Cannot tell yet: 12 acts.")
    found = findings(need=(short,), step_ins=(part, step_in()))
    assert tuple(numbers(part, view_for(found, acme(), person="dana").findings)) == (ALONE, MINIMUM)


def test_a_check_that_fails_is_the_reason():
    part = step_in(need=None, anyway=None, within=Within(0.2, None, None))
    failed = control(passed=False, says="Bots: 2 times.")
    assert said(part, controls=(control(), failed)) == (ALONE, "A check is not passed. Bots: 2 times.")


def test_what_was_followed_by_no_move_has_chances_and_no_shares():
    still = step_in(outcome="still", need=None, anyway=None)
    assert said(still)[1:] == (ONLY_MOVED,)
    assert said(replace(still, within=None)) == (TOO_FEW_MOVES, ONLY_MOVED)
    assert said(replace(still, outcome="carried", within=None)) == (ONLY_MOVED,)
    assert said(step_in(early=True)) == ()


def test_a_timeline_names_no_lead_below_its_reader():
    acts = {"ana": 1, "dana": 2, "kim": 0}
    timeline = tuple(Moment(MONDAY, who, "commented", None, None, "touch", n) for who, n in acts.items())
    view = view_for(findings(), acme(), person="dana")
    seen = as_seen(Explanation(step_in(leader="dana"), timeline, ()), view).timeline
    assert [(each.who, each.a_lead) for each in seen] == [(None, True), ("dana", False), ("kim", False)]
    whole = as_seen(Explanation(step_in(), timeline, ()), view_for(findings(), acme(), person="ana")).timeline
    assert whole == timeline
