"""From plain values back to frozen records, by their type hints."""

import types
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast, get_args, get_origin, get_type_hints

Decode = Callable[[Any], Any]


def hints_of(record: type) -> list[tuple[str, Any]]:
    """Each field's name and type, in order."""
    hints = get_type_hints(record)
    return [(field.name, hints[field.name]) for field in fields(record)]


def not_none(union: types.UnionType) -> Any:
    (hint,) = (each for each in get_args(union) if each is not type(None))
    return hint


@cache
def decoder(hint: Hashable, plain: Callable[[Hashable], Decode]) -> Decode:
    """``plain``: how a value that is no record, tuple or union is read, by its type. A field that was added
    since a record's values were written takes its default."""
    if isinstance(hint, types.UnionType):
        inner = decoder(not_none(hint), plain)
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        each = decoder(get_args(hint)[0], plain)
        return lambda values: tuple(each(value) for value in values)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint, plain)
    return plain(hint)


def _record(record: type, plain: Callable[[Hashable], Decode]) -> Decode:
    make = cast(Callable[..., Any], record)
    parts = [(name, decoder(hint, plain)) for name, hint in hints_of(record)]
    return lambda row: make(**{name: decode(row[name]) for name, decode in parts if name in row})
