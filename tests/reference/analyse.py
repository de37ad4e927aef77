"""docs/definitions.md as slow, obvious Python: the answer that every other engine is held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stepin.analysis.corrections import Correction
from stepin.log.records import Event, Item
from stepin.org.organisation import Organisation
from tests.reference.answer import Answer, Expectation, Spell, StepIn, Stuck, Touch, Usual, Wait
from tests.reference.clock import idle_us, quarter_of
from tests.reference.corrections import corrected_course, known_people, stated, with_stated_bots
from tests.reference.expectations import Watched, expectation, is_response, watched
from tests.reference.spells import Course, Stretch
from tests.reference.step_ins import step_ins
from tests.reference.story import stories
from tests.reference.touches import Touched, clock_us, is_before_lead, outcome, touches
from tests.reference.usual import Habits, usual


@dataclass(frozen=True, slots=True)
class _Whole:
    """All that has been found so far, of all items."""

    organisation: Organisation
    as_of: datetime
    habits: Habits
    courses: list[Course]
    touched: list[Touched]
    seen: list[Watched]
    known: dict[tuple[str, str, int], Expectation]
    corrections: list[Correction]

    def expectation(self, team: str, kind: str, quarter: int) -> Expectation:
        """Worked out once for each team, kind and quarter."""
        if (team, kind, quarter) not in self.known:
            found = expectation(self.organisation, self.seen, team=team, kind=kind, quarter=quarter)
            self.known[team, kind, quarter] = found
        return self.known[team, kind, quarter]


def analyse(
    events: list[Event],
    items: list[Item],
    organisation: Organisation,
    as_of: datetime,
    corrections: Sequence[Correction] = (),
) -> Answer:
    organisation = with_stated_bots(organisation, corrections)
    known = known_people(events, items, organisation, as_of)
    whole = _whole(events, items, organisation, as_of, stated(corrections, organisation, known))
    every = [(c, stretch) for c in whole.courses for stretch in c.stretches]
    return Answer(
        waits=tuple(
            sorted((w for c in whole.courses for w in _waits(c)), key=lambda w: (w.item_id, w.event_id))
        ),
        spells=tuple(
            sorted((_spell(whole, c, s) for c, s in every), key=lambda s: (s.item_id, s.start_event))
        ),
        touches=tuple(sorted(_touch(whole, t) for t in whole.touched)),
        step_ins=tuple(sorted(s for c, stretch in every for s in _step_ins(whole, c, stretch))),
        usual=tuple(
            sorted({u for c in whole.courses for u in _usual(whole, c)}, key=lambda u: (u.place, u.quarter))
        ),
        expectations=tuple(sorted({_in_force(whole, c, s.start) for c, s in every})),
        stuck=tuple(sorted(row for c in whole.courses for row in _stuck(whole, c))),
    )


def _waits(course: Course) -> list[Wait]:
    told = zip(course.story.happenings, course.waits, strict=True)
    id_ = course.story.item.item_id
    return [Wait(id_, event.id, w.rule, w.role, w.who) for event, w in told if w is not None]


def _usual(whole: _Whole, course: Course) -> list[Usual]:
    """Who was usual whenever the item stood open."""
    told = zip(course.story.happenings, course.waits, strict=True)
    return [whole.habits[course.story.place, quarter_of(h.at)] for h, wait in told if wait is not None]


def _whole(
    events: list[Event],
    items: list[Item],
    organisation: Organisation,
    as_of: datetime,
    corrections: list[Correction],
) -> _Whole:
    told = stories(events, items, organisation, as_of)
    habits = usual(told, organisation)
    courses = [corrected_course(story, habits, organisation, corrections) for story in told]
    touched = [touch for each in courses for touch in touches(each, organisation)]
    seen = watched(courses, touched, organisation)
    return _Whole(organisation, as_of, habits, courses, touched, seen, {}, corrections)


def _in_force(whole: _Whole, course: Course, n: int) -> Expectation:
    """The expectations of what begins with the event numbered ``n``."""
    event = course.story.happenings[n]
    return whole.expectation(event.team, course.story.kind, quarter_of(event.at))


def _expected(whole: _Whole, course: Course, stretch: Stretch) -> tuple[bool, str, int]:
    """Whether somebody had responded by the spell's start, and which expectation it has."""
    so_far = course.story.happenings[: stretch.start + 1]
    responded = any(is_response(whole.organisation, course, h.id) for h in so_far)
    expected = _in_force(whole, course, stretch.start)
    return responded, *(("next", expected.next_us) if responded else ("first", expected.first_us))


def _lasted_us(whole: _Whole, course: Course, stretch: Stretch) -> int:
    events = course.story.happenings
    end = events[stretch.stop].at if stretch.stop is not None else whole.as_of
    return clock_us(whole.organisation, course, stretch, events[stretch.start].at, end)


def _spell(whole: _Whole, course: Course, stretch: Stretch) -> Spell:
    events = course.story.happenings
    responded, name, expected_us = _expected(whole, course, stretch)
    return Spell(
        item_id=course.story.item.item_id,
        start_event=events[stretch.start].id,
        end_event=events[stretch.stop].id if stretch.stop is not None else None,
        end=stretch.ending.end if stretch.ending is not None else "OPEN",
        team=events[stretch.start].team,
        kind=course.story.kind,
        quarter=quarter_of(events[stretch.start].at),
        starter=events[stretch.start].person,
        responded=responded,
        lasted_us=_lasted_us(whole, course, stretch),
        expectation=name,
        expected_us=expected_us,
        before_lead=is_before_lead(course, stretch, whole.touched, whole.organisation),
    )


def _touch(whole: _Whole, touch: Touched) -> Touch:
    events = touch.course.story.happenings
    start = events[touch.stretch.start]
    end, until_us = outcome(whole.organisation, touch, whole.as_of)
    return Touch(
        item_id=touch.course.story.item.item_id,
        event_id=touch.event.id,
        spell=start.id,
        person=touch.event.actor or "",
        who=touch.who,
        at_us=clock_us(whole.organisation, touch.course, touch.stretch, start.at, touch.event.at),
        outcome=end,
        until_us=until_us,
    )


def _step_ins(whole: _Whole, course: Course, stretch: Stretch) -> list[StepIn]:
    _, _, expected_us = _expected(whole, course, stretch)
    return step_ins(
        whole.organisation,
        course,
        stretch,
        habits=whole.habits,
        touched=whole.touched,
        expected_us=expected_us,
        corrections=whole.corrections,
    )


def _stuck(whole: _Whole, course: Course) -> list[Stuck]:
    """The open spell past its expectation, and the open item past its ``done``."""
    story, rows = course.story, list[Stuck]()
    stretch = next((s for s in course.stretches if s.stop is None), None)
    if stretch is None:
        return []
    _, name, expected_us = _expected(whole, course, stretch)
    if (idle := _lasted_us(whole, course, stretch)) > expected_us:
        rows.append(Stuck(story.item.item_id, name, idle, expected_us))
    first, done_us = story.happenings[0], _in_force(whole, course, 0).done_us
    age = idle_us(whole.organisation, first.team, story.kind, first.at, whole.as_of)
    if age > done_us:
        rows.append(Stuck(story.item.item_id, "done", age, done_us))
    return rows
