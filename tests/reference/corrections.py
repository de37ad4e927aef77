"""What people stated, put in the place of what the log alone says (section 10)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from stepin.analysis.corrections import Correction
from stepin.log.records import Event, Item
from stepin.org.organisation import Organisation, Person
from tests.reference.acts import passes, progresses
from tests.reference.people import is_bot, person_of
from tests.reference.spells import Course, Stretch, course, is_in_party, stretches
from tests.reference.story import Story
from tests.reference.usual import Habits
from tests.reference.waiting import Moment, Waiting, stated_wait


def with_stated_bots(organisation: Organisation, corrections: Sequence[Correction]) -> Organisation:
    people = list(organisation.people)
    for named in [each.value for each in corrections if each.fact == "bot"]:
        if not any(named == p.id or named in p.logins for p in people):
            people.append(Person(named, named, (named,)))
        people = [replace(p, bot=p.bot or named == p.id or named in p.logins) for p in people]
    return replace(organisation, people=tuple(people))


def known_people(
    events: list[Event], items: list[Item], organisation: Organisation, as_of: datetime
) -> set[str | None]:
    """Who does something in the log, or is in the organisation, no bots; and nobody."""
    ids = {item.item_id for item in items}
    seen = [e.actor for e in events if e.occurred_at <= as_of and e.item_id in ids]
    people = {*(person_of(organisation, login) for login in seen), *(p.id for p in organisation.people)}
    return {None, *(p for p in people if p is not None and not is_bot(organisation, p))}


def stated(
    corrections: Sequence[Correction], organisation: Organisation, known: set[str | None]
) -> list[Correction]:
    """In the order they were stated, without those that a later one about the same overrules."""
    by_at = sorted(corrections, key=lambda each: each.at)
    about = [(each.fact, each.event_id) for each in by_at]
    standing = [each for n, each in enumerate(by_at) if about[n] not in about[n + 1 :]]
    return [each for each in standing if each.fact != "waited_on" or _who(each, organisation) in known]


def _who(correction: Correction, organisation: Organisation) -> str | None:
    """None for nobody."""
    return None if correction.value == "nobody" else person_of(organisation, correction.value)


def corrected_course(
    story: Story, habits: Habits, organisation: Organisation, corrections: Sequence[Correction]
) -> Course:
    found = course(story, habits, organisation)
    waits = list(found.waits)
    for each in corrections:
        if each.fact == "waited_on":
            for n, wait in _stated_waits(found, habits, organisation, each):
                waits[n] = wait
    spells = stretches(organisation, story, tuple(waits))
    put_right = Course(story, tuple(waits), spells)
    return replace(put_right, passed_over=frozenset(_passed_over(put_right, corrections)))


def _around(course: Course, event_id: str) -> Iterator[tuple[Stretch, int]]:
    """The spell that the event fell into, and the event's number; nothing where it fell into none."""
    for stretch in course.stretches:
        for n in course.within(stretch):
            if course.story.happenings[n].id == event_id:
                yield stretch, n


def _passed_over(course: Course, corrections: Sequence[Correction]) -> Iterator[tuple[Stretch, str]]:
    for each in corrections:
        for stretch, n in _around(course, each.event_id) if each.fact == "not_a_step_in" else ():
            if (person := course.story.happenings[n].person) is not None:
                yield stretch, person


def _stated_waits(
    natural: Course, habits: Habits, organisation: Organisation, correction: Correction
) -> Iterator[tuple[int, Waiting]]:
    """From the spell's start until they act at or after the event, or until the spell's end."""
    story, events = natural.story, natural.story.happenings
    for stretch, at in _around(natural, correction.event_id):
        stop = stretch.stop if stretch.stop is not None else len(events)
        wait = None
        for n in range(stretch.start, stop):
            if n >= at and wait is not None and _moves(organisation, story, n, wait):
                return
            wait = stated_wait(
                Moment(organisation, habits, story, events[: n + 1]),
                _who(correction, organisation),
            )
            yield n, wait


def _moves(organisation: Organisation, story: Story, n: int, wait: Waiting) -> bool:
    event = story.happenings[n]
    acts = progresses(organisation, story, event) or passes(organisation, story, event)
    return acts and is_in_party(organisation, story, event, wait)
