"""A view of a run as a page: what waits on you, what is stuck, where you stepped in, what recurs."""

from stepin.findings.model import StepIn
from stepin.findings.names import kind_name, team_name
from stepin.findings.page import Link, Page, Section, Sentence
from stepin.findings.plain import count, day, listed, moment, small, times
from stepin.findings.sections_patterns import patterns, whom_patterns_need
from stepin.findings.sections_step_ins import early, stepped_in
from stepin.findings.sections_stuck import stuck, stuck_counts, waits_on_reader
from stepin.findings.sections_sure import how_sure
from stepin.findings.views import LEAD, SHARE, View, overall_need, own

PARTS = ("waits-on-you", "stuck", "step-ins", "patterns", "early", "sure")


def page_of(view: View, *, shown: int, parts: tuple[str, ...] = PARTS) -> Page:
    """``shown``: how many entries a section tells in full. ``parts``: the ids of its sections."""
    sections = tuple(each for each in _sections(view, shown) if each.id in parts)
    seen = tuple((each,) for each in view.says)
    return Page(_title(view), _about(view), _summary(view, sections), sections, seen)


def _sections(view: View, shown: int) -> tuple[Section, ...]:
    if view.scope == SHARE:
        return (stuck_counts(view), stepped_in(view, shown), patterns(view, shown), how_sure(view))
    return (
        waits_on_reader(view, shown),
        stuck(view, shown),
        stepped_in(view, shown),
        patterns(view, shown),
        early(view, shown),
        how_sure(view),
    )


def _title(view: View) -> str:
    if view.scope == LEAD:
        return "What waits on you, and what needed you"
    return "What is stuck, and where it needed a lead"


def _about(view: View) -> str:
    log = view.findings.log
    if not log.events:
        return f"As of {moment(view.findings.as_of)}. The log is empty."
    first = day(log.first_at) if log.first_at else "?"
    last = day(log.last_at) if log.last_at else "?"
    return (
        f"As of {moment(view.findings.as_of)}, from {count(log.events, 'event')} "
        f"on {count(log.items, 'item')} between {first} and {last}."
    )


def _summary(view: View, sections: tuple[Section, ...]) -> tuple[Sentence, ...]:
    """The page in a few sentences, whose numbers lead to the items behind them."""
    there = {section.id for section in sections}
    told: list[Sentence] = []
    if not view.findings.log.events:
        told.append(("There is no history yet. Bring some in with: stepin import, or stepin sync.",))
    else:
        told += [_stuck_sentence(view)] if "stuck" in there else []
        told += [_step_ins_sentence(view)] if "step-ins" in there else []
        told += [_patterns_sentence(view)] if "patterns" in there and view.findings.patterns else []
    return tuple(told)


def _stuck_sentence(view: View) -> Sentence:
    total = sum(each.stuck for each in view.stuck_counts)
    where = " in the teams shown here" if view.scope == SHARE else ""
    if not total:
        return (f"Nothing is stuck{where}.",)
    is_stuck = f"is stuck{where}" if total == 1 else f"are stuck{where}"
    sentence: list[str | Link] = [Link(count(total, "item"), "#stuck"), f" {is_stuck}"]
    mine = len([s for s in view.findings.stuck if view.names.is_up(s.waiting_on, s.team)])
    nobody = len([s for s in view.findings.stuck if s.waiting_on.role == "nobody"])
    if mine:
        sentence += [", of which ", Link(f"{mine:,}", "#waits-on-you"), f" {_wait(mine)} on you"]
    if nobody:
        sentence += [
            " and " if mine else ", of which ",
            Link(f"{nobody:,}", "#stuck"),
            f" {_wait(nobody)} on nobody",
        ]
    hurt = len([s for s in view.findings.stuck if s.customer_impact == "yes"])
    if hurt:
        touch = "touches" if hurt == 1 else "touch"
        sentence += ["; ", Link(f"{hurt:,} of them", "#stuck"), f" {touch} customers"]
    return (*sentence, ".")


def _wait(number: int) -> str:
    return "waits" if number == 1 else "wait"


def _step_ins_sentence(view: View) -> Sentence:
    if view.scope == SHARE:
        total = overall_need(view.findings).step_ins
        over = "in all" if view.whole else "in the teams shown here"
        if not total:
            return ("Leads stepped into nothing stuck.",)
        return ("Leads stepped in ", Link(count(total, "time"), "#step-ins"), f" {over}.")
    late = [s for s in own(view) if not s.early]
    who = "You" if view.scope == LEAD else "Leads"
    if not late:
        return (f"{who} stepped into nothing stuck.",)
    since = day(min(s.at for s in late), near=view.findings.as_of)
    return (
        f"{who} stepped in ",
        Link(times(len(late)), "#step-ins"),
        f" since {since}. {_then_moved(tuple(late))}",
    )


def _then_moved(late: tuple[StepIn, ...]) -> str:
    moved = sum(each.outcome == "moved" for each in late)
    if len(late) == 1:
        return f"{'Somebody' if moved else 'Nobody'} else then moved it forward."
    if moved == len(late):
        return "Each time, somebody else then moved it forward."
    return f"In {small(moved) if moved else 'none'} of these, somebody else then moved it forward."


def _patterns_sentence(view: View) -> Sentence:
    cells = tuple(f"{kind_name(p.kind)} in {team_name(p.team)}" for p in view.findings.patterns[:3])
    more = len(view.findings.patterns) - len(cells)
    told = listed((*cells, f"{more} more")) if more else listed(cells)
    return (f"What keeps needing {whom_patterns_need(view)}: ", Link(told, "#patterns"), ".")
