"""Touches, and what came of them (section 8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stepin.org.organisation import Organisation
from tests.reference.acts import CLARIFYING, is_act, owner
from tests.reference.clock import idle_us
from tests.reference.people import leads
from tests.reference.spells import Course, Stretch, is_in_party
from tests.reference.story import Happening


@dataclass(frozen=True, slots=True)
class Touched:
    """A touch: the event numbered ``n``, in that spell of that item; ``who`` lead, peer or bot."""

    course: Course
    stretch: Stretch
    n: int
    who: str

    @property
    def event(self) -> Happening:
        return self.course.story.happenings[self.n]


def touches(course: Course, organisation: Organisation) -> list[Touched]:
    return [
        Touched(course, stretch, n, who_did(organisation, course, n))
        for stretch in course.stretches
        for n in course.within(stretch)
        if _is_touch(organisation, course, stretch, n)
    ]


def _is_touch(organisation: Organisation, course: Course, stretch: Stretch, n: int) -> bool:
    event = course.story.happenings[n]
    if course.is_passed_over(stretch, event):
        return False
    if event.person is None:
        return event.actor is not None and event.kind == "commented"
    clarifies = event.kind in CLARIFYING and not event.bulk
    return (
        (clarifies or is_act(organisation, course.story, event))
        and not is_in_party(organisation, course.story, event, course.before(n))
        and not is_echo(course, stretch, n)
        and not _ended_it(stretch, n)
    )


def is_echo(course: Course, stretch: Stretch, n: int) -> bool:
    """By whoever started the spell, within one hour of its start."""
    start, event = course.story.happenings[stretch.start], course.story.happenings[n]
    return start.person is not None and start.person == event.person and _hours(start, event) <= 1


def _hours(start: Happening, event: Happening) -> float:
    return (event.at - start.at) / timedelta(hours=1)


def _ended_it(stretch: Stretch, n: int) -> bool:
    """Whether the event carried or abandoned it; giving up what waits on oneself is a move."""
    ending = stretch.ending
    if ending is None or n != stretch.stop or ending.way != "carried":
        return False
    return ending.end in ("CARRIED", "ABANDONED")


def who_did(organisation: Organisation, course: Course, n: int) -> str:
    event, story = course.story.happenings[n], course.story
    if event.person is None:
        return "bot"
    is_theirs = event.person in (story.author, owner(story, story.happenings[:n]))
    return "lead" if event.person in leads(organisation, event.team, event.at) and not is_theirs else "peer"


def clock_us(
    organisation: Organisation, course: Course, stretch: Stretch, start: datetime, end: datetime
) -> int:
    """Time on the spell's clock: that of the team it started with."""
    team = course.story.happenings[stretch.start].team
    return idle_us(organisation, team, course.story.kind, start, end)


def outcome(organisation: Organisation, touch: Touched, as_of: datetime) -> tuple[str, int]:
    """The name of the End that came of the touch, and how long after it on its spell's clock."""
    later = next_ending(touch.course, touch.n + 1)
    end, until = "OPEN", as_of
    if later is not None and later.stop is not None and later.ending is not None:
        ended_by = touch.course.story.happenings[later.stop]
        moved_by = ended_by.person if later.ending.end in ("PROGRESS", "PASS") else None
        own = moved_by is not None and moved_by == touch.event.person
        end, until = "CARRIED" if own else later.ending.end, ended_by.at
    return end, clock_us(organisation, touch.course, touch.stretch, touch.event.at, until)


def next_ending(course: Course, n: int) -> Stretch | None:
    """The first spell to end, other than redirected, with the event numbered ``n`` or a later one."""
    ended = [s for s in course.stretches if s.stop is not None and s.stop >= n and s.ending is not None]
    return next((s for s in ended if s.ending is not None and s.ending.end != "REDIRECTED"), None)


def is_before_lead(
    course: Course, stretch: Stretch, touched: list[Touched], organisation: Organisation
) -> bool:
    """Whether a later spell of the item has a touch by a lead, or was carried or abandoned by one."""
    later = [s for s in course.stretches if s.start > stretch.start]
    by_touch = any(t.stretch in later and t.who == "lead" for t in touched if t.course is course)
    return by_touch or any(
        s.stop is not None
        and _ended_it(s, s.stop)
        and who_did(organisation, course, s.stop) == "lead"
        and not is_echo(course, s, s.stop)
        and not course.is_passed_over(s, course.story.happenings[s.stop])
        for s in later
    )
