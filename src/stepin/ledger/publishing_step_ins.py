"""Publishes step-ins: new ones are added, known ones brought up to date, and none is ever deleted."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from stepin.findings.model import Findings
from stepin.findings.model import StepIn as Found
from stepin.findings.names import clock_of
from stepin.findings.records_json import to_plain
from stepin.ledger.due import due_at, working_hours_after
from stepin.ledger.models import Fact, Step, StepIn

GONE = "The log or stepin.toml changed, and the analysis finds it no longer"
CORRECTED = "It was corrected: no step-in"
_FROM_FINDING = (
    "item", "title", "url", "team", "kind", "leader", "level", "at", "early",
    "forms", "outcome", "after_hours", "row", "due_at", "withdrawn_at", "withdrawn_because",
)  # fmt: skip
_WAITING = (StepIn.State.OPEN, StepIn.State.CONFIRMED)


def publish_step_ins(found: Findings, *, now: datetime, last_events: Mapping[str, datetime]) -> None:
    known = StepIn.objects.select_for_update().in_bulk([each.id for each in found.step_ins])
    forms = _stated_forms()  # only now, that whoever corrects one of them has ended, or waits
    new, changed, steps = [], [], []
    for each in found.step_ins:
        values = _values(each, last_events.get(each.item))
        values["forms"] = forms.get(each.id, values["forms"])
        step_in = known.get(each.id)
        if step_in is None:
            new.append(StepIn(id=each.id, first_seen_at=now, **values))
            steps.append(Step(step_in_id=each.id, what="found", at=now, evidence=values["row"]))
        elif _differs(step_in, values):
            if step_in.withdrawn_at:
                steps.append(Step(step_in_id=each.id, what="restored", at=now, evidence=values["row"]))
            changed.append(_brought_up_to_date(step_in, values))
    StepIn.objects.bulk_create(new, batch_size=500)
    StepIn.objects.bulk_update(changed, _FROM_FINDING, batch_size=200)
    steps += _withdraw({each.id for each in found.step_ins}, now)
    Step.objects.bulk_create(steps, batch_size=500)


def _stated_forms() -> dict[str, list[str]]:
    """The forms that corrections in force state, the latest; a run may have begun too early to know them."""
    facts = Fact.objects.filter(about=Fact.About.FORM, undone_at=None).order_by("at", "id")
    return {step_in: value.split(",") for step_in, value in facts.values_list("step_in_id", "value")}


def _values(each: Found, last_event_at: datetime | None) -> dict[str, Any]:
    return {
        "item": each.item,
        "title": each.title,
        "url": each.url,
        "team": each.team,
        "kind": each.kind,
        "leader": each.leader,
        "level": each.level,
        "at": each.at,
        "early": each.early,
        "forms": list(each.forms),
        "outcome": each.outcome,
        "after_hours": each.after_hours,
        "row": to_plain(each),
        "due_at": due_at(at=each.at, moved_at=moved_at(each), last_event_at=last_event_at),
    }


def moved_at(each: Found) -> datetime | None:
    """About when it moved: hours on the item's clock, laid onto weekdays of eight hours."""
    if each.after_hours is None:
        return None
    if clock_of(each.kind):
        return each.at + timedelta(hours=each.after_hours)
    return working_hours_after(each.at, each.after_hours)


def _differs(step_in: StepIn, values: Mapping[str, Any]) -> bool:
    if step_in.withdrawn_at is not None:
        return True
    due = _due(step_in, values)
    return step_in.row != values["row"] or step_in.due_at != due


def _due(step_in: StepIn, values: Mapping[str, Any]) -> datetime | None:
    """What was looked back at is due no more."""
    due: datetime | None = values["due_at"] if step_in.state in _WAITING else step_in.due_at
    return due


def _brought_up_to_date(step_in: StepIn, values: Mapping[str, Any]) -> StepIn:
    due = _due(step_in, values)
    for name, value in values.items():
        setattr(step_in, name, value)
    step_in.due_at = due
    step_in.withdrawn_at, step_in.withdrawn_because = None, ""
    return step_in


def _withdraw(still: set[str], now: datetime) -> Iterable[Step]:
    """Marks what the analysis no longer finds, with the reason; what people wrote about it stays."""
    there = StepIn.objects.filter(source=StepIn.Source.FOUND, withdrawn_at=None)
    gone = [step_in for step_in in there.only("id", "row") if step_in.id not in still]
    corrected = set(
        Fact.objects.filter(undone_at=None, about__in=(Fact.About.NOT_A_STEP_IN, Fact.About.WAITED_ON))
        .exclude(step_in=None)
        .values_list("step_in_id", flat=True)
    )
    for step_in in gone:
        step_in.withdrawn_at = now
        step_in.withdrawn_because = CORRECTED if step_in.id in corrected else GONE
    StepIn.objects.bulk_update(gone, ("withdrawn_at", "withdrawn_because"), batch_size=500)
    return [
        Step(
            step_in=step_in,
            what="withdrawn",
            at=now,
            said={"because": step_in.withdrawn_because},
            evidence=step_in.row,
        )
        for step_in in gone
    ]
