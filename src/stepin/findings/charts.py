"""The charts as inline SVG, drawn by hand: marks at percent positions, so that they fit any width while the
words beside them keep their size. Colours are the page's own, through its classes.
"""

from collections.abc import Callable
from typing import Any
from zlib import crc32

from markupsafe import Markup

from stepin.findings.figures import Band, Bands, Bar, Bars, Figure, Interval, Intervals, Months

_BAND_ENDS = (10, 30, 100)  # percent of ten working days


def rows_of(figure: Figure) -> tuple[tuple[str, str, Markup], ...]:
    """A figure as rows: label, what it says, and its mark; a chart without rows of its own has one."""
    return _DRAW[type(figure)](figure)


def _bars(figure: Bars) -> tuple[tuple[str, str, Markup], ...]:
    longest = max((bar.value for bar in figure.rows), default=1.0)
    if figure.cap is not None:
        longest = min(longest, figure.cap)
    longest = max(longest, figure.mark or 0.0, 1e-9)
    return tuple((bar.label, bar.says, _bar(bar, figure, longest)) for bar in figure.rows)


def _bar(bar: Bar, figure: Bars, longest: float) -> Markup:
    cut = bar.value > longest * 1.0001
    width = min(bar.value / longest, 1.0) * 100
    parts = [Markup('<rect class="fill" x="0" y="3" width="{}%" height="10" rx="2"/>').format(_n(width))]
    if cut:
        parts.append(
            Markup('<path class="gap" d="M0 0 l6 16" transform="translate(-14 0)" style="translate: 100%"/>')
        )
    if figure.mark is not None:
        at = _n(figure.mark / longest * 100)
        parts.append(Markup('<line class="mark" x1="{0}%" x2="{0}%" y1="0" y2="16"/>').format(at))
    return _svg(parts)


def _intervals(figure: Intervals) -> tuple[tuple[str, str, Markup], ...]:
    return tuple((row.label, row.says, _interval(row)) for row in figure.rows)


def _interval(row: Interval) -> Markup:
    low, high, mean = (_n(100 * value) for value in (row.low, row.high, row.mean))
    width = _n(100 * (row.high - row.low))
    return _svg(
        [
            Markup('<line class="axis" x1="0" x2="100%" y1="8" y2="8"/>'),
            Markup('<rect class="band" x="{}%" y="4" width="{}%" height="8" rx="4"/>').format(low, width),
            Markup('<circle class="dot" cx="{}%" cy="8" r="5"/>').format(mean),
            Markup("<title>{}% to {}%</title>").format(low, high),
        ]
    )


def _months(figure: Months) -> tuple[tuple[str, str, Markup], ...]:
    most = max((number for _, number in figure.months), default=0) or 1
    step = 100 / len(figure.months)
    parts = [_month(n, number, most, step) for n, (_, number) in enumerate(figure.months) if number]
    parts.append(Markup('<line class="axis" x1="0" x2="100%" y1="71.5" y2="71.5"/>'))
    says = f"{figure.months[0][0]} to {figure.months[-1][0]}; at most {most} in a month"
    return (("", says, _svg(parts, height=72, label=f"{figure.title}, {says}")),)


def _month(place: int, number: int, most: int, step: float) -> Markup:
    height = number / most * 68
    return Markup('<rect class="fill" x="{}%" y="{}" width="{}%" height="{}" rx="1"/>').format(
        _n((place + 0.1) * step), _n(72 - height), _n(0.8 * step), _n(height)
    )


def _bands(figure: Bands) -> tuple[tuple[str, str, Markup], ...]:
    return tuple((row.label, _band_says(row, figure), _band(row, figure)) for row in figure.rows)


def _band_says(row: Band, figure: Bands) -> str:
    return ", ".join(f"{round(100 * p)}% {end}" for p, end in zip(row.chances, figure.ends, strict=True))


def _band(row: Band, figure: Bands) -> Markup:
    """Darkest where the wait is surely still on; paler as it has likely ended."""
    name = f"fade-{crc32(f'{figure.title}|{row.label}'.encode()):08x}"
    stop = Markup('<stop offset="{}%" class="stop" stop-opacity="{}"/>')
    stops = [stop.format(0, 1)] + [
        stop.format(end, _n(1 - p)) for end, p in zip(_BAND_ENDS, row.chances, strict=True)
    ]
    ticks = [
        Markup('<line class="tick" x1="{0}%" x2="{0}%" y1="0" y2="16"/>').format(end)
        for end in _BAND_ENDS[:2]
    ]
    return _svg(
        [
            Markup('<defs><linearGradient id="{}">{}</linearGradient></defs>').format(
                name, Markup("").join(stops)
            ),
            Markup('<rect x="0" y="2" width="100%" height="12" fill="url(#{})"/>').format(name),
            *ticks,
        ]
    )


def _svg(parts: list[Markup], *, height: int = 16, label: str | None = None) -> Markup:
    """Without a label it only repeats the words beside it, and a screen reader passes it over."""
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg width="100%" height="{}" {}>{}</svg>').format(height, told, Markup("").join(parts))


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


_DRAW: dict[type, Callable[[Any], tuple[tuple[str, str, Markup], ...]]] = {
    Bars: _bars,
    Intervals: _intervals,
    Months: _months,
    Bands: _bands,
}
