"""The sentences on what keeps needing a lead, what was changed about it, and whether that worked."""

from collections.abc import Mapping
from datetime import date, datetime

from stepin.findings import words
from stepin.findings.model import StepIn as Found
from stepin.findings.names import Names, kind_name
from stepin.findings.page import one_line, ref
from stepin.findings.plain import count, day, listed, share, small, times
from stepin.findings.records_json import from_plain
from stepin.ledger.effects import HOURS, ORGANISATION, WEEKS, Effect
from stepin.ledger.models import Check, PatternCard, Response, StepIn
from stepin.ledger.questions.patterns import Answers
from stepin.ledger.questions.responses import Behind
from stepin.ledger.questions.step_in import found_in
from stepin.ledger.sight import Sight

# after "five of your nine step-ins …"
HAD = {
    "blocked": "were blocked from outside the team",
    "owner": "had no owner",
    "priority": "had no clear priority",
    "outcome": "had no clear outcome",
    "timeline": "had no clear date",
    "ownership": "belonged to no team for certain",
    "knowledge": "met nobody who knew how",
    "prioritisation": "came after less important work",
    "overload": "were too much at once",
    "lead_below": "were known to the lead below",
}
_HOW = {
    ORGANISATION: "Held against stuck hours, and drawn to the organisation's rate, so that luck is not taken "
    "for an effect.",
    HOURS: "Held against stuck hours of this work alone: too little is known of others to draw it to.",
    WEEKS: "Held against time alone, since it is not known how much was stuck: a quiet time looks like an "
    "effect.",
}
VERDICTS = {
    Check.Verdict.FELL: "it fell",
    Check.Verdict.DID_NOT: "it did not fall",
    Check.Verdict.CANNOT_TELL: "cannot tell yet",
}


def work(card: PatternCard | StepIn) -> str:
    """``changes of payments``; ``work of payments`` where no kind was said."""
    kind = "work" if card.kind == "other" else kind_name(card.kind)
    return f"{one_line(kind, longest=60)} of {one_line(card.team, longest=60)}"


def title(step_in: StepIn) -> str:
    return one_line(step_in.title) if step_in.title else ref(step_in.item)


def told(step_in: StepIn, sight: Sight, now: datetime) -> tuple[str, ...]:
    """What happened, as sentences: when, after how long, who had asked, what came of it."""
    when, names = f"{day(step_in.at, near=now)}.", sight.names
    found = found_in(step_in, sight)
    if found is None:
        did = listed(tuple(words.FORMS[form] for form in step_in.forms)) or "stepped in"
        return (when, f"{names.subject(step_in.leader)} {did}, as logged by hand.")
    said = (
        words.stepped_in(found, names),
        words.asked_before(found, names),
        words.outcome(found, names),
        words.justified(found),
    )
    return (when, *(sentence for sentence in said if sentence))


def estimate(step_in: StepIn, names: Names) -> str | None:
    """What the estimate says; asked for only once they have said themselves whether it had to be them."""
    return words.needed(from_plain(Found, step_in.row), names) if step_in.row else None


def put_off(step_in: StepIn) -> str | None:
    return f"Put off {times(step_in.snoozes)} so far." if step_in.snoozes else None


def counts(card: PatternCard, *, recent: int, ever: int) -> str:
    """``9 step-ins in 90 days, 14 in all.``"""
    if not recent:
        return f"No step-in in 90 days, {ever:,} in all."
    more = f", {ever:,} in all" if ever > recent else ""
    return f"{count(recent, 'step-in')} in 90 days{more}."


def causes(answers: Answers) -> str:
    """``Of the 6 looked back at, 5 had no owner and 2 had no clear date.``"""
    answered, looked_back = answers.causes(), len(answers.held)
    if answers.own:
        return _own_causes(answered, looked_back)
    if not looked_back:
        return "None of them has been looked back at yet, so what was missing is not known."
    parts = tuple(f"{_of(number, looked_back)} {HAD[cause]}" for cause, number in answered.items() if number)
    if not parts:
        return f"{count(looked_back, 'was', 'were')} looked back at; no cause was named."
    if looked_back == 1:
        return f"The one looked back at {listed(tuple(HAD[cause] for cause, n in answered.items() if n))}."
    return f"Of the {looked_back:,} looked back at, {listed(parts)}."


def _own_causes(answered: Mapping[str, int], looked_back: int) -> str:
    """Where others stepped in too, and what they answered is not told, nor whether they did."""
    theirs = "What others answered about theirs is for them to tell."
    parts = tuple(f"{_of(number, looked_back)} {HAD[cause]}" for cause, number in answered.items() if number)
    if not looked_back:
        return f"You have looked back at none of yours here. {theirs}"
    if not parts:
        return f"You looked back at {looked_back:,} of yours, and named no cause. {theirs}"
    if looked_back == 1:
        named = listed(tuple(HAD[cause] for cause, number in answered.items() if number))
        return f"The one of yours that you looked back at {named}. {theirs}"
    return f"Of the {looked_back:,} of yours that you looked back at, {listed(parts)}. {theirs}"


def _of(number: int, whole: int) -> str:
    return "all" if number == whole > 1 else f"{number:,}"


def alike(number: int) -> str:
    """On a step-in of the same kind again that no card follows yet."""
    like_it = count(number, "step-in")
    return f"{like_it} like it in 90 days. Three make a pattern by themselves; you can follow it now."


def changed(response: Response, names: Names, now: date) -> str:
    """``Name one owner. Owned by Li; to be checked on 3 June.``"""
    return f"{_sentence(response.what)} {owned(response, names, now)}"


def owned(response: Response, names: Names, now: date) -> str:
    owner = names.who(response.owner) if response.owner in names.people else one_line(response.owner)
    passed = "to be checked since" if response.check_on <= now else "to be checked on"
    return f"Owned by {owner}; {passed} {_day(response.check_on, now)}."


def _sentence(text: str) -> str:
    text = one_line(text, longest=300)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _day(on: date, near: date) -> str:
    return f"{on.day} {on:%B}" if on.year == near.year else f"{on.day} {on:%B} {on.year}"


def story(response: Response, effect: Effect, behind: Behind, *, now: date) -> str:
    """``Five of your nine step-ins into changes of payments had no owner. You changed that on 3 June: Name
    one owner. None of the six that got stuck since needed you.``"""
    who = "You changed that" if behind.yours else "That was changed"
    made = f"{who} on {_day(response.at.date(), now)}: {_sentence(response.what)}"
    return f"{_was(response, behind)} {made} {since(effect, yours=behind.yours)}"


def _was(response: Response, behind: Behind) -> str:
    """What was missing before it, as far as it was looked back at."""
    had, into = HAD[response.cause], f"into {work(response.card)}"
    whose, number = "your " if behind.yours else "", behind.step_ins
    if not number or not behind.of_cause:
        came = count(number, "step-in")
        return f"{came[0].upper()}{came[1:]} {into} came before this change."
    if number == 1:
        return f"{whose.capitalize() or 'The '}one step-in {into} {had.replace('were ', 'was ', 1)}."
    if behind.of_cause == number:
        return f"All {whose}{small(number)} step-ins {into} {had}."
    if behind.looked_back == number:
        whole = f"{whose or 'the '}{small(number)}"
        return f"{small(behind.of_cause).capitalize()} of {whole} step-ins {into} {had}."
    looked = f"{small(behind.looked_back)} {'was' if behind.looked_back == 1 else 'were'} looked back at"
    if behind.you_answered:
        looked = f"you looked back at {small(behind.looked_back)}"
    some = "all" if behind.of_cause == behind.looked_back > 1 else small(behind.of_cause)
    return f"Of {whose}{small(number)} step-ins {into}, {looked}: {some} {had}."


def since(effect: Effect, *, yours: bool) -> str:
    """``None of the six that got stuck since needed you.``"""
    whom = "you" if yours else "a lead"
    stuck = round(effect.stuck_after) if effect.stuck_after is not None else None
    if stuck is None or stuck < effect.after:
        weeks = count(max(int(effect.weeks_after), 0), "week")
        if not effect.after:
            return f"No step-in in the {weeks} since." if effect.weeks_after >= 1 else "No step-in since."
        return f"{count(effect.after, 'step-in')} in the {weeks} since."
    if not stuck:
        return "Nothing like it got stuck since."
    number = small(effect.after).capitalize() if effect.after else "None"
    return f"{number} of the {small(stuck)} that got stuck since needed {whom}."


def against(effect: Effect) -> str:
    """The counts, and what would have come had nothing changed."""
    before = (
        f"{count(effect.before, 'step-in')} in {_spent(effect.hours_before, effect.weeks_before)} before it"
    )
    after = f"{effect.after or 'none'} in {_spent(effect.hours_after, effect.weeks_after)} since"
    if not effect.expected:
        return f"{before}; {after}."
    between = str(effect.low) if effect.low == effect.high else f"{effect.low} to {effect.high}"
    return f"{before}; {after}. Had nothing changed, {between} would have come since, nine times in ten."


def _spent(hours: float | None, weeks: float) -> str:
    if hours is None:
        return count(max(round(weeks), 1), "week") if weeks >= 1 else count(max(round(weeks * 7), 1), "day")
    return f"{hours:,.0f} stuck hours"


def how(effect: Effect) -> str:
    """How the numbers came about, for whoever asks."""
    said = _HOW[effect.basis]
    if effect.without_quarter:
        said += " The quarter in which it was picked out is left out of before."
    return said


def proposed(effect: Effect) -> str:
    """What the numbers propose, for the leader to confirm."""
    if effect.verdict == Check.Verdict.FELL:
        return f"The numbers say it fell: so few would come {_seldom(effect.chance)} had nothing changed."
    if effect.verdict == Check.Verdict.DID_NOT:
        return "The numbers say it did not fall."
    if effect.low == 0:
        return "The numbers cannot tell yet: too little got stuck since for even none to say something."
    return "The numbers cannot tell yet: fewer came, but that may well be luck."


def _seldom(chance: float) -> str:
    return "fewer than one time in a hundred" if chance < 0.01 else f"about {share(chance)} of the time"


def checked(check: Check, now: date) -> str:
    """With the counts as they were seen then."""
    seen = check.effect
    told = f"Checked on {_day(check.at.date(), now)}: {VERDICTS[Check.Verdict(check.verdict)]}."
    if not {"before", "after"} <= seen.keys():
        return told
    came = count(int(seen["before"]), "step-in")
    return f"{told} As seen then: {came} before it, {int(seen['after']) or 'none'} since."
