from datetime import timedelta

from stepin.findings.explain_text import explain_text
from stepin.findings.model import WaitingOn
from stepin.findings.model_explain import Explanation, Moment
from stepin.findings.names import Names
from tests.builders import MONDAY, asks, step_in

NAMES = Names({"ana": "Ana", "li": "Li", "kim": "Kim"}, viewer="ana")
LI = WaitingOn("owner", "li")


def moment(hours, who, what, part, *, waits_on=LI, idle=None):
    return Moment(MONDAY + timedelta(hours=hours), who, what, waits_on, idle, part)


def explained(*timeline, **changes):
    explanation = Explanation(step_in(**changes), timeline, ("The wait began on Monday.", "It counts."))
    return explain_text(explanation, NAMES, width=110, colour=False)


def test_a_step_in_is_told_then_its_timeline_then_how_the_numbers_came_about():
    told = explained(
        moment(0, "li", "assigned", "noise"),
        moment(8, "kim", "asked", "touch", idle=8.0),
        moment(32, "ana", "asked", "step-in", idle=32.0),
        moment(35, "li", "pushed", "move", idle=35.0, waits_on=WaitingOn("reviewer", None)),
        moment(36, None, "closed", "ended", waits_on=None),
        asked_before=asks("kim"),
    )
    assert told.splitlines()[0] == "Settle the fee table  acme/pay#7"
    rows = [line.split() for line in told.splitlines() if line[2:].startswith("2024-06-1")]
    assert [" ".join(row) for row in rows] == [
        "2024-06-10 09:00 Li assigned Li, its owner",
        "· 2024-06-10 17:00 Kim asked 1 working day Li, its owner",
        "▶ 2024-06-11 17:00 you asked 4 working days Li, its owner",
        "● 2024-06-11 20:00 Li pushed 4.5 working days its reviewer",
        "■ 2024-06-11 21:00 – closed closed",
    ]
    assert told.endswith("How the numbers came about\n  The wait began on Monday.\n  It counts.\n")


def test_what_happened_cannot_drive_the_terminal():
    told = explained(moment(0, "github:\x1b[2Jx", "said \x1b]0;x\x07", "noise"), title="a\x1b[31mb\u202e")
    assert not {"\x1b", "\x07", "\u202e"} & set(told)
