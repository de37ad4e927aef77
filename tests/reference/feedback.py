"""What reviewers ask of the author, and what answers it: in review threads, and outside them."""

from tests.reference.acts import is_draft, is_review, owner
from tests.reference.clock import quarter_of
from tests.reference.story import Happening, Story
from tests.reference.usual import Habits

Past = tuple[Happening, ...]


def is_feedback_open(habits: Habits, story: Story, past: Past, floor: int, approval: int) -> bool:
    """Whether something is asked for and not answered; a request for changes also before the approval."""
    asked = [n for n in range(floor, len(past)) if _is_feedback(habits, story, past[: n + 1])]
    return any(
        not _is_answered(story, past, n, floor) and (n > approval or past[n].kind == "changes_requested")
        for n in asked
    )


def _is_answered(story: Story, past: Past, asked: int, floor: int) -> bool:
    """By what comes later, or itself: an owner's remark answers what was asked for up to it."""
    answers = [n for n in range(asked, len(past)) if n == floor or _is_answer(story, past[: n + 1])]
    threads = [(_thread(past[n]), _thread(past[asked])) for n in answers]
    return any(its is None or of_asked is None or its == of_asked for its, of_asked in threads)


def _thread(event: Happening) -> str | None:
    words = (event.value or "").split() if event.kind == "commented" else []
    return next((word for word in words if word.startswith("thread:")), None)


def _is_answer(story: Story, past: Past) -> bool:
    event = past[-1]
    if event.kind == "review_requested":
        return event.person is not None
    if event.kind == "status_changed":
        return not is_draft(event)
    return event.actor in _askable(story, past) and event.kind in ("pushed", "commented", "reviewed")


def _askable(story: Story, past: Past) -> set[str]:
    """The author, and the owner as of just before the last of these events."""
    return {who for who in (story.author, owner(story, past[:-1])) if who is not None}


def _is_feedback(habits: Habits, story: Story, past: Past) -> bool:
    event = past[-1]
    if event.person is None or event.person == story.author:
        return False
    if event.kind == "changes_requested":
        return True
    if event.cues & {"approve", "support"}:
        return False
    reviewed_before = any(is_review(story, h) and h.person == event.person for h in past[:-1])
    knows_it = reviewed_before or event.person in habits[story.place, quarter_of(event.at)].reviewers
    remarks = event.kind == "commented" and not _is_mere_answer(story, past)
    return event.kind == "reviewed" or (remarks and knows_it)


def _is_mere_answer(story: Story, past: Past) -> bool:
    event, thread = past[-1], _thread(past[-1])
    spoke = {h.actor for h in past[:-1] if thread is not None and _thread(h) == thread}
    return "ask" not in event.cues and ("answer" in event.cues or bool(spoke & _askable(story, past)))
