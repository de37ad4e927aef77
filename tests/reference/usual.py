"""Who usually reviews and merges in a place, quarter by quarter."""

from collections import Counter

from stepin.org.organisation import Organisation
from tests.reference.acts import have_approved, is_review
from tests.reference.answer import Usual
from tests.reference.clock import quarter_of
from tests.reference.people import file_order
from tests.reference.story import Story

Habits = dict[tuple[str, int], Usual]


def usual(stories: list[Story], organisation: Organisation) -> Habits:
    """For every place, and every quarter in which something happens there."""
    wanted = {(story.place, quarter_of(h.at)) for story in stories for h in story.happenings}
    return {key: _usual(*key, stories, organisation) for key in wanted}


def _usual(place: str, quarter: int, stories: list[Story], organisation: Organisation) -> Usual:
    seen = [
        (story, n, h)
        for story in stories
        for n, h in enumerate(story.happenings)
        if story.place == place and quarter - 4 <= quarter_of(h.at) < quarter
    ]
    reviews = Counter(h.person for story, _, h in seen if h.person is not None and is_review(story, h))
    merged = [(h.person, story, n) for story, n, h in seen if h.kind == "merged" and h.person is not None]
    merges = Counter(person for person, _, _ in merged) if len(merged) >= 5 else Counter()
    own = sum(1 for person, story, _ in merged if person == story.author)
    return Usual(
        place=place,
        quarter=quarter,
        reviewers=_with_share(reviews, at_least=3, one_in=20),
        mergers=_with_share(merges, at_least=1, one_in=10),
        top_merger=min(merges, key=lambda p: (-merges[p], file_order(organisation, p)), default=None),
        merges=len(merged),
        self_merging=len(merged) >= 5 and 2 * own >= len(merged),
        approvals=_reached_by_half([len(have_approved(s, s.happenings[:n])) for _, s, n in merged]),
    )


def _reached_by_half(approvals: list[int]) -> int:
    """The highest number that at least half of the merges had; 1 where few were seen, or it would be none."""
    if len(approvals) < 5:
        return 1
    return max(
        k for k in (1, *approvals) if k == 1 or 2 * sum(many >= k for many in approvals) >= len(approvals)
    )


def _with_share(counts: Counter[str], *, at_least: int, one_in: int) -> tuple[str, ...]:
    total = counts.total()
    return tuple(sorted(p for p, n in counts.items() if n >= at_least and n * one_in >= total))
