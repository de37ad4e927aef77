"""What a leader does with a step-in: logs it, confirms or corrects it, snoozes it, looks back at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from stepin.errors import InputError
from stepin.ledger import ladder
from stepin.ledger.due import due_at
from stepin.ledger.models import Account, Conversation, Fact, LookBack, Step, StepIn
from stepin.ledger.publishing_cards import WITHIN, count_alike, uncount
from stepin.ledger.queue import WAITING

FORMS = ("wrote", "chased", "decided", "investigated", "clarified", "pressed")
ANSWERS = ("yes", "no", "unsure")
LONGEST = timedelta(days=366)
BY_MISTAKE = "Logged by mistake"


class NotAFormError(InputError):
    def __init__(self, form: str) -> None:
        super().__init__(f"{form!r} is no form of a step-in. It is one or more of: {', '.join(FORMS)}.")


class NotAnAnswerError(InputError):
    def __init__(self, answer: str) -> None:
        super().__init__(f"{answer!r} is no answer. Say yes, no or unsure.")


class NotLoggedError(InputError):
    def __init__(self, step_in: str) -> None:
        super().__init__(
            f"{step_in} was found by the analysis, so it is not taken back but corrected: say that it was "
            "no step-in."
        )


class NothingSaidError(InputError):
    def __init__(self) -> None:
        super().__init__("Say which team it was, and what it was about, in a few words.")


class NobodyError(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is nobody in stepin.toml, so they have no step-ins. Link the account first."
        )


class NotToComeError(InputError):
    def __init__(self) -> None:
        super().__init__("Choose a day to come, within a year, to which to put it off.")


class NotYetPerformanceError(InputError):
    def __init__(self) -> None:
        super().__init__(
            "Performance comes last: answer what comes before it first, and this opens where all of it is no."
        )


@dataclass(frozen=True, slots=True)
class Logged:
    """A step-in as its leader tells it. ``item``: an item of the log, or "" for free text alone."""

    team: str
    about: str
    forms: Sequence[str]
    kind: str = "other"
    item: str = ""
    url: str | None = None
    at: datetime | None = None  # None: now


@transaction.atomic
def log_step_in(told: Logged, *, by: Account, now: datetime, level: int = 1) -> StepIn:
    """Keeps it, and makes a card where it is the third of its kind. Raises InputError."""
    if not told.team.strip() or not (told.about.strip() or told.item):
        raise NothingSaidError
    for form in told.forms:
        if form not in FORMS:
            raise NotAFormError(form)
    if by.person is None:
        raise NobodyError(by.get_full_name())
    at = told.at or now
    step_in = StepIn.objects.create(
        id=f"manual:{uuid4()}",
        source=StepIn.Source.LOGGED,
        state=StepIn.State.CONFIRMED,
        item=told.item,
        title=told.about.strip()[:500] or None,
        url=told.url,
        team=told.team.strip()[:200],
        kind=told.kind.strip()[:40] or "other",
        leader=by.person,
        level=level,
        at=at,
        forms=list(told.forms),
        due_at=due_at(at=at, moved_at=None, last_event_at=None),
        first_seen_at=now,
    )
    _keep(step_in, "logged", by=by, now=now, said={"forms": list(told.forms), "about": step_in.title})
    count_alike(since=now - WITHIN, now=now, leader=by.person)
    return step_in


@transaction.atomic
def take_back(step_in: StepIn, *, by: Account, now: datetime) -> None:
    """Withdraws one that was logged by hand, as a mistake; a card that only it had made goes with it.

    Raises NotLoggedError.
    """
    if step_in.source != StepIn.Source.LOGGED:
        raise NotLoggedError(step_in.id)
    if step_in.withdrawn_at is not None:
        return
    step_in.withdrawn_at, step_in.withdrawn_because = now, BY_MISTAKE
    step_in.save(update_fields=("withdrawn_at", "withdrawn_because"))
    _keep(step_in, "withdrawn", by=by, now=now, said={"because": BY_MISTAKE})
    uncount(step_in)


def _lock(step_in: StepIn) -> None:
    """What a publication, or another page, has changed since it was read is not written over."""
    step_in.refresh_from_db(from_queryset=StepIn.objects.select_for_update())


@transaction.atomic
def say_had_to_be_you(step_in: StepIn, answer: str, *, by: Account, now: datetime) -> None:
    """Did it have to be you? Answered before any estimate is shown; every answer stays in its steps."""
    if answer not in ANSWERS:
        raise NotAnAnswerError(answer)
    _lock(step_in)
    step_in.had_to_be_you = answer
    step_in.save(update_fields=("had_to_be_you",))
    _keep(step_in, "had_to_be_you", by=by, now=now, said={"answer": answer})


@transaction.atomic
def confirm(step_in: StepIn, *, by: Account, now: datetime) -> None:
    _lock(step_in)
    if step_in.state == StepIn.State.OPEN:
        step_in.state = StepIn.State.CONFIRMED
        step_in.save(update_fields=("state",))
        _keep(step_in, "confirmed", by=by, now=now)


@transaction.atomic
def correct(step_in: StepIn, about: str, value: str = "", *, by: Account, now: datetime) -> Fact:
    """A fact that goes back into the analysis. ``about``: one of ``Fact.About``; ``value``: the forms, comma
    between; the person it waited on; the account that is a bot."""
    _lock(step_in)
    if about == Fact.About.FORM:
        forms = [form.strip() for form in value.split(",") if form.strip()]
        for form in forms or [""]:
            if form not in FORMS:
                raise NotAFormError(form)
        step_in.forms, value = forms, ",".join(forms)
    elif about in (Fact.About.NOT_A_STEP_IN, Fact.About.WAITED_ON):
        step_in.state = StepIn.State.NOT_ONE
    fact = Fact.objects.create(about=about, step_in=step_in, value=value, by=by, at=now)
    if step_in.state == StepIn.State.OPEN:
        step_in.state = StepIn.State.CONFIRMED
    step_in.save(update_fields=("state", "forms"))
    _keep(step_in, "corrected", by=by, now=now, said={"about": about, "value": value, "fact": fact.pk})
    return fact


@transaction.atomic
def undo_correction(fact: Fact, *, by: Account, now: datetime) -> None:
    """Takes it back: it is kept as undone, and the next analysis no longer applies it."""
    if fact.undone_at is not None:
        return
    fact.undone_at = now
    fact.save(update_fields=("undone_at",))
    step_in = fact.step_in
    if step_in is None:
        return
    _lock(step_in)
    if step_in.state == StepIn.State.NOT_ONE:
        step_in.state = StepIn.State.OPEN
    if fact.about == Fact.About.FORM:
        step_in.forms = list(step_in.row.get("forms", step_in.forms))
    step_in.save(update_fields=("state", "forms"))
    _keep(step_in, "correction_undone", by=by, now=now, said={"about": fact.about, "fact": fact.pk})


@transaction.atomic
def snooze(step_in: StepIn, until: datetime, *, by: Account, now: datetime) -> None:
    """Out of the queue until then; how often it was put off is kept and shown. Raises NotToComeError."""
    if not now < until <= now + LONGEST:
        raise NotToComeError
    _lock(step_in)
    step_in.snoozed_until = until
    step_in.snoozes += 1
    step_in.save(update_fields=("snoozed_until", "snoozes"))
    _keep(step_in, "snoozed", by=by, now=now, said={"until": until.isoformat()})


@dataclass(frozen=True, slots=True)
class LookedBack:
    """The answers of one look back. ``same_kind``: None where they cannot say yet."""

    answers: Mapping[str, str]
    same_kind: bool | None
    would_have: str = ""
    notes: str = ""
    hours: float | None = None
    remind_on: date | None = None  # of the conversation, where it is about performance


@transaction.atomic
def look_back_once(
    step_in: StepIn,
    told: LookedBack,
    *,
    by: Account,
    now: datetime,
    evidence: Mapping[str, Any],
    had_to_be_you: str = "",
) -> None:
    """As ``look_back``; what was sent twice, or is looked back at already, is left as it is."""
    _lock(step_in)
    if step_in.state not in WAITING:
        return
    if had_to_be_you:
        say_had_to_be_you(step_in, had_to_be_you, by=by, now=now)
    look_back(step_in, told, by=by, now=now, evidence=evidence)


@transaction.atomic
def look_back(
    step_in: StepIn, told: LookedBack, *, by: Account, now: datetime, evidence: Mapping[str, Any]
) -> LookBack:
    """Keeps the answers. A one-off is closed; of the same kind again, its card goes on.

    Performance opens only after everything before it was answered no; choosing it keeps a reminder alone,
    apart from this step-in. Raises NotYetPerformanceError, NotAnAnswerError.
    """
    answers = {key: told.answers[key] for key in ladder.BEFORE_PERFORMANCE if told.answers.get(key)}
    for answer in answers.values():
        if answer not in ANSWERS:
            raise NotAnAnswerError(answer)
    if told.answers.get(ladder.PERFORMANCE) == "yes":
        if not ladder.opens_performance(answers):
            raise NotYetPerformanceError
        Conversation.objects.create(by=by, remind_on=told.remind_on)
    kept = LookBack.objects.create(
        step_in=step_in,
        by=by,
        at=now,
        answers=answers,
        causes=[key for key in ladder.BEFORE_PERFORMANCE if answers.get(key) == "yes"],
        same_kind=told.same_kind,
        would_have=told.would_have.strip(),
        notes=told.notes.strip(),
        evidence=dict(evidence),
    )
    again = told.same_kind is not False
    step_in.state = StepIn.State.LOOKED_BACK if again else StepIn.State.CLOSED
    step_in.hours = told.hours if told.hours is not None else step_in.hours
    step_in.save(update_fields=("state", "hours"))
    said = {"causes": kept.causes, "same_kind": told.same_kind, "would_have": kept.would_have}
    _keep(step_in, "looked_back", by=by, now=now, said=said, evidence=evidence)
    return kept


@transaction.atomic
def reopen(step_in: StepIn, *, by: Account, now: datetime) -> None:
    """Back into the queue: what was answered stays, and can be answered again."""
    _lock(step_in)
    if step_in.state not in (StepIn.State.LOOKED_BACK, StepIn.State.CLOSED):
        return
    step_in.state = StepIn.State.CONFIRMED
    step_in.snoozed_until = None
    step_in.save(update_fields=("state", "snoozed_until"))
    _keep(step_in, "reopened", by=by, now=now)


def _keep(
    step_in: StepIn,
    what: str,
    *,
    by: Account,
    now: datetime,
    said: Mapping[str, Any] | None = None,
    evidence: Mapping[str, Any] | None = None,
) -> None:
    Step.objects.create(
        step_in=step_in,
        what=what,
        by=by,
        at=now,
        said=dict(said or {}),
        evidence=dict(evidence if evidence is not None else step_in.row),
    )
