"""A message ready to send: it asks for owner, next step, date and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from stepin.findings import words
from stepin.findings.model import Stuck
from stepin.findings.names import Names, clock_of
from stepin.findings.page import one_line, ref, web_address
from stepin.findings.plain import listed, span_against, times

ASKS = (
    "- Who has the next step?",
    "- What is it?",
    "- By when?",
    "- What stands in the way, if anything?",
)


@dataclass(frozen=True, slots=True)
class Message:
    """``to``: whom it is for, in words; ``person``: their id, where one is named."""

    to: str
    person: str | None
    subject: str
    body: str


def to_party(stuck: Stuck, names: Names) -> Message:
    """To whom it waits on, in the words of what they are to it."""
    role, who = stuck.waiting_on.role, stuck.waiting_on.who
    person = who if who and who in names.people and role != "other_team" else None
    hello = f"Hello {names.who(who)}," if person and who else "Hello,"
    closing = _CLOSING_OF_BLOCKED if stuck.waiting_on.first else _CLOSINGS[role]
    return Message(_to(stuck, names), person, _subject(stuck), _body(hello, _opening(stuck), closing, stuck))


def to_lead(stuck: Stuck, names: Names, leads: Sequence[str]) -> Message:
    """To the lead below, whom the advice names; ``leads``: the ids of the team's own leads."""
    called = listed(tuple(names.who(lead) for lead in leads))
    hello = f"Hello {called}," if called else "Hello,"
    opening = (
        f"{_named(stuck)} waits on {words.party(stuck.waiting_on, names, stuck.team)}. {_so_long(stuck)}"
        f"{_asked_already(stuck)} I would rather you took it up with the team than that I did:"
    )
    to = called or f"the lead of {one_line(stuck.team, longest=60)}"
    body = _body(hello, opening, "If I can take something out of the way for you, say what.", stuck)
    return Message(to, leads[0] if len(leads) == 1 else None, _subject(stuck), body)


def _to(stuck: Stuck, names: Names) -> str:
    if stuck.waiting_on.first:
        return f"who works on {ref(stuck.waiting_on.first)}"
    if stuck.waiting_on.role == "nobody":
        return f"the team, {one_line(stuck.team, longest=60)}"
    return words.party(stuck.waiting_on, names, stuck.team)


def _opening(stuck: Stuck) -> str:
    first = stuck.waiting_on.first
    waits = f"waits for {ref(first)}, which comes first." if first else _WAITS[stuck.waiting_on.role]
    return f"{_named(stuck)} {waits} {_so_long(stuck)} Could you tell me:"


_WAITS = {
    "owner": "is with you, as far as its history tells.",
    "reviewer": "waits for a review, which is yours as far as its history tells.",
    "other_team": "waits on your team, as far as its history tells.",
    "requester": "waits for an answer from you, who asked for it.",
    "lead": "waits on you, as its lead.",
    "nobody": "is with nobody, as far as its history tells: no assignee, and no open question.",
}
_CLOSINGS = {
    "owner": "If it is not yours (any more), tell me whose it is.",
    "reviewer": "If somebody else should review it, name them and ask them.",
    "other_team": "If it is not your team's, tell me whose it is.",
    "requester": "If it is no longer wanted, it can be closed.",
    "lead": "If somebody else can decide it, name them.",
    "nobody": "If nobody will take it up, close it, or say until when it can wait.",
}
_CLOSING_OF_BLOCKED = "If it need not wait for that, say so."


def _so_long(stuck: Stuck) -> str:
    """``It has waited for 4 working days (expected: 1).``"""
    idle, expected = span_against(
        stuck.idle_hours, stuck.expected_hours, round_the_clock=clock_of(stuck.kind)
    )
    return f"It has waited for {idle} (expected: {expected})."


def _asked_already(stuck: Stuck) -> str:
    return f" It has been asked about {times(len(stuck.asked))}." if stuck.asked else ""


def _named(stuck: Stuck) -> str:
    return f"“{one_line(stuck.title)}” ({ref(stuck.item)})" if stuck.title else ref(stuck.item)


def _subject(stuck: Stuck) -> str:
    return f"Next step on {one_line(stuck.title, longest=90) if stuck.title else ref(stuck.item)}"


def _body(hello: str, opening: str, closing: str, stuck: Stuck) -> str:
    address = web_address(stuck.url)
    parts = (hello, opening, "\n".join(ASKS), closing, *((address,) if address else ()))
    return "\n\n".join(parts)
