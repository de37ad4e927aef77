"""The sentences of *Now*: one stuck item, the week, and what to do where nothing is connected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from stepin.findings import words
from stepin.findings.model import Stuck as Found
from stepin.findings.names import Names, kind_name
from stepin.findings.page import one_line, ref, web_address
from stepin.findings.plain import count, day, times
from stepin.ledger.models import PatternCard


@dataclass(frozen=True, slots=True)
class Told:
    """``ref`` is what stands beside a title, None where the item has none. ``later``: until when it is put
    off, where it is."""

    item: str
    title: str
    ref: str | None
    address: str | None
    team: str
    says: tuple[str, ...]
    advice: str
    affected: bool
    mine: bool
    later: str | None


def told(found: Found, names: Names, as_of: datetime, *, wait_until: datetime | None = None) -> Told:
    said = (
        words.waits(found, names),
        words.passed_on(found),
        words.asked(found.asked, names),
        words.forecast(found, as_of),
    )
    return Told(
        item=found.item,
        title=one_line(found.title) if found.title else ref(found.item),
        ref=ref(found.item) if found.title else None,
        address=web_address(found.url),
        team=found.team,
        says=tuple(sentence for sentence in said if sentence),
        advice=words.advice(found, names),
        affected=found.customer_impact == "yes",
        mine=names.is_up(found.waiting_on, found.team),
        later=until(wait_until) if wait_until else None,
    )


def until(at: datetime) -> str:
    """``Thursday 13 June``."""
    return f"{at.astimezone(UTC):%A} {day(at, near=at)}"


def days_to_wait(today: date) -> tuple[tuple[str, date], ...]:
    """Tomorrow, Thursday and next Monday, each day once."""
    tomorrow = today + timedelta(days=1)
    thursday = today + timedelta(days=(3 - today.weekday() - 1) % 7 + 1)
    monday = today + timedelta(days=(0 - today.weekday() - 1) % 7 + 1)
    offered = (("tomorrow", tomorrow), ("Thursday", thursday), ("next Monday", monday))
    kept: dict[date, str] = {}
    for name, at in sorted(offered, key=lambda pair: pair[1]):
        kept.setdefault(at, name)
    return tuple((name, at) for at, name in kept.items())


def how_much(mine: int, rest: int, affected: int) -> str:
    """``Two items wait on you. 31 more are stuck; customers are affected by two of them.``"""
    waits = "Nothing stuck waits on you." if not mine else _of_them(mine, "waits on you", "wait on you")
    more = "more " if mine else ""
    if not rest:
        return f"{waits} Nothing {'else ' if mine else ''}is stuck in your teams."
    stuck = f"{count(rest, f'{more}item is', f'{more}items are')} stuck"
    hurt = f"; customers are affected by {'it' if rest == 1 else f'{affected:,} of them'}" if affected else ""
    return f"{waits} {stuck}{hurt}."


def _of_them(number: int, one: str, several: str) -> str:
    return f"{count(number, f'item {one}', f'items {several}')}."


def stepped_in(lately: int, own: int) -> str:
    """``You stepped in twice in the last seven days, 14 times in all.``"""
    recent = f"{times(lately)} " if lately else "not once "
    return f"You stepped in {recent}in the last seven days, {times(own)} in all."


def own_cards(cards: Sequence[tuple[PatternCard, int]]) -> tuple[tuple[int, str], ...]:
    """Each with its number of step-ins: ``payments, changes: 3 step-ins of yours``."""
    return tuple(
        (card.pk, f"{card_name(card)}: {count(number, 'step-in')} of yours") for card, number in cards
    )


def card_name(card: PatternCard) -> str:
    """``payments, alerts``; what was logged without a kind goes by its team alone."""
    team = one_line(card.team, longest=60)
    return team if card.kind == "other" else f"{team}, {one_line(kind_name(card.kind), longest=40)}"
