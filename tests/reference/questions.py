"""Questions, promises and review requests that are still open (the bullets of section 3)."""

from datetime import timedelta

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


def open_word(
    organisation: Organisation, story: Story, past: Past, floor: int
) -> tuple[str, tuple[str, ...]] | None:
    """The rule and the party of the latest directed question or promise, where it is still open."""
    given = [n for n in range(floor, len(past)) if targets_of(past[n]) or _promises(past[n])]
    if not given:
        return None
    word, later = past[given[-1]], past[given[-1] + 1 :]
    party = targets_of(word) or (word.person or "",)
    if any(_settles(organisation, story, h, party) for h in later):
        return None
    if not targets_of(word):
        return "promised", party
    return None if any(_talks_on(word, h) for h in later) else ("asked", party)


def _promises(event: Happening) -> bool:
    """Whether somebody says that they will do it, where that is no directed question."""
    said = event.kind in ("commented", "reviewed") and "promise" in event.cues
    return said and event.person is not None and not targets_of(event)


def _talks_on(question: Happening, event: Happening) -> bool:
    """Whether who asked says something else, no longer waiting for an answer."""
    said = event.kind == "commented" and not event.cues & {"ask", "decide"}
    return said and event.person == question.person and event.at - question.at > timedelta(hours=1)


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
        if _is_insiders_question(organisation, habits, story, past[: n + 1], floor)
    ]
    if not asked:
        return False
    return not any(_settles(organisation, story, h, (story.author_person,)) for h in past[asked[-1] + 1 :])


def _is_insiders_question(
    organisation: Organisation, habits: Habits, story: Story, past: Past, floor: int
) -> bool:
    event = past[-1]
    if event.kind != "commented" or "ask" not in event.cues:
        return False
    if event.person is None or event.person == story.author:
        return False
    spoken_to = "you" in event.cues and _follows_the_author(story, past, floor)
    to_the_author = spoken_to or story.author in event.mentions
    return to_the_author and _is_insider(organisation, habits, story, past)


def _follows_the_author(story: Story, past: Past, floor: int) -> bool:
    """Whether nobody else joined the talk just before the last event, whom its ``you`` could mean."""
    before = [h.person for h in past[floor:-1] if h.kind == "commented" and h.person is not None]
    return not before or before[-1] in (story.author, past[-1].person)


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
    return [named for n, named in asked if named is not None and _is_request_open(story, past, n)]


def is_fresh_request_open(story: Story, past: Past, approval: int) -> bool:
    """Whether somebody, no bot, has asked for a review since the approval, and it was not given yet."""
    return any(
        past[n].kind == "review_requested" and past[n].person is not None and _is_request_open(story, past, n)
        for n in range(approval + 1, len(past))
    )


def _is_request_open(story: Story, past: Past, n: int) -> bool:
    named = past[n].named
    acted = any(h.person == named and h.kind not in NOISE for h in past[n + 1 :])
    return named is not None and named != story.author and not acted
