"""What people stated comes back into the analysis of a home, and a run says when it has changed since."""

from datetime import UTC, datetime, timedelta

import pytest

from stepin.analysis.corrections import Correction
from stepin.cli.main import main
from stepin.errors import HomeError
from stepin.findings.analyse import analyse
from stepin.findings.corrections import FILE, write_corrections
from stepin.findings.explain import explain
from stepin.findings.freshness import changed_since
from stepin.findings.runs import list_runs, read_run
from stepin.log.home import LogHome
from stepin.log.records import Event, Item
from stepin.log.writing import append

TEAM = """
[[person]]
id = "ana"
logins = ["t:ana"]
[[team]]
id = "payments"
owns = ["t:pay"]
leads = ["ana"]
members = ["t:li"]
[[expect]]
next = "1d"
first = "1d"
"""
STATED_AT = datetime(2024, 6, 1, 9, tzinfo=UTC)
AS_OF = datetime(2024, 5, 13, 9, tzinfo=UTC)
LOG = (
    Event("e1", "i", datetime(2024, 5, 6, 9, tzinfo=UTC), 0, "t:kim", "opened"),
    Event("e2", "i", datetime(2024, 5, 6, 9, tzinfo=UTC), 1, "t:kim", "assigned", "t:li"),
    Event("e3", "i", datetime(2024, 5, 10, 9, tzinfo=UTC), 0, "t:ana", "commented", "chase"),
)


def seeded(folder):
    """Li is assigned on Monday; Ana, who leads, asks on Friday."""
    append(LogHome(folder), events=LOG, items=[Item("i", "t", "issue", "pay")], now=STATED_AT)
    (folder / "stepin.toml").write_text(TEAM)
    return folder


def found(folder, *said):
    write_corrections(folder, [Correction(*each, STATED_AT, "ana") for each in said])
    return analyse(folder, as_of=AS_OF, now=STATED_AT + timedelta(days=len(list_runs(folder)))).records()


def test_facts_stated_later_put_an_earlier_moment_right(tmp_path):
    plain = found(seeded(tmp_path)).step_ins
    assert [(s.id, s.forms, s.waiting_on.who) for s in plain] == [("e3", ("chased",), "t:li")]
    assert found(tmp_path, ("not_a_step_in", "e3", "")).step_ins == ()
    assert found(tmp_path, ("bot", "", "ana")).step_ins == ()
    assert found(tmp_path, ("waited_on", "e3", "ana")).step_ins == ()
    assert [s.forms for s in found(tmp_path, ("form", "e3", "decided")).step_ins] == [("decided",)]


def test_a_step_in_after_a_lifted_block_has_the_id_of_its_event_and_can_be_corrected(tmp_path):
    blocked = Event("b0", "i", datetime(2024, 5, 6, 10, tzinfo=UTC), 0, "t:kim", "blocked", "j")
    lifted = Event("b1", "j", datetime(2024, 5, 7, 10, tzinfo=UTC), 0, "t:kim", "closed")
    items = [Item("j", "t", "issue", "elsewhere")]
    append(LogHome(seeded(tmp_path)), events=[blocked, lifted], items=items, now=STATED_AT)
    told = found(tmp_path)
    assert told.log.events == 5
    assert [(s.id, s.justified_by, s.waiting_on.who) for s in told.step_ins] == [("e3", (), "t:li")]
    assert found(tmp_path, ("not_a_step_in", "e3", "")).step_ins == ()


def test_a_step_in_on_what_a_change_is_to_fix_is_explained_so(tmp_path):
    linked = Event("f1", "j", datetime(2024, 5, 6, 10, tzinfo=UTC), 0, "t:li", "linked", "fixes:i")
    items = [Item("j", "t", "change", "elsewhere", author="t:li")]
    append(LogHome(seeded(tmp_path)), events=[linked], items=items, now=STATED_AT)
    (step_in,) = found(tmp_path).step_ins
    told = explain(tmp_path, step_in.id)
    assert (step_in.waiting_on.role, step_in.waiting_on.who) == ("other_team", "j")
    assert "just before the step-in, a change that fixes it was open." in told.says[0]
    assert [m.what for m in told.timeline if m.who is None] == ["waits for a change that fixes it (j)"]


def test_a_word_said_with_the_closing_is_told_as_it_was_said(tmp_path):
    at = datetime(2024, 5, 13, 8, tzinfo=UTC)
    parting = [
        Event("e4", "i", at, 0, "t:ana", "commented", "decide"),
        Event("e5", "i", at, 1, "t:ana", "closed"),
    ]
    append(LogHome(seeded(tmp_path)), events=parting, items=[], now=STATED_AT)
    found(tmp_path)
    told = explain(tmp_path, "e3").timeline
    assert [moment.what for moment in told[-2:]] == ["commented (decides)", "closed it"]


def test_the_wait_of_a_step_in_is_explained_as_it_was_stated(tmp_path):
    found(seeded(tmp_path), ("waited_on", "e3", "nobody"))
    told = explain(tmp_path, "e3").timeline
    assert [moment.waits_on.role for moment in told] == ["nobody", "nobody", "nobody"]


def test_a_correction_about_nothing_in_the_log_is_counted_in_a_note(tmp_path):
    notes = found(seeded(tmp_path), ("not_a_step_in", "gone", ""), ("waited_on", "e3", "unheard-of")).notes
    assert (
        "2 corrections left out: about events or people that the log does not know as of this moment."
        in notes
    )


def test_a_run_tells_that_corrections_changed_since(tmp_path):
    found(seeded(tmp_path))
    origin = read_run(tmp_path).origin
    assert changed_since(origin, tmp_path, log_url="log/") is None
    write_corrections(tmp_path, [Correction("bot", "", "t:li", STATED_AT, "ana")])
    assert changed_since(origin, tmp_path, log_url="log/") == "corrections"


def test_a_team_that_a_stated_bot_makes_too_small_is_not_told_apart(tmp_path, capsys):
    team = TEAM.replace('["t:li"]', '["t:li", "t:kim", "t:wim"]')
    (seeded(tmp_path) / "stepin.toml").write_text(team)
    found(tmp_path)
    shared = ["report", "--share", "--home", str(tmp_path), "--format", "text", "--quiet"]
    assert main(shared) == 0
    assert "payments" in capsys.readouterr().out.casefold()
    found(tmp_path, ("bot", "", "t:wim"))
    assert main(shared) == 0
    assert "payments" not in capsys.readouterr().out.casefold()


def test_a_damaged_table_of_corrections_is_told_and_nothing_is_analysed(tmp_path):
    (seeded(tmp_path) / FILE).write_text("{")
    with pytest.raises(HomeError, match="Bring it back from a backup"):
        analyse(tmp_path, as_of=AS_OF, now=STATED_AT)
