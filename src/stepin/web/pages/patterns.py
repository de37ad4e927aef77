"""*Patterns*: what keeps needing them, with what was missing and what is changed about it."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from stepin.errors import InputError
from stepin.findings import words_of_many
from stepin.findings.model import StepIn as Found
from stepin.findings.records_json import from_plain
from stepin.ledger import ladder, words_cards
from stepin.ledger.actions.responses import close_card, reopen_card, respond
from stepin.ledger.models import PatternCard, Publication
from stepin.ledger.questions import patterns as asking
from stepin.ledger.questions import responses as changing
from stepin.ledger.reads import note_read
from stepin.ledger.sight import cards_seen
from stepin.web.asked import Asked, for_leaders
from stepin.web.weeks_chart import HEIGHT, weeks

LISTED = 50


@for_leaders
def patterns(request: Asked) -> HttpResponse:
    """Those that go on first, then those that are closed."""
    cards = asking.with_running(cards_seen(request.sight)).order_by("closed_at", "-found_at", "id")
    paged = Paginator(cards, LISTED).get_page(request.GET.get("page"))
    as_of = _as_of()
    told = [_told(request, each, as_of) for each in asking.told(list(paged), request.sight, request.now)]
    context = {
        "open": [each for each in told if each["card"].state != PatternCard.State.CLOSED],
        "closed": [each for each in told if each["card"].state == PatternCard.State.CLOSED],
        "paged": paged,
    }
    return render(request, "web/patterns.html", context)


@for_leaders
def pattern(request: Asked, pk: int) -> HttpResponse:
    card = _card(request, pk)
    if request.method != "POST":
        return _shown(request, card)
    said = request.POST
    try:
        made = respond(
            card,
            cause=said.get("cause", ""),
            what=said.get("what", ""),
            owner=_owner(request),
            check_on=date.fromisoformat(said["check_on"]) if said.get("check_on") else _check_on(request),
            by=request.user,
            now=request.now,
            before=asking.so_far(card, request.sight, request.now),
        )
    except (InputError, ValueError) as error:
        told = str(error) if isinstance(error, InputError) else "Say the check date as 2024-06-30."
        return _shown(request, card, error=told, status=400)
    messages.success(request, "Kept. On its check date you are asked whether it worked.")
    return redirect("response", made.pk)


@require_POST
@for_leaders
def close(request: Asked, pk: int) -> HttpResponse:
    close_card(_card(request, pk), by=request.user, now=request.now)
    messages.success(request, "Closed. It opens again only if you open it.")
    return redirect("pattern", pk)


@require_POST
@for_leaders
def reopen(request: Asked, pk: int) -> HttpResponse:
    reopen_card(_card(request, pk), by=request.user, now=request.now)
    return redirect("pattern", pk)


def _card(request: Asked, pk: int) -> PatternCard:
    return get_object_or_404(asking.with_running(cards_seen(request.sight)), pk=pk)


def _shown(request: Asked, card: PatternCard, *, error: str = "", status: int = 200) -> HttpResponse:
    (told,) = asking.told([card], request.sight, request.now)
    causes = told.answers.causes()
    behind = Paginator(asking.behind(card, request.sight), LISTED).get_page(request.GET.get("page"))
    made = changing.told(list(changing.seen(request.sight).filter(card=card)), request.sight, request.now)
    cause = request.POST.get("cause") or told.main_cause or "owner"
    leaders = (each.leader for each in behind)
    note_read("Pattern", about=leaders, by=request.user, now=request.now)
    context = _told(request, told, _as_of()) | {
        "error": error,
        "behind": [(each, words_cards.title(each)) for each in behind],
        "paged": behind,
        "unseen": len(told.came) - behind.paginator.count,
        "on_whom": _on_whom(list(behind), len(told.came)),
        "chart": weeks(told.came, [(each.response.at, each.response.what) for each in made], request.now),
        "chart_height": HEIGHT,
        "responses": [(each, _story(request, each)) for each in made],
        "cause": cause,
        "common": ladder.BY_KEY[cause].responses if cause in ladder.BY_KEY else (),
        "causes": [(each, causes[each.key]) for each in ladder.CAUSES[:-1]],
        "owners": changing.owners(request.organisation, card, request.now.date()),
        "check_on": request.POST.get("check_on") or _check_on(request).isoformat(),
        "said": request.POST,
    }
    return render(request, "web/pattern.html", context, status=status)


def _as_of() -> datetime | None:
    published = Publication.objects.only("as_of").first()
    return published.as_of if published else None


def _told(request: Asked, told: asking.Told, as_of: datetime | None) -> dict[str, Any]:
    names, today = request.sight.names, request.now.date()
    return {
        "card": told.card,
        "title": words_cards.work(told.card).capitalize(),
        "counts": words_cards.counts(told.card, recent=told.recent, ever=len(told.came)),
        "missing": words_cards.causes(told.answers),
        "claim": words_of_many.pattern(told.found, as_of) if told.found and as_of else None,
        "running": [(each, words_cards.changed(each, names, today)) for each in told.running],
    }


def _story(request: Asked, told: changing.Told) -> str:
    return words_cards.story(
        told.response,
        told.effect,
        told.behind,
        now=request.now.date(),
    )


def _on_whom(behind: list[Any], number: int) -> str | None:
    found = tuple(from_plain(Found, each.row) for each in behind if each.row)
    return words_of_many.on_whom(found, of=number) if found else None


def _owner(request: Asked) -> str:
    """Of the list, or as written."""
    return request.POST.get("owner", "") or request.POST.get("other_owner", "")


def _check_on(request: Asked) -> date:
    return (request.now + changing.CHECK_AFTER).date()


urls: list[URLPattern] = [
    path("patterns/", patterns, name="patterns"),
    path("patterns/<int:pk>/", pattern, name="pattern"),
    path("patterns/<int:pk>/close/", close, name="pattern_close"),
    path("patterns/<int:pk>/reopen/", reopen, name="pattern_reopen"),
]
