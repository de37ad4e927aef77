"""A step-in logged from the terminal: asks for what is missing, keeps it, says what happens next."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from stepin import settings
from stepin.cli.console import answer, at_terminal
from stepin.cli.errors import NoSuchItemError, NoSuchStepInError, NotLoggedForAnybodyError
from stepin.cli.ledger_home import ready_ledger

if TYPE_CHECKING:
    from stepin.ledger.models import Account, StepIn
    from stepin.ledger.sight import Sight
    from stepin.org.organisation import Organisation

ANSWERS = ("yes", "no", "unsure")


@dataclass(frozen=True, slots=True)
class Said:
    """As given on the command line, "" or () for what was not."""

    team: str
    about: str
    forms: tuple[str, ...]
    kind: str = ""
    item: str = ""
    day: str = ""
    answer: str = ""


def log_by_hand(home: Path | None, said: Said, *, person: str | None) -> None:
    folder = ready_ledger(home)
    from stepin.ledger.organisation import organisation
    from stepin.ledger.sight import sight_of

    found, now = organisation(folder), settings.now()
    by = whose(person, found)
    sight = sight_of(by, found, now.date())
    said = _on_item(folder, said, sight, found)
    if asks():
        said = _asked_for(said, sight, found)
    kept = _kept(said, by, found)
    if asks() and not said.answer:
        _answered(kept, choice("Did it have to be you?", ANSWERS), by)
    _tell(kept, sight)


def take_back_by_hand(home: Path | None, id_: str, *, person: str | None) -> None:
    folder = ready_ledger(home)
    from stepin.ledger.actions.step_ins import take_back
    from stepin.ledger.organisation import organisation
    from stepin.ledger.sight import own_step_ins, sight_of

    found, now = organisation(folder), settings.now()
    by = whose(person, found)
    step_in = own_step_ins(sight_of(by, found, now.date())).filter(id=id_).first()
    if step_in is None:
        raise NoSuchStepInError(id_)
    take_back(step_in, by=by, now=now)
    answer(f"Taken back: {step_in.id} is withdrawn as logged by mistake, and counts nowhere.")


def whose(person: str | None, organisation: "Organisation") -> "Account":
    """The account of who is named, else of the home's owner, else of the only leader there is; made where
    they have none yet. Where nobody is declared, any name will do."""
    from stepin.findings.views import UnknownPersonError
    from stepin.ledger.actions.accounts import Newcomer, add_account
    from stepin.ledger.models import Account

    who = person or organisation.owner or _only_leader() or (asks() and typer.prompt("Your name")) or ""
    if not who.strip():
        raise NotLoggedForAnybodyError
    known = {each.id: each for each in organisation.people}
    if account := Account.objects.filter(person=who).first():
        return account
    if known and who not in known:
        raise UnknownPersonError(who, tuple(each.id for each in organisation.people if not each.bot))
    name, zone = (known[who].name, known[who].timezone) if who in known else (who, None)
    return add_account(Newcomer(name=name, person=who.strip(), timezone=zone or "UTC"), by=None)


def _only_leader() -> str | None:
    from stepin.ledger.models import Account

    people = list(Account.objects.exclude(person=None).values_list("person", flat=True)[:2])
    return people[0] if len(people) == 1 else None


def asks() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and at_terminal()


def _on_item(folder: Path, said: Said, sight: "Sight", organisation: "Organisation") -> Said:
    """With the team, title and kind of the item that it is about, where they were not given."""
    if not said.item:
        return said
    from stepin.ledger.questions.item import about_item

    about = about_item(said.item, sight, home=folder, organisation=organisation)
    if about is None:
        raise NoSuchItemError(said.item)
    team, kind = said.team or about.team, said.kind or about.kind
    return replace(said, team=team, kind=kind, about=said.about or about.title or "")


def _asked_for(said: Said, sight: "Sight", organisation: "Organisation") -> Said:
    """With what was left out and is needed, as answered on the terminal."""
    from stepin.ledger.questions.logging_by_hand import suggestions
    from stepin.ledger.words_step_in import FORMS

    if not said.team:
        teams = suggestions(sight, organisation).teams[:8]
        hint = f" ({', '.join(teams)})" if teams else ""
        said = replace(said, team=typer.prompt(f"Which team's work was it?{hint}"))
    if not said.about and not said.item:
        said = replace(said, about=typer.prompt("What was it about?"))
    if not said.forms:
        for form, label in FORMS.items():
            answer(f"  {form:13} I {label}")
        said = replace(said, forms=(choice("What did you do?", tuple(FORMS)),))
    return said


def choice(question: str, choices: tuple[str, ...]) -> str:
    import click

    return typer.prompt(question, type=click.Choice(choices), show_choices=True)


def _kept(said: Said, by: "Account", organisation: "Organisation") -> "StepIn":
    """Together with the answer, or not at all."""
    from django.db import transaction

    from stepin.ledger.actions.step_ins import Logged, log_step_in
    from stepin.ledger.questions.logging_by_hand import at_on, level_in

    now = settings.now()
    at = at_on(said.day, by, now)
    level = level_in(organisation, said.team, by.person, at.date())
    told = Logged(said.team, said.about, said.forms, said.kind, said.item, at=at)
    with transaction.atomic():
        kept = log_step_in(told, by=by, now=now, level=level)
        if said.answer:
            _answered(kept, said.answer, by)
    return kept


def _answered(step_in: "StepIn", answer: str, by: "Account") -> None:
    from stepin.ledger.actions.step_ins import say_had_to_be_you

    say_had_to_be_you(step_in, answer, by=by, now=settings.now())


def _tell(step_in: "StepIn", sight: "Sight") -> None:
    from stepin.ledger import words_step_in
    from stepin.ledger.questions.logging_by_hand import alike, card_of

    now = settings.now()
    told = [words_step_in.logged(step_in, now), words_step_in.next_comes(step_in, now)]
    told.append(words_step_in.alike(alike(step_in, sight), step_in.team))
    if not step_in.had_to_be_you:
        told.append("Whether it had to be you is asked on its page.")
    answer(" ".join(told))
    if card := card_of(step_in, sight):
        answer(f"Its card: {settings.site_url()}/patterns/{card.pk}/")
    answer(f"Logged by mistake? stepin log --undo {step_in.id}")
