"""Which events are acts, and what the bullets of section 3 call them."""

from fnmatch import fnmatchcase

from stepin.org.organisation import Organisation
from tests.reference.story import Happening, Story

NOISE = (
    "labelled", "unlabelled", "mentioned", "linked", "snoozed", "other", "described", "priority_changed",
    "due_changed",
)  # fmt: skip
PROGRESS = (
    "pushed", "reviewed", "approved", "changes_requested", "acknowledged", "unblocked", "resolved", "merged",
    "closed",
)  # fmt: skip
PASSING = ("assigned", "unassigned", "review_requested", "escalated", "blocked", "reopened", "reverted")
CLARIFYING = ("described", "priority_changed", "due_changed")
GIVEN_UP = (
    "not_planned", "duplicate", "stale", "wontfix", "won't do", "won't fix", "invalid", "cancelled",
    "rejected", "converted_to_discussion",
)  # fmt: skip


def progresses(organisation: Organisation, story: Story, event: Happening) -> bool:
    """Whether this kind of event is progress, whoever did it."""
    if event.kind == "commented":
        return "approve" in event.cues and story.kind == "change"
    return event.kind in PROGRESS or is_forward(organisation, story, event)


def passes(organisation: Organisation, story: Story, event: Happening) -> bool:
    """Whether this kind of event passes the item on, whoever did it."""
    spoken_or_status = event.kind in ("commented", "status_changed")
    return event.kind in PASSING or (spoken_or_status and not progresses(organisation, story, event))


def is_forward(organisation: Organisation, story: Story, event: Happening) -> bool:
    if event.kind != "status_changed" or is_draft(event):
        return False
    order = _status_order(organisation, story)
    if event.value not in order or event.previous not in order:
        return True
    return order.index(event.value) >= order.index(event.previous)


def _status_order(organisation: Organisation, story: Story) -> tuple[str | None, ...]:
    for status in organisation.statuses:
        if fnmatchcase(story.place, status.source) or status.source == story.item.source:
            return status.order
    return ()


def is_draft(event: Happening) -> bool:
    return event.kind == "status_changed" and (event.value or "").lower() == "draft"


def is_act(organisation: Organisation, story: Story, event: Happening) -> bool:
    """A progress or a passing act: of a person, not in bulk."""
    kind_of_act = progresses(organisation, story, event) or passes(organisation, story, event)
    return event.person is not None and not event.bulk and kind_of_act


def is_progress_act(organisation: Organisation, story: Story, event: Happening) -> bool:
    return event.person is not None and not event.bulk and progresses(organisation, story, event)


def abandons(story: Story, event: Happening) -> bool:
    if not event.closes:
        return False
    by_a_bot = event.actor is not None and event.person is None
    given_up = (event.value or "").lower() in GIVEN_UP
    return given_up or (event.kind == "closed" and (story.kind == "change" or by_a_bot))


def is_review(story: Story, event: Happening) -> bool:
    said = event.kind == "commented" and "approve" in event.cues
    reviewed = event.kind in ("reviewed", "approved", "changes_requested")
    return event.person is not None and event.person != story.author and (said or reviewed)


def is_approval(story: Story, event: Happening) -> bool:
    said = event.kind in ("commented", "reviewed") and "approve" in event.cues
    return is_review(story, event) and (event.kind == "approved" or said)


def have_approved(story: Story, past: tuple[Happening, ...]) -> set[str]:
    """Whose approval stands unless it is an outsider's: since the floor, nothing pushed or refused later."""
    undone = [
        n
        for n, h in enumerate(past)
        if h.kind in ("reopened", "pushed") or (h.kind == "changes_requested" and is_review(story, h))
    ]
    since = past[max(undone, default=0) :]
    return {h.person for h in since if h.person is not None and is_approval(story, h)}


def owner(story: Story, past: tuple[Happening, ...]) -> str | None:
    """Whose the item is after these events."""
    for n in reversed(range(len(past))):
        if past[n].kind == "assigned" and past[n].named is not None:
            named = past[n].named
            taken = any(later.kind == "unassigned" and later.named == named for later in past[n + 1 :])
            if not taken:
                return named
            break
    return story.author_person if story.kind == "change" else None
