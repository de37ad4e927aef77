"""One item's timeline as a picture: where each bar, mark and tick stands, in the picture's own units."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stepin.findings.names import Names
from stepin.ledger import words_item
from stepin.ledger.timeline import Stretch, Timeline

WIDTH, LEFT, RIGHT = 760, 72, 12
LANE, TOP, AXIS = 46, 8, 26
BAR, LETTER = 14, 6.2  # a bar's height; about how wide a letter of its label is
ORDER = ("owner", "team", "leads", "others", "nobody")


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    label: str  # "" where the bar is too short for it
    label_y: float
    end_y: float  # of the line at late_x, which reaches below the bar
    says: str
    late_x: float | None


@dataclass(frozen=True, slots=True)
class Mark:
    """``points``: of the diamond, for what moved it; "" for a dot."""

    x: float
    y: float
    part: str
    points: str
    says: str


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    y: float
    middle: float


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: float
    left: int
    right: int
    bottom: float
    label_y: float
    bar: int
    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        whole = (self.end - self.start) / timedelta(seconds=1)
        share = (at - self.start) / timedelta(seconds=1) / whole
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def picture(told: Timeline, names: Names) -> Picture:
    """From its first event to its last, or to the moment told of where it is open."""
    start = told.happened[0].at
    end = told.as_of if told.running else told.happened[-1].at
    scale = _Scale(start, max(end, start + timedelta(minutes=1)))
    used = {each.lane for each in told.happened} | {each.lane for each in told.stretches}
    tops = {lane: TOP + LANE * place for place, lane in enumerate(lane for lane in ORDER if lane in used)}
    bottom = TOP + LANE * len(tops)
    return Picture(
        width=WIDTH,
        height=bottom + AXIS,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=bottom,
        label_y=bottom + 17,
        bar=BAR,
        lanes=tuple(Lane(words_item.LANES[lane], y, y + 27) for lane, y in tops.items()),
        bars=tuple(_bar(each, told, names, scale, tops[each.lane]) for each in told.stretches),
        marks=tuple(_marks(told, names, scale, tops)),
        ticks=tuple(_ticks(scale)),
    )


def _bar(each: Stretch, told: Timeline, names: Names, scale: _Scale, top: float) -> Bar:
    x, width = scale.x(each.start), max(scale.x(each.end) - scale.x(each.start), 1.5)
    on = words_item.party(each.waits_on, names, told.team).partition(",")[0]
    return Bar(
        x=x,
        y=top + 20,
        width=round(width, 1),
        label=on if len(on) * LETTER <= width else "",
        label_y=top + 14,
        end_y=top + 22 + BAR,
        says=words_item.stretch(each, names, told),
        late_x=scale.x(each.late_at) if each.late_at else None,
    )


def _marks(told: Timeline, names: Names, scale: _Scale, tops: dict[str, int]) -> Iterator[Mark]:
    for each in told.happened:
        x, y = scale.x(each.at), tops[each.lane] + 27
        when, who, what, part, _ = words_item.event(each, names, told)
        says = f"{when}: {who} {what}{f' ({part})' if part else ''}"
        points = f"{x - 6},{y} {x},{y - 6} {x + 6},{y} {x},{y + 6}" if each.part in ("move", "done") else ""
        yield Mark(x, y, each.part, points, says)


def _ticks(scale: _Scale) -> Iterator[Tick]:
    """The begin, the middle and the end; times of day where it is short."""
    short = scale.end - scale.start < timedelta(days=3)
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        at = (scale.start + (scale.end - scale.start) * share).astimezone(UTC)
        date = f"{at.day} {at:%b} {at.year}"
        yield Tick(scale.x(at), f"{at.day} {at:%b}, {at:%H:%M}" if short else date, anchor)
