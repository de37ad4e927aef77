"""How long each step is expected to take: configured, else learned per quarter, else the kind's default."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stepin.log.schema import AROUND_THE_CLOCK
from stepin.org.organisation import Expect, Organisation
from tests.reference.acts import is_act
from tests.reference.answer import Expectation
from tests.reference.clock import HOUR_US, idle_us, quarter_of, quarter_start
from tests.reference.spells import Course
from tests.reference.touches import Touched

_MINUTE, _DAY = HOUR_US // 60, 8 * HOUR_US
DEFAULTS = {
    "alert": (15 * _MINUTE, 4 * HOUR_US, 16 * HOUR_US),
    "incident": (15 * _MINUTE, 4 * HOUR_US, 24 * HOUR_US),
    "slo": (_DAY, 3 * _DAY, 20 * _DAY),
    "dependency": (_DAY, 3 * _DAY, 20 * _DAY),
    "request": (_DAY, 3 * _DAY, 20 * _DAY),
    "change": (_DAY, 2 * _DAY, 10 * _DAY),
    "issue": (2 * _DAY, 5 * _DAY, 40 * _DAY),
    "decision": (2 * _DAY, 5 * _DAY, 20 * _DAY),
    "plan": (2 * _DAY, 5 * _DAY, 40 * _DAY),
    "document": (2 * _DAY, 5 * _DAY, 40 * _DAY),
}
MEASURES = ("first", "next", "done")


@dataclass(frozen=True, slots=True)
class Watched:
    """Something that began, and what was first seen of it; ``seen_at`` is None where nothing was."""

    measure: str
    team: str
    kind: str
    began_at: datetime
    seen_at: datetime | None
    happened: bool  # what was waited for, rather than what cut the watch short


def watched(courses: list[Course], touched: list[Touched], organisation: Organisation) -> list[Watched]:
    return [w for c in courses for w in (*_next_steps(c, touched), *_lives(c, organisation))]


def _next_steps(course: Course, touched: list[Touched]) -> Iterable[Watched]:
    events = course.story.happenings
    for stretch in course.stretches:
        first = min(
            (t.n for t in touched if t.course is course and t.stretch is stretch and t.who != "bot"),
            default=len(events),
        )
        seen = min(first, stretch.stop if stretch.stop is not None else len(events))
        moved = stretch.ending is not None and stretch.ending.end in ("PROGRESS", "PASS")
        yield Watched(
            measure="next",
            team=events[stretch.start].team,
            kind=course.story.kind,
            began_at=events[stretch.start].at,
            seen_at=events[seen].at if seen < len(events) else None,
            happened=moved and first > seen,
        )


def _lives(course: Course, organisation: Organisation) -> Iterable[Watched]:
    events = course.story.happenings
    response = next((h for h in events if is_response(organisation, course, h.id)), None)
    closing = next((h for h in events if h.closes), None)
    ends = [h for h in events if h in (response, closing)]  # in order
    for measure, seen, happened in (
        ("first", ends[0] if ends else None, bool(ends) and ends[0] is response),
        ("done", closing, closing is not None),
    ):
        at = seen.at if seen is not None else None
        yield Watched(measure, events[0].team, course.story.kind, events[0].at, at, happened)


def is_response(organisation: Organisation, course: Course, event_id: str) -> bool:
    """Whether the event is an act of somebody other than the author."""
    event = next(h for h in course.story.happenings if h.id == event_id)
    return is_act(organisation, course.story, event) and event.person != course.story.author


def expectation(
    organisation: Organisation, seen: list[Watched], *, team: str, kind: str, quarter: int
) -> Expectation:
    first, next_, done = (
        _configured(organisation, measure, team, kind)
        or _learned(organisation, [w for w in seen if w.measure == measure], measure, team, kind, quarter)
        for measure in MEASURES
    )
    return Expectation(team, kind, quarter, first, next_, done)


def _configured(organisation: Organisation, measure: str, team: str, kind: str) -> int | None:
    for named in ((kind, team), ("*", team), (kind, "*"), ("*", "*")):
        for expect in organisation.expects:
            if (expect.kind, expect.team) == named and _of(expect, measure) is not None:
                return _of(expect, measure)
    return None


def _of(expect: Expect, measure: str) -> int | None:
    return {"first": expect.first_us, "next": expect.next_us, "done": expect.done_us}[measure]


def _learned(
    organisation: Organisation, seen: list[Watched], measure: str, team: str, kind: str, quarter: int
) -> int:
    recent = [w for w in seen if w.kind == kind and quarter - 8 <= quarter_of(w.began_at) < quarter]
    default = DEFAULTS[kind][MEASURES.index(measure)]
    of_all = _three_quarters(organisation, recent, kind, quarter) or default
    of_team = _three_quarters(organisation, [w for w in recent if w.team == team], kind, quarter) or of_all
    return min(of_all, of_team)


def _three_quarters(organisation: Organisation, recent: list[Watched], kind: str, quarter: int) -> int | None:
    """The Kaplan-Meier time by which three quarters are over; None from fewer than 30 or a flat curve."""
    times = [_time(organisation, w, quarter_start(quarter)) for w in recent]
    if sum(happened for _, happened in times) < 30:
        return None
    left = Fraction(1)
    for at in sorted({time for time, happened in times if happened}):
        at_risk = sum(time >= at for time, _ in times)
        over = sum(happened and time == at for time, happened in times)
        left *= 1 - Fraction(over, at_risk)
        if left <= Fraction(1, 4):
            return max(at, 5 * _MINUTE if kind in AROUND_THE_CLOCK else _DAY)
    return None


def _time(organisation: Organisation, w: Watched, now: datetime) -> tuple[int, bool]:
    """How long it took, and whether it happened, as it stood at ``now``."""
    was_seen = w.seen_at is not None and w.seen_at < now
    end = w.seen_at if was_seen and w.seen_at is not None else now
    return idle_us(organisation, w.team, w.kind, w.began_at, end), was_seen and w.happened
