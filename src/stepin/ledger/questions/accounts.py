"""Who may sign in."""

from datetime import date
from itertools import chain, count

from django.db.models import QuerySet
from django.utils.text import slugify

from stepin.ledger.models import Account
from stepin.org.organisation import Organisation, Person
from stepin.org.teams import holds_on


def accounts() -> QuerySet[Account]:
    """Every account: open ones first, then by name."""
    return Account.objects.order_by("-is_active", "name", "username")


def account_named(name: str) -> Account | None:
    """The account with this sign-in name, else that of this person."""
    found = Account.objects.filter(username__iexact=name).first()
    return found or Account.objects.filter(person=name).first()


def without_account(organisation: Organisation) -> list[Person]:
    """The organisation's people who have none, in file order; bots, and logins that nobody named, have none
    to have."""
    taken = set(Account.objects.values_list("person", flat=True))
    people = [each for each in organisation.people if not each.bot and each.logins != (each.id,)]
    return [each for each in people if each.id not in taken]


def may_be(account: Account, organisation: Organisation, today: date) -> list[Person]:
    """Who the first account may say it is: the file's owner first, then its leads of today, in file order.

    Nobody else chooses: whom an account belongs to decides what it sees. An administrator does, at first and
    where a file came later and does not name them.
    """
    if not account.is_administrator or (account.name and not is_unnamed(account, organisation)):
        return []
    leads = {post.person for team in organisation.teams for post in team.leads if holds_on(post, today)}
    free = without_account(organisation)
    found = [each for each in free if each.id in leads or each.id == organisation.owner]
    return sorted(found, key=lambda each: each.id != organisation.owner)


def is_unnamed(account: Account, organisation: Organisation) -> bool:
    """Whether they keep a ledger under an id that the file, which does name people, does not have."""
    named = {each.id for each in organisation.people}
    return bool(named) and account.person is not None and account.person not in named


def own_person(name: str, organisation: Organisation) -> str:
    """An id for somebody whom no file names: their name, with a number where it is taken."""
    taken: set[str | None] = {each.id for each in organisation.people}
    taken |= set(Account.objects.values_list("person", flat=True))
    wanted = slugify(name)[:150] or "leader"
    tried = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    return next(each for each in tried if each not in taken)
