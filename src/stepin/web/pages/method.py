"""*Method*: how each number is made, what it assumes, how it is checked, and how past forecasts went."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from stepin.findings import words_of_many
from stepin.findings.model import Expectation
from stepin.findings.names import clock_of, kind_name, team_name
from stepin.findings.plain import between, count, share, span
from stepin.ledger.questions.detection import Detection, detection
from stepin.ledger.questions.method import Band, Made, expectation, how_made, past_forecasts
from stepin.web.asked import Asked, for_leaders

LISTED = 50


@for_leaders
def method(request: Asked) -> HttpResponse:
    made, past = how_made(request.sight), past_forecasts()
    expected = Paginator(made.expectations if made else (), LISTED).get_page(request.GET.get("page"))
    return render(
        request,
        "web/method.html",
        {
            "told": _told(made),
            "detected": _detected(detection(request.sight)),
            "checks": [words_of_many.control(check) for check in made.controls] if made else [],
            "expected": [_expected(expectation(each)) for each in expected],
            "paged": expected,
            "opened": "page" in request.GET,
            "notes": made.publication.notes if made else [],
            "past": past,
            "settled": count(past.settled, "forecast"),
            "bands": [_band(band) for band in past.bands],
            "not_seen": words_of_many.NOT_SEEN,
        },
    )


def _told(made: Made | None) -> list[str]:
    if made is None or made.overall is None:
        return ["Nothing has been analysed yet, so there is no estimate: stepin refresh brings one."]
    row = made.overall
    if row.reason and not row.step_ins:
        return [row.reason]
    told = (words_of_many.need_counts(row), words_of_many.need_shares(row), words_of_many.e_value(row))
    return [f"{sentence[:1].upper()}{sentence[1:]}" for sentence in told if sentence]


def _detected(found: Detection) -> str:
    if found.share is None:
        return "You have not confirmed or corrected any yet, so this cannot be told."
    return (
        f"Of {count(found.judged, 'step-in')} of yours that were found and that you judged, "
        f"{found.right:,} were: {share(found.share.mean)} ({between(found.share)})."
    )


def _band(band: Band) -> tuple[str, str, str, str]:
    title = f"{share(band.low)} to {share(min(band.high, 1.0))}"
    if band.mean is None or band.moved is None:
        return title, f"{band.told:,}", "–", "too few to tell"
    return title, f"{band.told:,}", share(band.mean), share(band.moved)


def _expected(each: Expectation) -> tuple[str, ...]:
    clock = clock_of(each.kind)
    spans = (each.first_hours, each.next_hours, each.done_hours)
    told = tuple("–" if hours is None else span(hours, round_the_clock=clock) for hours in spans)
    return (team_name(each.team), kind_name(each.kind), *told, words_of_many.where_from(each))


urls: list[URLPattern] = [path("method/", method, name="method")]
