"""Frozen records as Arrow tables and back, by their type hints.

A field may be text, int, float, bool, an aware datetime, another record, a tuple of one type, or any of these
or None.
"""

import types
from collections.abc import Hashable, Iterable
from dataclasses import is_dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, TypeVar, cast, get_args, get_origin

import pyarrow as pa

from stepin.findings.decoding import Decode, decoder, hints_of, not_none

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
}
_R = TypeVar("_R")


def to_table(record: type, rows: Iterable[Any]) -> pa.Table:
    """One column per field of ``record``, in order, and one row per record."""
    kept = list(rows)
    columns = [_column(hint, list(map(attrgetter(name), kept))) for name, hint in hints_of(record)]
    return pa.Table.from_arrays(columns, schema=schema(record))


def _column(hint: Any, values: list[Any]) -> pa.Array:
    """Of one field, column by column down to plain values: row by row takes many times as long."""
    if isinstance(hint, types.UnionType):
        return _column(not_none(hint), values)
    if get_origin(hint) is tuple:
        each = _column(get_args(hint)[0], list(chain.from_iterable(value or () for value in values)))
        ends = pa.array(accumulate((len(value or ()) for value in values), initial=0), pa.int32())
        return pa.ListArray.from_arrays(ends, each, mask=_none_of(values))
    if is_dataclass(hint) and isinstance(hint, type):
        parts = [
            _column(inner, [None if value is None else getattr(value, name) for value in values])
            for name, inner in hints_of(hint)
        ]
        return pa.StructArray.from_arrays(parts, fields=list(_arrow(hint)), mask=_none_of(values))
    return pa.array(values, _PLAIN[hint])


def _none_of(values: list[Any]) -> pa.Array:
    return pa.array([value is None for value in values], pa.bool_())


def from_table(record: type[_R], table: pa.Table) -> tuple[_R, ...]:
    """The records again, equal to what was written; a field added since then takes its default."""
    decode = decoder(cast(Hashable, record), _read)
    return tuple(decode(row) for row in table.cast(_with_numbers(table.schema)).to_pylist())


def _with_numbers(schema: pa.Schema) -> pa.Schema:
    """Each instant as its microseconds: Arrow's own way to a datetime tries to import pandas."""
    return pa.schema([pa.field(field.name, _numbered(field.type)) for field in schema])


def _numbered(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind):
        return pa.int64()
    if pa.types.is_list(kind):
        return pa.list_(_numbered(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _numbered(field.type)) for field in kind])
    return kind


def schema(record: type) -> pa.Schema:
    return pa.schema([pa.field(name, _arrow(hint)) for name, hint in hints_of(record)])


def _arrow(hint: Any) -> pa.DataType:
    if isinstance(hint, types.UnionType):
        return _arrow(not_none(hint))
    if get_origin(hint) is tuple:
        return pa.list_(_arrow(get_args(hint)[0]))
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct([pa.field(name, _arrow(inner)) for name, inner in hints_of(hint)])
    return _PLAIN[hint]


def _read(hint: Hashable) -> Decode:
    if hint is datetime:
        return lambda value: _EPOCH + timedelta(microseconds=value)
    return lambda value: value
