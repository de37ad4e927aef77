"""One item, as its reader may see it: what the ledger knows of it, and its timeline out of the log."""

from dataclasses import dataclass, replace
from pathlib import Path

from stepin.errors import HomeError
from stepin.findings.page import one_line, ref, web_address
from stepin.ledger.models import Publication, StepIn, Stuck
from stepin.ledger.sight import Sight, own_step_ins, step_ins_seen, stuck_seen
from stepin.ledger.timeline import Happened, Timeline, timeline
from stepin.org.organisation import Organisation

NOT_YOURS = "it belongs to no team of yours, and what you logged on it does not change that."


@dataclass(frozen=True, slots=True)
class About:
    """``untold``: why there is no timeline, where the log could not be read."""

    item: str
    team: str
    kind: str
    title: str | None
    url: str | None
    stuck: Stuck | None
    step_ins: tuple[StepIn, ...]  # that the reader may see, the latest first
    timeline: Timeline | None
    untold: str | None = None

    @property
    def name(self) -> str:
        return one_line(self.title) if self.title else ref(self.item)

    @property
    def address(self) -> str | None:
        return web_address(self.url)


def about_item(item: str, sight: Sight, *, home: Path, organisation: Organisation) -> About | None:
    """None where there is no such item, or the reader may not see it: it belongs to no team of theirs, waits
    on somebody else, and they did nothing on it."""
    stuck = stuck_seen(sight).filter(item=item).first()
    step_ins = tuple(own_step_ins(sight).filter(item=item) | step_ins_seen(sight).filter(item=item))
    told, untold = _timeline(item, home, organisation)
    found = next((each for each in step_ins if each.source == StepIn.Source.FOUND), None)
    if told is not None and (stuck or found or may_see(told, sight)):
        seen = as_seen(told, sight)
        return About(item, told.team, told.kind, told.title, told.url, stuck, step_ins, seen)
    known = stuck or (step_ins[0] if step_ins else None)
    if known is None:
        return None
    why = untold if told is None else NOT_YOURS
    return About(item, known.team, known.kind, known.title, known.url, stuck, step_ins, None, why)


def _timeline(item: str, home: Path, organisation: Organisation) -> tuple[Timeline | None, str | None]:
    publication = Publication.objects.first()
    if publication is None:
        return None, None
    try:
        return timeline(item, home=home, organisation=organisation, publication=publication), None
    except HomeError as error:
        return None, str(error)


def may_see(told: Timeline, sight: Sight) -> bool:
    running = told.running
    on_them = running is not None and sight.names.is_up(running.waits_on, told.team)
    did = any(sight.names.is_viewer(each.who) for each in told.happened)
    return sight.leads and (sight.sees_team(told.team) or on_them or did)


def as_seen(told: Timeline, sight: Sight) -> Timeline:
    """No lead below the reader is named for an act: when they act is how they lead, and theirs to tell."""
    mine = sight.levels.get(told.team)
    return replace(told, happened=tuple(_seen(each, mine, sight) for each in told.happened))


def _seen(each: Happened, mine: int | None, sight: Sight) -> Happened:
    below = mine is not None and 0 < each.level < mine
    return replace(each, who=None, a_lead=True) if below and not sight.names.is_viewer(each.who) else each
