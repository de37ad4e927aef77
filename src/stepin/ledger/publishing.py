"""Publishes an analysis: in one transaction, so that no page ever sees half of one."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from stepin.findings.model import Findings, Pattern, Stuck
from stepin.findings.records_json import to_plain
from stepin.findings.runs import Run
from stepin.ledger import models
from stepin.ledger.locking import wait_to_publish
from stepin.ledger.publishing_cards import follow_patterns
from stepin.ledger.publishing_cells import publish_cells
from stepin.ledger.publishing_forecasts import hold_against, remember
from stepin.ledger.publishing_step_ins import publish_step_ins


@transaction.atomic
def publish(run: Run, *, now: datetime, last_events: Mapping[str, datetime]) -> models.Publication | None:
    """Makes ``run`` what the pages show. None where it, or one as of a later moment, is published already.

    ``last_events``: the time of the last event of each step-in's item, as of the run.
    """
    found = run.findings
    wait_to_publish()
    latest = models.Publication.objects.first()
    if latest and (latest.as_of, latest.run) >= (found.as_of, found.run):
        return None
    publication = _about(run, now)
    _publish_stuck(found)
    _publish_patterns(found)
    publish_cells(found)
    publish_step_ins(found, now=now, last_events=last_events)
    follow_patterns(found, now=now)
    hold_against(found)
    remember(found)
    return publication


def _about(run: Run, now: datetime) -> models.Publication:
    found = run.findings
    return models.Publication.objects.create(
        run=found.run,
        as_of=found.as_of,
        published_at=now,
        log_version=run.origin.log_version,
        log=to_plain(found.log),
        seen={"people": people_in(found), "teams": teams_in(found)},
        notes=list(found.notes),
        need=[to_plain(row) for row in found.need],
        controls=[to_plain(row) for row in found.controls],
        expectations=[to_plain(row) for row in found.expectations],
    )


def _publish_stuck(found: Findings) -> None:
    """The whole table anew; what a leader has put off stays so with the wait that it was said of."""
    models.Stuck.objects.all().delete()
    rows = [_stuck(each, order) for order, each in enumerate(found.stuck)]
    models.Stuck.objects.bulk_create(rows, batch_size=500)
    same = models.Stuck.objects.filter(item=OuterRef("item"), since=OuterRef("since"))
    models.PutOff.objects.filter(~Exists(same)).delete()


def _stuck(each: Stuck, order: int) -> models.Stuck:
    return models.Stuck(
        item=each.item,
        title=each.title,
        url=each.url,
        team=each.team,
        kind=each.kind,
        idle_hours=each.idle_hours,
        expected_hours=each.expected_hours,
        past=each.past,
        since=each.since,
        waits_role=each.waiting_on.role,
        waits_who=each.waiting_on.who,
        passed=each.passed,
        customer_impact=each.customer_impact,
        advice=each.advice,
        order=order,
        row=to_plain(each),
    )


def _publish_patterns(found: Findings) -> None:
    models.Pattern.objects.all().delete()
    models.Pattern.objects.bulk_create(_pattern(each, n) for n, each in enumerate(found.patterns))


def _pattern(each: Pattern, order: int) -> models.Pattern:
    return models.Pattern(
        team=each.team, kind=each.kind, step_ins=each.step_ins, order=order, row=to_plain(each)
    )


def people_in(found: Findings) -> list[str]:
    """Everybody that stuck work and step-ins name, sorted."""
    named = {each.waiting_on.who for each in found.stuck}
    named |= {each.waiting_on.who for each in found.step_ins}
    named |= {ask.who for each in found.stuck for ask in each.asked}
    named |= {ask.who for each in found.step_ins for ask in each.asked_before}
    named |= {each.leader for each in found.step_ins}
    return sorted(who for who in named if who and not who.startswith("team:"))


def teams_in(found: Findings) -> list[str]:
    tables = (found.stuck, found.step_ins, found.need, found.expectations)
    return sorted({row.team for rows in tables for row in rows} - {"*"})
