"""*My data*: what is held about the reader and who looked; and what their own lead sees of them."""

from datetime import datetime, timedelta
from json import dumps
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from stepin.findings import words_of_many
from stepin.findings.names import Names, kind_name
from stepin.findings.plain import count, listed
from stepin.ledger import words_cards, words_team
from stepin.ledger.export_person import export_own
from stepin.ledger.models import Publication
from stepin.ledger.questions import patterns
from stepin.ledger.questions.lead_above import SINCE_DAYS, Seen, seen_by_lead_above
from stepin.ledger.questions.my_data import Held, held_about
from stepin.web.asked import Asked, for_everyone, for_leaders


@for_everyone
def my_data(request: Asked) -> HttpResponse:
    held = held_about(request.user)
    return render(request, "web/my_data.html", {"held": held, "kept": _kept(held)})


def _kept(held: Held) -> tuple[str, ...]:
    """What the ledger keeps, a sentence each."""
    withdrawn = f", {held.withdrawn:,} of them withdrawn" if held.withdrawn else ""
    return (
        f"{count(held.step_ins, 'step-in')} of yours{withdrawn}.",
        f"{count(held.look_backs, 'look back')}, {count(held.notes, 'with a note', 'with notes')} that only "
        "you can read.",
        f"{count(held.responses, 'change')} that you started.",
        f"{count(held.conversations, 'reminder')} of a conversation, without a name.",
        f"{count(len(held.tokens), 'token')} for programs that act for you.",
    )


@for_everyone
def export(request: Asked) -> HttpResponse:
    """All of it as one JSON file: what `stepin export` writes."""
    told = export_own(settings.HOME, request.user, now=request.now)
    name = f"stepin-{request.now:%Y-%m-%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(dumps(told, indent=1), content_type="application/json", headers=headers)


@for_leaders
def as_my_lead_sees(request: Asked) -> HttpResponse:
    seen = seen_by_lead_above(request.sight, request.organisation, request.now)
    names = Names(request.sight.names.people)
    since = request.now - timedelta(days=SINCE_DAYS)
    publication = Publication.objects.only("as_of").first()
    as_of = publication.as_of if publication else request.now
    told = [_seen(each, names, since, request.now, as_of) for each in seen]
    return render(request, "web/as_my_lead_sees.html", {"seen": told})


def _seen(each: Seen, names: Names, since: datetime, now: datetime, as_of: datetime) -> dict[str, Any]:
    counted = tuple(f"{number:,} in {kind_name(kind)} of {team}" for team, kind, number in each.counted)
    return {
        "lead": names.who(each.lead),
        "counted": f"Of your step-ins: {listed(counted)}." if counted else "You have no step-ins to count.",
        "one_by_one": each.one_by_one,
        "patterns": [_pattern(one, as_of) for one in each.patterns],
        "stuck": each.stuck,
        "more_stuck": each.more_stuck,
        "changes": [
            (words_cards.changed(one.response, names, now.date()), words_cards.since(one.effect, yours=False))
            for one in each.changes
        ],
        "teams": [{"team": note.team, **words_team.told_of(note, names, since, now)} for note in each.teams],
    }


def _pattern(told: patterns.Told, as_of: datetime) -> tuple[str, str]:
    """Its title, and its counts and claim as on the lead's *Patterns*."""
    counts = words_cards.counts(told.card, recent=told.recent, ever=len(told.came))
    claim = f" {words_of_many.pattern(told.found, as_of)}" if told.found else ""
    return words_cards.work(told.card).capitalize(), f"{counts}{claim}"


urls: list[URLPattern] = [
    path("my-data/", my_data, name="my_data"),
    path("my-data/export/", export, name="my_data_export"),
    path("as-my-lead-sees/", as_my_lead_sees, name="as_my_lead_sees"),
]
