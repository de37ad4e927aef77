"""The log of who read a page about whom, which the person can ask for."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from stepin.ledger.models import Account, Read

AGAIN = timedelta(hours=1)


def note_read(page: str, *, about: Iterable[str], by: Account, now: datetime) -> None:
    """Keeps that ``by`` read a page about people, by their ids; reading about oneself is not kept. Opened
    again within the hour it is the same reading."""
    people = {each for each in about if each and each != by.person}
    again = Read.objects.filter(by=by, page=page, about__in=people, at__gt=now - AGAIN)
    people -= set(again.values_list("about", flat=True)) if people else set()
    Read.objects.bulk_create(Read(at=now, by=by, page=page, about=each) for each in sorted(people))
