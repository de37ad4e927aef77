"""What an item's own events say for and against causes, as of a step-in. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stepin.findings.model import Around, WaitingOn
from stepin.findings.priorities import rank
from stepin.ledger import words_evidence as words
from stepin.ledger.evidence_said import Said, speaks_against, speaks_for

SETTLING = timedelta(hours=1)  # a description is still being written within an hour of the opening
CLARIFYING = frozenset({"assigned", "review_requested", "priority_changed", "due_changed", "escalated"})
PRESSING_CUES = frozenset({"ask", "decide", "chase"})
HANDS = 3


@dataclass(frozen=True, slots=True)
class Happened:
    """One event. ``actor`` and ``named`` (whom its value names): people's ids; ``level``: at which the actor
    led the item's team then, 0 where not."""

    event_id: str
    at: datetime
    actor: str | None
    kind: str
    value: str | None = None
    previous: str | None = None
    level: int = 0
    named: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """The step-in and its item's events. ``before``: those before the step-in, in order; ``own``: what its
    leader did from then on; ``since``: when the wait began."""

    item: str
    kind: str
    level: int
    at: datetime
    since: datetime
    waiting_on: WaitingOn | None
    before: tuple[Happened, ...]
    own: tuple[Happened, ...] = ()
    around: Around | None = None

    def of_kind(self, *kinds: str) -> tuple[Happened, ...]:
        return tuple(each for each in self.before if each.kind in kinds)


def blocked(about: About) -> Iterator[Said]:
    """By an item or a team, or waiting on another team."""
    last = about.of_kind("blocked", "unblocked")[-1:]
    if last and last[0].kind == "blocked":
        yield _for(about, "blocked", words.blocked(last[0].at, about.at, by=last[0].value), last)
        return
    if about.waiting_on and about.waiting_on.role == "other_team":
        first = about.waiting_on.first
        yield _for(about, "blocked", words.comes_first(first) if first else words.OTHER_TEAM)
    elif last:
        yield _against(about, "blocked", words.unblocked(last[0].at, about.at), last)
    else:
        yield _against(about, "blocked", words.NO_BLOCK)


def owner(about: About, left: frozenset[str]) -> Iterator[Said]:
    """``left``: people who were no longer in the team. A change belongs to its author, so that it has no
    assignee says nothing."""
    assigned = [each for each in about.before if each.kind in ("assigned", "unassigned")]
    has, last = _assignees(assigned), assigned[-1:]
    role = about.waiting_on.role if about.waiting_on else None
    if role == "nobody":
        yield _for(about, "owner", words.ON_NOBODY)
    if about.kind != "change":
        if not has:
            was = _assignees([each for each in assigned if each.at <= about.since])
            yield _for(
                about, "owner", words.assignee_gone(last[0].at, about.at) if was else words.NO_ASSIGNEE, last
            )
        elif left & has:
            yield _for(about, "owner", words.ASSIGNEE_LEFT, last)
        else:
            yield _against(about, "owner", words.assigned(last[0].at, about.at), last)
    elif role in ("owner", "reviewer") and about.waiting_on and about.waiting_on.who:
        yield _against(about, "owner", words.ON_SOMEBODY)
    hands = {each.value for each in assigned if each.kind == "assigned"}
    if len(hands) >= HANDS:
        yield _for(about, "owner", words.hands(len(hands)), [e for e in assigned if e.kind == "assigned"])
    yield from _by_leader(about, "owner", ("assigned",), words.YOU_ASSIGNED)


def _assignees(events: Sequence[Happened]) -> frozenset[str]:
    has: set[str] = set()
    for each in events:
        who = each.named or each.value or ""
        has = has | {who} if each.kind == "assigned" else has - {who} if each.value else set()
    return frozenset(has)


def priority(about: About) -> Iterator[Said]:
    """Where its container knows priorities."""
    set_ = [each for each in about.before if _sets_priority(each)]
    if set_:
        yield _against(about, "priority", words.prioritised(set_[-1].at, about.at, about.since), set_[-1:])
    elif about.around and about.around.uses_priority:
        yield _for(about, "priority", words.NO_PRIORITY)
    if len(set_) > 2:
        yield _for(about, "priority", words.reprioritised(len(set_) - 1), set_)
    mine = [each for each in about.own if _sets_priority(each)]
    if mine:
        yield _for(about, "priority", words.YOU_PRIORITISED, mine)


def _sets_priority(each: Happened) -> bool:
    if each.kind == "priority_changed":
        return bool(each.value)
    return each.kind == "labelled" and rank(each.value, label=True) is not None


def outcome(about: About) -> Iterator[Said]:
    """Rewritten, opened again, taken back, or changes asked for again and again."""
    began = about.before[0].at if about.before else about.at
    rewritten = [each for each in about.of_kind("described") if each.at - began > SETTLING]
    signs = (
        (rewritten, 1, words.rewritten),
        (about.of_kind("reopened"), 1, words.reopened),
        (about.of_kind("reverted"), 1, words.reverted),
        (about.of_kind("changes_requested"), 2, words.changes_asked),
    )
    shown = [(events, says) for events, least, says in signs if len(events) >= least]
    for events, says in shown:
        yield _for(about, "outcome", says(len(events)), events)
    if not shown and about.before:
        yield _against(about, "outcome", words.SETTLED, about.before[:1])


def timeline(about: About) -> Iterator[Said]:
    """Where its container knows dates."""
    set_ = [each for each in about.of_kind("due_changed") if each.value]
    if set_:
        yield _against(about, "timeline", words.dated(set_[-1].at, about.at), set_[-1:])
    elif about.around and about.around.uses_dates:
        yield _for(about, "timeline", words.NO_DATE)
    yield from _by_leader(about, "timeline", ("due_changed",), words.YOU_DATED)


def pushed_back(about: About) -> Iterator[Said]:
    """Whether its date was realistic."""
    moved = [each for each in about.of_kind("due_changed") if _is_later(each)]
    if len(moved) >= 2:
        yield _for(about, "overload", words.pushed_back(len(moved)), moved)
    elif not moved and (set_ := [each for each in about.of_kind("due_changed") if each.value]):
        yield _against(about, "overload", words.DATE_HELD, set_[-1:])


def _is_later(each: Happened) -> bool:
    try:
        return date.fromisoformat((each.value or "")[:10]) > date.fromisoformat((each.previous or "")[:10])
    except ValueError:
        return False


def lead_below(about: About) -> Iterator[Said]:
    """Whether a lead between had seen it in this wait, and done anything that clears or presses."""
    if about.level < 2:
        yield _against(about, "lead_below", words.NO_LEAD_BETWEEN)
        return
    below = [each for each in about.before if 0 < each.level < about.level and each.at >= about.since]
    acted = [each for each in below if _clears_or_presses(each)]
    if acted:
        yield _against(about, "lead_below", words.lead_acted(acted[-1].at, about.at), acted)
    elif below:
        yield _for(about, "lead_below", words.lead_saw(below[-1].at, about.at), below)
    else:
        yield _against(about, "lead_below", words.LEAD_UNSEEN)


def _clears_or_presses(each: Happened) -> bool:
    cues = set((each.value or "").split()) if each.kind in ("commented", "reviewed") else set()
    return each.kind in CLARIFYING or bool(cues & PRESSING_CUES)


def _by_leader(about: About, cause: str, kinds: tuple[str, ...], says: str) -> Iterator[Said]:
    if mine := [each for each in about.own if each.kind in kinds and each.value]:
        yield _for(about, cause, says, mine)


def _for(about: About, cause: str, says: str, events: Sequence[Happened] = ()) -> Said:
    return speaks_for(cause, says, [each.event_id for each in events], [about.item])


def _against(about: About, cause: str, says: str, events: Sequence[Happened] = ()) -> Said:
    return speaks_against(cause, says, [each.event_id for each in events], [about.item])
