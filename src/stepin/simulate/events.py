"""A simulated world told as a log: items and their events, by people with names."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from stepin.analysis.records import End, Ints, Who
from stepin.log.records import Event, Item
from stepin.log.schema import AROUND_THE_CLOCK
from stepin.simulate.acts import Telling, ask, end_by_others, way_of
from stepin.simulate.cast import Cast, CastTeam
from stepin.simulate.clock import Clock, running_clock, working_clock
from stepin.simulate.spells import World

REQUESTER_CHASES = 0.5  # of peers' touches, where the requester is not who passed it on
PLAIN = 0.15  # of peers' touches: a comment that asks nothing
PRIORITY = 0.1  # of leads' touches: sets the priority


@dataclass(frozen=True, slots=True)
class Told:
    """``touch_ids``: for each of the world's touches its event."""

    items: list[Item]
    events: list[Event]
    touch_ids: list[str]


@dataclass(frozen=True, slots=True)
class _Stage:
    """What every item is told with; the touches of wait i are touches_from[i] up to touches_from[i + 1]."""

    world: World
    teams: dict[str, CastTeam]
    logins: dict[str, str]
    bot: str
    clocks: dict[str, Clock]
    running: Clock
    touches_from: Ints
    rng: np.random.Generator
    higher: float

    def team(self, spell: int) -> CastTeam:
        return self.teams[self.world.strata.teams[self.world.spells.stratum[spell]]]

    def instant(self, spell: int, at_us: int) -> datetime:
        """The instant on the wait's own clock."""
        kind = self.world.strata.kinds[self.world.spells.stratum[spell]]
        clock = self.running if kind in AROUND_THE_CLOCK else self.clocks[self.team(spell).timezone]
        return clock.instant(at_us)

    def pick(self, people: tuple[str, ...], *, but: tuple[str, ...] = ()) -> str:
        """One of them, by login, who is none of the logins in ``but``."""
        logins = [login for login in map(self.logins.__getitem__, people) if login not in but]
        return logins[int(self.rng.integers(len(logins)))]


def tell(
    world: World,
    cast: Cast,
    *,
    first_monday: date,
    weeks: int,
    rng: np.random.Generator,
    higher: float = 0.15,
) -> Told:
    """Every wait and touch of the world as events, within the hours of the team that owns the item.

    ``cast`` holds a team for each team of the world, with at least four members, under one that has a lead.
    ``higher``: the chance at each level that its lead does not come, but the one above.
    """
    zones = {team.timezone for team in cast.teams}
    spells = np.arange(len(world.spells.item) + 1)
    stage = _Stage(
        world=world,
        teams={team.id: team for team in cast.teams},
        logins=cast.logins(),
        bot=next(person.login for person in cast.people if person.bot),
        clocks={zone: working_clock(first_monday, zone, weeks=weeks) for zone in zones},
        running=running_clock(first_monday),
        touches_from=np.searchsorted(world.touches.spell, spells),
        rng=rng,
        higher=higher,
    )
    items: list[Item] = []
    events: list[Event] = []
    touch_ids = [""] * len(world.touches.spell)
    for number, rows in _rows_by_item(world):
        told, touched = _tell_item(stage, number, rows)
        items.append(_item(stage, told, rows))
        events.extend(told.events)
        for touch, event_id in touched:
            touch_ids[touch] = event_id
    return Told(items, events, touch_ids)


def _rows_by_item(world: World) -> list[tuple[int, list[int]]]:
    """(item, its waits in time order)."""
    order = np.lexsort((np.arange(len(world.spells.item)), world.spells.item))
    numbers, firsts = np.unique(world.spells.item[order], return_index=True)
    rows = np.split(order, firsts[1:])
    return [(number, row.tolist()) for number, row in zip(numbers.tolist(), rows, strict=True)]


def _tell_item(stage: _Stage, number: int, rows: list[int]) -> tuple[Telling, list[tuple[int, str]]]:
    spells = stage.world.spells
    told = _begin(stage, number, rows[0])
    touched = []
    for row in rows:
        told.starter = told.events[-1].actor
        for touch in range(stage.touches_from[row], stage.touches_from[row + 1]):
            touched.append((touch, _touch(stage, told, row, touch)))
        last = row == rows[-1]
        end, at = End(spells.end[row]), stage.instant(row, int(spells.end_us[row]))
        if end is End.REDIRECTED:
            _hand_over(stage, told, stage.team(rows[rows.index(row) + 1]), at)
        elif end in (End.PROGRESS, End.PASS):
            _move(told, at, end, last=last)
        elif end is not End.OPEN:
            lead = _top(stage) if end is End.BULK else _lead(stage, row, at)
            end_by_others(told, at, end, lead=lead)
    return told, touched


def _begin(stage: _Stage, number: int, row: int) -> Telling:
    team, kind = stage.team(row), stage.world.strata.kinds[stage.world.spells.stratum[row]]
    owner = stage.pick(team.members)
    outsiders = tuple(who for other in stage.teams.values() if other.id != team.id for who in other.members)
    told = Telling(
        item=f"{team.containers[-1 if kind in AROUND_THE_CLOCK else 0]}#{number + 1}",
        kind=kind,
        author=stage.pick(outsiders) if way_of(kind).asked_by_others else owner,
        owner=owner,
        reviewer=stage.pick(team.members, but=(owner,)),
        bot=stage.bot,
        team=team.id,
    )
    way_of(kind).begin(told, stage.instant(row, int(stage.world.spells.start_us[row])))
    return told


def _move(told: Telling, at: datetime, end: End, *, last: bool) -> None:
    way = way_of(told.kind)
    if last:
        told.add(at, way.finish, told.party, "completed" if way.finish == "closed" else None)
    elif end is End.PASS:
        way.passing(told, at)
    else:
        way.progress(told, at)


def _hand_over(stage: _Stage, told: Telling, team: CastTeam, at: datetime) -> None:
    """A bot moves the item to another team, and to people there."""
    told.add(at, "unlabelled", told.bot, f"team:{told.team}")
    told.add(at, "labelled", told.bot, f"team:{team.id}")
    told.team = team.id
    before = (told.author, told.owner, told.reviewer)
    told.owner = stage.pick(team.members, but=before)
    told.reviewer = stage.pick(team.members, but=(*before, told.owner))
    way_of(told.kind).hand_over(told, at)


def _touch(stage: _Stage, told: Telling, row: int, touch: int) -> str:
    """One touch as an event that leaves the next step where it is."""
    who, at = Who(stage.world.touches.who[touch]), stage.instant(row, int(stage.world.touches.at_us[touch]))
    if who is Who.BOT:
        return told.add(at, "commented", told.bot)
    luck = stage.rng.random()
    if who is Who.PEER:
        peer = _peer(stage, told, row)
        if luck < PLAIN and peer != told.asker:  # who would let go of the question by it
            return told.add(at, "commented", peer, f"answer chase mention:{told.party}")
        return ask(told, at, by=peer, of=told.party)
    lead = _lead(stage, row, at)
    if luck < PRIORITY:
        return told.add(at, "priority_changed", lead, "high", "normal")
    return ask(told, at, by=lead, of=told.party)


def _lead(stage: _Stage, row: int, at: datetime) -> str:
    team = stage.team(row)
    while team.parent is not None and stage.rng.random() < stage.higher:
        team = stage.teams[team.parent]
    return stage.logins[team.lead_on(at.date())]


def _top(stage: _Stage) -> str:
    top = next(team for team in stage.teams.values() if team.parent is None)
    return stage.logins[top.leads[-1].who]


def _peer(stage: _Stage, told: Telling, row: int) -> str:
    """A member of the team whom nothing waits on, or the requester who waits."""
    waits = told.author not in (told.party, told.starter)
    if way_of(told.kind).asked_by_others and waits and stage.rng.random() < REQUESTER_CHASES:
        return told.author
    return stage.pick(stage.team(row).members, but=(told.author, told.owner, told.reviewer, told.party))


def _item(stage: _Stage, told: Telling, rows: list[int]) -> Item:
    source, _, container = told.item.partition("#")[0].partition(":")
    opened, last = told.events[0], told.events[-1]
    return Item(
        item_id=told.item,
        source=source,
        kind=told.kind,
        container=container,
        author=opened.actor if opened.actor != told.bot else None,
        opened_at=opened.occurred_at,
        closed_at=last.occurred_at if last.kind in ("closed", "merged", "resolved") else None,
    )
