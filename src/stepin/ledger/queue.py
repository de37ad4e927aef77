"""Which step-ins are due to be looked back at, in the order to take them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from stepin.ledger.models import StepIn
from stepin.ledger.sight import Sight, own_step_ins

WAITING = (StepIn.State.OPEN, StepIn.State.CONFIRMED)


def queue(sight: Sight, now: datetime) -> QuerySet[StepIn]:
    """Their own late step-ins that have gone calm (or are three working days old) and were neither looked
    back at nor put off; the latest first, while it is remembered."""
    due = own_step_ins(sight).filter(state__in=WAITING, early=False, withdrawn_at=None, due_at__lte=now)
    return due.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now)).order_by("-at", "id")


def due_count(sight: Sight, now: datetime) -> int:
    return queue(sight, now).count()
