"""What every page's frame shows: who is signed in, where they are, and how many look backs are due."""

from typing import Any

from django.http import HttpRequest

from stepin.ledger.models import Publication
from stepin.ledger.queue import due_count

PAGES = (
    ("now", "Now"),
    ("look_back", "Look back"),
    ("patterns", "Patterns"),
    ("responses", "Responses"),
    ("teams", "Teams and people"),
)
FOOT = (
    ("sources", "Sources"),
    ("method", "Method"),
    ("my_data", "My data"),
    ("digests", "Digests"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    sight = getattr(request, "sight", None)
    if sight is None:
        return {}
    foot = FOOT if sight.leads else (("my_data", "My data"),)
    if sight.administrator:
        foot = (*foot, ("accounts", "Accounts"))
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "sight": sight,
        "here": here,
        "pages": PAGES if sight.leads else (),
        "foot": (*foot, ("welcome", "Who you are")),
        "due": due_count(sight, request.now) if sight.leads else 0,  # type: ignore[attr-defined]
        "published": Publication.objects.only("as_of").first(),
    }
