"""Questions and review requests that are still open (the bullets of section 3)."""

from stepin.org.organisation import Organisation
from tests.reference.acts import NOISE, is_progress_act, owner
from tests.reference.clock import quarter_of
from tests.reference.people import leads, members
from tests.reference.story import Happening, Story
from tests.reference.usual import Habits

Past = tuple[Happening, ...]


def targets_of(event: Happening) -> tuple[str, ...]:
    """Whom a directed question asks, in order; empty where it is none."""
    if event.person is None or "ask" not in event.cues:
        return ()
    return tuple(dict.fromkeys(p for p in event.mentions if p != event.person))


def directed_targets(organisation: Organisation, story: Story, past: Past, floor: int) -> tuple[str, ...]:
    """Those asked by the latest directed question, where it is still open."""
    asked = [n for n in range(floor, len(past)) if targets_of(past[n])]
    if not asked:
        return ()
    targets = targets_of(past[asked[-1]])
    settled = any(_settles(organisation, story, h, targets) for h in past[asked[-1] + 1 :])
    return () if settled else targets


def _settles(organisation: Organisation, story: Story, event: Happening, asked: tuple[str, ...]) -> bool:
    if event.person in asked and event.kind not in NOISE:
        return True
    return event.kind in ("assigned", "reopened") or is_progress_act(organisation, story, event)


def is_insiders_question_open(
    organisation: Organisation, habits: Habits, story: Story, past: Past, floor: int
) -> bool:
    if story.author_person is None:
        return False
    asked = [
        n
        for n in range(floor, len(past))
        if _is_insiders_question(organisation, habits, story, past[: n + 1])
    ]
    if not asked:
        return False
    return not any(_settles(organisation, story, h, (story.author_person,)) for h in past[asked[-1] + 1 :])


def _is_insiders_question(organisation: Organisation, habits: Habits, story: Story, past: Past) -> bool:
    event = past[-1]
    if event.kind != "commented" or "ask" not in event.cues:
        return False
    if event.person is None or event.person == story.author:
        return False
    to_the_author = "you" in event.cues or story.author in event.mentions
    return to_the_author and _is_insider(organisation, habits, story, past)


def _is_insider(organisation: Organisation, habits: Habits, story: Story, past: Past) -> bool:
    event, owned_by = past[-1], owner(story, past[:-1])
    if owned_by is not None:
        return event.person == owned_by
    usual = habits[story.place, quarter_of(event.at)]
    return (
        event.person in leads(organisation, event.team, event.at)
        or event.person in members(organisation, event.team, event.at)
        or event.person in usual.reviewers
        or event.person in usual.mergers
    )


def open_requests(story: Story, past: Past, floor: int) -> list[str]:
    """Those asked for a review who have not acted since, the latest asked last."""
    asked = [(n, past[n].named) for n in range(floor, len(past)) if past[n].kind == "review_requested"]
    return [
        named
        for n, named in asked
        if named is not None
        and named != story.author
        and not any(h.person == named and h.kind not in NOISE for h in past[n + 1 :])
    ]
