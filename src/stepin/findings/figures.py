"""What the charts show, before anybody draws them.

Each holds one idea and has its table behind it; ``key`` says what a reader has to know to read the marks.
"""

from dataclasses import dataclass

from stepin.findings.page import Table


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float
    says: str  # the value as it is written beside the bar
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Lengths from zero; ``mark`` draws a line at a value that all are held against."""

    title: str
    rows: tuple[Bar, ...]
    table: Table
    mark: float | None = None
    cap: float | None = None  # longer bars are cut here, and drawn as cut
    key: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    label: str
    mean: float
    low: float
    high: float
    says: str


@dataclass(frozen=True, slots=True)
class Intervals:
    """Shares from 0 to 1 with their 90% intervals."""

    title: str
    rows: tuple[Interval, ...]
    table: Table
    key: str = "from 0% to 100%"


@dataclass(frozen=True, slots=True)
class Months:
    """Counts by month, oldest first, with no month left out."""

    title: str
    months: tuple[tuple[str, int], ...]  # June 2024, 3
    table: Table
    key: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    label: str
    chances: tuple[float, float, float]  # that it has moved within 1, 3 and 10 working days


@dataclass(frozen=True, slots=True)
class Bands:
    """A forecast: each band fades as the wait becomes likely to be over."""

    title: str
    ends: tuple[str, str, str]  # what the three horizons are called
    rows: tuple[Band, ...]
    table: Table
    key: str = "the paler, the likelier it has moved"


Figure = Bars | Intervals | Months | Bands
