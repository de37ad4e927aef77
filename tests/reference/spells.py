"""How waits end, and the spells between the endings (sections 5 and 6)."""

from dataclasses import dataclass

from stepin.org.organisation import Organisation
from tests.reference.acts import abandons, is_forward, is_review, passes, progresses
from tests.reference.people import leads, members
from tests.reference.questions import targets_of
from tests.reference.story import Happening, Story
from tests.reference.usual import Habits
from tests.reference.waiting import Moment, Waiting, waits_on

BY_REVIEWERS = ("requested", "approvals", "reviewers", "pool", "merge")


@dataclass(frozen=True, slots=True)
class Ending:
    """``end`` is the name of an End; ``way`` is the rule of section 5 that it came by."""

    end: str
    way: str  # move, carried or redirected


@dataclass(frozen=True, slots=True)
class Stretch:
    """A spell: from the event numbered ``start`` to the one numbered ``stop``; no ending where it is open."""

    start: int
    stop: int | None
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class Course:
    """An item's story with the wait after each event (None where it is closed) and its spells."""

    story: Story
    waits: tuple[Waiting | None, ...]
    stretches: tuple[Stretch, ...]
    passed_over: frozenset[tuple[Stretch, str]] = frozenset()  # whose acts in a spell are none, as stated

    def within(self, stretch: Stretch) -> range:
        """The numbers of the events in a spell: after its start, up to and including its end."""
        stop = stretch.stop if stretch.stop is not None else len(self.story.happenings) - 1
        return range(stretch.start + 1, stop + 1)

    def before(self, n: int) -> Waiting:
        wait = self.waits[n - 1]
        assert wait is not None
        return wait

    def is_passed_over(self, stretch: Stretch, event: Happening) -> bool:
        return event.person is not None and (stretch, event.person) in self.passed_over


def course(story: Story, habits: Habits, organisation: Organisation) -> Course:
    events = story.happenings
    waits = tuple(
        None if event.closes else waits_on(Moment(organisation, habits, story, events[: n + 1]))
        for n, event in enumerate(events)
    )
    return Course(story, waits, stretches(organisation, story, waits))


def stretches(
    organisation: Organisation, story: Story, waits: tuple[Waiting | None, ...]
) -> tuple[Stretch, ...]:
    """The spells between the endings, given the wait after each event."""
    found, start = list[Stretch](), None
    for n, event in enumerate(story.happenings):
        before = waits[n - 1] if n > 0 else None
        if before is None:
            start = n
        elif (ending := ending_of(organisation, story, event, before, waits[n])) is not None:
            assert start is not None
            found.append(Stretch(start, n, ending))
            start = n
        if event.closes:
            start = None
    if start is not None:
        found.append(Stretch(start, None, None))
    return tuple(found)


def ending_of(
    organisation: Organisation, story: Story, event: Happening, before: Waiting, after: Waiting | None
) -> Ending | None:
    ending = _would_end(organisation, story, event, before, after)
    return Ending("BULK", ending.way) if ending is not None and event.bulk else ending


def _would_end(
    organisation: Organisation, story: Story, event: Happening, before: Waiting, after: Waiting | None
) -> Ending | None:
    moves = progresses(organisation, story, event)
    if is_in_party(organisation, story, event, before) and (moves or passes(organisation, story, event)):
        return Ending("ABANDONED" if abandons(story, event) else "PROGRESS" if moves else "PASS", "move")
    if event.closes:
        return Ending("ABANDONED" if abandons(story, event) else "CARRIED", "carried")
    if event.person is not None and _does_the_step(organisation, story, event, before.step):
        return Ending("CARRIED", "carried")
    return Ending("REDIRECTED", "redirected") if _redirects(before, after) else None


def is_in_party(organisation: Organisation, story: Story, event: Happening, wait: Waiting) -> bool:
    """Whether this event, by this person, is one of the party's."""
    if event.person is None or not is_one_of_them(organisation, event, wait, event.person):
        return False
    if _urges(organisation, story, event, wait):
        return False
    return not wait.anyone_but or wait.role != "nobody" or _takes_up(organisation, story, event)


def is_one_of_them(organisation: Organisation, event: Happening, wait: Waiting, person: str) -> bool:
    """Whether the party has this person at this event, whichever acts would be theirs."""
    return (person in _listed(organisation, event, wait)) != wait.anyone_but


def _listed(organisation: Organisation, event: Happening, wait: Waiting) -> set[str | None]:
    """Those whom the party names, or leaves out, at this event."""
    listed = set(wait.named)
    if wait.leads_too:
        listed |= leads(organisation, event.team, event.at).keys()
    if wait.team is not None:
        listed |= leads(organisation, wait.team, event.at).keys()
        listed |= members(organisation, wait.team, event.at)
    return listed


def _urges(organisation: Organisation, story: Story, event: Happening, wait: Waiting) -> bool:
    """Whether a lead chases others, where reviewing or merging may be theirs or the lead's."""
    asks = "you" in event.cues or bool(targets_of(event))
    chases = event.kind == "commented" and "chase" in event.cues and not is_review(story, event)
    by_lead = event.person in leads(organisation, event.team, event.at) and event.person != story.author
    waits = wait.rule in BY_REVIEWERS and wait.role in ("reviewer", "lead") and wait.who != event.person
    return asks and chases and by_lead and waits


def _takes_up(organisation: Organisation, story: Story, event: Happening) -> bool:
    """Whether it is what somebody does who takes an item that waits on nobody."""
    told = event.kind == "commented" and "ask" not in event.cues
    return told or event.kind in ("assigned", "review_requested") or progresses(organisation, story, event)


def _does_the_step(organisation: Organisation, story: Story, event: Happening, step: str) -> bool:
    if step == "owner":
        return event.kind in ("pushed", "acknowledged") or is_forward(organisation, story, event)
    if step in ("reviewer", "lead"):
        return is_review(story, event)
    if step == "other_team":
        return event.kind == "unblocked"
    took_it = event.kind == "assigned" and event.named == event.person
    return step == "nobody" and (took_it or progresses(organisation, story, event))


def _redirects(before: Waiting, after: Waiting | None) -> bool:
    if after is None:
        return False
    return before.who != after.who or (before.who is None and before.rule != after.rule)
