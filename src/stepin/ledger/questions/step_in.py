"""One step-in, as its reader may see it."""

from dataclasses import dataclass, replace

from stepin.findings.model import StepIn as Found
from stepin.findings.records_json import from_plain
from stepin.findings.views import askers_seen
from stepin.ledger.models import Fact, LookBack, Step, StepIn
from stepin.ledger.sight import Sight, own_step_ins, step_ins_seen


@dataclass(frozen=True, slots=True)
class Whole:
    """``found`` is None where it was logged by hand. What was done to it, and answered about it, is its
    leader's alone: () to others."""

    step_in: StepIn
    found: Found | None
    own: bool
    steps: tuple[Step, ...]
    facts: tuple[Fact, ...]  # corrections in force
    look_backs: tuple[LookBack, ...]  # with the reader's own notes


def whole(id_: str, sight: Sight) -> Whole | None:
    """Their own, withdrawn ones too, or one that they may see; else None."""
    step_in = (own_step_ins(sight).filter(id=id_) | step_ins_seen(sight).filter(id=id_)).first()
    if step_in is None:
        return None
    own = step_in.leader == sight.person
    return Whole(
        step_in=step_in,
        found=found_in(step_in, sight),
        own=own,
        steps=tuple(step_in.steps.select_related("by")) if own else (),
        facts=tuple(step_in.facts.filter(undone_at=None).order_by("at")) if own else (),
        look_backs=tuple(step_in.look_backs.filter(by__person=sight.person)) if own else (),
    )


def found_in(step_in: StepIn, sight: Sight) -> Found | None:
    """The finding, with no lead below the reader named as having asked."""
    if not step_in.row:
        return None
    found = from_plain(Found, step_in.row)
    stood = found.level if found.leader == sight.person else None  # where they have left the team since
    asked = askers_seen(found.asked_before, sight.levels.get(found.team, stood), sight.person or "")
    return replace(found, asked_before=asked)


def correction_of(told: Whole, about: str, value: str, sight: Sight) -> str | None:
    """What a correction says; None for what is not this reader's to say of this step-in. A bot may be named
    by whoever sees it; all else is its leader's to say."""
    if told.found is None or not (told.own or about == Fact.About.BOT):
        return None
    match about:
        case Fact.About.NOT_A_STEP_IN:
            return ""
        case Fact.About.WAITED_ON:
            return sight.person
        case Fact.About.FORM:
            return value
        case Fact.About.BOT if value in named_in(told.found, sight):
            return value
    return None


def named_in(found: Found, sight: Sight) -> tuple[str, ...]:
    """Whom the finding names besides the reader: any of them may be a bot."""
    waited = found.waiting_on.who if found.waiting_on.role != "other_team" else None
    named = (found.leader, waited, *(ask.who for ask in found.asked_before))
    people = (each for each in named if each and not each.startswith("team:") and each != sight.person)
    return tuple(dict.fromkeys(people))
