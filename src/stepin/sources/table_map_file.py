"""Reading a table's map from its TOML file; every key it does not know is a mistake that it names."""

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stepin.log.columns import Clock
from stepin.log.schema import EVENT_KINDS, EVENTS, ITEM_KINDS, ITEMS
from stepin.sources.table_map import Change, MapError, Names, TableMap

CLOSING = ("resolved", "closed", "merged")
Table = dict[str, Any]


def load_map(given: str | Path | None) -> TableMap:
    """The map in a file, or one of those shipped (``servicenow``); for None that of the contract's own names.
    Raises MapError, which says what is wrong where."""
    if given is None:
        return TableMap()
    name = str(given)
    try:
        return _map(name, tomllib.loads(_text_of(name)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MapError(name, f"is no TOML ({error})") from error
    except OSError as error:
        shipped = ", ".join(sorted(one.stem for one in _shipped_folder().glob("*.toml")))
        raise MapError(name, f"cannot be read ({error.strerror}); the maps shipped are: {shipped}") from error


def _shipped_folder() -> Path:
    return Path(str(files("stepin.sources"))) / "maps"


def _text_of(name: str) -> str:
    shipped = _shipped_folder() / f"{name}.toml"
    return (shipped if name.isidentifier() and shipped.is_file() else Path(name)).read_text(encoding="utf-8")


def _map(name: str, table: Table) -> TableMap:
    items = _table(name, table, "items")
    read = TableMap(
        source=_text(name, table, "source", "table"),
        kind=_word(name, table, "kind", ITEM_KINDS, "issue"),
        container=_text(name, table, "container", None),
        delimiter=_delimiter(name, table),
        missing=("", *_texts(name, table, "missing")),
        bots=_texts(name, table, "bots"),
        clock=_clock(name, _table(name, table, "time")),
        events=_names(name, table, (*EVENTS.names, "opened_at")),
        items=_names(name, items, ITEMS.names),
        changes=tuple(_change(name, one) for one in _tables(name, table, "change")),
        otherwise=_otherwise(name, table),
    )
    _nothing_left(name, items, "items.")
    _nothing_left(name, table, "")
    return read


def _names(name: str, table: Table, known: Iterable[str]) -> Names:
    columns = {to: _several(name, to, given) for to, given in _table(name, table, "map").items()}
    constants = _all_texts(name, "constant", _table(name, table, "constant"))
    prefixes = _all_texts(name, "prefix", _table(name, table, "prefix"))
    for to in (*columns, *constants, *prefixes):
        if to not in known:
            raise MapError(name, f"{to} is none of the columns {', '.join(known)}")
    return Names(columns, constants, prefixes)


def _several(name: str, key: str, given: object) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else given
    if not isinstance(names, list | tuple) or not names or not all(isinstance(one, str) for one in names):
        raise MapError(name, f"{key} must name a column of the table, or a list of them, not {given!r}")
    return tuple(names)


def _change(name: str, table: Table) -> Change:
    given = table.pop("columns", None) or table.pop("column", None)
    change = Change(
        columns=_several(name, "column in [[change]]", given),
        kind=_word(name, table, "kind", EVENT_KINDS, None),
        prefix=_text(name, table, "prefix", ""),
        values=_all_texts(name, "values", _table(name, table, "values")),
        closes=_all_texts(name, "closes", _table(name, table, "closes")),
    )
    wrong = [kind for kind in change.closes.values() if kind not in CLOSING]
    if wrong:
        raise MapError(name, f"closes gives {wrong[0]!r}, which is none of {', '.join(CLOSING)}")
    _nothing_left(name, table, "change.")
    return change


def _clock(name: str, table: Table) -> Clock:
    form, zone = _text(name, table, "format", None), _text(name, table, "zone", None)
    if form is not None and "%z" in form:
        raise MapError(
            name, "time.format may not hold %z; write times in ISO 8601 where they bear their zone"
        )
    if form is not None and zone is None:
        raise MapError(name, 'time.format needs a time.zone beside it, such as "Europe/Madrid" or "UTC"')
    _known_zone(name, zone)
    _nothing_left(name, table, "time.")
    return Clock(form, zone)


def _known_zone(name: str, zone: str | None) -> None:
    try:
        ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MapError(name, f"time.zone {zone!r} is no time zone, such as Europe/Madrid") from error


def _delimiter(name: str, table: Table) -> str:
    delimiter = _text(name, table, "delimiter", ",")
    if len(delimiter) != 1 or delimiter in '"\r\n' or not delimiter.isascii():
        raise MapError(name, f"delimiter must be one character, not {delimiter!r}")
    return delimiter


def _otherwise(name: str, table: Table) -> str | None:
    if table.get("otherwise") == "":
        return table.pop("otherwise") or None
    return _word(name, table, "otherwise", EVENT_KINDS, "other")


def _word(name: str, table: Table, key: str, words: tuple[str, ...], default: str | None) -> str:
    word = table.pop(key, default)
    if word not in words:
        raise MapError(name, f"{key} is {word!r}, which is none of {', '.join(words)}")
    return str(word)


def _text(name: str, table: Table, key: str, default: Any) -> Any:
    value = table.pop(key, default)
    if value is not default and not isinstance(value, str):
        raise MapError(name, f"{key} must be text, not {value!r}")
    return value


def _texts(name: str, table: Table, key: str) -> tuple[str, ...]:
    value = table.pop(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise MapError(name, f"{key} must be a list of texts, not {value!r}")
    return tuple(value)


def _table(name: str, table: Table, key: str) -> Table:
    value = table.pop(key, {})
    if not isinstance(value, dict):
        raise MapError(name, f"{key} must be a table, [{key}], not {value!r}")
    return value


def _tables(name: str, table: Table, key: str) -> list[Table]:
    value = table.pop(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise MapError(name, f"{key} must be tables, [[{key}]], not {value!r}")
    return value


def _all_texts(name: str, where: str, table: Table) -> Mapping[str, str]:
    for key, value in table.items():
        if not isinstance(value, str):
            raise MapError(name, f"{where}.{key} must be text, not {value!r}")
    return table


def _nothing_left(name: str, table: Table, where: str) -> None:
    if table:
        raise MapError(name, f"does not know {', '.join(where + key for key in table)}")
