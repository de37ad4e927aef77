"""*Your step-ins*: all of them, the last first, behind the numbers that other pages tell."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from stepin.findings.plain import day
from stepin.ledger import words_cards
from stepin.ledger.models import StepIn
from stepin.ledger.sight import own_step_ins
from stepin.web.asked import Asked, for_leaders

LISTED = 50
STATES = {
    StepIn.State.OPEN: "not looked back at yet",
    StepIn.State.CONFIRMED: "not looked back at yet",
    StepIn.State.NOT_ONE: "corrected: it was none",
    StepIn.State.LOOKED_BACK: "looked back at: the same kind again",
    StepIn.State.CLOSED: "looked back at, and closed",
}


@for_leaders
def step_ins(request: Asked) -> HttpResponse:
    paged = Paginator(own_step_ins(request.sight).defer("row"), LISTED).get_page(request.GET.get("page"))
    rows = [(each, *_told(each, request)) for each in paged]
    return render(request, "web/step_ins.html", {"rows": rows, "paged": paged})


def _told(each: StepIn, request: Asked) -> tuple[str, str, str]:
    """Its title, what it was about and when, and how it stands."""
    early = ", before it was stuck" if each.early else ""
    about = f"{words_cards.work(each)}, {day(each.at, near=request.now)}{early}"
    stands = f"withdrawn: {each.withdrawn_because}" if each.withdrawn_at else STATES[StepIn.State(each.state)]
    return words_cards.title(each), about, stands


urls: list[URLPattern] = [path("step-ins/", step_ins, name="step_ins")]
