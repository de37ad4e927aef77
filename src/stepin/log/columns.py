"""One column at a time: what is given, as the type the log wants, with the rows where that cannot be.

Each function takes a column of any Arrow type and a ``Flags`` to mark bad rows in, and returns the column in
the wanted type, null where it was bad or absent. Nothing raises on data.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stepin.log.rejects import EXCERPT, KEPT, BadRow, Rejects

INSTANT = pa.timestamp("us", tz="UTC")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
ID_BYTES, TEXT_BYTES = 512, 4096

_CONTROL = "[\\x00-\\x1f\\x7f]"
_CLOCK = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?"
_ZONED = _CLOCK + r" ?([Zz]|[+-]\d{2}(:?\d{2})?)$"
_BARE = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?)?$"


_ARROW = (pa.Array, pa.ChunkedArray)


@dataclass(frozen=True, slots=True)
class Clock:
    """How times are written: ISO 8601, or a strptime ``format``. ``zone`` is where those without one are from
    (with a format: UTC, where it is not told); None refuses them."""

    format: str | None = None
    zone: str | None = None


ISO = Clock()


class Flags:
    """Which rows of a batch are bad; the first reason found for a row is the one that is told."""

    def __init__(self, rows: int) -> None:
        self._why = np.full(rows, -1, dtype=np.int32)
        self._causes: list[tuple[str, str, Any]] = []

    def mark(self, mask: Any, column: str, reason: str, values: Any) -> None:
        """``mask``: true for bad rows, null counts as false; ``values``: what was given there."""
        bad = np.asarray(pc.fill_null(mask, False) if isinstance(mask, _ARROW) else mask, dtype=bool)
        if bad.any():
            self._why[(self._why < 0) & bad] = len(self._causes)
            self._causes.append((column, reason, values))

    @property
    def good(self) -> pa.Array:
        return pa.array(self._why < 0)

    def rejects(self, *, first_row: int) -> Rejects:
        """The bad rows, numbered from ``first_row``."""
        codes, counts = np.unique(self._why[self._why >= 0], return_counts=True)
        by_reason: dict[str, int] = {}
        for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
            label = f"{self._causes[code][0]}: {self._causes[code][1]}"
            by_reason[label] = by_reason.get(label, 0) + count
        kept = np.flatnonzero(self._why >= 0)[:KEPT].tolist()
        examples = tuple(self._example(row, first_row) for row in kept)
        return Rejects(int(counts.sum()), by_reason, examples)

    def _example(self, row: int, first_row: int) -> BadRow:
        column, reason, values = self._causes[self._why[row]]
        return BadRow(first_row + row, column, reason, excerpt(values[row]))


def excerpt(value: Any) -> str:
    """A cell as it may be shown: short, on one line, without control characters."""
    try:
        given = value.as_py() if isinstance(value, pa.Scalar) else value
    except (UnicodeDecodeError, ValueError, OverflowError):
        return "unreadable"
    text = re.sub(r"[^ -~ -\U0010ffff]", "?", "" if given is None else str(given)[: EXCERPT + 1])
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"


def nothing(rows: int, kind: pa.DataType) -> pa.Array:
    return pa.nulls(rows, kind)


def text(
    values: pa.Array,
    name: str,
    flags: Flags,
    *,
    required: bool = False,
    limit: int = TEXT_BYTES,
    one_line: bool = False,
) -> pa.Array:
    """As text: integers are written out, the empty text is null. Bad: other types, broken UTF-8, control
    characters (``one_line``: they become a space instead), more than ``limit`` bytes, null where required."""
    plain = _as_text(values, name, flags)
    if one_line:
        plain = pc.replace_substring_regex(plain, _CONTROL + "+", " ")
    if required:
        flags.mark(pc.or_kleene(pc.is_null(plain), _blank(plain)), name, "missing", values)
    flags.mark(pc.greater(pc.binary_length(plain), limit), name, f"longer than {limit} bytes", values)
    flags.mark(pc.match_substring_regex(plain, _CONTROL), name, "control characters", values)
    return pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain)


def _blank(plain: pa.Array) -> pa.Array:
    return pc.equal(pc.utf8_trim_whitespace(plain), "")


def _as_text(values: pa.Array, name: str, flags: Flags) -> pa.Array:
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _readable(values.cast(kind).cast(pa.string()), name, flags)
    if pa.types.is_integer(kind) or pa.types.is_null(kind):
        return values.cast(kind).cast(pa.string())
    flags.mark(pc.is_valid(values), name, f"not text but {kind}", values)
    return nothing(len(values), pa.string())


def _readable(plain: pa.Array, name: str, flags: Flags) -> pa.Array:
    try:
        plain.validate(full=True)
    except pa.ArrowInvalid:
        decoded = [_decoded(one) for one in plain.cast(pa.binary()).to_pylist()]
        broken = [one is False for one in decoded]
        flags.mark(broken, name, "not UTF-8", nothing(len(plain), pa.string()))
        return pa.array([one or None for one in decoded], pa.string())
    return plain


def _decoded(raw: bytes | None) -> str | bool | None:
    try:
        return None if raw is None else raw.decode()
    except UnicodeDecodeError:
        return False


def one_of(values: pa.Array, name: str, flags: Flags, *, words: tuple[str, ...], reason: str) -> pa.Array:
    """Text that must be one of ``words`` (null is bad too)."""
    plain = text(values, name, flags, required=True)
    flags.mark(pc.invert(pc.is_in(plain, pa.array(words))), name, reason, values)
    return plain


def instant(
    values: pa.Array, name: str, flags: Flags, *, now: datetime, required: bool = True, clock: Clock = ISO
) -> pa.Array:
    """As UTC instants, in microseconds (finer is cut off). Bad: no ISO 8601 time, no zone, before 1990, more
    than a day after ``now``, and null where required."""
    if required:
        flags.mark(pc.is_null(values), name, "missing", values)
    kind = values.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        at = _instants_of(values, name, flags, clock)
    elif clock.format is not None:
        at = _formatted(values, name, flags, clock)
    else:
        at = _parsed(values, name, flags, clock)
    flags.mark(pc.less(at, pa.scalar(EARLIEST, INSTANT)), name, "before 1990", values)
    flags.mark(pc.greater(at, pa.scalar(now + AHEAD, INSTANT)), name, "in the future", values)
    return at


def _instants_of(values: pa.Array, name: str, flags: Flags, clock: Clock) -> pa.Array:
    if pa.types.is_date(values.type) or (values.type.tz is None and clock.zone is None):
        flags.mark(pc.is_valid(values), name, "time without a zone", values)
        return nothing(len(values), INSTANT)
    try:
        micro = values.cast(pa.timestamp("us", tz=values.type.tz), safe=values.type.unit in ("s", "ms"))
    except pa.ArrowInvalid:
        flags.mark(pc.is_valid(values), name, "not a time", values)
        return nothing(len(values), INSTANT)
    return micro.cast(INSTANT) if values.type.tz else _placed(micro, clock)


def _placed(naive: pa.Array, clock: Clock) -> pa.Array:
    """Where clocks go back, the earlier of the two instants; where they jump, the moment of the jump."""
    return pc.assume_timezone(naive, clock.zone, ambiguous="earliest", nonexistent="latest").cast(INSTANT)


def _formatted(values: pa.Array, name: str, flags: Flags, clock: Clock) -> pa.Array:
    given = pc.utf8_trim_whitespace(_as_text(values, name, flags))
    naive = _rolled_over(given, pc.strptime(given, format=clock.format, unit="us", error_is_null=True), clock)
    reason = f"not a time of the form {clock.format}"
    flags.mark(pc.and_(pc.is_valid(given), pc.is_null(naive)), name, reason, values)
    return _placed(naive, clock)


def _rolled_over(given: pa.Array, naive: pa.Array, clock: Clock) -> pa.Array:
    """Arrow reads 31 June as 1 July; only the first days of a month can have come about so."""
    suspect = pc.fill_null(pc.less_equal(pc.day(naive), 3), False)
    if not pc.any(suspect).as_py():
        return naive
    again = [_exactly(one, str(clock.format)) for one in given.filter(suspect).to_pylist()]
    return pc.replace_with_mask(naive, suspect, pa.array(again, naive.type))


def _exactly(given: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(given, form)  # noqa: DTZ007 - the zone is the caller's
    except ValueError:
        return None


def _parsed(values: pa.Array, name: str, flags: Flags, clock: Clock) -> pa.Array:
    given = _as_text(values, name, flags)
    if clock.zone is None:
        flags.mark(pc.match_substring_regex(given, _BARE), name, "time without a zone", values)
        return _zoned(given, values, name, flags)
    bare = pc.match_substring_regex(given, _BARE)
    nothing_there = pa.scalar(None, pa.string())
    naive = _cast_times(pc.if_else(bare, given, nothing_there), pa.timestamp("us"))
    flags.mark(pc.and_(bare, pc.is_null(naive)), name, "not a time", values)
    return pc.coalesce(
        _placed(naive, clock), _zoned(pc.if_else(bare, nothing_there, given), values, name, flags)
    )


def _zoned(given: pa.Array, values: pa.Array, name: str, flags: Flags) -> pa.Array:
    zoned = pc.match_substring_regex(given, _ZONED)
    flags.mark(pc.invert(zoned), name, "not a time", values)
    shaped = pc.if_else(zoned, given, pa.scalar(None, pa.string()))
    parsed = _cast_times(shaped, INSTANT)
    flags.mark(pc.and_(pc.is_valid(shaped), pc.is_null(parsed)), name, "not a time", values)
    return parsed


def _cast_times(given: pa.Array, kind: pa.DataType) -> pa.Array:
    """ISO times, all at once where Arrow can, else one by one; null where there is no such time."""
    try:
        return given.cast(kind)
    except pa.ArrowInvalid:
        return pa.array([_moment(one, zoned=kind.tz is not None) for one in given.to_pylist()], kind)


def _moment(given: str | None, *, zoned: bool) -> datetime | None:
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given.upper().replace(",", ".").replace(" +", "+").replace(" -", "-"))
        return at.astimezone(UTC) if zoned else at
    except (ValueError, OverflowError):
        return None


def whole(values: pa.Array, name: str, flags: Flags) -> pa.Array:
    """As 64-bit integers, 0 where there is none. Bad: anything else."""
    kind = values.type
    if pa.types.is_floating(kind):
        return _whole_floats(values, name, flags)
    if pa.types.is_integer(kind) and kind != pa.uint64():
        return pc.fill_null(values.cast(pa.int64()), 0)
    given = _as_text(values, name, flags)
    digits = pc.match_substring_regex(given, r"^-?\d{1,18}$")
    flags.mark(pc.and_(pc.not_equal(given, ""), pc.invert(digits)), name, "not a whole number", values)
    return pc.fill_null(pc.if_else(digits, given, pa.scalar(None, pa.string())).cast(pa.int64()), 0)


def _whole_floats(values: pa.Array, name: str, flags: Flags) -> pa.Array:
    fits = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), 2.0**53))
    flags.mark(pc.and_(pc.is_valid(values), pc.invert(fits)), name, "not a whole number", values)
    return pc.fill_null(pc.if_else(fits, values, pa.scalar(None, values.type)).cast(pa.int64()), 0)


def day(values: pa.Array, name: str, flags: Flags) -> pa.Array:
    """As dates; null is fine. Bad: anything but a date, or text that is an ISO date."""
    if pa.types.is_date(values.type):
        return values.cast(pa.date32(), safe=False)
    given = _as_text(values, name, flags)
    parsed = pa.array([_date(one) for one in given.to_pylist()], pa.date32())
    flags.mark(pc.and_(pc.not_equal(given, ""), pc.is_null(parsed)), name, "not a date (YYYY-MM-DD)", values)
    return parsed


def _date(given: str | None) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        return None


def texts(values: pa.Array, name: str, flags: Flags) -> pa.Array:
    """As lists of text: a list stays, text is cut at every ``;``. Null is the empty list."""
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        lists = [[str(one) for one in row or () if one is not None] for row in values.to_pylist()]
    else:
        cut = [(one or "").split(";") for one in text(values, name, flags).to_pylist()]
        lists = [[part.strip() for part in row if part.strip()] for row in cut]
    dirty = [any(re.search(_CONTROL, one) or len(one.encode()) > ID_BYTES for one in row) for row in lists]
    flags.mark(dirty, name, "control characters, or a label that is too long", values)
    return pa.array(lists, pa.list_(pa.string()))
