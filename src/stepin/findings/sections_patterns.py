"""The section on what recurs: which kinds of work keep needing a lead."""

from datetime import datetime

from stepin.findings import words_of_many
from stepin.findings.figures import Months
from stepin.findings.model import Pattern, StepIn
from stepin.findings.names import cell_name
from stepin.findings.page import Entry, Link, Part, Section, Sentence, one_line, ref
from stepin.findings.sections_step_ins import months_of, newest_first, row_anchors
from stepin.findings.views import LEAD, View, own

_WORTH_A_CHART = 5  # step-ins
_NO_PATTERN = (
    "No kind of work stands out. It takes three step-ins or more, at over twice the organisation's rate."
)
_PATTERN_CLAIM = (
    "Each of these recurs more than twice as often as stuck work elsewhere in the organisation calls for. "
    "Ask what was missing: an owner, a priority, what done means, a date."
)


def patterns(view: View, shown: int) -> Section:
    found = view.findings.patterns
    anchors = row_anchors(view)
    return Section(
        id="patterns",
        title=f"What keeps needing {whom_patterns_need(view)}",
        says=((_PATTERN_CLAIM,),) if found else (),
        entries=tuple(_pattern_entry(each, view, anchors) for each in found[:shown]),
        empty=None if found else _NO_PATTERN,
    )


def whom_patterns_need(view: View) -> str:
    """``you`` where at least half of the step-ins behind the patterns are the viewer's own."""
    found = view.findings.patterns
    mine = sum(len(_mine(each, view)) for each in found)
    return "you" if view.scope == LEAD and 2 * mine >= sum(each.step_ins for each in found) else "a lead"


def _mine(found: Pattern, view: View) -> set[str]:
    if view.scope != LEAD:
        return set()
    return {each.id for each in own(view)} & set(found.step_in_ids)


def _pattern_entry(found: Pattern, view: View, anchors: dict[str, str]) -> Entry:
    behind = tuple(s for s in newest_first(view.findings.step_ins) if s.id in set(found.step_in_ids))
    says: list[Sentence] = [(words_of_many.pattern(found, view.findings.as_of),)]
    if behind:
        mine = len(_mine(found, view))
        says.append((words_of_many.on_whom(behind, of=found.step_ins, mine=mine),))
        links: list[Part] = ["Behind it: "]
        for n, each in enumerate(behind[:12]):
            links += [", "] if n else []
            links.append(
                Link(ref(each.item), f"#{anchors[each.id]}") if each.id in anchors else ref(each.item)
            )
        says.append((*links, f" and {len(behind) - 12} more." if len(behind) > 12 else "."))
    return Entry(
        title=one_line(cell_name(found.team, found.kind)),
        ref=None,
        url=None,
        says=tuple(says),
        figure=_pattern_months(found, behind, view.findings.as_of),
    )


def _pattern_months(found: Pattern, behind: tuple[StepIn, ...], as_of: datetime) -> Months | None:
    if len(behind) < _WORTH_A_CHART:
        return None
    which = "" if len(behind) == found.step_ins else ", those that you may see"
    return months_of(behind, f"Step-ins by month: {cell_name(found.team, found.kind)}{which}", as_of)
