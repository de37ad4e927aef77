"""What to do about stuck work: one of four words, and why."""

from collections.abc import Iterator

from stepin.analysis.definitions.reasons import Reason
from stepin.analysis.definitions.roles import Role
from stepin.findings.model import Ask, Forecast
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

_WHATEVER = (
    (Reason.CUSTOMER_IMPACT, "Customers are affected."),
    (Reason.URGENT, "It is urgent."),
    (Reason.NEAR_DATE, "Its date is here or at most three days away."),
    (Reason.BLOCKED, "It is blocked by something that the team cannot resolve by itself."),
)


def advice(
    forecast: Forecast | None,
    *,
    role: Role,
    kind: str,
    impact: str,
    reasons: Reason,
    asked: tuple[Ask, ...],
    lead_told: bool,
) -> tuple[str, str]:
    """The word, and why as a sentence. Impact, urgency, a near date or a block outweigh any forecast.

    ``lead_told``: whether enough is known of what leads do to lean on their part of the forecast. "Ask the
    owner" is the word for whoever has the next step; where that is somebody else, the sentence says so.
    """
    overriding = next(_overriding(reasons), None)
    if overriding:
        return STEP_IN, overriding
    if role == Role.LEAD:
        return ASK_LEAD, "The next step is a lead's own."
    if role == Role.NOBODY:
        return ASK_LEAD, "Nobody has the next step, so it wants an owner."
    if len(asked) >= OFTEN:
        return _asked_in_vain(forecast if lead_told else None, asked)
    word, why = _by_chance(forecast, unsafe=kind in AROUND_THE_CLOCK and impact != "no")
    return word, _said_of(role, why) if word == ASK_OWNER else why


def _said_of(role: Role, why: str) -> str:
    return f"{_WHOM[role]}{why[0].lower()}{why[1:]}" if role in _WHOM else why


def _overriding(reasons: Reason) -> Iterator[str]:
    return (why for reason, why in _WHATEVER if reason in reasons)


def _asked_in_vain(forecast: Forecast | None, asked: tuple[Ask, ...]) -> tuple[str, str]:
    told = f"It was asked for {times(len(asked))} already"
    if forecast and forecast.if_a_lead_asks and forecast.if_anyone_asks:
        more = forecast.if_a_lead_asks.within_3d - forecast.if_anyone_asks.within_3d
        if more >= MUCH_MORE:
            then = chance(forecast.if_a_lead_asks.within_3d)
            return STEP_IN, f"{told}; {then} like it move within three working days once a lead comes."
    if any(ask.lead for ask in asked):
        return ASK_LEAD, f"{told}, by a lead too: ask what is missing, rather than once more."
    return ASK_LEAD, f"{told}, so the lead should know."


def _by_chance(forecast: Forecast | None, *, unsafe: bool) -> tuple[str, str]:
    if forecast is None:
        return ASK_OWNER, "Too little is known yet to say how likely it is to move."
    alone = forecast.unprompted.within_3d
    often = f"{chance(alone).capitalize()} like it move within three working days without a prompt"
    if alone >= LIKELY and not unsafe:
        return WAIT, f"{often}."
    if alone >= LIKELY:
        return ASK_OWNER, f"{often}, but nobody has said that no customer is affected."
    return ASK_OWNER, f"{often}."
