"""Looking back from the terminal: the same questions, in the same order, as on the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from stepin import settings
from stepin.cli.console import answer
from stepin.cli.errors import (
    LookedBackAlreadyError,
    NoSuchStepInError,
    NotADayToComeError,
    NotAskedError,
    UnknownCauseError,
)
from stepin.cli.ledger_home import ready_ledger
from stepin.cli.logging_by_hand import ANSWERS, asks, choice, whose

if TYPE_CHECKING:
    from stepin.ledger.actions.step_ins import LookedBack
    from stepin.ledger.models import Account, StepIn
    from stepin.ledger.sight import Sight
    from stepin.org.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Answered:
    """As given on the command line."""

    missing: tuple[str, ...] = ()
    nothing: bool = False
    again: bool | None = None
    would_have: str = ""
    notes: str = ""
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    folder: Path
    organisation: "Organisation"
    account: "Account"
    sight: "Sight"

    def own(self, step_in: str) -> "StepIn":
        from stepin.ledger.questions.look_back import to_look_back_at

        found = to_look_back_at(self.sight, step_in)
        if found is None:
            raise NoSuchStepInError(step_in)
        return found


def list_due(home: Path | None, *, person: str | None) -> None:
    reader = reader_of(home, person)
    from stepin.ledger import words_cards
    from stepin.ledger.queue import queue

    now = settings.now()
    due = list(queue(reader.sight, now))
    if not due:
        answer("Nothing to look back at now.")
    for each in due:
        told = " ".join(words_cards.told(each, reader.sight, now))
        answer(f"{words_cards.title(each)} ({words_cards.work(each)})\n  {told}")
        answer(f"  stepin look-back {each.pk}\n")


def look_back_at(home: Path | None, step_in: str, said: Answered, *, person: str | None) -> None:
    """With what was given; else asks, where there is somebody to ask."""
    reader = reader_of(home, person)
    from stepin.ledger.actions.step_ins import look_back
    from stepin.ledger.evidence_kept import evidence_of
    from stepin.ledger.queue import WAITING

    found, now = reader.own(step_in), settings.now()
    if found.state not in WAITING:
        raise LookedBackAlreadyError(found.pk)
    evidence = evidence_of(found, reader.folder, reader.organisation, now=now)
    if said.missing or said.nothing:
        told = _given(said)
    elif asks():
        told = _asked(found, evidence, said, reader)
    else:
        raise NotAskedError
    look_back(found, told, by=reader.account, now=now, evidence={"said": list(evidence)})
    _tell(found)


def put_it_off(home: Path | None, step_in: str, to: str, *, person: str | None) -> None:
    reader = reader_of(home, person)
    from stepin.ledger.actions.step_ins import snooze
    from stepin.ledger.questions.look_back import until

    found, now = reader.own(step_in), settings.now()
    day = until(to.lower(), to, now=now, timezone=reader.account.timezone)
    if day is None:
        raise NotADayToComeError(to)
    snooze(found, day, by=reader.account, now=now)
    answer(f"Put off to {day:%A} {day.day} {day:%B}.")


def open_again(home: Path | None, step_in: str, *, person: str | None) -> None:
    reader = reader_of(home, person)
    from stepin.ledger.actions.step_ins import reopen

    reopen(reader.own(step_in), by=reader.account, now=settings.now())
    answer("It is back among those to look back at; what was answered stays.")


def reader_of(home: Path | None, person: str | None) -> Reader:
    folder = ready_ledger(home)
    from stepin.ledger.organisation import organisation
    from stepin.ledger.sight import sight_of

    found = organisation(folder)
    account = whose(person, found)
    return Reader(folder, found, account, sight_of(account, found, settings.now().date()))


def _given(said: Answered) -> "LookedBack":
    from stepin.ledger.ladder import BEFORE_PERFORMANCE

    for cause in said.missing:
        if cause not in BEFORE_PERFORMANCE:
            raise UnknownCauseError(cause, BEFORE_PERFORMANCE)
    answers = {key: "yes" if key in said.missing else "no" for key in BEFORE_PERFORMANCE}
    return _told(answers, said)


def _told(answers: Mapping[str, str], said: Answered, *, remind_on: date | None = None) -> "LookedBack":
    from stepin.ledger.actions.step_ins import LookedBack

    return LookedBack(answers, said.again, said.would_have, said.notes, said.hours, remind_on)


def _asked(found: "StepIn", evidence: Any, said: Answered, reader: Reader) -> "LookedBack":
    from stepin.ledger import ladder, words_cards
    from stepin.ledger.actions.step_ins import say_had_to_be_you
    from stepin.ledger.questions.look_back import questions

    answer(f"{words_cards.title(found)} ({words_cards.work(found)})")
    answer(" ".join(words_cards.told(found, reader.sight, settings.now())))
    if not found.had_to_be_you:
        told = choice("Did it have to be you?", ANSWERS)
        say_had_to_be_you(found, told, by=reader.account, now=settings.now())
    answers = dict(_answers(questions({}, evidence)))
    remind_on = None
    if ladder.opens_performance(answers) and typer.confirm(f"{ladder.BY_KEY[ladder.PERFORMANCE].asks}"):
        answers[ladder.PERFORMANCE], remind_on = "yes", _reminder()
    again = said.again if said.again is not None else typer.confirm("The same kind again?")
    would = said.would_have or typer.prompt("What would have had to be true for this not to need you?", "")
    return _told(
        answers,
        Answered(again=again, would_have=would, notes=said.notes, hours=said.hours),
        remind_on=remind_on,
    )


def _answers(asked: Any) -> Iterator[tuple[str, str]]:
    for question in asked:
        for each in question.said:
            answer(f"    {'for' if each['side'] == 'for' else 'against'}: {each['says']}")
        yield question.key, choice(question.asks, ANSWERS)


def _reminder() -> date | None:
    text = typer.prompt("Remind you on (2024-06-30; nothing for no reminder)", "", show_default=False)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotADayToComeError(text) from None


def _tell(found: "StepIn") -> None:
    from stepin.ledger.models import StepIn
    from stepin.ledger.questions.look_back import card_of

    if found.state == StepIn.State.CLOSED:
        answer("Looked back at: a one-off, and closed.")
        return
    answer("Looked back at.")
    if card := card_of(found):
        answer(f"What we change about it: {settings.site_url()}/patterns/{card.pk}/#change")
