"""What to do about stuck work: one of four words, and why."""

from dataclasses import dataclass
from functools import cache

from stepin.analysis.definitions.reasons import Reason
from stepin.analysis.definitions.roles import Role
from stepin.findings.plain import chance, times
from stepin.log.schema import AROUND_THE_CLOCK

WAIT, ASK_OWNER, ASK_LEAD, STEP_IN = "wait", "ask the owner", "ask the lead", "step in"
LIKELY = 0.5
MUCH_MORE = 0.2
OFTEN = 2

_WHOM = {
    Role.REVIEWER: "Ask its reviewer, who has the next step: ",
    Role.REQUESTER: "Ask who asked for it, who has the next step: ",
    Role.OTHER_TEAM: "Ask the other team, which has the next step: ",
}

_WRITER = "Ask who wrote the change that comes first, who has the next step: "
_WHATEVER = (
    (Reason.CUSTOMER_IMPACT, "Customers are affected."),
    (Reason.URGENT, "It is urgent."),
    (Reason.NEAR_DATE, "Its date is here or at most three days away."),
    (Reason.BLOCKED, "It is blocked by something that the team cannot resolve by itself."),
)


@dataclass(frozen=True, slots=True)
class InThreeDays:
    """The chances that it moves within three working days: left alone, if anyone asks, if a lead does. None
    where that cannot be told."""

    alone: float | None = None
    anyone: float | None = None
    lead: float | None = None


def advice(
    chances: InThreeDays,
    *,
    role: Role,
    kind: str,
    impact: str,
    reasons: Reason,
    asked: int,
    lead_asked: bool,
    on_change: bool = False,
) -> tuple[str, str]:
    """The word, and why as a sentence. Impact, urgency, a near date or a block outweigh any forecast.

    A block by a change of the log (``on_change``) is no such reason: somebody is at it, and can be asked.
    "Ask the owner" is the word for whoever has the next step; where that is somebody else, the sentence says
    so.
    """
    overriding = _overriding(reasons & ~Reason.BLOCKED if on_change else reasons)
    if overriding:
        return STEP_IN, overriding
    if role == Role.LEAD:
        return ASK_LEAD, "The next step is a lead's own."
    if role == Role.NOBODY:
        return ASK_LEAD, "Nobody has the next step, so it wants an owner."
    if asked >= OFTEN:
        return _asked_in_vain(chances, asked, lead_asked=lead_asked)
    word, why = _by_chance(chances.alone, unsafe=kind in AROUND_THE_CLOCK and impact != "no")
    whom = _WRITER if on_change else _WHOM.get(role)
    return word, f"{whom}{why[0].lower()}{why[1:]}" if whom and word == ASK_OWNER else why


@cache
def _overriding(reasons: Reason) -> str | None:
    return next((why for reason, why in _WHATEVER if reason in reasons), None)


def _asked_in_vain(chances: InThreeDays, asked: int, *, lead_asked: bool) -> tuple[str, str]:
    told = f"It was asked for {times(asked)} already"
    anyone, lead = chances.anyone, chances.lead
    if anyone is not None and lead is not None and lead - anyone >= MUCH_MORE:
        then = chance(lead)
        return STEP_IN, f"{told}; {then} like it move within three working days once a lead comes."
    if lead_asked:
        return ASK_LEAD, f"{told}, by a lead too: ask what is missing, rather than once more."
    return ASK_LEAD, f"{told}, so the lead should know."


def _by_chance(alone: float | None, *, unsafe: bool) -> tuple[str, str]:
    if alone is None:
        return ASK_OWNER, "Too little is known yet to say how likely it is to move."
    often = f"{chance(alone).capitalize()} like it move within three working days without a prompt"
    if alone >= LIKELY and not unsafe:
        return WAIT, f"{often}."
    if alone >= LIKELY:
        return ASK_OWNER, f"{often}, but nobody has said that no customer is affected."
    return ASK_OWNER, f"{often}."
