"""The sentences, in one place for page, terminal and digest.

Everything said about an item or a step-in is a whole sentence with the number inside. Titles are not part of
any sentence: who shows them escapes them.
"""

from collections import Counter
from datetime import datetime, timedelta

from stepin.findings.model import (
    DORMANT_HOURS,
    Ask,
    Chances,
    StepIn,
    Stuck,
    WaitingOn,
)
from stepin.findings.names import Names, clock_of
from stepin.findings.page import ref
from stepin.findings.plain import (
    HARDLY_ANY,
    by_when,
    chance,
    listed,
    span,
    span_against,
    times,
    working_days_later,
)

ROLES = {
    "owner": "its owner",
    "reviewer": "its reviewer",
    "other_team": "another team",
    "requester": "who asked for it",
    "lead": "a lead",
    "nobody": "nobody",
}
ROLES_OF_MANY = {"owner": "their owner", "reviewer": "their reviewer", "requester": "who asked for them"}
FORMS = {
    "wrote": "wrote the work",
    "chased": "asked how it stands",
    "decided": "decided",
    "investigated": "looked into it",
    "clarified": "set an owner, a date or what done means",
    "pressed": "pressed",
}
_YOURS = "yours"
JUSTIFICATIONS = {
    "customer_impact": "customers were affected",
    "urgent": "it was urgent",
    "near_date": "its date was near",
    "blocked": "the team was blocked",
}


def party(waiting_on: WaitingOn, names: Names, team: str) -> str:
    """``nobody``, ``you``, ``Li, its owner``, ``its reviewer``."""
    if names.is_up(waiting_on, team):
        return "you" if waiting_on.who else "you, as its lead"
    if waiting_on.role == "nobody" or waiting_on.who is None:
        return ROLES[waiting_on.role]
    if waiting_on.first:
        return f"{ref(waiting_on.first)}, which comes first"
    who = names.who(waiting_on.who.removeprefix("team:"))
    return f"{who}, {ROLES[waiting_on.role]}"


def waits(stuck: Stuck, names: Names) -> str:
    """``Waits on nobody for 4 working days; expected 1.``"""
    idle, expected = span_against(
        stuck.idle_hours, stuck.expected_hours, round_the_clock=clock_of(stuck.kind)
    )
    on = party(stuck.waiting_on, names, stuck.team)
    comma = "," if on.count(",") else ""
    if stuck.past == "first":
        return f"Waits on {on}{comma} for {idle} without a first answer; expected within {expected}."
    told = f"Waits on {on}{comma} for {idle}; expected {expected}."
    return f"{_whole(stuck)} {told}" if stuck.past == "done" else told


def _whole(stuck: Stuck) -> str:
    clock = clock_of(stuck.kind)
    took, within = span_against(stuck.open_hours, stuck.done_hours or 0.0, round_the_clock=clock)
    return f"Open for {took}; expected to be done within {within}."


def dormant(number: int, *, of: int = 0) -> str:
    if number == of > 1:
        return (
            "All of them have waited for sixty working days or more: whether to take such work up or to "
            "close it is the question."
        )
    what, come = ("One of them has", "comes") if number == 1 else (f"{number:,} of them have", "come")
    return (
        f"{what} waited for sixty working days or more, and {come} last: whether to take such work up or to "
        "close it is a question of its own."
    )


def passed_on(stuck: Stuck) -> str | None:
    if stuck.passed < 2:
        return None
    return f"It was passed on {times(stuck.passed)} since it last moved forward."


def asked(asks: tuple[Ask, ...], names: Names) -> str:
    """Who asked in this wait, most often first."""
    if not asks:
        return "Nobody has asked about it in this wait."
    return f"Asked about {times(len(asks))}, {_askers(asks, names)}."


def _askers(asks: tuple[Ask, ...], names: Names) -> str:
    by_who = Counter(ask.who for ask in asks).most_common()
    if len(by_who) == 1:
        return f"by {_asker(*by_who[0], names)}"
    return "by " + listed(tuple(f"{_asker(who, n, names)}{_often(n)}" for who, n in by_who))


def _asker(who: str | None, number: int, names: Names) -> str:
    """Leads whom the reader is not told may be one or several."""
    if who is None:
        return "a lead" if number == 1 else "leads"
    return names.who(who)


def who_did(who: str | None, names: Names, *, a_lead: bool) -> str:
    """In a timeline: a name, a lead whom the reader is not told, or a dash for nobody."""
    if a_lead:
        return "a lead"
    return names.who(who) if who else "–"


def _often(number: int) -> str:
    return "" if number == 1 else f" ({times(number)})"


def forecast(stuck: Stuck, as_of: datetime) -> str | None:
    """``Seven in ten like it move by Thursday without a prompt; eight in ten if somebody asks.``"""
    if stuck.forecast is None:
        return None
    clock = clock_of(stuck.kind)
    told = stuck.forecast
    days = _telling_horizon(told.unprompted)
    alone = chance(_at(told.unprompted, days))
    when = by_when(as_of, days, round_the_clock=clock)
    anyone, lead = (
        chance(_at(chances, days)) if chances else None
        for chances in (told.if_anyone_asks, told.if_a_lead_asks)
    )
    return f"{alone.capitalize()} like it move {when}{_once_asked(alone, anyone, lead)}."


def _once_asked(alone: str, anyone: str | None, lead: str | None) -> str:
    """What asking makes of it, each chance once."""
    if anyone in (alone, None) and lead in (alone, None):
        return ", with or without a prompt" if anyone or lead else " without a prompt"
    if anyone == alone:
        return f", with or without a prompt, and {lead} once a lead asks"
    if anyone == lead:
        return f" without a prompt, and {lead} once somebody asks, whoever that is"
    told = [
        f"{words} once {who}" for words, who in ((anyone, "somebody asks"), (lead, "a lead does")) if words
    ]
    return f" without a prompt, {' and '.join(told)}" if len(told) > 1 else f" without a prompt and {told[0]}"


def _telling_horizon(chances: Chances) -> int:
    """Three working days, unless hardly any have moved by then."""
    return 3 if chances.within_3d >= HARDLY_ANY else 10


def _at(chances: Chances, days: int) -> float:
    return chances.within_3d if days == 3 else chances.within_10d


def advice(stuck: Stuck, names: Names | None = None) -> str:
    """``Advice: step in. Customers are affected.``; the reason is the analysis's own sentence."""
    told = advised(stuck, names)
    if told == _YOURS:
        close = ", or close it" if stuck.idle_hours > DORMANT_HOURS else ""
        return f"Advice: take the next step, which is yours{close}."
    if stuck.reason.startswith("Ask "):  # it names whom, where that is not the owner
        return f"Advice: a{stuck.reason[1:]}"
    return f"Advice: {told}. {stuck.reason}"


def advised(stuck: Stuck, names: Names | None = None) -> str:
    """The advice in a few words, to whom it is read by: nobody is told to ask themselves."""
    if stuck.advice in ("step in", "wait"):
        return stuck.advice
    if names and names.is_up(stuck.waiting_on, stuck.team):
        return _YOURS
    if stuck.advice == "ask the lead":
        return "it is for you, as its lead" if names and stuck.team in names.leads else stuck.advice
    if stuck.waiting_on.first:
        return f"ask who works on {ref(stuck.waiting_on.first)}"
    role = stuck.waiting_on.role
    return f"ask {ROLES[role]}" if role in ("reviewer", "requester", "other_team") else stuck.advice


def stepped_in(step_in: StepIn, names: Names) -> str:
    """``You came after 4 working days (expected 1), while it waited on Li, its owner, and decided.``"""
    idle, expected = span_against(
        step_in.idle_hours, step_in.expected_hours, round_the_clock=clock_of(step_in.kind)
    )
    who = names.subject(step_in.leader)
    on = party(step_in.waiting_on, names, step_in.team)
    did = listed(tuple(FORMS[form] for form in step_in.forms))
    return f"{who} came after {idle} (expected {expected}), while it waited on {on}, and {did or 'acted'}."


def asked_before(step_in: StepIn, names: Names) -> str | None:
    if not step_in.asked_before:
        return None
    asks = step_in.asked_before
    return f"It had been asked for {times(len(asks))} before, {_askers(asks, names)}."


def justified(step_in: StepIn) -> str | None:
    """Why coming was right, whatever the figures say."""
    if not step_in.justified_by:
        return None
    why = listed(tuple(JUSTIFICATIONS[each] for each in step_in.justified_by))
    return f"Right to come, whatever the figures say: {why}."


def outcome(step_in: StepIn, names: Names, *, as_of: datetime | None = None) -> str:
    """``You did the step yourself.``; what came of it within three working days, or 24 hours.

    ``as_of``: the moment looked from, where that may be sooner than that.
    """
    if step_in.outcome == "still" and as_of and not _is_over(step_in, as_of):
        return "It has not moved yet."
    after = _after(step_in)
    who = "Somebody" if step_in.waiting_on.role == "nobody" else "Whoever it waited on"
    did = (
        "You did the step yourself"
        if names.is_viewer(step_in.leader)
        else f"{names.who(step_in.leader)} did it"
    )
    return {
        "carried": f"{did}{after}.",
        "moved": f"{who} moved it forward{after}.",
        "answered": f"{who} answered or passed it on{after}, without moving it forward.",
        "still": f"It did not move within {window(step_in.kind)}.",
    }[step_in.outcome]


def _is_over(step_in: StepIn, as_of: datetime) -> bool:
    """Whether the window after it is; by weekdays, since a team's own hours are not known here."""
    if clock_of(step_in.kind):
        return as_of - step_in.at >= timedelta(hours=24)
    return working_days_later(step_in.at, 3) <= as_of


def window(kind: str) -> str:
    """24 hours on the clock of a kind."""
    return "24 hours" if clock_of(kind) else "three working days"


def _after(step_in: StepIn) -> str:
    if step_in.after_hours is None:
        return ""
    if step_in.after_hours < 1 / 60:
        return " at once"
    return f" {span(step_in.after_hours, round_the_clock=clock_of(step_in.kind))} later"


def needed(step_in: StepIn, names: Names) -> str | None:
    """Did this need a lead: of a hundred like it; and why not all of it can be told, if there is a reason."""
    told = tuple(each for each in (need_told(step_in), step_in.need_reason) if each)
    return " ".join(told) or None


def need_told(step_in: StepIn) -> str | None:
    """The shares that can be told, as intervals: ``Of a hundred like it, 40 to 65 would have moved``…"""
    need, anyway = step_in.need, step_in.anyway
    if need is None:
        if anyway is None:
            return None
        return f"Of a hundred like it, {_hundred(anyway.low, anyway.high)} would have moved anyway."
    low, high = need.low or need, need.high or need
    return (
        f"Of a hundred like it, {_hundred(low.anyway, high.anyway)} would have moved anyway, "
        f"{_hundred(low.anyone, high.anyone)} on anyone's nudge, "
        f"and {_hundred(low.you, high.you)} took a lead."
    )


def _hundred(low: float, high: float) -> str:
    first, last = round(low * 100), round(high * 100)
    return f"about {first}" if first == last else f"{first} to {last}"
