"""*Sources*: where history comes from, when it was last read, and what went wrong."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from stepin.findings.plain import count, span
from stepin.ledger.models import Refresh, SourceState
from stepin.ledger.questions.sources import sources as all_sources
from stepin.web.asked import Asked, for_leaders


@for_leaders
def sources(request: Asked) -> HttpResponse:
    found = all_sources()
    return render(
        request,
        "web/sources.html",
        {
            "states": [_state(state, lag, request.now) for state, lag in found.states],
            "refreshes": [_refresh(each) for each in found.refreshes],
            "log": found.publication and _log(found.publication.log),
            "publication": found.publication,
        },
    )


def _state(state: SourceState, lag_hours: float | None, now: datetime) -> dict[str, Any]:
    return {
        "name": state.name,
        "last": _ago(state.synced_at, now),
        "lag": None if lag_hours is None else span(lag_hours, round_the_clock=True),
        "took": count(state.events, "new event"),
        "error": state.error,
    }


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "never read yet"
    return f"last read {span((now - at).total_seconds() / 3600, round_the_clock=True)} ago"


def _refresh(each: Refresh) -> dict[str, Any]:
    ended = each.ended_at
    took = span((ended - each.started_at).total_seconds() / 3600, round_the_clock=True) if ended else None
    who = each.by.get_full_name() if each.by else "on schedule, or from a terminal"
    return {"at": each.started_at, "who": who, "took": took, "error": each.error, "run": each.run}


def _log(log: dict[str, Any]) -> str:
    return f"{count(log['events'], 'event')} on {count(log['items'], 'item')}"


urls: list[URLPattern] = [path("sources/", sources, name="sources")]
