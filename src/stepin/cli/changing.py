"""Corrections, changes and their checks from the terminal: the pages' own actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from stepin import settings
from stepin.cli.console import answer
from stepin.cli.errors import NoSuchChangeError, NotADayToComeError, NothingToCorrectError, OneCorrectionError
from stepin.cli.looking_back import reader_of

if TYPE_CHECKING:
    from stepin.ledger.models import PatternCard, Response
    from stepin.ledger.sight import Sight

CHECK_AFTER = timedelta(weeks=6)


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

    if len(abouts) != 1:
        raise OneCorrectionError
    values = {"form": forms, "waited_on": reader.account.person or ""}
    correct(reader.own(step_in), abouts[0], values.get(abouts[0], ""), by=reader.account, now=settings.now())
    answer(f"Kept: it goes back into the analysis at the next refresh. Undo: stepin correct {step_in} --undo")


def take_correction_back(home: Path | None, step_in: str, *, person: str | None) -> None:
    reader = reader_of(home, person)
    from stepin.ledger.actions.step_ins import undo_correction
    from stepin.ledger.models import Fact
    from stepin.ledger.sight import own_step_ins

    facts = Fact.objects.filter(step_in__in=own_step_ins(reader.sight).filter(id=step_in), undone_at=None)
    last = facts.order_by("-at", "-pk").first()
    if last is None:
        raise NothingToCorrectError(step_in)
    undo_correction(last, by=reader.account, now=settings.now())
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
        check_on=_day(change.check_on) if change.check_on else (now + CHECK_AFTER).date(),
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
    from stepin.ledger.actions.responses import check, check_later
    from stepin.ledger.questions.responses import told

    found = next((each for each in _running(reader.sight) if each.pk == response), None)
    if found is None:
        raise NoSuchChangeError("change that runs", response, "stepin check")
    now = settings.now()
    (seen,) = told([found], reader.sight, now)
    if verdict == "cannot_tell":
        later = _day(again_on) if again_on else (now + CHECK_AFTER).date()
        check_later(found, later, by=reader.account, now=now)
    check(found, verdict, by=reader.account, now=now, effect=seen.effect.kept())
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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADayToComeError(text) from None
