"""Frozen records as plain JSON values and back, by their type hints: for tables that keep a record whole."""

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from stepin.findings.decoding import Decode, decoder
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
    decoded: R = decoder(cast(Hashable, record), _read)(values)
    return decoded


def _read(hint: Hashable) -> Decode:
    return datetime.fromisoformat if hint is datetime else (lambda value: value)
