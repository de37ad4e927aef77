"""``stepin look-back`` asks what the page asks, and keeps the same."""

import pytest

from stepin.cli.main import main
from stepin.ledger.models import LookBack, StepIn
from stepin.ledger.publishing import publish
from tests.cast import MONDAY, account, organise, run, step_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The process has its ledger ready; the command line is given the home."""
    home = organise(tmp_path / "home")
    monkeypatch.setenv("STEPIN_NOW", "2024-06-10T09:00:00+00:00")
    monkeypatch.setattr("stepin.cli.looking_back.ready_ledger", lambda _: home)
    account("ana")
    publish(run(step_ins=(step_in(1), step_in(2))), now=MONDAY, last_events={})
    return home


def told(capsys, *argv):
    code = main(["look-back", *argv, "--for", "ana"])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_it_lists_what_is_due_with_how_to_answer(capsys):
    code, said = told(capsys)
    assert code == 0
    assert "Change number 1 (changes of payments)" in said
    assert "stepin look-back github:1" in said


def test_what_was_missing_is_kept_and_all_else_is_no(capsys):
    code, said = told(capsys, "github:1", "--missing", "owner", "--again", "--would-have", "A name")
    kept = LookBack.objects.get()
    assert (code, kept.causes, kept.answers["knowledge"]) == (0, ["owner"], "no")
    assert (kept.same_kind, kept.would_have, kept.by.person) == (True, "A name", "ana")
    assert {row["cause"] for row in kept.evidence["said"]} == {"ownership", "lead_below"}
    assert "Looked back at." in said


def test_a_one_off_is_closed_and_opened_again(capsys):
    told(capsys, "github:1", "--nothing-missing", "--one-off")
    assert "was looked back at" in told(capsys, "github:1", "--nothing-missing")[1]
    assert StepIn.objects.get(pk="github:1").state == "closed"
    told(capsys, "github:1", "--undo")
    assert StepIn.objects.get(pk="github:1").state == "confirmed"


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("github:9",), "There is no step-in 'github:9'"),
        (("github:1", "--missing", "luck"), "'luck' is no cause"),
        (("github:1", "--missing", "performance"), "'performance' is no cause"),
        (("github:1",), "There is no terminal to ask on"),
        (("github:1", "--put-off", "2024-06-10"), "is no day to come"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_kept(capsys, argv, says):
    code, said = told(capsys, *argv)
    assert code != 0
    assert says in said
    assert LookBack.objects.count() == 0


def test_putting_it_off_is_counted(capsys):
    _, said = told(capsys, "github:1", "--put-off", "Monday")
    assert "Put off to Monday 17 June." in said
    assert StepIn.objects.get(pk="github:1").snoozes == 1


def test_in_a_terminal_it_asks_the_ladder_and_performance_last(capsys, monkeypatch):
    answers = iter(["no", *["no"] * 10])
    monkeypatch.setattr("stepin.cli.looking_back.asks", lambda: True)
    monkeypatch.setattr("stepin.cli.looking_back.choice", lambda *_: next(answers))
    asked = []
    monkeypatch.setattr("typer.confirm", lambda text: asked.append(text) or False)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "")
    code, said = told(capsys, "github:1")
    assert (code, next(answers, None)) == (0, None)
    assert asked[0].startswith("Is it about how somebody works?")
    assert "against: In stepin.toml its team" in said
    assert StepIn.objects.get(pk="github:1").had_to_be_you == "no"
