"""``stepin accounts``, and the links that ``stepin serve`` prints. Django is set up before this is used."""

from pathlib import Path
from typing import TYPE_CHECKING

from stepin import settings
from stepin.cli.console import answer
from stepin.cli.errors import IsAlreadyError, NoSuchAccountError, NoSuchPersonError
from stepin.cli.ledger_home import ready_ledger

if TYPE_CHECKING:
    from stepin.ledger.models import Account


def link_for(name: str) -> str:
    """A new link for the account of this sign-in name or person. Raises NoSuchAccountError."""
    return link_to(_named(name))


def link_to(account: "Account") -> str:
    from django.urls import reverse

    from stepin.ledger.actions.accounts import make_link

    token = make_link(account, by=None, now=settings.now())
    return f"{settings.site_url()}{reverse('sign_in_link', args=[token])}"


def list_accounts(home: Path | None) -> None:
    ready_ledger(home)
    from stepin.ledger.questions.accounts import accounts

    lines = [_line(each) for each in accounts()]
    answer("\n".join(lines) or "There is no account yet. The first start makes one: stepin serve")


def add_person(home: Path | None, name: str, *, username: str, administrator: bool) -> None:
    folder = ready_ledger(home)
    from stepin.ledger.actions.accounts import Newcomer, add_account, let_administer
    from stepin.ledger.organisation import organisation

    person = next((each for each in organisation(folder).people if each.id == name), None)
    told = Newcomer(
        name=person.name if person else name,
        person=person.id if person else None,
        username=username,
        timezone=(person.timezone if person else None) or "UTC",
    )
    account = add_account(told, by=None)
    if administrator:
        let_administer(account, allowed=True, by=None)
    who = "" if person else f" {name} is nobody in stepin.toml, so the account leads no team."
    answer(f"{told.name} signs in as {account.username}.{who} This link does, once, within a day:")
    answer(link_to(account))


def print_link(home: Path | None, name: str, *, forgets_second_factor: bool) -> None:
    ready_ledger(home)
    from stepin.ledger.actions.accounts import forget_second_factor

    account = _named(name)
    if forgets_second_factor:
        forget_second_factor(account, by=None)
    answer(link_to(account))


def set_person(home: Path | None, name: str, person: str) -> None:
    folder = ready_ledger(home)
    from stepin.ledger.actions.identity import identify
    from stepin.ledger.organisation import organisation

    people = {each.id for each in organisation(folder).people}
    account = _named(name)
    if person not in people:
        raise NoSuchPersonError(person)
    if account.person in people and account.person != person:
        raise IsAlreadyError(account.get_full_name(), str(account.person))
    identify(account, person, by=None)
    answer(f"{account.get_full_name()} is {person} in stepin.toml.")


def set_administrator(home: Path | None, name: str, *, allowed: bool) -> None:
    ready_ledger(home)
    from stepin.ledger.actions.accounts import let_administer

    account = _named(name)
    let_administer(account, allowed=allowed, by=None)
    does = "administers" if allowed else "no longer administers"
    answer(f"{account.get_full_name()} {does}.")


def set_closed(home: Path | None, name: str, *, closed: bool) -> None:
    ready_ledger(home)
    from stepin.ledger.actions.accounts import close, open_again

    account = _named(name)
    if closed:
        close(account, by=None, now=settings.now())
    else:
        open_again(account, by=None)
    answer(f"The account of {account.get_full_name()} is {'closed' if closed else 'open again'}.")


def _named(name: str) -> "Account":
    from stepin.ledger.questions.accounts import account_named

    account = account_named(name)
    if account is None:
        raise NoSuchAccountError(name)
    return account


def _line(account: "Account") -> str:
    about = [account.person or "nobody in stepin.toml"]
    if account.is_administrator:
        about.append("administers")
    about.append(f"last here {account.last_login:%Y-%m-%d}" if account.last_login else "never signed in")
    if not account.is_active:
        about.append("closed")
    return f"{account.username}: {account.get_full_name()} ({', '.join(about)})"
