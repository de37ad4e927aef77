"""``stepin correct``, ``respond`` and ``check``: the pages' actions, from a terminal."""

import pytest

from stepin.cli.main import main
from stepin.ledger.models import Check, Fact, PatternCard, Response, StepIn
from tests.cast import MONDAY, organise, step_in
from tests.web.site import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(settings, tmp_path, monkeypatch):
    settings.HOME = organise(tmp_path / "home")
    monkeypatch.setenv("STEPIN_HOME", str(settings.HOME))
    monkeypatch.setenv("STEPIN_NOW", MONDAY.isoformat())
    published(step_ins=tuple(step_in(n) for n in range(3)))
    return settings.HOME


def test_a_correction_is_kept_as_a_fact_and_taken_back(home):
    assert main(["correct", "github:1", "--not-a-step-in", "--for", "ana"]) == 0
    assert (Fact.objects.get().about, StepIn.objects.get(id="github:1").state) == ("not_a_step_in", "not_one")
    assert main(["correct", "github:1", "--undo", "--for", "ana"]) == 0
    assert StepIn.objects.get(id="github:1").state == "open"
    assert main(["correct", "github:1", "--undo", "--for", "ana"]) == 3


def test_it_waited_on_me_names_the_one_who_says_so(home):
    assert main(["correct", "github:1", "--waited-on-me", "--for", "ana"]) == 0
    assert (Fact.objects.get().about, Fact.objects.get().value) == ("waited_on", "ana")


@pytest.mark.parametrize("asked", [[], ["--not-a-step-in", "--waited-on-me"], ["--forms", "shouted"]])
def test_what_is_no_one_correction_is_told(home, asked):
    assert main(["correct", "github:1", *asked, "--for", "ana"]) == 3
    assert Fact.objects.count() == 0


def test_another_s_step_in_cannot_be_corrected(home):
    assert main(["correct", "github:1", "--not-a-step-in", "--for", "ben"]) == 3
    assert Fact.objects.count() == 0


def test_a_change_is_started_listed_and_checked(home, monkeypatch, capsys):
    card = PatternCard.objects.get().pk
    assert main(["respond", "--for", "ana"]) == 0
    assert f"{card}. Changes of payments: 3 step-ins in 90 days" in capsys.readouterr().out
    told = ["--cause", "owner", "--what", "Name one owner", "--owner", "ana", "--check-on", "2024-07-22"]
    assert main(["respond", str(card), *told, "--for", "ana"]) == 0
    made = Response.objects.get()
    monkeypatch.setenv("STEPIN_NOW", "2024-07-22T09:00:00+00:00")
    assert main(["check", "--for", "ana"]) == 0
    assert f"{made.pk}. " in capsys.readouterr().out
    assert main(["check", str(made.pk), "--verdict", "did-not", "--for", "ana"]) == 0
    assert (Check.objects.get().verdict, PatternCard.objects.get().state) == ("did_not", "open")


def test_that_it_cannot_be_told_yet_moves_the_check(home):
    card = str(PatternCard.objects.get().pk)
    told = ["--cause", "owner", "--what", "Name one owner", "--owner", "ana", "--for", "ana"]
    main(["respond", card, *told])
    made = Response.objects.get()
    asked = ["check", str(made.pk), "--verdict", "cannot-tell", "--again-on", "2024-09-02", "--for", "ana"]
    assert main(asked) == 0
    made.refresh_from_db()
    assert (made.state, str(made.check_on), Check.objects.get().verdict) == (
        "running",
        "2024-09-02",
        "cannot_tell",
    )


def test_another_s_pattern_and_change_are_not_there(home):
    card = str(PatternCard.objects.get().pk)
    told = ["--cause", "owner", "--what", "x", "--owner", "ben"]
    assert main(["respond", card, *told, "--for", "ben"]) == 3
    assert main(["check", "1", "--verdict", "fell", "--for", "ben"]) == 3
    assert Response.objects.count() == 0
