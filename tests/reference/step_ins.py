"""Step-ins and early step-ins (section 9)."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, timedelta

from stepin.analysis.corrections import Correction
from stepin.log.schema import AROUND_THE_CLOCK
from stepin.org.organisation import Organisation
from tests.reference.acts import is_review, owner
from tests.reference.answer import StepIn
from tests.reference.clock import HOUR_US, quarter_of
from tests.reference.people import is_bot, leads, person_of
from tests.reference.questions import targets_of
from tests.reference.spells import Course, Stretch, is_in_party, is_one_of_them
from tests.reference.story import Happening
from tests.reference.touches import Touched, clock_us, is_echo, next_ending, who_did
from tests.reference.usual import Habits

URGENT = (
    "p0", "p1", "sev0", "sev1", "sev-0", "sev-1", "urgent", "critical", "blocker", "highest", "high-priority",
)  # fmt: skip
DELIBERATE = (
    "pushed", "assigned", "unassigned", "review_requested", "escalated", "priority_changed", "due_changed",
    "blocked", "unblocked", "status_changed", "acknowledged",
)  # fmt: skip
EARLY = ("assigned", "unassigned", "review_requested", "escalated", "priority_changed")
FORMS = {
    "wrote": ("pushed",),
    "decided": ("approved", "merged", "closed", "resolved", "status_changed", "unblocked"),
    "investigated": ("reviewed", "changes_requested", "acknowledged"),
    "clarified": (
        "assigned", "unassigned", "review_requested", "due_changed", "described", "priority_changed",
        "blocked",
    ),
    "pressed": ("escalated",),
}  # fmt: skip
FORM_ORDER = ("wrote", "chased", "decided", "investigated", "clarified", "pressed")


def step_ins(
    organisation: Organisation,
    course: Course,
    stretch: Stretch,
    *,
    habits: Habits,
    touched: list[Touched],
    expected_us: int,
    corrections: list[Correction],
) -> list[StepIn]:
    """The episodes of one spell, a leader's early and late acts apart."""
    episodes = defaultdict(list)
    for n in _lead_acts(organisation, course, stretch, habits, touched):
        age = _age_us(organisation, course, stretch, n)
        late = age >= expected_us and age > 0
        if late or _counts_early(course, stretch, n):
            episodes[course.story.happenings[n].person, late].append(n)
    found = [
        _step_in(organisation, course, stretch, acts, early=not late, expected_us=expected_us)
        for (_, late), acts in episodes.items()
    ]
    return [replace(each, forms=stated_forms(corrections, each.id) or each.forms) for each in found]


def _age_us(organisation: Organisation, course: Course, stretch: Stretch, n: int) -> int:
    events = course.story.happenings
    return clock_us(organisation, course, stretch, events[stretch.start].at, events[n].at)


def _lead_acts(
    organisation: Organisation, course: Course, stretch: Stretch, habits: Habits, touched: list[Touched]
) -> list[int]:
    touching = [t.n for t in touched if t.course is course and t.stretch is stretch and t.who == "lead"]
    carrying = [
        n
        for n in course.within(stretch)
        if _carries(course, stretch, n)
        and course.story.happenings[n].person is not None
        and who_did(organisation, course, n) == "lead"
        and not is_echo(course, stretch, n)
        and not course.is_passed_over(stretch, course.story.happenings[n])
    ]
    return [
        n for n in sorted({*touching, *carrying}) if _is_deliberate(organisation, course, stretch, n, habits)
    ]


def _carries(course: Course, stretch: Stretch, n: int) -> bool:
    """Whether the event ended the spell by rule 2 of section 5."""
    ending = stretch.ending
    return n == stretch.stop and ending is not None and ending.way == "carried" and ending.end != "BULK"


def _is_deliberate(
    organisation: Organisation, course: Course, stretch: Stretch, n: int, habits: Habits
) -> bool:
    event = course.story.happenings[n]
    if _is_taken_back(course, n):
        return False
    if course.story.kind in AROUND_THE_CLOCK:
        return True
    if event.kind in DELIBERATE and not _hands_it_to_nobody_else(organisation, event):
        return True
    if _says_so_on_purpose(organisation, course, n):
        return True
    return _carries(course, stretch, n) and not _is_their_own_step(course, n, habits)


def _is_taken_back(course: Course, n: int) -> bool:
    """Whether it closes, and the same person opens it again within an hour."""
    event, later = course.story.happenings[n], course.story.happenings[n + 1 :]
    return event.kind == "closed" and any(
        h.kind == "reopened" and h.person == event.person and h.at - event.at <= timedelta(hours=1)
        for h in later
    )


def _hands_it_to_nobody_else(organisation: Organisation, event: Happening) -> bool:
    """Whether it is a bot who is to do it, or the actor offers to review; to assign oneself counts."""
    named = person_of(organisation, event.value)
    if named is None or event.kind not in ("assigned", "review_requested"):
        return False
    return is_bot(organisation, named) or (event.kind == "review_requested" and named == event.person)


def _says_so_on_purpose(organisation: Organisation, course: Course, n: int) -> bool:
    event, rule = course.story.happenings[n], course.before(n).rule
    owned = owner(course.story, course.story.happenings[:n]) is not None
    decides = "decide" in event.cues and owned and course.story.kind != "change" and rule != "requester"
    asks_them = rule != "nobody" and any(
        is_one_of_them(organisation, event, course.before(n), asked) for asked in targets_of(event)
    )
    return "chase" in event.cues or decides or asks_them


def _is_their_own_step(course: Course, n: int, habits: Habits) -> bool:
    """Merging or reviewing where they usually do, or nobody is known to merge; tidying up."""
    event, story = course.story.happenings[n], course.story
    usual = habits[story.place, quarter_of(event.at)]
    merges = event.kind == "merged" and (usual.merges < 5 or event.person in usual.mergers)
    reviews = is_review(story, event) and event.person in usual.reviewers
    return merges or reviews or (event.kind == "closed" and story.kind != "change")


def _counts_early(course: Course, stretch: Stretch, n: int) -> bool:
    event = course.story.happenings[n]
    listed = event.kind in EARLY or "decide" in event.cues or _carries(course, stretch, n)
    return listed and course.before(n).role in ("owner", "reviewer", "requester", "other_team")


def _step_in(
    organisation: Organisation,
    course: Course,
    stretch: Stretch,
    acts: list[int],
    *,
    early: bool,
    expected_us: int,
) -> StepIn:
    events, first = course.story.happenings, acts[0]
    leader, wait = events[first].person or "", course.before(first)
    outcome, after_us = _outcome(organisation, course, stretch, first)
    return StepIn(
        id=events[first].id,
        item_id=course.story.item.item_id,
        spell=events[stretch.start].id,
        leader=leader,
        level=leads(organisation, events[first].team, events[first].at)[leader],
        early=early,
        idle_us=_age_us(organisation, course, stretch, first),
        expected_us=expected_us,
        rule=wait.rule,
        role=wait.role,
        who=wait.who,
        forms=_forms([events[n] for n in acts]),
        touches=len(acts),
        asked_before=_asked_before(organisation, course, stretch, first),
        justified_by=_justified_by(course, first),
        outcome=outcome,
        after_us=after_us,
    )


def _outcome(
    organisation: Organisation, course: Course, stretch: Stretch, first: int
) -> tuple[str, int | None]:
    events, ended = course.story.happenings, next_ending(course, first)
    if ended is None or ended.stop is None or ended.ending is None:
        return "still", None
    after_us = clock_us(organisation, course, stretch, events[first].at, events[ended.stop].at)
    end, theirs = ended.ending.end, events[ended.stop].person == events[first].person
    if after_us > 24 * HOUR_US or end == "BULK" or (not theirs and end not in ("PROGRESS", "PASS")):
        return "still", None
    if theirs:
        return "carried", after_us
    return "moved" if end == "PROGRESS" else "answered", after_us


def stated_forms(corrections: list[Correction], step_in: str) -> tuple[str, ...]:
    said = [each.value.split(",") for each in corrections if (each.fact, each.event_id) == ("form", step_in)]
    return tuple(form for form in FORM_ORDER if said and form in said[-1])


def _forms(acts: list[Happening]) -> tuple[str, ...]:
    found = {form for form, kinds in FORMS.items() if any(act.kind in kinds for act in acts)}
    for act in acts:
        if act.kind == "commented":
            found |= _said(act)
    if sum("ask" in act.cues for act in acts) >= 2:
        found.add("pressed")
    return tuple(form for form in FORM_ORDER if form in found)


def _said(comment: Happening) -> set[str]:
    chased = {"chased"} if comment.cues & {"ask", "chase"} else set()
    decided = {"decided"} if comment.cues & {"decide", "approve"} else set()
    return chased | decided or {"investigated"}


def _asked_before(
    organisation: Organisation, course: Course, stretch: Stretch, first: int
) -> tuple[tuple[str, str], ...]:
    events = course.story.happenings
    return tuple(
        (h.person, h.id)
        for n, h in enumerate(events)
        if stretch.start < n < first
        and h.person not in (None, events[first].person)
        and ("ask" in h.cues or h.kind == "escalated")
        and not h.bulk
        and not is_echo(course, stretch, n)
        and not course.is_passed_over(stretch, h)
        and not is_in_party(organisation, course.story, h, course.before(n))
    )


def _justified_by(course: Course, first: int) -> tuple[str, ...]:
    past = course.story.happenings[: first + 1]
    priorities = [h.value or "" for h in past if h.kind == "priority_changed"]
    words = {*past[-1].labels, *priorities[-1:]}
    blocks = [h.kind for h in past if h.kind in ("blocked", "unblocked")]
    reasons = {
        "customer_impact": past[-1].impact == "yes",
        "urgent": any(word.lower().removeprefix("priority:") in URGENT for word in words),
        "near_date": _is_near([h.value for h in past if h.kind == "due_changed"], past[-1]),
        "blocked": blocks[-1:] == ["blocked"],
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _is_near(dates: list[str | None], event: Happening) -> bool:
    try:
        due = date.fromisoformat(dates[-1] or "") if dates else None
    except ValueError:
        return False
    return due is not None and due - event.at.astimezone(UTC).date() <= timedelta(days=3)
