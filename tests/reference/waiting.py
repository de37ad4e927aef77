"""Whom an item waits on: the table of section 3, rule by rule."""

from collections.abc import Iterable
from dataclasses import dataclass

from stepin.log.schema import AROUND_THE_CLOCK
from stepin.org.organisation import Organisation
from tests.reference.acts import have_approved, is_approval, is_draft, is_review, owner
from tests.reference.answer import Usual
from tests.reference.clock import quarter_of
from tests.reference.feedback import is_feedback_open
from tests.reference.people import ever_had_people, leads, members
from tests.reference.questions import (
    is_fresh_request_open,
    is_insiders_question_open,
    open_requests,
    open_word,
)
from tests.reference.story import Happening, Story
from tests.reference.usual import Habits


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the table.

    The party is ``named``, the leads of the item's team where ``leads_too``, and all of ``team``; or it is
    anyone but those. Leads and members are those at the event that acts.
    """

    rule: str
    role: str
    who: str | None
    named: tuple[str | None, ...] = ()
    leads_too: bool = False
    team: str | None = None
    anyone_but: bool = False

    @property
    def step(self) -> str:
        """Whose step is waited for: the owner's also where no owner is there to be told."""
        return "owner" if self.role == "nobody" and not self.anyone_but else self.role


@dataclass(frozen=True, slots=True)
class Moment:
    """An item after one of its events: all that the rules may look at."""

    organisation: Organisation
    habits: Habits
    story: Story
    past: tuple[Happening, ...]  # up to and including that event

    @property
    def last(self) -> Happening:
        return self.past[-1]

    @property
    def floor(self) -> int:
        return max((n for n, h in enumerate(self.past) if h.kind == "reopened"), default=0)

    @property
    def owner(self) -> str | None:
        return owner(self.story, self.past)

    @property
    def leads(self) -> dict[str, int]:
        return leads(self.organisation, self.last.team, self.last.at)

    @property
    def usual(self) -> Usual:
        return self.habits[self.story.place, quarter_of(self.last.at)]


def waits_on(moment: Moment) -> Waiting:
    wait = _blocked(moment) or _asked(moment)
    if wait is not None:
        return wait
    if moment.story.kind == "change":
        return _change(moment)
    return _alert(moment) if moment.story.kind in AROUND_THE_CLOCK else _other(moment)


def stated_wait(m: Moment, who: str | None) -> Waiting:
    """As people stated it: of that person, or nobody, after this event."""
    if who is None:
        return _nobody(m)
    return Waiting("stated", _asked_role(m, who), who, (who,))


def _owners(m: Moment, rule: str) -> Waiting:
    role = "owner" if m.owner is not None else "nobody"
    return Waiting(rule, role, m.owner, (m.owner, m.story.author))


def _reviewer(m: Moment, rule: str, who: str | None, named: Iterable[str | None], *, leads: bool) -> Waiting:
    """Somebody else's review or merge; a lead's where they lead the item's team."""
    return Waiting(rule, "lead" if who in m.leads else "reviewer", who, tuple(named), leads_too=leads)


def _blocked(m: Moment) -> Waiting | None:
    block = _last(m.past, "blocked")
    if block <= _last(m.past, "unblocked"):
        return None
    value = m.past[block].value or ""
    team = value.removeprefix("team:") if value.startswith("team:") else ""
    who = m.past[block].value
    if team and ever_had_people(m.organisation, team):
        return Waiting("blocked", "other_team", who, team=team)
    if m.past[block].fixers:
        return Waiting("blocked", "other_team", who, m.past[block].fixers)
    but = (m.owner, m.story.author)
    return Waiting("blocked", "other_team", who, but, leads_too=True, anyone_but=True)


def _last(past: tuple[Happening, ...], *kinds: str) -> int:
    """The number of the last event of these kinds; -1 where there is none."""
    return max((n for n, h in enumerate(past) if h.kind in kinds), default=-1)


def _asked(m: Moment) -> Waiting | None:
    word = open_word(m.organisation, m.story, m.past, m.floor)
    if word is None:
        return None
    rule, party = word
    return Waiting(rule, _asked_role(m, party[0]), party[0], party)


def _asked_role(m: Moment, who: str) -> str:
    is_change = m.story.kind == "change"
    if who == m.owner or (is_change and who == m.story.author):
        return "owner"
    if who == m.story.author:
        return "requester"
    if who in m.leads:
        return "lead"
    return "reviewer" if is_change else "owner"


def _change(m: Moment) -> Waiting:
    statuses = [h for h in m.past if h.kind == "status_changed"]
    if statuses and is_draft(statuses[-1]):
        return _owners(m, "draft")
    if set(m.last.labels) & set(m.organisation.waits_on_owner_labels):
        return _owners(m, "label")
    if is_feedback_open(m.habits, m.story, m.past, m.floor, _last_approval(m)):
        return _owners(m, "feedback")
    return _merge(m) if _is_ready_to_merge(m) else _reviewers(m)


def _is_ready_to_merge(m: Moment) -> bool:
    """Whether it is approved, by as many as usually do, and nobody else was asked since."""
    enough = len(have_approved(m.story, m.past)) >= m.usual.approvals
    fresh = is_fresh_request_open(m.story, m.past, _last_approval(m))
    return _approval_stands(m) and enough and not fresh


def _reviewers(m: Moment) -> Waiting:
    reviews = [h for h in m.past if is_review(m.story, h)]
    counted = [h for n, h in enumerate(reviews) if not _is_put_aside(m, h, reviews[:n])]
    heard = [h.person for h in counted if not _is_done_with_it(m, h.person)]
    everybody = [h.person for h in reviews]
    asked = open_requests(m.story, m.past, m.floor)
    pool = [p for p in m.usual.reviewers if p != m.story.author]
    if asked:
        return _reviewer(m, "requested", asked[-1], (*asked, *everybody), leads=False)
    if _approval_stands(m):
        mergers = [p for p in m.usual.mergers if p != m.story.author]
        return Waiting("approvals", _pool_role(m, pool), None, (*everybody, *pool, *mergers))
    if heard:
        return _reviewer(m, "reviewers", heard[-1], (*everybody, *pool), leads=False)
    if pool:
        return Waiting("pool", _pool_role(m, pool), None, tuple(pool))
    if m.leads:
        return Waiting("unclaimed", "lead", None, leads_too=True)
    return Waiting("unclaimed", "nobody", None, (m.story.author,), leads_too=True, anyone_but=True)


def _pool_role(m: Moment, pool: list[str]) -> str:
    return "lead" if pool and all(p in m.leads for p in pool) else "reviewer"


def _is_put_aside(m: Moment, review: Happening, earlier: list[Happening]) -> bool:
    """Whether it is an outsider's approval, who has done nothing but approve."""
    remarked = any(h.person == review.person and not is_approval(m.story, h) for h in earlier)
    return is_approval(m.story, review) and not _is_heard_approval(m, review) and not remarked


def _is_done_with_it(m: Moment, person: str | None) -> bool:
    """Whether their latest review approves, and nothing was pushed since."""
    reviews = [n for n, h in enumerate(m.past) if h.person == person and is_review(m.story, h)]
    return is_approval(m.story, m.past[reviews[-1]]) and _last(m.past, "pushed") < reviews[-1]


def _approval_stands(m: Moment) -> bool:
    approval = _last_approval(m)
    return approval >= 0 and max(_last(m.past, "pushed"), _last_request_for_changes(m)) <= approval


def _last_approval(m: Moment) -> int:
    counted = [n for n in range(m.floor, len(m.past)) if _is_heard_approval(m, m.past[n])]
    return max(counted, default=-1)


def _is_heard_approval(m: Moment, event: Happening) -> bool:
    """An insider's approval; anybody's where nobody but the author usually reviews."""
    usual = m.habits[m.story.place, quarter_of(event.at)]
    insiders = {
        *leads(m.organisation, event.team, event.at),
        *members(m.organisation, event.team, event.at),
        *usual.reviewers,
        *usual.mergers,
    }
    anybody = not set(usual.reviewers) - {m.story.author}
    return is_approval(m.story, event) and (anybody or event.person in insiders)


def _last_request_for_changes(m: Moment) -> int:
    asked = [n for n, h in enumerate(m.past) if h.kind == "changes_requested" and is_review(m.story, h)]
    return max(asked, default=-1)


def _merge(m: Moment) -> Waiting:
    usual = m.usual
    if usual.merges < 5 and m.leads:
        return Waiting("merge", "lead", None, leads_too=True)
    if usual.merges < 5 or usual.self_merging:
        return _owners(m, "merge")
    return _reviewer(m, "merge", usual.top_merger, usual.mergers, leads=True)


def _alert(m: Moment) -> Waiting:
    since = m.past[m.floor :]
    page = max(
        (n for n, h in enumerate(since) if h.kind in ("assigned", "escalated") and h.named), default=-1
    )
    taken = max((n for n, h in enumerate(since) if h.kind == "acknowledged" and h.person), default=-1)
    if page > taken:
        return Waiting("paged", "owner", since[page].named, (since[page].named,))
    if taken >= 0:
        return Waiting("acked", "owner", since[taken].person, (since[taken].person,))
    return Waiting("team", "owner", None, leads_too=True, anyone_but=True)


def _other(m: Moment) -> Waiting:
    if is_insiders_question_open(m.organisation, m.habits, m.story, m.past, m.floor):
        return Waiting("requester", "requester", m.story.author, (m.story.author,))
    if m.owner is not None:
        return Waiting("owned", "owner", m.owner, (m.owner,))
    return _nobody(m)


def _nobody(m: Moment) -> Waiting:
    return Waiting("nobody", "nobody", None, (m.story.author,), leads_too=True, anyone_but=True)
