"""*Teams and people*: who leads whom since when, what nobody owns, which logins may be one person."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from stepin.errors import StepinError
from stepin.findings.plain import count, listed
from stepin.ledger import merging
from stepin.ledger.models import Fact
from stepin.ledger.questions.teams import TeamRow, may_be_one, merges, teams_seen, told, unowned
from stepin.ledger.sight import Sight
from stepin.org.organisation import Post
from stepin.web.asked import Asked, for_administrators, for_everyone

LISTED = 50
MERGED = "{second} now counts as {first}, from the next refresh on. It can be undone below."


@for_everyone
def teams(request: Asked) -> HttpResponse:
    sight = request.sight
    if not (sight.leads or sight.administrator):
        return redirect("my_data")
    paged = Paginator(teams_seen(sight, request.organisation), LISTED).get_page(request.GET.get("page"))
    rows = told(paged, request.organisation, request.now.date())
    return render(
        request,
        "web/teams.html",
        {
            "rows": [(row, _says(row, sight), sight.sees_team(row.id)) for row in rows],
            "paged": paged,
            "declared": bool(request.organisation.teams),
            "unowned": unowned(request.organisation) if sight.administrator or not rows else (),
            "pairs": may_be_one(request.organisation) if sight.administrator else (),
            "merges": merges() if sight.administrator else (),
        },
    )


def _says(row: TeamRow, sight: Sight) -> str:
    led = listed(tuple(_since(post, sight) for post in row.leads)) or "nobody"
    below = f", below {row.parent}" if row.parent else ""
    owns = f"It owns {listed(row.owns)}." if row.owns else "It owns nothing by itself."
    return f"Led by {led}{below}. {count(row.people, 'person', 'people')}. {owns}"


def _since(post: Post, sight: Sight) -> str:
    name = sight.names.who(post.person)
    return f"{name} since {post.since.day} {post.since:%B %Y}" if post.since else name


@require_POST
@for_administrators
def merge(request: Asked) -> HttpResponse:
    first, second = request.POST.get("first", ""), request.POST.get("second", "")
    try:
        fact = merging.merge(
            settings.HOME, request.organisation, first, second, by=request.user, now=request.now
        )
    except StepinError as error:
        messages.error(request, str(error))
    else:
        first, second = merging.merged(fact)
        messages.success(request, MERGED.format(first=first, second=second))
    return redirect("teams")


@require_POST
@for_administrators
def undo_merge(request: Asked, pk: int) -> HttpResponse:
    fact = get_object_or_404(Fact, pk=pk, about=Fact.About.SAME_PERSON)
    try:
        merging.undo_merge(settings.HOME, fact, by=request.user, now=request.now)
        messages.success(request, "Undone: they are two again, from the next refresh on.")
    except StepinError as error:
        messages.error(request, str(error))
    return redirect("teams")


urls: list[URLPattern] = [
    path("teams/", teams, name="teams"),
    path("teams/merge/", merge, name="merge"),
    path("teams/merge/<int:pk>/undo/", undo_merge, name="undo_merge"),
]
