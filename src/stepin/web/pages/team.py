"""*Team*: one page to print, for a talk with its lead; the same for both."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from stepin.findings.names import Names
from stepin.ledger.questions.team import team_note, told_about
from stepin.ledger.reads import note_read
from stepin.ledger.words_team import told_of
from stepin.web.asked import Asked, for_leaders

SPANS = ((14, "two weeks"), (28, "four weeks"), (91, "quarter"))


@for_leaders
def team(request: Asked) -> HttpResponse:
    wanted = request.GET.get("id", "")
    if not request.sight.sees_team(wanted):
        raise Http404
    days = _days(request.GET.get("days", ""))
    since = request.now - timedelta(days=days)
    level, today = request.sight.levels[wanted], request.now.date()
    note = team_note(request.organisation, wanted, level=level, since=since, today=today)
    note_read("Team", about=told_about(note), by=request.user, now=request.now)
    told = told_of(note, Names(request.sight.names.people), since, request.now)
    spans = [(n, name, n == days) for n, name in SPANS]
    return render(request, "web/team.html", {"team": wanted, "spans": spans, **told})


def _days(text: str) -> int:
    return int(text) if text in {str(days) for days, _ in SPANS} else 28


urls: list[URLPattern] = [path("team/", team, name="team")]
