"""Columns of whole numbers → the Arrow columns of the report's records."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from stepin.analysis.records import HOUR_US, Bools, Floats, Ints
from stepin.findings.columns import schema

INSTANT = pa.timestamp("us", tz="UTC")


def table_of(record: type, columns: Mapping[str, pa.Array]) -> pa.Table:
    """``columns``: one for each of the record's fields, in any order."""
    return pa.Table.from_arrays([columns[name] for name in schema(record).names], schema=schema(record))


def struct_of(record: type, columns: Mapping[str, pa.Array], *, none: Bools | None = None) -> pa.StructArray:
    """A column of records inside a record, ``none`` telling where there is none."""
    fields = schema(record)
    parts = [columns[field.name] for field in fields]
    mask = None if none is None else pa.array(none)
    return pa.StructArray.from_arrays(parts, fields=list(fields), mask=mask)


def taken(known: Sequence[str | None] | pa.Array, codes: Ints) -> pa.Array:
    """What is known of each code; of −1, nothing."""
    values = known if isinstance(known, pa.Array) else pa.array(known, pa.string())
    return values.take(pa.array(codes, mask=codes < 0))


def each_once(codes: Ints, tell: Callable[[int], str | None]) -> pa.Array:
    """The text of each code, asked for once of those that are there."""
    few, place = np.unique(codes, return_inverse=True)
    return taken([tell(code) for code in few.tolist()], place)


def numbers(values: Ints) -> pa.Array:
    return pa.array(values.astype(np.int64, copy=False))


def figures(values: Floats, *, none: Bools | None = None) -> pa.Array:
    return pa.array(values, pa.float64(), mask=none)


def hours(us: Ints, *, none: Bools | None = None) -> pa.Array:
    return figures(us / HOUR_US, none=none)


def instants(us: Ints) -> pa.Array:
    """Of UTC microseconds."""
    return pa.array(us.astype(np.int64, copy=False)).cast(INSTANT)


def lists(values: pa.Array, many: Ints) -> pa.ListArray:
    """Lists of lengths ``many``, of the values one after the other."""
    return pa.ListArray.from_arrays(pa.array(np.append(0, np.cumsum(many)), pa.int32()), values)


def words(codes: Ints, tell: Callable[[int], Sequence[str]]) -> pa.ListArray:
    """The words of each combination of flags."""
    few, place = np.unique(codes, return_inverse=True)
    told = pa.array([list(tell(code)) for code in few.tolist()], pa.list_(pa.string()))
    return told.take(pa.array(place))
