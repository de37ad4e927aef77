"""Frozen records as plain JSON values and back, by their type hints: for tables that keep a record whole."""

import types
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from stepin.findings.json_report import to_json_values

R = TypeVar("R")


def to_plain(record: Any) -> dict[str, Any]:
    """Times as ISO 8601 in UTC, tuples as lists, records as objects: what ``to_json_values`` of ``asdict``
    is, without the copies in between, of which a large run would make half a million."""
    return {name: _plain(getattr(record, name)) for name in _field_names(cast(Hashable, type(record)))}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return to_plain(value) if is_dataclass(value) else to_json_values(value)


@cache
def _field_names(record: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast(Any, record)))


def from_plain(record: type[R], values: dict[str, Any]) -> R:
    """The record again. A field that was added since ``values`` were written takes its default."""
    decoded: R = _record_decoder(cast(Hashable, record))(values)
    return decoded


@cache
def _decoder(hint: Hashable) -> Callable[[Any], Any]:
    if isinstance(hint, types.UnionType):
        (one,) = (each for each in get_args(hint) if each is not type(None))
        inner = _decoder(one)
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        each = _decoder(get_args(hint)[0])
        return lambda values: tuple(each(value) for value in values)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record_decoder(hint)
    return datetime.fromisoformat if hint is datetime else (lambda value: value)


@cache
def _record_decoder(record: Hashable) -> Callable[[Any], Any]:
    hints, make = get_type_hints(record), cast(Callable[..., Any], record)
    parts = [(field.name, _decoder(hints[field.name])) for field in fields(cast(Any, record))]
    return lambda row: make(**{name: decode(row[name]) for name, decode in parts if name in row})
