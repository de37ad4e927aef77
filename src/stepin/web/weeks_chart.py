"""Step-ins by week as a small picture, with marks where something was changed: places in percent, so that it
fits any width."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stepin.findings.plain import count

HEIGHT = 72.0
_TOP = 4.0
_MOST_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Bar:
    x: str  # percent
    width: str
    y: str  # pixels
    height: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    on: date
    says: str


@dataclass(frozen=True, slots=True)
class Row:
    """One week in the table behind the picture."""

    week: date
    number: int
    changed: str


@dataclass(frozen=True, slots=True)
class Weeks:
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]  # weeks with a step-in or a change, the last first
    says: str


def weeks(came: Sequence[datetime], changes: Sequence[tuple[datetime, str]], now: datetime) -> Weeks | None:
    """From the first step-in or change on, at most the last 52 weeks; None where there is neither."""
    last = _monday(now.date())
    counted = Counter(_monday(at.date()) for at in came)
    changed = [(at.date(), says) for at, says in changes]
    known = [*counted, *(_monday(on) for on, _ in changed)]
    if not known:
        return None
    first = max(min(known), last - timedelta(weeks=_MOST_WEEKS - 1))
    mondays = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    most = max((counted[monday] for monday in mondays), default=0)
    step = 100 / len(mondays)
    return Weeks(
        bars=tuple(_bar(n, counted[each], most, step) for n, each in enumerate(mondays) if counted[each]),
        marks=tuple(
            Mark(_n(((on - first).days / 7) * step), on, says) for on, says in changed if on >= first
        ),
        rows=_rows(mondays, counted, changed),
        says=f"{count(sum(counted[each] for each in mondays), 'step-in')} in {count(len(mondays), 'week')}; "
        f"at most {most} in one",
    )


def _bar(place: int, number: int, most: int, step: float) -> Bar:
    height = number / most * (HEIGHT - _TOP)
    return Bar(_n((place + 0.1) * step), _n(0.8 * step), _n(HEIGHT - height), _n(height))


def _rows(
    mondays: Sequence[date], counted: Counter[date], changed: Sequence[tuple[date, str]]
) -> tuple[Row, ...]:
    said = {each: "; ".join(says for on, says in changed if _monday(on) == each) for each in mondays}
    return tuple(
        Row(each, counted[each], said[each]) for each in reversed(mondays) if counted[each] or said[each]
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
