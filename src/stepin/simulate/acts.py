"""What people do to one item, as events: one way of telling a wait for each family of kinds.

Each way answers the same three questions: how the item begins, how the party waited on moves, and how others
end it. ``docs/definitions.md`` reads the same waits and touches back out of the events.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from stepin.analysis.records import End
from stepin.log.records import Event
from stepin.log.schema import AROUND_THE_CLOCK

STATUSES = ("In Progress", "In Review", "Verifying")


@dataclass(slots=True)
class Telling:
    """One item as it is told; ``party`` is waited on, by the act of ``starter``; ``asker`` put the latest
    question. Logins throughout."""

    item: str
    kind: str
    author: str
    owner: str
    reviewer: str
    bot: str
    team: str
    party: str = ""
    starter: str | None = None
    asker: str | None = None
    events: list[Event] = field(default_factory=list)
    acknowledged: bool = False

    def add(
        self, at: datetime, kind: str, actor: str | None, value: str | None = None, was: str | None = None
    ) -> str:
        """Appends an event, and returns its id."""
        seq = len(self.events)
        self.events.append(Event(f"{self.item}/{seq}", self.item, at, seq, actor, kind, value, was))
        return self.events[-1].event_id


@dataclass(frozen=True, slots=True)
class Way:
    """``begin`` it, move it by ``progress``, ``passing`` or ``finish``; ``hand_over`` to new people by a bot.

    ``finish`` is the event that completes it, ``give_up`` the event and value that abandon it;
    ``asked_by_others``: somebody outside the team wants it, and can be asked back.
    """

    begin: Callable[[Telling, datetime], None]
    progress: Callable[[Telling, datetime], None]
    passing: Callable[[Telling, datetime], None]
    finish: str
    give_up: tuple[str, str | None]
    hand_over: Callable[[Telling, datetime], None]
    asked_by_others: bool = False


def way_of(kind: str) -> Way:
    """How work of that kind is told."""
    return CHANGE if kind == "change" else ALERT if kind in AROUND_THE_CLOCK else WORK


def end_by_others(told: Telling, at: datetime, end: End, *, lead: str) -> str:
    """A lead carries it, or cleans it out; or its author gives it up."""
    way = way_of(told.kind)
    if end is End.CARRIED:
        return told.add(at, way.finish, lead, "completed" if way.finish == "closed" else None)
    if end is End.BULK:
        return told.add(at, "closed", lead, "stale")
    return told.add(at, way.give_up[0], told.author, way.give_up[1])


def ask(told: Telling, at: datetime, *, by: str, of: str) -> str:
    """``by`` asks ``of`` for the next step, by name."""
    told.asker = by
    return told.add(at, "commented", by, f"ask mention:{of}")


def _begin_work(told: Telling, at: datetime) -> None:
    told.add(at, "opened", told.author)
    told.add(at, "assigned", told.bot, told.owner)
    told.party = told.owner


def _progress_work(told: Telling, at: datetime) -> None:
    done = sum(event.kind == "status_changed" for event in told.events)
    was = STATUSES[(done - 1) % len(STATUSES)] if done else "To Do"
    told.add(at, "status_changed", told.party, STATUSES[done % len(STATUSES)], was)
    told.party = told.owner


def _pass_work(told: Telling, at: datetime) -> None:
    other = told.author if told.party == told.owner else told.owner
    ask(told, at, by=told.party, of=other)
    told.party = other


def _hand_over_work(told: Telling, at: datetime) -> None:
    told.add(at, "assigned", told.bot, told.owner)
    told.party = told.owner


def _begin_change(told: Telling, at: datetime) -> None:
    told.add(at, "opened", told.owner)
    told.add(at, "review_requested", told.owner, told.reviewer)
    told.party = told.reviewer


def _progress_change(told: Telling, at: datetime) -> None:
    if told.party == told.reviewer:
        told.add(at, "changes_requested", told.reviewer)
        told.party = told.owner
        return
    told.add(at, "pushed", told.owner)
    told.add(at, "review_requested", told.owner, told.reviewer)
    told.party = told.reviewer


def _pass_change(told: Telling, at: datetime) -> None:
    other = told.owner if told.party == told.reviewer else told.reviewer
    ask(told, at, by=told.party, of=other)
    told.party = other


def _hand_over_change(told: Telling, at: datetime) -> None:
    told.add(at, "assigned", told.bot, told.owner)
    told.add(at, "status_changed", told.bot, "In Review")  # whatever review there was, it starts anew
    told.add(at, "review_requested", told.bot, told.reviewer)
    told.party = told.reviewer


def _begin_alert(told: Telling, at: datetime) -> None:
    told.add(at, "opened", told.bot)
    told.add(at, "assigned", told.bot, told.owner)
    told.party = told.owner


def _progress_alert(told: Telling, at: datetime) -> None:
    kind, value = ("status_changed", "mitigating") if told.acknowledged else ("acknowledged", None)
    told.add(at, kind, told.party, value)
    told.acknowledged = True


def _pass_alert(told: Telling, at: datetime) -> None:
    other = told.reviewer if told.party == told.owner else told.owner
    told.add(at, "assigned", told.party, other)
    told.party, told.acknowledged = other, False


def _hand_over_alert(told: Telling, at: datetime) -> None:
    told.add(at, "assigned", told.bot, told.owner)
    told.party, told.acknowledged = told.owner, False


WORK = Way(
    _begin_work, _progress_work, _pass_work, "closed", ("closed", "not_planned"), _hand_over_work, True
)
CHANGE = Way(_begin_change, _progress_change, _pass_change, "merged", ("closed", None), _hand_over_change)
ALERT = Way(_begin_alert, _progress_alert, _pass_alert, "resolved", ("closed", "duplicate"), _hand_over_alert)
