"""Who an account is in ``stepin.toml``: said once there is a file, for who began without one."""

from django.db import transaction

from stepin.errors import InputError
from stepin.ledger.models import Account, PatternCard, PutOff, Step, StepIn


class HasAccountError(InputError):
    def __init__(self, person: str) -> None:
        super().__init__(f"{person} has an account already. Make a new sign-in link for that one.")


@transaction.atomic
def identify(account: Account, person: str, *, by: Account | None) -> None:
    """The account is ``person`` from now on; step-ins and cards under the id that it had go along. That id
    has to be one of its own, which no file names, or None. Raises HasAccountError."""
    if Account.objects.filter(person=person).exclude(pk=account.pk).exists():
        raise HasAccountError(person)
    before, account.person = account.person, person
    account.save(update_fields=("person",))
    if before is None or before == person:
        return
    StepIn.objects.filter(leader=before).update(leader=person)
    PutOff.objects.filter(person=before).update(person=person)
    for card in PatternCard.objects.filter(leader=before):
        _hand_over(card, person)


def _hand_over(card: PatternCard, person: str) -> None:
    """Two cards on one kind of work become the one that was there."""
    there = PatternCard.objects.filter(team=card.team, kind=card.kind, leader=person).first()
    if there is None:
        card.leader = person
        card.save(update_fields=("leader",))
        return
    there.step_ins.add(*card.step_ins.all())
    card.responses.update(card=there)
    Step.objects.filter(card=card).update(card=there)
    card.delete()
