"""*Now*: what waits on the viewer, what else is stuck in their teams, and what to do about each."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages as said
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from stepin.errors import InputError
from stepin.findings import words
from stepin.ledger import words_now
from stepin.ledger.actions.stuck import NotAWaitError, put_off, take_up, zone
from stepin.ledger.models import Publication, Stuck
from stepin.ledger.questions import now as questions
from stepin.ledger.questions.asking import found_in, messages
from stepin.ledger.questions.put_off import put_off as rows_put_off
from stepin.ledger.sight import stuck_seen
from stepin.web.asked import Asked, back, for_leaders

A_PAGE = 25
MINE = 50
FOLDED = 10  # of what is put off or dormant, before its own list is to be opened
LISTS = ("dormant", "put_off")


@for_leaders
def now(request: Asked) -> HttpResponse:
    publication = Publication.objects.only("as_of").first()
    week = questions.week(request.sight, request.now)
    about: dict[str, Any] = {
        "week": week,
        "stepped_in": words_now.stepped_in(week.stepped_in, week.own) if week.own else None,
        "cards": words_now.own_cards([(card, card.number) for card in week.cards]),  # type: ignore[attr-defined]
    }
    if publication is None:
        return render(request, "web/now_empty.html", about)
    counts = questions.counts(request.sight, request.organisation, request.now)
    shown = request.GET.get("show", "")
    if shown in LISTS:
        return _one_list(request, shown, counts, publication)
    return render(request, "web/now.html", about | _whole(request, counts, publication))


def _whole(request: Asked, counts: questions.Counts, publication: Publication) -> dict[str, Any]:
    team = request.GET.get("team", "")
    rows = questions.rest(request.sight, request.now, counts, team=team)
    page = _page(request, len(rows))
    first, last = page.number == 1 and not team, not page.has_next()
    mine = questions.mine(request.sight, request.now)[:MINE] if first else ()
    asleep = questions.dormant(request.sight, request.now, counts, team=team)[:FOLDED] if last else ()
    later = rows_put_off(request.sight, request.now)[:FOLDED] if first else ()
    affected = sum(counts.hurt.values())
    return {
        "summary": words_now.how_much(counts.mine, sum(counts.teams.values()), affected),
        "mine": _told(request, mine, publication),
        "page": page,
        "rest": _told(request, rows[_part(page)], publication),
        "dormant": _told(request, asleep, publication),
        "dormant_says": words.dormant(sum(counts.dormant.values())),
        "put_off": _told(request, later, publication),
        "put_off_count": counts.put_off,
        "teams": counts.teams.items(),
        "team": team,
        "days": _days(request),
    }


def _one_list(request: Asked, shown: str, counts: questions.Counts, publication: Publication) -> HttpResponse:
    if shown == "dormant":
        rows = questions.dormant(request.sight, request.now, counts)
        page = _page(request, len(rows))
        told = _told(request, rows[_part(page)], publication)
    else:
        page = _page(request, counts.put_off)
        told = _told(request, rows_put_off(request.sight, request.now)[_part(page)], publication)
    return render(
        request, "web/now_list.html", {"shown": shown, "page": page, "rest": told, "days": _days(request)}
    )


def _page(request: Asked, number: int) -> Page[int]:
    return Paginator(range(number), A_PAGE).get_page(request.GET.get("page"))


def _part(page: Page[int]) -> slice:
    return slice(max(page.start_index() - 1, 0), page.end_index())


def _told(request: Asked, rows: Iterable[Stuck], publication: Publication) -> list[words_now.Told]:
    names = request.sight.names
    return [
        words_now.told(
            found_in(row, request.sight),
            names,
            publication.as_of,
            wait_until=getattr(row, "wait_until", None),  # of those that are put off
        )
        for row in rows
    ]


def _days(request: Asked) -> tuple[tuple[str, date], ...]:
    return words_now.days_to_wait(request.now.astimezone(zone(request.user)).date())


@for_leaders
def ask(request: Asked) -> HttpResponse:
    """The message, as a page; as a part of *Now* where a script asked for it."""
    row = _seen(request, request.GET.get("item", ""))
    found = words_now.told(found_in(row, request.sight), request.sight.names, row.since)
    ready = messages(row, request.sight, request.organisation, request.now.date())
    about = {"told": found, "ready": [(each, _address(request, each.person)) for each in ready]}
    part = request.htmx and not request.htmx.boosted
    return render(request, "web/now/ask.html" if part else "web/now_ask.html", about)


def _address(request: Asked, person: str | None) -> str:
    """Their mail address, where one of their logins is one; "" leaves it to whoever sends."""
    people = {each.id: each for each in request.organisation.people}
    logins = people[person].logins if person in people else ()
    addresses = (login.partition(":")[2] for login in logins)
    return next((each for each in addresses if "@" in each and "?" not in each and "&" not in each), "")


@for_leaders
@require_POST
def wait(request: Asked) -> HttpResponse:
    """``until``: a day; "" takes it up again."""
    row = _seen(request, request.POST.get("item", ""))
    wanted = request.POST.get("until", "") or request.POST.get("day", "")
    try:
        said.success(request, _put(request, row, wanted))
    except InputError as error:
        said.error(request, str(error))
    return back(request, "now")


def _put(request: Asked, row: Stuck, wanted: str) -> str:
    if "again" in request.POST:
        take_up(row, by=request.user)
        return "It is back on this page."
    at = put_off(row, _day(wanted), by=request.user, now=request.now)
    return (
        f"Put off until {words_now.until(at)}. It stays in the list “Put off” below, "
        "and comes back sooner if it starts to wait on somebody else."
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAWaitError from None


def _seen(request: Asked, item: str) -> Stuck:
    if not item:
        raise Http404
    return get_object_or_404(stuck_seen(request.sight), item=item)


urls: list[URLPattern] = [
    path("", now, name="now"),
    path("stuck/ask/", ask, name="stuck_ask"),
    path("stuck/wait/", wait, name="stuck_wait"),
]
