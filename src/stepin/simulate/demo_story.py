"""The parts of the demo that chance would not tell: work nobody owned, work truly blocked, a clean-out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from stepin.analysis.records import HOUR_US
from stepin.log.records import Event, Item
from stepin.simulate.acts import Telling, ask
from stepin.simulate.cast import Cast, CastTeam
from stepin.simulate.clock import Clock, working_clock
from stepin.simulate.demo_titles import BLOCKED, OWNERLESS, STALE, THINGS

WEEK_H = 40.0
FIRST_NUMBER = 90_000  # item numbers of the stories, above those of the rest
RESCUED, TAKEN, OWNED_SINCE = 44, 8, 9  # ownerless requests to Payments, and those since an owner is required
OWNER_REQUIRED_WEEKS = 10  # ago
BLOCKS, STALE_ISSUES, CLEAN_OUT_WEEK = 10, 32, 60


@dataclass(slots=True)
class Teller:
    """Tells items one by one; ``told`` grows."""

    cast: Cast
    clocks: dict[str, Clock]
    rng: np.random.Generator
    told: list[tuple[Telling, str]]

    def team(self, name: str) -> CastTeam:
        return next(team for team in self.cast.teams if team.id == name)

    def login(self, who: str) -> str:
        return self.cast.logins()[who]

    def some(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def begin(self, team: str, kind: str, title: str) -> Telling:
        """An item that one of Mobile's members asks of the team; the owner is whoever may come to own it."""
        members = [self.login(who) for who in self.team(team).members]
        askers = [self.login(who) for who in self.team("mobile").members]
        number = FIRST_NUMBER + len(self.told)
        things = THINGS[team]
        told = Telling(
            item=f"{self.team(team).containers[0]}#{number}",
            kind=kind,
            author=askers[int(self.rng.integers(len(askers)))],
            owner=members[int(self.rng.integers(len(members)))],
            reviewer=members[0],
            bot=next(person.login for person in self.cast.people if person.bot),
            team=team,
        )
        self.told.append((told, title.format(thing=things[number % len(things)], number=number)))
        return told

    def at(self, team: str, hours: float) -> datetime:
        """That many working hours of the team into the demo."""
        return self.clocks[self.team(team).timezone].instant(round(hours * HOUR_US))

    def leader(self, team: str, at: datetime) -> str:
        """The team's lead, or as often the head of engineering."""
        asked = self.team(team) if self.rng.random() < 0.5 else self.cast.teams[0]
        return self.login(asked.lead_on(at.date()))


def stories(
    cast: Cast, *, first_monday: date, weeks: int, rng: np.random.Generator
) -> tuple[list[Item], list[Event]]:
    """Items and events of all stories, in the first ``weeks`` from ``first_monday``."""
    zones = {team.timezone for team in cast.teams}
    clocks = {zone: working_clock(first_monday, zone, weeks=weeks) for zone in zones}
    teller = Teller(cast, clocks, rng, [])
    required = (weeks - OWNER_REQUIRED_WEEKS) * WEEK_H
    _repeat(teller, RESCUED, _rescued, between=(WEEK_H, required - 2 * WEEK_H))
    _repeat(teller, TAKEN, _taken, between=(WEEK_H, required - 2 * WEEK_H))
    _repeat(teller, OWNED_SINCE, _owned, between=(required, (weeks - 3) * WEEK_H))
    _repeat(teller, BLOCKS, _blocked, between=(8 * WEEK_H, (weeks - 4) * WEEK_H))
    _still_blocked(teller, (weeks - 2.5) * WEEK_H)
    _repeat(teller, STALE_ISSUES, _stale, between=(5 * WEEK_H, 50 * WEEK_H))
    return [_item(told, title) for told, title in teller.told], [
        event for told, _ in teller.told for event in told.events
    ]


def _repeat(
    teller: Teller, times: int, tell: Callable[[Teller, float], None], *, between: tuple[float, float]
) -> None:
    for start in np.sort(teller.rng.uniform(*between, times)).tolist():
        tell(teller, start)


def _rescued(teller: Teller, start: float) -> None:
    """A request to Payments that nobody owns, until a lead names an owner: then it moves."""
    told, lead_h = teller.begin("payments", "request", OWNERLESS), start + teller.some(20, 38)
    at = teller.at("payments", lead_h)
    told.add(teller.at("payments", start), "opened", told.author)
    told.add(teller.at("payments", start + teller.some(9, 15)), "commented", told.author, "ask")
    lead = teller.leader("payments", at)
    told.add(at, "commented", lead, f"decide mention:{told.owner}")
    told.add(teller.at("payments", lead_h + 0.05), "assigned", lead, told.owner)
    _does(teller, told, "payments", lead_h + teller.some(1, 7))


def _taken(teller: Teller, start: float) -> None:
    """The same, but somebody of the team takes it."""
    told, hours = teller.begin("payments", "request", OWNERLESS), start + teller.some(4, 24)
    told.add(teller.at("payments", start), "opened", told.author)
    told.add(teller.at("payments", hours), "assigned", told.owner, told.owner)
    _does(teller, told, "payments", hours + teller.some(1, 8))


def _owned(teller: Teller, start: float) -> None:
    """Since an owner is required: one is named at once, and it moves unprompted."""
    told = teller.begin("payments", "request", OWNERLESS)
    told.add(teller.at("payments", start), "opened", told.author)
    told.add(teller.at("payments", start), "assigned", told.bot, told.owner)
    _does(teller, told, "payments", start + teller.some(2, 13))


def _blocked(teller: Teller, start: float) -> None:
    """Checkout cannot go on before Runtime has; a lead asks Runtime, which takes its time."""
    told, free = _block(teller, start), start + teller.some(60, 100)
    runtime = teller.team("runtime")
    asked = teller.login(runtime.lead_on(teller.at("runtime", start).date()))
    at = teller.at("checkout", start + teller.some(36, 50))
    ask(told, at, by=teller.leader("checkout", at), of=asked)
    helper = runtime.members[int(teller.rng.integers(len(runtime.members)))]
    told.add(teller.at("checkout", free), "unblocked", teller.login(helper), "team:runtime")
    _does(teller, told, "checkout", free + teller.some(1, 6))


def _still_blocked(teller: Teller, start: float) -> None:
    """One that is blocked now, with its date near."""
    told = _block(teller, start)
    at = teller.at("checkout", start + 48)
    due = teller.at("checkout", start + 110).date()
    told.add(at, "due_changed", told.owner, due.isoformat())


def _block(teller: Teller, start: float) -> Telling:
    told = teller.begin("checkout", "dependency", BLOCKED)
    told.add(teller.at("checkout", start), "opened", told.author)
    told.add(teller.at("checkout", start), "assigned", told.bot, told.owner)
    told.add(teller.at("checkout", start + teller.some(2, 7)), "blocked", told.owner, "team:runtime")
    return told


def _stale(teller: Teller, start: float) -> None:
    """An issue that nobody ever looked at, closed with all others like it within an hour."""
    told = teller.begin("catalogue", "issue", STALE)
    told.add(teller.at("catalogue", start), "opened", told.author)
    told.add(teller.at("catalogue", start), "assigned", told.bot, told.owner)
    at = teller.at("catalogue", CLEAN_OUT_WEEK * WEEK_H + teller.some(0.1, 0.9))
    told.add(at, "closed", teller.login(teller.team("catalogue").lead_on(at.date())), "stale")


def _does(teller: Teller, told: Telling, team: str, hours: float) -> None:
    """The owner takes it up, and finishes it a day or two later."""
    told.add(teller.at(team, hours), "status_changed", told.owner, "In Progress", "To Do")
    told.add(teller.at(team, hours + teller.some(5, 14)), "closed", told.owner, "completed")


def _item(told: Telling, title: str) -> Item:
    source, _, container = told.item.partition("#")[0].partition(":")
    last = told.events[-1]
    return Item(
        item_id=told.item,
        source=source,
        kind=told.kind,
        container=container,
        title=title,
        author=told.author,
        opened_at=told.events[0].occurred_at,
        closed_at=last.occurred_at if last.kind == "closed" else None,
    )
