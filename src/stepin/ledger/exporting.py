"""What people wrote in the ledger, back to where the analysis reads: facts, and step-ins logged by hand.

A logged step-in about an item of the log becomes one event there, of kind ``other``: it shows in the item's
timeline, and by the definitions it is no act, so that it ends no wait, begins none and touches none. One told
in free text becomes an item without events, about which nothing is analysed: it can never be stuck, and no
expectation is learned from it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from stepin.analysis.corrections import BOT, FORM, NOBODY, NOT_A_STEP_IN, WAITED_ON, Correction
from stepin.findings.corrections import read_corrections, write_corrections
from stepin.ledger.models import Fact, StepIn
from stepin.log.home import LogHome
from stepin.log.reading import Log, LogIsMissingError, open_log
from stepin.log.records import Event, Item
from stepin.log.schema import ITEM_KINDS
from stepin.log.writing import append
from stepin.org.organisation import Organisation

SOURCE = "manual"
WITHDRAWN = "withdrawn"  # the event's value, where the step-in no longer holds
_KIND = "issue"  # of an item that the leader named no kind of the log for, as table imports do


def export_facts(home: Path) -> int:
    """Writes the corrections anew where they differ from what is there; returns how many there are."""
    facts = Fact.objects.filter(undone_at=None).select_related("by", "step_in").order_by("at", "id")
    stated = tuple(each for each in map(_correction, facts) if each is not None)
    if stated != read_corrections(home):
        write_corrections(home, stated)
    return len(stated)


def _correction(fact: Fact) -> Correction | None:
    """None where it is about no event of the log: a step-in logged by hand, people who are one person."""
    found = fact.step_in is not None and fact.step_in.source == StepIn.Source.FOUND
    if fact.about == Fact.About.SAME_PERSON or not (found or fact.about == BOT):
        return None
    value = "" if fact.about == NOT_A_STEP_IN else fact.value.strip()
    if fact.about == FORM:
        value = value.replace(" ", "")
    if fact.about == WAITED_ON:
        value = value or NOBODY
    event_id = "" if fact.about == BOT else str(fact.step_in_id)
    by = (fact.by.person or fact.by.username) if fact.by else ""
    try:
        return Correction(fact.about, event_id, value, fact.at, by)
    except ValueError:  # a form taken away again: nothing is stated
        return None


def export_logged(home: Path, organisation: Organisation, *, now: datetime) -> int:
    """Into the log; what is there already stays as it is. Returns how many events and items were new or had
    changed. Raises what ``append`` raises."""
    logged = list(StepIn.objects.filter(source=StepIn.Source.LOGGED).order_by("at", "id"))
    if not logged:
        return 0
    into = LogHome(home, organisation.log_url)
    logins = {person.id: person.logins[0] for person in organisation.people if person.logins}
    about_items = _within(_log(into), [each for each in logged if each.item])
    taken = append(
        into,
        items=[_item(each, logins.get(each.leader)) for each in logged if not each.item],
        events=[_event(each, logins.get(each.leader)) for each in about_items],
        now=now,
    )
    return sum(counts.new + counts.changed for counts in (taken.events, taken.items))


def _log(home: LogHome) -> Log | None:
    try:
        return open_log(home)
    except LogIsMissingError:
        return None


def _within(log: Log | None, logged: Sequence[StepIn]) -> list[StepIn]:
    """Those whose item the log knows from before the step-in: an event must not become an item's first."""
    if log is None:
        return []
    known = log.places([each.id for each in logged])
    first = {item: _first_at(log, item) for item in {each.item for each in logged if each.id not in known}}
    return [each for each in logged if each.id in known or _is_after(each.at, first[each.item])]


def _first_at(log: Log, item: str) -> datetime | None:
    times: list[datetime] = log.timeline(item)["occurred_at"].slice(0, 1).to_pylist()
    return times[0] if times else None


def _is_after(at: datetime, first: datetime | None) -> bool:
    return first is not None and at > first


def _event(step_in: StepIn, login: str | None) -> Event:
    said = WITHDRAWN if step_in.withdrawn_at else " ".join(["stepped in", *_words(step_in.forms)])
    actor = login or f"{SOURCE}:{step_in.leader}"
    return Event(step_in.id, step_in.item, step_in.at, 0, actor, "other", said)


def _words(forms: Iterable[str]) -> list[str]:
    return [f"form:{form}" for form in forms]


def _item(step_in: StepIn, login: str | None) -> Item:
    return Item(
        item_id=step_in.id,
        source=SOURCE,
        kind=step_in.kind if step_in.kind in ITEM_KINDS else _KIND,
        container=step_in.team,
        title=None if step_in.withdrawn_at else step_in.title,
        url=None if step_in.withdrawn_at else step_in.url,
        author=login or f"{SOURCE}:{step_in.leader}",
        opened_at=step_in.at,
        closed_at=step_in.at,
    )
