"""The log of who read a page about whom, which the person can ask for."""

from datetime import datetime

from stepin.ledger.models import Account, Read


def note_read(page: str, *, about: str | None, by: Account, now: datetime) -> None:
    """Keeps that ``by`` read a page about a person; reading about oneself is not kept."""
    if about and about != by.person:
        Read.objects.create(at=now, by=by, page=page, about=about)
