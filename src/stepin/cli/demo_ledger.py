"""What the demo's head of engineering has answered so far, so that each question has an answer to show.

Requests to Payments had no owner: found in look backs, one was required ten weeks ago, and checked since.
Work of Search that hangs on others keeps needing them: a change runs, to be checked soon. Checkout was truly
blocked. The latest step-ins are left to be looked back at.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from stepin.findings.analyse import analyse
from stepin.findings.runs import read_run
from stepin.ledger.actions.responses import check, close_card, respond
from stepin.ledger.actions.step_ins import LookedBack, confirm, look_back, say_had_to_be_you
from stepin.ledger.evidence_kept import evidence_of, gather
from stepin.ledger.ladder import BEFORE_PERFORMANCE
from stepin.ledger.models import Account, PatternCard, StepIn
from stepin.ledger.organisation import organisation
from stepin.ledger.publishing import publish
from stepin.ledger.questions.patterns import so_far, with_running
from stepin.ledger.questions.responses import told
from stepin.ledger.sight import Sight, sight_of
from stepin.log.home import LogHome
from stepin.log.reading import open_log

RESPONDED, CHECKED = timedelta(weeks=10), timedelta(weeks=4)
UNANSWERED = timedelta(days=10)  # the latest, which wait in the queue
MISSING = {
    ("payments", "request"): "owner",
    ("search", "dependency"): "priority",
    ("checkout", "change"): "blocked",
    ("identity", "change"): "knowledge",
}
WOULD_HAVE = {
    "owner": "Somebody named as its owner on the day it comes in.",
    "priority": "A place in the quarter's ranking, agreed with the team it hangs on.",
    "blocked": "",
    "knowledge": "A runbook, and one more who has done it.",
}


def tell_history(home: Path, *, by: Account, now: datetime) -> None:
    """Publishes the analyses of ten weeks ago, four weeks ago and now, with what was answered between."""
    sight = sight_of(by, organisation(home), now.date())
    for moment in (now - RESPONDED, now - CHECKED, now):
        _publish(home, moment, analysed=moment == now)
        _look_back_until(moment if moment < now else now - UNANSWERED, home, by=by)
        _change_something(sight, by=by, moment=moment, now=now)


def _publish(home: Path, moment: datetime, *, analysed: bool) -> None:
    """``analysed``: the last run in the home is as of this moment."""
    run = read_run(home, None if analysed else analyse(home, as_of=moment, now=moment).run)
    log = open_log(LogHome(home))
    items = sorted({each.item for each in run.findings.step_ins})
    publish(run, now=moment, last_events=log.last_events(items, as_of=moment))
    gather(log, organisation(home), around=run.findings.around, now=moment)


def _look_back_until(moment: datetime, home: Path, *, by: Account) -> None:
    waiting = StepIn.objects.filter(leader=by.person, state=StepIn.State.OPEN, early=False, withdrawn_at=None)
    for step_in in waiting.filter(due_at__lte=moment).order_by("at"):
        at = min((step_in.due_at or moment) + timedelta(hours=2), moment)
        shown = {"said": evidence_of(step_in, home, organisation(home), now=at)}
        _answer(step_in, shown, by=by, at=at)


def _answer(step_in: StepIn, shown: dict[str, Any], *, by: Account, at: datetime) -> None:
    cause = MISSING.get((step_in.team, step_in.kind))
    say_had_to_be_you(step_in, "no" if cause in ("owner", "knowledge") else "unsure", by=by, now=at)
    confirm(step_in, by=by, now=at)
    answers = dict.fromkeys(BEFORE_PERFORMANCE, "no") | ({cause: "yes"} if cause else {})
    answered = LookedBack(answers, same_kind=cause is not None, would_have=WOULD_HAVE.get(cause or "", ""))
    look_back(step_in, answered, by=by, now=at, evidence=shown)


def _change_something(sight: Sight, *, by: Account, moment: datetime, now: datetime) -> None:
    for card in _cards(by):
        running = card.responses.first()
        if (card.team, card.kind) == ("payments", "request"):
            if moment == now - RESPONDED:
                what = "Name one owner when it comes in"
                _respond(card, what, sight, check_on=now - CHECKED, by=by, at=moment)
            elif moment == now - CHECKED and running:
                (seen,) = told([running], sight, moment)
                check(running, "fell", by=by, now=moment, effect=seen.effect.kept())
                close_card(card, by=by, now=moment)
        elif (card.team, card.kind) == ("search", "dependency") and moment == now - CHECKED:
            what = "Rank what hangs on other teams with them, each quarter"
            _respond(card, what, sight, check_on=now + timedelta(weeks=2), by=by, at=moment)


def _cards(by: Account) -> Iterator[PatternCard]:
    cards = PatternCard.objects.filter(leader__in=("", by.person), team__in=("payments", "search"))
    yield from with_running(cards)


def _respond(
    card: PatternCard, what: str, sight: Sight, *, check_on: datetime, by: Account, at: datetime
) -> None:
    respond(
        card,
        cause=MISSING[(card.team, card.kind)],
        what=what,
        owner=str(by.person),
        check_on=check_on.date(),
        by=by,
        now=at,
        before=so_far(card, sight, at),
    )
