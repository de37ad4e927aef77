"""``stepin log``: the same as the page, from a terminal or without one."""

import pytest

from stepin.cli.main import main
from stepin.ledger.models import Account, PatternCard, StepIn
from tests.cast import MONDAY, organise, stuck
from tests.web.site import published

pytestmark = pytest.mark.django_db
SAID = ["--team", "payments", "--about", "Refund runbook", "--form", "chased", "--form", "decided"]


@pytest.fixture
def home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path / "home"
    monkeypatch.setenv("STEPIN_HOME", str(settings.HOME))
    monkeypatch.setenv("STEPIN_NOW", MONDAY.isoformat())
    return settings.HOME


def test_it_is_kept_for_the_home_s_owner_and_says_what_comes_next(home, capsys):
    organise(home)
    assert main(["log", *SAID, "--had-to-be-you", "no"]) == 0
    kept = StepIn.objects.get()
    assert (kept.team, kept.title, kept.forms) == ("payments", "Refund runbook", ["chased", "decided"])
    assert (kept.leader, kept.level, kept.had_to_be_you) == ("dora", 2, "no")
    told = capsys.readouterr().out
    assert "It comes up to be looked back at on Thursday 13 June." in told
    assert f"stepin log --undo {kept.id}" in told


def test_for_another_person_it_is_theirs(home):
    organise(home)
    assert main(["log", *SAID, "--for", "ana", "--on", "2024-06-07"]) == 0
    kept = StepIn.objects.get()
    assert (kept.leader, kept.level, kept.at.isoformat()) == ("ana", 1, "2024-06-07T12:00:00+00:00")


def test_an_empty_home_takes_the_first_leader_at_their_word_and_then_knows_them(home):
    assert main(["log", *SAID, "--for", "Maya"]) == 0
    assert main(["log", *SAID]) == 0
    assert list(StepIn.objects.values_list("leader", flat=True)) == ["Maya", "Maya"]
    assert Account.objects.get().name == "Maya"


def test_the_third_alike_names_its_card(home, capsys):
    organise(home)
    for _ in range(3):
        main(["log", *SAID])
    assert f"/patterns/{PatternCard.objects.get().pk}/" in capsys.readouterr().out


def test_what_was_logged_by_mistake_is_taken_back(home, capsys):
    organise(home)
    main(["log", *SAID])
    assert main(["log", "--undo", StepIn.objects.get().id]) == 0
    assert StepIn.objects.get().withdrawn_because == "Logged by mistake"
    assert main(["log", "--undo", "manual:none"]) == 3


def test_on_an_item_its_team_and_title_need_not_be_said(home):
    organise(home)
    published(stuck=(stuck(1),))
    assert main(["log", "--item", stuck(1).item, "--form", "chased"]) == 0
    kept = StepIn.objects.get()
    assert (kept.item, kept.team, kept.kind, kept.title) == (
        stuck(1).item,
        "payments",
        "change",
        "Change number 1",
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Say which team it was"),
        (["--team", "payments"], "Say which team it was"),
        ([*SAID, "--form", "shouted"], "'shouted' is no form"),
        ([*SAID, "--on", "2024-06-11"], "Give the day it was"),
        ([*SAID, "--for", "zoe"], "has no person 'zoe'"),
        ([*SAID, "--item", "github:acme/none#1"], "There is no item 'github:acme/none#1'"),
        ([*SAID, "--had-to-be-you", "maybe"], "Say yes, no or unsure."),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is(home, capsys, arguments, says):
    organise(home)
    assert main(["log", *arguments]) != 0
    assert says in capsys.readouterr().err
    assert StepIn.objects.count() == 0


def test_without_anybody_to_log_it_for_it_says_so(home, capsys):
    assert main(["log", *SAID]) == 2
    assert "Say whose step-in it is: --for NAME" in capsys.readouterr().err


def test_in_a_terminal_it_asks_for_what_is_left_out(home, monkeypatch, capsys):
    from stepin.cli import logging_by_hand

    organise(home)
    answers = iter(("search", "Index rebuild", "decided", "unsure"))
    monkeypatch.setattr(logging_by_hand, "asks", lambda: True)
    monkeypatch.setattr(logging_by_hand.typer, "prompt", lambda *_, **__: next(answers))
    assert main(["log"]) == 0
    kept = StepIn.objects.get()
    assert (kept.team, kept.title, kept.forms, kept.had_to_be_you) == (
        "search",
        "Index rebuild",
        ["decided"],
        "unsure",
    )
