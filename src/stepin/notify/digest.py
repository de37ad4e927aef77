"""What a digest tells, as of a moment: the same for mail, chat and preview."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from stepin.findings import words
from stepin.findings.model import StepIn as Found
from stepin.findings.page import one_line, ref
from stepin.findings.plain import count, day, listed
from stepin.findings.records_json import from_plain
from stepin.ledger.ladder import BY_KEY
from stepin.ledger.models import PatternCard, Response, StepIn, Stuck
from stepin.ledger.questions.asking import found_in
from stepin.ledger.questions.now import theirs
from stepin.ledger.questions.put_off import is_put_off
from stepin.ledger.sight import Sight, stuck_seen
from stepin.ledger.words_cards import work
from stepin.notify.standing import FIRST, Standing, standing

WEEKLY, DAILY = "weekly", "daily"
BACK = {WEEKLY: timedelta(days=7), DAILY: timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing, with what it says. ``page`` is a page's name and ``query`` its id. ``acts``: what can be
    done with it from chat: ask, look_back, snooze."""

    title: str
    says: tuple[str, ...]
    page: str
    query: str = ""
    acts: tuple[str, ...] = ()
    team: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    says: str
    entries: tuple[Entry, ...]
    page: str


@dataclass(frozen=True, slots=True)
class Digest:
    period: str
    as_of: datetime
    subject: str
    says: str
    parts: tuple[Part, ...] = field(default=())

    @property
    def is_due(self) -> bool:
        return bool(self.parts)


StuckParts = tuple[Sequence[Part], Sequence[Part]]  # what waits on them, and what else is stuck


def digest(sight: Sight, period: str, *, now: datetime) -> Digest:
    """As of ``now``, aware."""
    return digests(sight, ((period, now),), now=now)[0]


def digests(sight: Sight, wanted: Sequence[tuple[str, datetime]], *, now: datetime) -> tuple[Digest, ...]:
    """One for each period and moment, in no more queries than for a few. Those of earlier moments are told
    without what was stuck, which is not kept."""
    found = standing(sight, [(at - BACK[period], at) for period, at in wanted])
    stuck = {period: _stuck(sight, period, now) for period, at in wanted if at == now}
    return tuple(
        _digest(sight, period, there, now=at, stuck=stuck[period] if at == now else ((), ()))
        for (period, at), there in zip(wanted, found, strict=True)
    )


def _stuck(sight: Sight, period: str, now: datetime) -> StuckParts:
    elsewhere = _stuck_elsewhere(sight, now) if period == WEEKLY else ()
    return _waits_on_you(sight, now, period), elsewhere


def _digest(sight: Sight, period: str, there: Standing, *, now: datetime, stuck: StuckParts) -> Digest:
    first, last = stuck
    parts = [
        *first,
        *_look_backs(there, sight, now),
        *_checks(there, sight),
        *_reminders(there),
        *_new_cards(there),
        *last,
    ]
    told = listed(tuple(part.says for part in parts))
    says = f"{told[:1].upper()}{told[1:]}." if told else "Nothing waits on you, and nothing is due."
    subject = f"{'This week' if period == WEEKLY else 'Today'}: {told or 'nothing is due'}"
    return Digest(period, now, one_line(subject, longest=140), says, tuple(parts))


def _waits_on_you(sight: Sight, now: datetime, period: str) -> Sequence[Part]:
    """Daily: what began to wait on them since the day before; weekly: all of it."""
    rows = stuck_seen(sight).filter(theirs(sight)).exclude(is_put_off(sight, now))
    if period == DAILY:
        rows = rows.filter(Q(since__gte=now - BACK[DAILY]) | Q(customer_impact="yes"))
    number = rows.count()
    if not number:
        return ()
    says = f"{count(number, 'stuck item')} {'waits' if number == 1 else 'wait'} on you"
    return (Part("Waits on you", says, tuple(_stuck_entry(row, sight) for row in rows[:FIRST]), "now"),)


def _stuck_entry(row: Stuck, sight: Sight, *, acts: tuple[str, ...] = ()) -> Entry:
    found = found_in(row, sight)
    title = one_line(found.title) if found.title else ref(found.item)
    return Entry(
        title, (words.waits(found, sight.names), words.advice(found)), "item", row.item, acts, row.team
    )


def _stuck_elsewhere(sight: Sight, now: datetime) -> Sequence[Part]:
    """The first to look at of what waits on others, so that the week begins with asking, not with doing."""
    rows = stuck_seen(sight).exclude(theirs(sight)).exclude(is_put_off(sight, now)).exclude(advice="wait")
    number = rows.count()
    if not number:
        return ()
    says = f"{count(number, 'more item')} {'is' if number == 1 else 'are'} stuck and worth a question"
    entries = tuple(_stuck_entry(row, sight, acts=("ask",)) for row in rows[:FIRST])
    return (Part("Stuck, and worth a question", says, entries, "now"),)


def _look_backs(there: Standing, sight: Sight, now: datetime) -> Sequence[Part]:
    if not there.due:
        return ()
    entries = tuple(step_in_entry(each, sight, now) for each in there.first_due)
    says = f"{count(there.due, 'step-in')} can be looked back at"
    return (Part("To look back at", says, entries, "look_back"),)


def step_in_entry(each: StepIn, sight: Sight, now: datetime) -> Entry:
    title = one_line(each.title) if each.title else ref(each.item or each.id)
    acts = ("look_back", "snooze")
    if not each.row:
        logged = f"{day(each.at, near=now)}, in {one_line(each.team)}: you logged it yourself."
        return Entry(title, (logged,), "look_back_one", each.id, acts, each.team)
    found = from_plain(Found, each.row)
    says = (
        f"{day(each.at, near=now)}. {words.stepped_in(found, sight.names)}",
        words.outcome(found, sight.names),
    )
    return Entry(title, says, "look_back_one", each.id, acts, each.team)


def _checks(there: Standing, sight: Sight) -> Sequence[Part]:
    if not there.checks:
        return ()
    entries = tuple(_response_entry(each, sight) for each in there.checks[:FIRST])
    number = len(there.checks)
    says = f"{count(number, 'change')} {'is' if number == 1 else 'are'} to be checked"
    return (Part("To check whether it worked", says, entries, "responses"),)


def _response_entry(each: Response, sight: Sight) -> Entry:
    who, on = sight.names.who(each.owner), f"{each.check_on.day} {each.check_on:%B}"
    said = f"{BY_KEY[each.cause].name}: owned by {who}, to be checked on {on}."
    return Entry(one_line(each.what), (said,), "response", str(each.pk), (), each.card.team)


def _reminders(there: Standing) -> Sequence[Part]:
    if not there.reminders:
        return ()
    says = "a conversation that you wanted to be reminded of is due"
    return (Part("A conversation", says, (), "look_back"),)


def _new_cards(there: Standing) -> Sequence[Part]:
    new = there.cards
    if not new:
        return ()
    entries = tuple(_card_entry(card) for card in new[:FIRST])
    says = f"{count(len(new), 'kind of work keeps', 'kinds of work keep')} needing a lead"
    return (Part("What keeps needing a lead", says, entries, "patterns"),)


def _card_entry(card: PatternCard) -> Entry:
    counted = card.source == PatternCard.Source.COUNTED
    how = "three alike or more" if counted else "more than twice the organisation’s rate"
    title = work(card)
    title = f"{title[:1].upper()}{title[1:]}"
    return Entry(
        title, (f"{how[:1].upper()}{how[1:]}. What was missing?",), "pattern", str(card.pk), (), card.team
    )
