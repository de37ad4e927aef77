"""A conversation about performance: asked in turn, was feedback given, and did the lead below follow up."""

from datetime import date, datetime, timedelta

from django.db import transaction

from stepin.ledger.models import Account, Conversation

AGAIN = timedelta(days=7)
FEEDBACK, FOLLOWED_UP = "feedback", "followed_up"


def asks(conversation: Conversation) -> str:
    """Which of the two is asked now; the second once the first was answered yes."""
    return FOLLOWED_UP if conversation.feedback_given else FEEDBACK


@transaction.atomic
def answer(conversation: Conversation, *, yes: bool, by: Account, now: datetime) -> None:
    """Yes to the first asks the second; yes to the second ends it; no asks again in a week."""
    _its_author(conversation, by)
    if asks(conversation) == FEEDBACK:
        conversation.feedback_given = yes
    else:
        conversation.lead_followed_up = yes
        conversation.done_at = now if yes else None
    if not yes:
        conversation.remind_on = now.date() + AGAIN
    conversation.save()


@transaction.atomic
def end(conversation: Conversation, *, by: Account, now: datetime) -> None:
    """No more to ask, as where there is no lead below."""
    _its_author(conversation, by)
    conversation.done_at = now
    conversation.save(update_fields=("done_at",))


def due_of(account: Account, today: date) -> list[Conversation]:
    """Those whose date has come; to their author only."""
    return list(Conversation.objects.filter(by=account, done_at=None, remind_on__lte=today).order_by("pk"))


def _its_author(conversation: Conversation, by: Account) -> None:
    if conversation.by_id != by.pk:
        raise PermissionError
