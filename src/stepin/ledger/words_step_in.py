"""The sentences on one step-in's life: what was logged, what was done to it when, what comes next."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from stepin.findings import words
from stepin.findings.model import StepIn as Found
from stepin.findings.names import Names
from stepin.findings.page import one_line, ref
from stepin.findings.plain import day, listed, small
from stepin.ledger.ladder import BY_KEY
from stepin.ledger.models import Fact, LookBack, Step, StepIn

FORMS = {
    "wrote": "did the work, or part of it, myself",
    "chased": "asked how it stands",
    "decided": "decided",
    "investigated": "looked into it",
    "clarified": "set an owner, a date or what done means",
    "pressed": "pressed for it",
}
ANSWERS = {"yes": "it had to be you", "no": "it did not have to be you", "unsure": "you are not sure"}
CORRECTED = {
    Fact.About.NOT_A_STEP_IN: "it was no step-in",
    Fact.About.FORM: "it took another form",
    Fact.About.WAITED_ON: "it waited on you",
    Fact.About.BOT: "that is a bot",
    Fact.About.SAME_PERSON: "two logins are one person",
}
_DONE = {
    "found": "found it",
    "logged": "logged it",
    "confirmed": "said that it was a step-in",
    "reopened": "opened it again",
    "restored": "found it again",
}


def finding(found: Found, names: Names, as_of: datetime) -> tuple[str, ...]:
    """All that is told of it but the estimate."""
    told = (
        words.stepped_in(found, names),
        words.asked_before(found, names),
        words.justified(found),
        words.outcome(found, names, as_of=as_of),
    )
    return tuple(sentence for sentence in told if sentence)


def logged(step_in: StepIn, now: datetime) -> str:
    """``You stepped into the work of payments on 3 June, and decided. You logged it yourself.``"""
    did = listed(tuple(words.FORMS[form] for form in step_in.forms))
    what = f", and {did}" if did else ""
    team = one_line(step_in.team, longest=60)
    on = day(step_in.at, near=now)
    return f"You stepped into the work of {team} on {on}{what}. You logged it yourself."


def title(step_in: StepIn) -> str:
    return one_line(step_in.title) if step_in.title else ref(step_in.item)


def next_comes(step_in: StepIn, now: datetime) -> str:
    """What happens next, and when."""
    state = step_in.state
    if step_in.withdrawn_at is not None or state == StepIn.State.NOT_ONE:
        return "It counts nowhere, and nothing more is asked about it."
    if state == StepIn.State.CLOSED:
        return "You have looked back at it: a one-off. It is closed."
    if state == StepIn.State.LOOKED_BACK:
        return "You have looked back at it. If such work keeps needing you, its card goes on under Patterns."
    if step_in.early:
        return "It came early, so there is no look back; it is counted apart."
    if step_in.due_at is None:
        return "When to look back at it cannot be told yet."
    due = max(step_in.due_at, step_in.snoozed_until or step_in.due_at)
    if due <= now:
        return "It is due to be looked back at."
    return f"It comes up to be looked back at on {due.astimezone(UTC):%A} {day(due, near=now)}."


def alike(number: int, team: str) -> str:
    """``It is the second of its kind with payments in 90 days; three make a card.``"""
    name = one_line(team, longest=60)
    if number <= 1:
        return f"It is the first of its kind with {name} in 90 days; three make a card."
    if number == 2:
        return f"It is the second of its kind with {name} in 90 days; a third makes a card."
    return f"That makes {small(number)} of one kind with {name} in 90 days."


def step(each: Step, names: Names, near: datetime) -> tuple[str, str]:
    """(when, what): ``("3 June, 10:00 UTC", "You put looking back off until 5 June.")``"""
    at = each.at.astimezone(UTC)
    who = _who(each, names)
    return f"{day(at, near=near)}, {at:%H:%M} UTC", f"{who} {_did(each, near)}."


def _who(each: Step, names: Names) -> str:
    if each.by is None:
        return "The analysis"
    if each.by.person is not None:
        return names.subject(each.by.person)
    return one_line(each.by.get_full_name(), longest=60)


def _did(each: Step, near: datetime) -> str:
    said: Mapping[str, Any] = each.said
    match each.what:
        case "had_to_be_you":
            return f"answered whether it had to be you: {said.get('answer', '')}"
        case "corrected":
            return f"corrected it: {_correction(said)}"
        case "correction_undone":
            return f"took a correction back: {_correction(said)}"
        case "snoozed":
            return f"put looking back off until {day(datetime.fromisoformat(said['until']), near=near)}"
        case "looked_back":
            return f"looked back at it{_causes(said.get('causes', ()))}"
        case "withdrawn":
            return f"withdrew it: {_lower(said.get('because', ''))}"
        case what:
            return _DONE.get(what, what.replace("_", " "))


def _correction(said: Mapping[str, Any]) -> str:
    about, value = said.get("about", ""), said.get("value", "")
    if about == Fact.About.FORM and value:
        return f"what was done was that you {listed(tuple(words.FORMS.get(f, f) for f in value.split(',')))}"
    told = CORRECTED.get(about, about)
    return f"{one_line(value, longest=60)} is a bot" if about == Fact.About.BOT and value else told


def correction(fact: Fact) -> str:
    return f"You corrected it: {_correction({'about': fact.about, 'value': fact.value})}."


def _causes(causes: list[str]) -> str:
    named = tuple(BY_KEY[key].name.lower() for key in causes if key in BY_KEY)
    return f", and named what was missing: {listed(named)}" if named else ""


def looked_back(each: LookBack, near: datetime) -> tuple[str, ...]:
    """What was answered, for its author."""
    same = {True: "It was of the same kind again.", False: "It was a one-off.", None: ""}[each.same_kind]
    causes = _causes(each.causes)
    told = (
        f"On {day(each.at, near=near)} you looked back{causes}. {same}".strip(),
        f"For it not to need you: {each.would_have}" if each.would_have else "",
        each.notes,
    )
    return tuple(sentence for sentence in told if sentence)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if not text.startswith("It ") else text
