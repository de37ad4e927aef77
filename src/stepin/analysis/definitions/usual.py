"""Who usually reviews and merges in a container, as seen from the four quarters before each quarter."""

from dataclasses import dataclass

import numpy as np

from stepin.analysis.definitions.encoded import Cast
from stepin.analysis.ranges import each_place
from stepin.analysis.records import Bools, Ints

TRAILING_QUARTERS = 4
REVIEWS_AT_LEAST = 3
MERGES_AT_LEAST = 5


@dataclass(frozen=True, slots=True)
class Deeds:
    """Reviews or merges, summed: one row per container, quarter and person; or merges, with how many persons
    had approved each in the place of the person."""

    container: Ints
    quarter: Ints
    person: Ints
    done: Ints
    own: Ints  # of one's own changes

    @staticmethod
    def none() -> "Deeds":
        return Deeds(*(np.empty(0, np.int64) for _ in range(5)))


@dataclass(frozen=True, slots=True)
class Usual:
    """Look-ups by (container, quarter). Codes are sorted (container·quarters + quarter)·people + person."""

    people: int
    quarter_from: int
    quarter_to: int  # exclusive
    reviewers: Ints
    mergers: Ints
    reviewer_count: Ints  # by place, container·quarters + quarter
    merges: Ints  # by place
    own_merges: Ints
    top_merger: Ints
    approvals: Ints  # how many persons usually approve a change before it is merged

    def place(self, container: Ints, quarter: Ints) -> Ints:
        return container * (self.quarter_to - self.quarter_from) + (quarter - self.quarter_from)

    def is_reviewer(self, container: Ints, quarter: Ints, person: Ints) -> Bools:
        return self._among(self.reviewers, container, quarter, person)

    def is_merger(self, container: Ints, quarter: Ints, person: Ints) -> Bools:
        return self._among(self.mergers, container, quarter, person)

    def has_reviewer_beside(self, container: Ints, quarter: Ints, author: Ints) -> Bools:
        """Whether anybody but the author usually reviews there."""
        others = self.reviewer_count[self.place(container, quarter)]
        return others - self.is_reviewer(container, quarter, author) > 0

    def reviewers_at(self, container: Ints, quarter: Ints) -> tuple[Ints, Ints]:
        """A pair for each usual reviewer of each: which one it is, and the person."""
        code = self.place(container, quarter) * self.people
        low, high = np.searchsorted(self.reviewers, code), np.searchsorted(self.reviewers, code + self.people)
        which, place = each_place(low, high)
        return which, self.reviewers[place] % self.people

    def _among(self, codes: Ints, container: Ints, quarter: Ints, person: Ints) -> Bools:
        if not len(codes):
            return np.zeros(len(person), bool)
        wanted = self.place(container, quarter) * self.people + person
        at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        return (codes[at] == wanted) & (person >= 0)


def deeds(container: Ints, quarter: Ints, person: Ints, author: Ints) -> Deeds:
    """Events, one row each, summed; ``author`` of the item, to tell one's own."""
    people, quarters = int(person.max(initial=0)) + 1, int(quarter.max(initial=0)) + 1
    code = (container * quarters + quarter) * people + person
    both, many = np.unique(code * 2 + (person == author), return_counts=True)
    code, first = np.unique(both >> 1, return_index=True)
    return Deeds(
        container=code // people // quarters,
        quarter=code // people % quarters,
        person=code % people,
        done=np.add.reduceat(many, first),
        own=np.add.reduceat(many * (both & 1), first),
    )


def together(parts: list[Deeds]) -> Deeds:
    """Deeds of several batches as one table; a key may occur once per batch."""
    if not parts:
        return Deeds.none()
    return Deeds(*(np.concatenate([getattr(p, name) for p in parts]) for name in Deeds.__slots__))


def usual(
    reviews: Deeds, merges: Deeds, approved: Deeds, *, quarters: tuple[int, int], containers: int, cast: Cast
) -> Usual:
    """``approved``: merges by how many had approved. ``quarters``: the first and the last that will be asked
    about, inclusive."""
    low, high = quarters[0], quarters[1] + 1
    width = high - low
    place, person, done, _ = _trailing(reviews, low, high, cast.people)
    all_done = np.bincount(place, weights=done, minlength=containers * width).astype(np.int64)
    often = (done >= REVIEWS_AT_LEAST) & (done * 20 >= all_done[place])
    reviewers = np.sort(place[often] * cast.people + person[often])
    at, who, merged, own = _trailing(merges, low, high, cast.people)
    all_merged = np.bincount(at, weights=merged, minlength=containers * width).astype(np.int64)
    regular = (all_merged[at] >= MERGES_AT_LEAST) & (merged * 10 >= all_merged[at])
    top = np.full(containers * width, -1)
    order = np.lexsort((-who, merged))  # the last written wins: most merges, then the smaller code
    top[at[order]] = who[order]
    return Usual(
        people=cast.people,
        quarter_from=low,
        quarter_to=high,
        reviewers=reviewers,
        mergers=np.sort(at[regular] * cast.people + who[regular]),
        reviewer_count=np.bincount(place[often], minlength=containers * width),
        merges=all_merged,
        own_merges=np.bincount(at, weights=own, minlength=containers * width).astype(np.int64),
        top_merger=top,
        approvals=_reached_by_half(_trailing(approved, low, high, cast.people + 1), all_merged),
    )


def _reached_by_half(approved: tuple[Ints, Ints, Ints, Ints], merges: Ints) -> Ints:
    """By place, the highest number of persons that had approved at least half of the merges; 1 at the least,
    and where few merges were seen."""
    place, number, done, _ = approved
    fewer = np.cumsum(done) - done  # in the places before too
    fewer -= fewer[np.searchsorted(place, place)]
    half = 2 * (merges[place] - fewer) >= merges[place]
    known = half & (merges[place] >= MERGES_AT_LEAST)
    reached = np.ones(len(merges), np.int64)
    reached[place[known]] = number[known]  # the last written wins: the highest
    return np.maximum(reached, 1)


def _trailing(deeds: Deeds, low: int, high: int, people: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Place, person, done and own, summed over the quarters that each place looks back on."""
    parts = []
    for ahead in range(1, TRAILING_QUARTERS + 1):
        quarter = deeds.quarter + ahead
        seen = (quarter >= low) & (quarter < high)
        place = deeds.container[seen] * (high - low) + quarter[seen] - low
        parts.append(np.stack([place * people + deeds.person[seen], deeds.done[seen], deeds.own[seen]]))
    code, done, own = np.concatenate(parts, axis=1)
    unique, inverse = np.unique(code, return_inverse=True)
    summed = [np.bincount(inverse, weights=w, minlength=len(unique)).astype(np.int64) for w in (done, own)]
    return unique // people, unique % people, summed[0], summed[1]
