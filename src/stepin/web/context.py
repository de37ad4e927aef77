"""What every page's frame shows: who is signed in, where they are, and how many look backs are due."""

from typing import Any

from django.http import HttpRequest

from stepin.ledger.models import Publication
from stepin.ledger.queue import due_count
from stepin.ledger.sight import Sight

PAGES = (
    ("now", "Now"),
    ("look_back", "Look back"),
    ("patterns", "Patterns"),
    ("responses", "Responses"),
    ("teams", "Teams"),
)
FOOT = (
    ("sources", "Sources"),
    ("method", "Method"),
    ("my_data", "My data"),
    ("digests", "Digests"),
)


UNDER = {  # pages that belong to one of those in the navigation
    "stuck_ask": "now",
    "item": "now",
    "step_in": "look_back",
    "step_ins": "look_back",
    "look_back_one": "look_back",
    "pattern": "patterns",
    "response": "responses",
    "team": "teams",
}


def shell(request: HttpRequest) -> dict[str, Any]:
    sight = getattr(request, "sight", None)
    if sight is None:
        return {}
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "sight": sight,
        "here": here,
        "under": UNDER.get(here or ""),
        "pages": PAGES if sight.leads else (),
        "foot": _foot(request, sight),
        "due": due_count(sight, request.now) if sight.leads else 0,  # type: ignore[attr-defined]
        "published": Publication.objects.only("as_of").first(),
    }


def _foot(request: HttpRequest, sight: Sight) -> tuple[tuple[str, str], ...]:
    """Nothing but signing out before somebody has said who they are."""
    if not getattr(request.user, "name", ""):
        return ()
    foot = FOOT if sight.leads else (("my_data", "My data"),)
    if sight.administrator:
        foot = (*foot, ("accounts", "Accounts"))
    return (*foot, ("welcome", "Who you are"))
