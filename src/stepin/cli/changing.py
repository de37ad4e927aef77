"""Corrections, changes and their checks from the terminal: the pages' own actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stepin import settings
from stepin.cli.console import answer
from stepin.cli.errors import (
    NoSuchChangeError,
    NoSuchStepInError,
    NotADayToComeError,
    NothingToCorrectError,
    OneCorrectionError,
)
from stepin.cli.looking_back import reader_of

if TYPE_CHECKING:
    from stepin.ledger.models import PatternCard, Response
    from stepin.ledger.sight import Sight


@dataclass(frozen=True, slots=True)
class Change:
    """As given on the command line; ``check_on`` "": in six weeks."""

    cause: str
    what: str
    owner: str
    check_on: str


def correct_it(
    home: Path | None, step_in: str, abouts: Sequence[str], forms: str, *, person: str | None
) -> None:
    """``abouts``: exactly one correction. Raises StepinError."""
    reader = reader_of(home, person)
    from stepin.ledger.actions.step_ins import correct
    from stepin.ledger.questions.step_in import correction_of, whole

    if len(abouts) != 1:
        raise OneCorrectionError
    found = whole(step_in, reader.sight)
    value = correction_of(found, abouts[0], forms, reader.sight) if found else None
    if found is None or value is None:
        raise NoSuchStepInError(step_in)
    correct(found.step_in, abouts[0], value, by=reader.account, now=settings.now())
    answer(f"Kept: it goes back into the analysis at the next refresh. Undo: stepin correct {step_in} --undo")


def take_correction_back(home: Path | None, step_in: str, *, person: str | None) -> None:
    reader = reader_of(home, person)
    from stepin.ledger.actions.step_ins import undo_correction
    from stepin.ledger.questions.step_in import whole

    found = whole(step_in, reader.sight)
    if found is None or not found.facts:
        raise NothingToCorrectError(step_in)
    undo_correction(found.facts[-1], by=reader.account, now=settings.now())
    answer("Taken back: the next refresh no longer applies it.")


def list_patterns(home: Path | None, *, person: str | None) -> None:
    reader = reader_of(home, person)
    from stepin.ledger import words_cards
    from stepin.ledger.questions.patterns import told

    cards = told(_cards(reader.sight), reader.sight, settings.now())
    if not cards:
        answer("Nothing keeps needing you, as far as can be told.")
    for each in cards:
        counts = words_cards.counts(each.card, recent=each.recent, ever=len(each.came))
        answer(f"{each.card.pk}. {words_cards.work(each.card).capitalize()}: {counts}")


def start_change(home: Path | None, pattern: int, change: Change, *, person: str | None) -> None:
    reader = reader_of(home, person)
    from stepin.ledger.actions.responses import respond
    from stepin.ledger.questions.patterns import so_far

    card = next((each for each in _cards(reader.sight) if each.pk == pattern), None)
    if card is None:
        raise NoSuchChangeError("pattern", pattern, "stepin respond")
    now = settings.now()
    made = respond(
        card,
        cause=change.cause,
        what=change.what,
        owner=change.owner,
        check_on=_day(change.check_on, now=now),
        by=reader.account,
        now=now,
        before=so_far(card, reader.sight, now),
    )
    answer(f"Kept as {made.pk}, to be checked on {made.check_on}: stepin check {made.pk}")


def list_changes(home: Path | None, *, only: int, person: str | None) -> None:
    reader = reader_of(home, person)
    from stepin.ledger import words_cards
    from stepin.ledger.questions.responses import told

    now = settings.now()
    running = [each for each in _running(reader.sight) if only in (0, each.pk)]
    if not running:
        answer("No change is running. To start one: stepin respond")
    for each in told(running, reader.sight, now):
        says = words_cards.changed(each.response, reader.sight.names, now.date())
        answer(f"{each.response.pk}. {says}\n   {words_cards.against(each.effect)}")
        answer(f"   {words_cards.proposed(each.effect)}")


def say_whether_it_worked(
    home: Path | None, response: int, verdict: str, again_on: str, *, person: str | None
) -> None:
    reader = reader_of(home, person)
    from stepin.ledger.actions.responses import check
    from stepin.ledger.questions.responses import told

    found = next((each for each in _running(reader.sight) if each.pk == response), None)
    if found is None:
        raise NoSuchChangeError("change that runs", response, "stepin check")
    now = settings.now()
    (seen,) = told([found], reader.sight, now)
    check(
        found,
        verdict,
        by=reader.account,
        now=now,
        effect=seen.effect.kept(),
        again_on=_day(again_on, now=now),
    )
    answer("Kept. Nothing closes by itself: the pattern's page does.")


def _cards(sight: "Sight") -> "list[PatternCard]":
    from stepin.ledger.models import PatternCard
    from stepin.ledger.questions.patterns import with_running
    from stepin.ledger.sight import cards_seen

    return list(with_running(cards_seen(sight).exclude(state=PatternCard.State.CLOSED)))


def _running(sight: "Sight") -> "list[Response]":
    from stepin.ledger.models import Response
    from stepin.ledger.questions.responses import seen

    return list(seen(sight).filter(state=Response.State.RUNNING).order_by("check_on", "id"))


def _day(text: str, *, now: datetime) -> date:
    """In six weeks, where no day is given."""
    from stepin.ledger.questions.responses import CHECK_AFTER

    try:
        return date.fromisoformat(text) if text else (now + CHECK_AFTER).date()
    except ValueError:
        raise NotADayToComeError(text) from None
