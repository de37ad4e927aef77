"""Links from mail and chat into the pages."""

from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

_BY_NUMBER = ("response", "pattern")


def address(page: str, query: str = "") -> str:
    """The whole address of a page; ``query``: the id that it shows."""
    if page in _BY_NUMBER and query:
        return f"{settings.SITE_URL}{reverse(page, args=(int(query),))}"
    path = reverse(page)
    return f"{settings.SITE_URL}{path}?id={quote(query, safe='')}" if query else f"{settings.SITE_URL}{path}"
