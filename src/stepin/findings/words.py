"""The sentences, in one place for page, terminal and digest.

Everything said about an item or a step-in is a whole sentence with the number inside. Titles are not part of
any sentence: who shows them escapes them.
"""

from collections import Counter
from datetime import datetime

from stepin.findings.model import (
    Ask,
    Chances,
    Control,
    Estimate,
    Expectation,
    NeedRow,
    Pattern,
    StepIn,
    Stuck,
    WaitingOn,
)
from stepin.findings.names import Names, clock_of
from stepin.findings.plain import (
    between,
    by_when,
    chance,
    count,
    day,
    listed,
    ratio_between,
    share,
    span,
    span_against,
    times,
)

ROLES = {
    "owner": "its owner",
    "reviewer": "its reviewer",
    "other_team": "another team",
    "requester": "who asked for it",
    "lead": "a lead",
    "nobody": "nobody",
}
FORMS = {
    "wrote": "wrote the work",
    "chased": "asked how it stands",
    "decided": "decided",
    "investigated": "looked into it",
    "clarified": "set an owner, a date or what done means",
    "pressed": "pressed",
}
JUSTIFICATIONS = {
    "customer_impact": "customers were affected",
    "urgent": "it was urgent",
    "near_date": "its date was near",
    "blocked": "the team was blocked",
}


def party(waiting_on: WaitingOn, names: Names) -> str:
    """``nobody``, ``you``, ``Li, its owner``, ``its reviewer``."""
    if waiting_on.role == "nobody" or waiting_on.who is None:
        return ROLES[waiting_on.role]
    if names.is_viewer(waiting_on.who):
        return "you"
    who = names.who(waiting_on.who.removeprefix("team:"))
    return f"{who}, {ROLES[waiting_on.role]}"


def waits(stuck: Stuck, names: Names) -> str:
    """``Waits on nobody for 4 working days; expected 1.``"""
    idle, expected = span_against(
        stuck.idle_hours, stuck.expected_hours, round_the_clock=clock_of(stuck.kind)
    )
    on = party(stuck.waiting_on, names)
    comma = "," if on.count(",") else ""
    if stuck.past == "first":
        return f"Waits on {on}{comma} for {idle} without a first answer; expected within {expected}."
    told = f"Waits on {on}{comma} for {idle}; expected {expected}."
    return f"{_whole(stuck)} {told}" if stuck.past == "done" else told


def _whole(stuck: Stuck) -> str:
    clock = clock_of(stuck.kind)
    took, within = span_against(stuck.open_hours, stuck.done_hours or 0.0, round_the_clock=clock)
    return f"Open for {took}; expected to be done within {within}."


def dormant(number: int) -> str:
    what = "One of them has" if number == 1 else f"{number:,} of them have"
    return (
        f"{what} waited for sixty working days or more, and come last: whether to take such work up or to "
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
        return f"by {names.who(by_who[0][0])}"
    return "by " + listed(tuple(f"{names.who(who)}{_often(n)}" for who, n in by_who))


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
    asked = [
        (chance(_at(chances, days)), who)
        for chances, who in ((told.if_anyone_asks, "somebody asks"), (told.if_a_lead_asks, "a lead does"))
        if chances
    ]
    if asked and all(words == alone for words, _ in asked):
        return f"{alone.capitalize()} like it move {when}, with or without a prompt."
    parts = [f"{alone.capitalize()} like it move {when} without a prompt"]
    parts += [f"{words} once {who}" for words, who in asked]
    return f"{listed(tuple(parts))}."


def _telling_horizon(chances: Chances) -> int:
    """Three working days, unless hardly any have moved by then."""
    return 3 if chances.within_3d >= 0.1 else 10


def _at(chances: Chances, days: int) -> float:
    return chances.within_3d if days == 3 else chances.within_10d


def advice(stuck: Stuck) -> str:
    """``Advice: step in. Customers are affected.``; the reason is the analysis's own sentence."""
    return f"Advice: {stuck.advice}. {stuck.reason}"


def stepped_in(step_in: StepIn, names: Names) -> str:
    """``You came after 4 working days (expected 1), while it waited on Li, its owner, and decided.``"""
    idle, expected = span_against(
        step_in.idle_hours, step_in.expected_hours, round_the_clock=clock_of(step_in.kind)
    )
    who = names.subject(step_in.leader)
    on = party(step_in.waiting_on, names)
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


def outcome(step_in: StepIn, names: Names) -> str:
    """``You did the step yourself.``; what came of it within three working days, or 24 hours."""
    after = _after(step_in)
    did = (
        "You did the step yourself"
        if names.is_viewer(step_in.leader)
        else f"{names.who(step_in.leader)} did it"
    )
    return {
        "carried": f"{did}{after}.",
        "moved": f"Whoever it waited on moved it forward{after}.",
        "answered": f"Whoever it waited on answered or passed it on{after}, without moving it forward.",
        "still": f"It did not move within {_window(step_in.kind)}.",
    }[step_in.outcome]


def _window(kind: str) -> str:
    return "24 hours" if clock_of(kind) else "three working days"


def _after(step_in: StepIn) -> str:
    if step_in.after_hours is None:
        return ""
    if step_in.after_hours < 1 / 60:
        return " at once"
    return f" {span(step_in.after_hours, round_the_clock=clock_of(step_in.kind))} later"


def needed(step_in: StepIn, names: Names) -> str | None:
    """Did this need a lead: of a hundred like it; else why that cannot be told, if there is a reason."""
    if step_in.need is None:
        return step_in.need_reason
    need = step_in.need
    return (
        f"Of a hundred like it, {round(need.anyway * 100)} would have moved anyway, "
        f"{round(need.anyone * 100)} on anyone's nudge, and {round(need.you * 100)} took a lead."
    )


def came_of(*, by_viewer: bool) -> tuple[tuple[str, str], ...]:
    """Outcomes and how each is told after its count, in the order to tell them."""
    return (
        ("moved", "then moved forward"),
        ("answered", "got an answer or were passed on"),
        ("carried", "you did yourself" if by_viewer else "the lead did"),
        ("still", "did not move"),
    )


def need_counts(row: NeedRow) -> str:
    """What came of step-ins, as counts alone."""
    still = max(row.step_ins - row.progressed - row.carried, 0)
    parts = [
        (row.progressed - row.answered, "then moved forward by whoever it waited on"),
        (row.answered, "answered or passed on without moving forward"),
        (row.carried, "carried out by the lead"),
        (still, "did not move within three working days"),
    ]
    told = listed(tuple(f"{number:,} {what}" for number, what in parts if number))
    return f"{count(row.step_ins, 'step-in')}: {told}." if told else "no step-ins."


def need_shares(row: NeedRow) -> str:
    """The three shares with their intervals, or why they cannot be told."""
    if row.anyway is None and row.you is None:
        return f"Cannot tell yet whether they needed a lead. {row.reason or ''}".strip()
    parts = [_share_of(row.anyway, "would have moved anyway"), _share_of(row.anyone, "needed anyone's nudge")]
    parts.append(_share_of(row.you, "took a lead"))
    known = tuple(part for part in parts if part)
    sentence = f"Of the {row.progressed:,} that then moved, {listed(known)}."
    return f"{sentence} {row.reason}" if row.reason else sentence


def _share_of(estimate: Estimate | None, what: str) -> str | None:
    return None if estimate is None else f"{share(estimate.mean)} ({between(estimate)}) {what}"


def e_value(row: NeedRow) -> str | None:
    if row.e_value is None:
        return None
    return (
        f"Something unseen that makes both a lead's coming and a move {row.e_value:.1f} times likelier could "
        "explain the whole difference; this takes the checks below to be passed."
    )


def pattern(found: Pattern, as_of: datetime) -> str:
    """A recurring step-in, its claim, and how sure it is."""
    since = day(found.first_at, near=as_of)
    return (
        f"{count(found.step_ins, 'step-in').capitalize()} since {since}: {found.rate_ratio.mean:.1f} times "
        f"the organisation's rate for stuck work ({ratio_between(found.rate_ratio)}). "
        f"The chance that it is more than twice that rate is {share(found.probability)}."
    )


def on_whom(behind: tuple[StepIn, ...]) -> str:
    """``When a lead came, 5 waited on nobody and 4 on its owner.``"""
    counted = Counter(each.waiting_on.role for each in behind).most_common()
    told = listed(tuple(f"{number:,} waited on {ROLES[role]}" for role, number in counted))
    return f"When a lead came, {told}."


def early_summary(number: int, names: Names) -> str:
    who = "You" if names.viewer else "A lead"
    return (
        f"{who} came {times(number)} before the wait was over what is expected, to take over, decide, "
        "reassign or press. These are counted apart and are in none of the figures above."
    )


def control(check: Control) -> str:
    verdict = {True: "Passed", False: "Not passed", None: "Too little to tell"}[check.passed]
    return f"{verdict}: {check.says}"


def where_from(each: Expectation) -> str:
    if each.learned:
        return f"learned from {count(each.spells, 'earlier wait')}"
    return "set in stepin.toml, or by default"


ON_CHECKS = (
    "These checks ask whether the difference a touch makes could come from its timing alone. "
    "Each is a ratio that should be 1."
)
NOT_SEEN = (
    "What happens in calls, meetings and direct messages is not seen here, "
    "so a quiet item may be less quiet than it looks."
)
