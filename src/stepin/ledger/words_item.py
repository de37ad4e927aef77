"""The sentences on one item: on whom it waits now and why, and each thing that happened."""

from datetime import UTC, datetime

from stepin.findings import words
from stepin.findings.model import WaitingOn
from stepin.findings.names import Names, clock_of, kind_name
from stepin.findings.plain import count, day, span, span_against
from stepin.ledger.timeline import Happened, Stretch, Timeline

PARTS = {"move": "moved it on", "done": "did the step", "touch": "asked or acted", "aside": ""}
LANES = {"owner": "owner", "team": "team", "leads": "leads", "others": "others", "nobody": "nobody"}


def now(told: Timeline, names: Names) -> tuple[str, ...]:
    """On whom it waits now, since when, why them, and how long that is expected to take."""
    running = told.running
    if running is None:
        ended = told.happened[-1].at
        return (f"It is closed. The last event on it was on {day(ended, near=told.as_of)}.",)
    on, since = words.party(running.waits_on, names, told.team), day(running.start, near=told.as_of)
    comma = "," if "," in on else ""
    return f"It waits on {on}{comma} since {since}: {running.why}.", _idle(running, told.kind)


def _idle(running: Stretch, kind: str) -> str:
    clock = clock_of(kind)
    if running.expected_hours is None:
        idle = span(running.idle_hours, round_the_clock=clock)
        return f"The next step has been due for {idle}; how long it should take is not known of its kind yet."
    idle, expected = span_against(running.idle_hours, running.expected_hours, round_the_clock=clock)
    late = "It is stuck." if running.idle_hours > running.expected_hours else "It is not stuck."
    return f"The next step has been due for {idle}; expected {expected}. {late}"


def summary(told: Timeline) -> str:
    """``A change of payments, with 12 events since 3 June.``"""
    kind = kind_name(told.kind, many=False)
    article = "An" if kind[0] in "aeioSu" else "A"
    began = day(told.happened[0].at, near=told.as_of)
    return f"{article} {kind} of {told.team}, with {count(len(told.happened), 'event')} since {began}."


def event(each: Happened, names: Names, told: Timeline) -> tuple[str, str, str, str, str]:
    """When, who, what, which part it played, and on whom the item waited after it."""
    at = each.at.astimezone(UTC)
    who = words.who_did(each.who, names, a_lead=each.a_lead)
    after = party(each.waits_on, names, told.team) if each.waits_on else "closed"
    return f"{day(at, near=told.as_of)}, {at:%H:%M}", who, each.what, PARTS[each.part], after


def party(waits_on: WaitingOn, names: Names, team: str) -> str:
    return words.party(waits_on, names, team)


def stretch(each: Stretch, names: Names, told: Timeline) -> str:
    """``Waits on Li, its owner, from 3 June to 5 June.``"""
    to = "now" if each.running else _when(each.end, told)
    return f"Waits on {party(each.waits_on, names, told.team)}, from {_when(each.start, told)} to {to}"


def _when(at: datetime, told: Timeline) -> str:
    return f"{day(at, near=told.as_of)}, {at.astimezone(UTC):%H:%M}"
