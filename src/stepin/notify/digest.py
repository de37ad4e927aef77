"""What a digest tells, as of a moment: the same for mail, chat and preview."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from stepin.findings import words
from stepin.findings.model import StepIn as Found
from stepin.findings.page import one_line, ref
from stepin.findings.plain import count, day, listed
from stepin.findings.records_json import from_plain
from stepin.ledger.ladder import BY_KEY
from stepin.ledger.models import Conversation, LookBack, PatternCard, Response, Step, StepIn, Stuck
from stepin.ledger.questions.asking import found_in
from stepin.ledger.sight import Sight, cards_seen, own_step_ins, responses_seen, stuck_seen
from stepin.ledger.words_cards import work

WEEKLY, DAILY = "weekly", "daily"
FIRST = 5  # entries told of each kind
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


def digest(sight: Sight, period: str, *, now: datetime, stuck: bool = True) -> Digest:
    """As of ``now``, aware. ``stuck``: without what is stuck, for moments past, of which it is not kept."""
    since = now - BACK[period]
    parts = [
        *(_waits_on_you(sight, now, period) if stuck else ()),
        *_look_backs(sight, now),
        *_checks(sight, now),
        *_reminders(sight, now),
        *_new_cards(sight, since, now),
        *(_stuck_elsewhere(sight, now) if stuck and period == WEEKLY else ()),
    ]
    told = listed(tuple(part.says for part in parts))
    says = f"{told[:1].upper()}{told[1:]}." if told else "Nothing waits on you, and nothing is due."
    subject = f"{'This week' if period == WEEKLY else 'Today'}: {told or 'nothing is due'}"
    return Digest(period, now, one_line(subject, longest=140), says, tuple(parts))


def _waits_on_you(sight: Sight, now: datetime, period: str) -> Sequence[Part]:
    """Daily: what began to wait on them since the day before; weekly: all of it."""
    rows = [
        row
        for row in _awake(stuck_seen(sight), now)
        if sight.names.is_up(found_in(row, sight).waiting_on, row.team)
    ]
    if period == DAILY:
        rows = [row for row in rows if row.since >= now - BACK[DAILY] or row.customer_impact == "yes"]
    if not rows:
        return ()
    number = len(rows)
    says = f"{count(number, 'stuck item')} {'waits' if number == 1 else 'wait'} on you"
    return (Part("Waits on you", says, tuple(_stuck_entry(row, sight) for row in rows[:FIRST]), "now"),)


def _awake(rows: QuerySet[Stuck], now: datetime) -> QuerySet[Stuck]:
    return rows.filter(Q(wait_until=None) | Q(wait_until__lte=now))


def _stuck_entry(row: Stuck, sight: Sight, *, acts: tuple[str, ...] = ()) -> Entry:
    found = found_in(row, sight)
    title = one_line(found.title) if found.title else ref(found.item)
    return Entry(
        title, (words.waits(found, sight.names), words.advice(found)), "item", row.item, acts, row.team
    )


def _stuck_elsewhere(sight: Sight, now: datetime) -> Sequence[Part]:
    """The first to look at of what waits on others, so that the week begins with asking, not with doing."""
    rows = [
        row
        for row in _awake(stuck_seen(sight), now)
        if not sight.names.is_up(found_in(row, sight).waiting_on, row.team)
    ]
    worth = [row for row in rows if row.advice != "wait"]
    if not worth:
        return ()
    number = len(worth)
    says = f"{count(number, 'more item')} {'is' if number == 1 else 'are'} stuck and worth a question"
    entries = tuple(_stuck_entry(row, sight, acts=("ask",)) for row in worth[:FIRST])
    return (Part("Stuck, and worth a question", says, entries, "now"),)


def look_backs_due(sight: Sight, at: datetime) -> QuerySet[StepIn]:
    """What was due then: neither looked back at, corrected, withdrawn nor put off by that moment."""
    answered = LookBack.objects.filter(step_in=OuterRef("pk"), at__lte=at)
    corrected = Step.objects.filter(
        step_in=OuterRef("pk"), what="corrected", at__lte=at, said__about__in=("not_a_step_in", "waited_on")
    )
    due = own_step_ins(sight).filter(early=False, first_seen_at__lte=at, due_at__lte=at)
    due = due.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at))
    due = due.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=at))
    return due.filter(~Exists(answered), ~Exists(corrected)).order_by("-at", "id")


def _look_backs(sight: Sight, now: datetime) -> Sequence[Part]:
    due = look_backs_due(sight, now)
    number = due.count()
    if not number:
        return ()
    entries = tuple(step_in_entry(each, sight, now) for each in due[:FIRST])
    return (
        Part("To look back at", f"{count(number, 'step-in')} can be looked back at", entries, "look_back"),
    )


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


def _checks(sight: Sight, now: datetime) -> Sequence[Part]:
    unchecked = responses_seen(sight).filter(check_on__lte=now.date(), at__lte=now)
    due = [
        each for each in unchecked.select_related("card").prefetch_related("checks") if _still_open(each, now)
    ]
    if not due:
        return ()
    entries = tuple(_response_entry(each, sight) for each in due[:FIRST])
    number = len(due)
    says = f"{count(number, 'change')} {'is' if number == 1 else 'are'} to be checked"
    return (Part("To check whether it worked", says, entries, "responses"),)


def _still_open(each: Response, now: datetime) -> bool:
    return each.state == Response.State.RUNNING or any(check.at > now for check in each.checks.all())


def _response_entry(each: Response, sight: Sight) -> Entry:
    who, on = sight.names.who(each.owner), f"{each.check_on.day} {each.check_on:%B}"
    said = f"{BY_KEY[each.cause].name}: owned by {who}, to be checked on {on}."
    return Entry(one_line(each.what), (said,), "response", str(each.pk), (), each.card.team)


def _reminders(sight: Sight, now: datetime) -> Sequence[Part]:
    due = Conversation.objects.filter(
        by__person=sight.person, done_at=None, remind_on__lte=now.date()
    ).count()
    if not due:
        return ()
    says = "a conversation that you wanted to be reminded of is due"
    return (Part("A conversation", says, (), "look_back"),)


def _new_cards(sight: Sight, since: datetime, now: datetime) -> Sequence[Part]:
    new = tuple(cards_seen(sight).filter(found_at__gt=since, found_at__lte=now)[:FIRST])
    if not new:
        return ()
    entries = tuple(_card_entry(card) for card in new)
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
