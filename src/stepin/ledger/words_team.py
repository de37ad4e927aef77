"""The sentences on a team, for a talk between two leads: nobody is "you" in them."""

from datetime import datetime
from typing import Any

from stepin.findings import words
from stepin.findings.model import StepIn, Stuck
from stepin.findings.names import Names, kind_name
from stepin.findings.page import one_line, ref
from stepin.findings.plain import count, day, listed, times
from stepin.ledger.ladder import BY_KEY
from stepin.ledger.models import PatternCard, Response
from stepin.ledger.questions.team import Cost, TeamNote

FIRST = 12  # stuck items told in full


def told_of(note: TeamNote, names: Names, since: datetime, now: datetime) -> dict[str, Any]:
    """The note in words; ``names`` has no viewer, so that both readers get the same."""
    return {
        "led_by": led_by(note, names),
        "stuck_summary": stuck_summary(note),
        "stuck": [_stuck(each, names) for each in note.stuck[:FIRST]],
        "more_stuck": max(len(note.stuck) - FIRST, 0),
        "step_ins_summary": step_ins_summary(note, since),
        "step_ins": [
            (each.item, each.title or ref(each.item), step_in(each, names, now)) for each in note.from_above
        ],
        "cards": [(each, card(each)) for each in note.cards],
        "responses": [(each, response(each, names)) for each in note.responses],
        "cost": cost(note.cost),
    }


def _stuck(each: Stuck, names: Names) -> tuple[str, str, str, bool]:
    title = one_line(each.title) if each.title else ref(each.item)
    return each.item, title, words.waits(each, names), each.customer_impact == "yes"


def led_by(note: TeamNote, names: Names) -> str:
    own = [names.who(lead.person) for lead in note.leads if lead.level == 1]
    above = [names.who(lead.person) for lead in note.leads if lead.level == 2]
    led = f"Led by {listed(tuple(own))}" if own else "Led by nobody today"
    return f"{led}; above, by {listed(tuple(above))}." if above else f"{led}."


def stuck_summary(note: TeamNote) -> str:
    if not note.stuck:
        return "Nothing is stuck."
    whom = listed(tuple(f"{number:,} on {words.ROLES[role]}" for role, number in note.by_party))
    one = len(note.stuck) == 1
    is_stuck, wait = ("is stuck", "it waits") if one else ("are stuck", "they wait")
    return f"{count(len(note.stuck), 'item')} {is_stuck}: {wait} {whom}."


def step_ins_summary(note: TeamNote, since: datetime) -> str:
    above, own = _often(note.by_leads_above), _often(note.by_own_leads)
    told = f"Since {day(since)}, leads above {above}, and the team's own leads {own}."
    between = note.by_leads_above - len(note.from_above)
    if between:
        told += f" {count(between, 'of a lead between is', 'of leads between are')} not told one by one."
    return f"{told} {note.early:,} more came before it was stuck." if note.early else told


def _often(number: int) -> str:
    return f"stepped in {times(number)}" if number else "did not step in"


def step_in(each: StepIn, names: Names, as_of: datetime) -> tuple[str, ...]:
    """When, what, who had asked before, and what came of it."""
    told = (
        f"{day(each.at, near=as_of)}. {words.stepped_in(each, names)}",
        words.asked_before(each, names),
        words.outcome(each, names),
        words.justified(each),
    )
    return tuple(sentence for sentence in told if sentence)


def card(each: PatternCard) -> str:
    return f"{one_line(kind_name(each.kind)).capitalize()} keep needing a lead, since {day(each.found_at)}."


def response(each: Response, names: Names) -> str:
    cause = BY_KEY[each.cause].name.lower()
    return (
        f"For {kind_name(each.card.kind)} ({cause}): {one_line(each.what)}. Owned by "
        f"{names.who(each.owner)}; to be checked on {each.check_on.day} {each.check_on:%B}."
    )


def cost(told: Cost) -> tuple[str, ...]:
    """Nothing where nobody stepped in."""
    if not told.step_ins:
        return ("Nothing: no lead stepped into this team's stuck work in this time.",)
    said = [
        f"{count(told.rescued, 'item')} moved or got done only after a lead came: not to be taken "
        "for unaided deliveries."
    ]
    if told.given:
        said.append(
            f"{told.hours:g} hours, as given for {told.given:,} of {count(told.step_ins, 'step-in')}."
        )
    else:
        said.append("How many hours it took is not known: they can be given when looking back.")
    said.append("Do not use this at review season: it tells of work, not of anybody's performance.")
    return tuple(said)
