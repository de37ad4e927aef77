"""What the pages' tests share: a home with the cast, a published analysis, and signed-in readers."""

from datetime import UTC, datetime

from stepin.ledger.publishing import publish
from tests.cast import MONDAY, account, organise, run


def signed_in(client, person, *, administrator=False):
    """``client``, as this person; the same object."""
    client.force_login(account(person, administrator=administrator))
    return client


def home_of_the_cast(settings, tmp_path, monkeypatch, *, now=MONDAY):
    """The site works on a home with the cast's organisation, and takes ``now`` for now."""
    settings.HOME = organise(tmp_path / "home")
    monkeypatch.setenv("STEPIN_NOW", now.astimezone(UTC).isoformat())
    return settings.HOME


def published(as_of: datetime = MONDAY, **parts):
    return publish(run(as_of, **parts), now=as_of, last_events={})


def text_of(response) -> str:
    """The page's words, a space for each run of white space, no tags."""
    import re
    from html import unescape

    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
