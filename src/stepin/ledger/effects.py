"""Whether a change worked: step-ins and stuck work before and after it.

Pure from ``effect`` down; what it is given is fetched by ``effects_of``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q

from stepin.analysis.estimates.before_after import ALONE, Prior, ahead, verdict
from stepin.ledger.models import Cell, PatternCard, Publication, StepIn
from stepin.ledger.publishing_cells import ALL

YEAR, QUARTER = timedelta(days=365), timedelta(days=91)
FEWEST_LEFT = 3
_WEEK = timedelta(weeks=1)
ORGANISATION, HOURS, WEEKS = "organisation", "hours", "weeks"
Span = tuple[datetime, datetime]
HELD = Q(early=False, withdrawn_at=None) & ~Q(state=StepIn.State.NOT_ONE)


@dataclass(frozen=True, slots=True)
class Weeks:
    """Stuck work by week from ``first`` on; the last week ends at ``until``."""

    first: datetime
    until: datetime
    got_stuck: tuple[int, ...]
    hours: tuple[float, ...]

    def sums(self, span: Span) -> tuple[float, float]:
        """How many waits got stuck and for how many hours; of a week that the span cuts, its part."""
        low = max(int((span[0] - self.first) / _WEEK), 0)
        high = min(int((span[1] - self.first) / _WEEK) + 1, len(self.hours))
        parts = [(week, self._part(week, span)) for week in range(low, high)]
        stuck = sum(self.got_stuck[week] * part for week, part in parts)
        return stuck, sum(self.hours[week] * part for week, part in parts)

    def _part(self, week: int, span: Span) -> float:
        start = self.first + week * _WEEK
        end = min(start + _WEEK, self.until)
        shared = min(end, span[1]) - max(start, span[0])
        return max(shared / (end - start), 0.0) if end > start else 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """Step-ins before and after a change, and what stuck work there was for them.

    ``basis``: ORGANISATION, held against stuck hours and drawn to the organisation's rate; HOURS, against
    stuck hours alone; WEEKS, against time alone. ``expected``, ``low`` and ``high``: after it, had nothing
    changed; ``chance``: of so few or fewer then. ``stuck`` and ``hours`` are None where they are not known.
    """

    before: int
    after: int
    weeks_before: float
    weeks_after: float
    stuck_before: float | None
    stuck_after: float | None
    hours_before: float | None
    hours_after: float | None
    basis: str
    expected: float
    low: int
    high: int
    chance: float
    verdict: str
    without_quarter: bool  # ``before`` leaves out the quarter in which the pattern was picked out

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def effect(
    came: Sequence[datetime],
    weeks: Weeks | None,
    prior: Prior | None,
    *,
    picked_at: datetime,
    changed_at: datetime,
    now: datetime,
) -> Effect:
    """``came``: when the step-ins were; ``prior``: the organisation's, None where they are not all leads'."""
    spans, without = _before(came, weeks, picked_at, changed_at)
    until = max(weeks.until if weeks else now, changed_at)
    after = (changed_at, until)
    before = sum(_within(at, span) for at in came for span in spans)
    since = sum(_within(at, after) for at in came)
    long = [sum((end - start) / _WEEK for start, end in each) for each in (spans, (after,))]
    stuck, hours = _sums(weeks, spans), _sums(weeks, (after,))
    known = weeks is not None and stuck[1] > 0
    basis = (ORGANISATION if prior else HOURS) if known else WEEKS
    spent = (stuck[1], hours[1]) if known else (max(long[0], 1.0), long[1])
    told = ahead(prior or ALONE if known else ALONE, step_ins=before, hours=spent[0], next_hours=spent[1])
    low, high = told.between() if told.mean else (0, 0)
    return Effect(
        before=before,
        after=since,
        weeks_before=long[0],
        weeks_after=long[1],
        stuck_before=stuck[0] if known else None,
        stuck_after=hours[0] if known else None,
        hours_before=stuck[1] if known else None,
        hours_after=hours[1] if known else None,
        basis=basis,
        expected=told.mean,
        low=low,
        high=high,
        chance=told.at_most(since) if told.mean else 1.0,
        verdict=verdict(told, since),
        without_quarter=without,
    )


def _before(
    came: Sequence[datetime], weeks: Weeks | None, picked_at: datetime, changed_at: datetime
) -> tuple[tuple[Span, ...], bool]:
    """At most a year; without the quarter in which the pattern was picked out, where a quarter and three
    step-ins are left: of work that is new in it, what was before is no measure."""
    first = weeks.first if weeks else min((*came, changed_at - QUARTER))
    start = max(first, changed_at - YEAR)
    whole: Span = (start, max(changed_at, start))
    low, high = quarter_of(picked_at)
    rest = tuple((a, b) for a, b in ((start, min(low, changed_at)), (max(high, start), changed_at)) if a < b)
    left = sum((end - begin for begin, end in rest), timedelta())
    enough = sum(_within(at, span) for at in came for span in rest) >= FEWEST_LEFT
    if left >= QUARTER and enough and (weeks is None or _sums(weeks, rest)[1] > 0):
        return rest, rest != (whole,)
    return (whole,), False


def _sums(weeks: Weeks | None, spans: Iterable[Span]) -> tuple[float, float]:
    if weeks is None:
        return 0.0, 0.0
    sums = [weeks.sums(span) for span in spans]
    return sum(stuck for stuck, _ in sums), sum(hours for _, hours in sums)


def _within(at: datetime, span: Span) -> bool:
    return span[0] <= at < span[1]


def quarter_of(at: datetime) -> Span:
    """The calendar quarter that holds it (UTC), half-open."""
    first = datetime(at.year, 3 * ((at.month - 1) // 3) + 1, 1, tzinfo=UTC)
    end = (
        first.replace(month=first.month + 3) if first.month < 10 else datetime(at.year + 1, 1, 1, tzinfo=UTC)
    )
    return first, end


def scope(card: PatternCard) -> Q:
    """The step-ins that a card is about: late ones that hold, of its team and kind. Of a leader's own card
    theirs, the logged ones too; of the organisation's those found, since what is logged is its leader's."""
    held = HELD & Q(team=card.team)
    if card.kind != ALL:
        held &= Q(kind=card.kind)
    return held & (Q(leader=card.leader) if card.leader else Q(source=StepIn.Source.FOUND))


@dataclass(frozen=True, slots=True)
class ByTeam:
    """Cards, to be found by what a step-in is."""

    cards: Mapping[str, Sequence[PatternCard]]

    @staticmethod
    def of(cards: Sequence[PatternCard]) -> "ByTeam":
        found: dict[str, list[PatternCard]] = defaultdict(list)
        for card in cards:
            found[card.team].append(card)
        return ByTeam(found)

    def about(self, team: str, kind: str, leader: str, source: str) -> Iterator[int]:
        """The keys of those that such a step-in belongs to, as in ``scope``."""
        for card in self.cards.get(team, ()):
            its = card.leader == leader if card.leader else source == StepIn.Source.FOUND
            if card.kind in (kind, ALL) and its:
                yield card.pk


def came_by_card(cards: Sequence[PatternCard]) -> dict[int, list[datetime]]:
    """When the step-ins of each card were, in order; one query."""
    came: dict[int, list[datetime]] = {card.pk: [] for card in cards}
    by_team = ByTeam.of(cards)
    rows = StepIn.objects.filter(HELD, team__in=by_team.cards).order_by("at")
    for team, kind, leader, source, at in rows.values_list("team", "kind", "leader", "source", "at"):
        for card in by_team.about(team, kind, leader, source):
            came[card].append(at)
    return came


@dataclass(frozen=True, slots=True)
class Ground:
    """What step-ins are held against: stuck work by card, and how much the cells' rates differ."""

    weeks: Mapping[int, Weeks]
    prior: Prior | None

    def of(
        self, card: PatternCard, came: Sequence[datetime], *, changed_at: datetime, now: datetime
    ) -> Effect:
        return effect(
            came,
            self.weeks.get(card.pk),
            None if card.leader else self.prior,
            picked_at=card.found_at,
            changed_at=changed_at,
            now=now,
        )


def ground(cards: Sequence[PatternCard]) -> Ground:
    """Two queries."""
    published = Publication.objects.only("as_of").first()
    if published is None or not cards:
        return Ground({}, None)
    by_team = {card.team for card in cards}
    rows = list(Cell.objects.filter(Q(team__in=by_team) | Q(team=ALL, kind=ALL)))
    spread = next((Prior(**row.row) for row in rows if row.team == ALL), ALONE)
    weeks = {
        card.pk: _together([row.row for row in rows if _about(card, row)], published.as_of) for card in cards
    }
    known = {card: each for card, each in weeks.items() if each is not None}
    return Ground(known, None if spread == ALONE else spread)


def _about(card: PatternCard, cell: Cell) -> bool:
    return card.team == cell.team and card.kind in (cell.kind, ALL)


def _together(cells: Sequence[Mapping[str, Any]], until: datetime) -> Weeks | None:
    """``findings.model.Cell`` as plain values, added up."""
    if not cells:
        return None
    return Weeks(
        first=datetime.fromisoformat(cells[0]["first_week"]),
        until=until,
        got_stuck=tuple(map(sum, zip(*(cell["got_stuck"] for cell in cells), strict=True))),
        hours=tuple(map(sum, zip(*(cell["stuck_hours"] for cell in cells), strict=True))),
    )
