"""What a reader has put off themselves; nobody else's list changes by it."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from stepin.ledger.models import PutOff, Stuck
from stepin.ledger.sight import Sight, stuck_seen


def is_put_off(sight: Sight, now: datetime) -> Q:
    return Q(item__in=_theirs(sight, now).values("item"))


def put_off(sight: Sight, now: datetime) -> QuerySet[Stuck]:
    """Whichever comes back first; with ``wait_until``."""
    until = _theirs(sight, now).filter(item=OuterRef("item")).values("until")
    rows = stuck_seen(sight).filter(is_put_off(sight, now)).annotate(wait_until=Subquery(until[:1]))
    return rows.order_by("wait_until", "order")


def until_of(sight: Sight, now: datetime) -> dict[str, datetime]:
    """By item."""
    return dict(_theirs(sight, now).values_list("item", "until"))


def _theirs(sight: Sight, now: datetime) -> QuerySet[PutOff]:
    return PutOff.objects.filter(person=sight.person or "", until__gt=now)
