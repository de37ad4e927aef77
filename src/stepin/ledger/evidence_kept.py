"""Gathers the evidence beside the questions of a look back, once, and keeps it as it was seen then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import F, Q

from stepin.errors import HomeError
from stepin.findings.model import Around, WaitingOn
from stepin.findings.records_json import to_plain
from stepin.ledger.evidence import evidence
from stepin.ledger.evidence_item import About, Happened
from stepin.ledger.models import Evidence, StepIn
from stepin.ledger.queue import WAITING
from stepin.log.home import LogHome
from stepin.log.reading import Log, open_log
from stepin.org.organisation import Organisation
from stepin.org.teams import leads_on

OWN_ACTS = timedelta(days=5)  # three working days, over a weekend
UNKNOWN_WAIT = timedelta(days=14)  # of a step-in logged by hand, whose wait nobody has told
AT_ONCE = 500
Row = Mapping[str, Any]


def gather(log: Log, organisation: Organisation, *, around: Sequence[Around], now: datetime) -> int:
    """For all step-ins that wait to be looked back at and have none yet, or had it before they were due: how
    many. ``around``: the last analysis's."""
    waiting = StepIn.objects.filter(state__in=WAITING, early=False, withdrawn_at=None).exclude(item="")
    missing = list(waiting.filter(Q(gathered=None) | Q(gathered__at__lt=F("due_at"), due_at__lte=now)))
    about = {each.step_in: each for each in around}
    for start in range(0, len(missing), AT_ONCE):
        part = missing[start : start + AT_ONCE]
        events = _events(log, {each.item for each in part})
        said = {each.pk: _said(each, events[each.item], organisation, about.get(each.pk)) for each in part}
        _keep(said, log, now)
    return len(missing)


def _keep(said: Mapping[str, list[Row]], log: Log, now: datetime) -> None:
    rows = [
        Evidence(step_in_id=step_in, rows=told, log_version=log.version.events, at=now)
        for step_in, told in said.items()
    ]
    Evidence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=("step_in",),
        update_fields=("rows", "log_version", "at"),
    )


def evidence_of(step_in: StepIn, home: Path, organisation: Organisation, *, now: datetime) -> list[Row]:
    """What was gathered of it; where nothing was yet, from its item's events alone, now."""
    kept = Evidence.objects.filter(step_in=step_in).first()
    if kept is not None:
        return list(kept.rows)
    if not step_in.item:
        return _said(step_in, (), organisation, None)
    try:
        log = open_log(LogHome(home, organisation.log_url))
        events = _events(log, {step_in.item})[step_in.item]
    except HomeError:
        return _said(step_in, (), organisation, None)
    said = _said(step_in, events, organisation, None)
    _keep({step_in.pk: said}, log, now)
    return said


def _events(log: Log, items: Iterable[str]) -> dict[str, list[Row]]:
    """Each item's events in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in log.timelines(sorted(items)).to_pylist():
        found[row["item_id"]].append(row)
    return found


def _said(
    step_in: StepIn, events: Sequence[Row], organisation: Organisation, around: Around | None
) -> list[Row]:
    about = about_of(step_in, events, organisation, around)
    return [to_plain(each) for each in evidence(about, organisation, step_in.team)]


def about_of(
    step_in: StepIn, events: Sequence[Row], organisation: Organisation, around: Around | None
) -> About:
    """``events``: its item's, in order; only those before the step-in, and its leader's own after it, are
    looked at."""
    ids = [row["event_id"] for row in events]
    cut = (
        ids.index(step_in.pk) if step_in.pk in ids else sum(row["occurred_at"] < step_in.at for row in events)
    )
    happened = tuple(_happened(events, organisation, step_in.team))
    own = [each for each in happened[cut:] if each.actor == step_in.leader]
    waiting_on, since = step_in.row.get("waiting_on"), step_in.row.get("since")
    return About(
        item=step_in.item,
        kind=step_in.kind,
        level=step_in.level,
        at=step_in.at,
        since=datetime.fromisoformat(since) if since else step_in.at - UNKNOWN_WAIT,
        waiting_on=WaitingOn(**waiting_on) if waiting_on else None,
        before=happened[:cut],
        own=tuple(each for each in own if each.at <= step_in.at + OWN_ACTS),
        around=around,
    )


def _happened(events: Sequence[Row], organisation: Organisation, team: str) -> Iterable[Happened]:
    person = {login: each.id for each in organisation.people for login in each.logins}
    known = any(each.id == team for each in organisation.teams)

    @cache
    def levels(day: date) -> dict[str, int]:
        return {lead.person: lead.level for lead in leads_on(organisation, team, day)} if known else {}

    for row in events:
        actor = person.get(row["actor"], row["actor"])
        yield Happened(
            event_id=row["event_id"],
            at=row["occurred_at"],
            actor=actor,
            kind=row["kind"],
            value=row["value"],
            previous=row["previous"],
            level=levels(row["occurred_at"].date()).get(actor or "", 0),
            named=person.get(row["value"], row["value"]),
        )
