"""From a table's own columns to the contract's: renamed, joined, constant, prefixed."""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from stepin.sources.table_files import TableColumnsError, TableFile
from stepin.sources.table_map import Names, TableMap


def named(table: TableFile, names: Names, known: Iterable[str], required: Iterable[str]) -> Names:
    """``names`` with the contract's own names filled in where the table has them.

    Raises TableColumnsError where the map names a column that is not there, or a required one comes from
    nowhere.
    """
    own = {to: (to,) for to in known if to in table.columns and to not in names.constants}
    columns = {**own, **names.columns}
    absent = sorted({one for given in columns.values() for one in given if one not in table.columns})
    if absent:
        raise TableColumnsError(
            table.path, f"has no column {_list(absent)}, which the map names", [*table.columns]
        )
    lacking = [to for to in required if to not in columns and to not in names.constants]
    if lacking:
        raise TableColumnsError(table.path, f"has no column {_list(lacking)}", [*table.columns])
    return Names(columns, names.constants, names.prefixes)


def _list(names: list[str]) -> str:
    return ", ".join(names)


def asked(names: Names) -> list[str]:
    """The table's columns that are needed, each once."""
    return list(dict.fromkeys(one for given in names.columns.values() for one in given))


def shaped(
    batches: Iterator[pa.RecordBatch], names: Names, missing: tuple[str, ...]
) -> Iterator[pa.RecordBatch]:
    """The same rows under the contract's names."""
    gone = pa.array([one for one in missing if one], pa.string())
    for batch in batches:
        columns = {to: _column(batch, to, names, gone) for to in (*names.columns, *names.constants)}
        yield pa.RecordBatch.from_pydict(columns)


def _column(batch: pa.RecordBatch, to: str, names: Names, gone: pa.Array) -> pa.Array:
    if to in names.constants:
        return pa.repeat(pa.scalar(names.constants[to]), len(batch))
    given = [_present(batch[name], gone) for name in names.columns[to]]
    column = given[0] if len(given) == 1 else pc.binary_join_element_wise(*map(_text, given), ":")
    prefix = names.prefixes.get(to)
    return column if not prefix else prefixed(_text(column), prefix)


def _present(column: pa.Array, gone: pa.Array) -> pa.Array:
    """Parquet, unlike CSV, comes with the words that stand for nothing still in it."""
    if not len(gone) or not pa.types.is_string(column.type):
        return column
    return pc.if_else(pc.is_in(column, gone), pa.scalar(None, pa.string()), column)


def _text(column: pa.Array) -> pa.Array:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return column.cast(kind).cast(pa.string()) if _has_text(kind) else pa.nulls(len(column), pa.string())


def _has_text(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def placed(batches: Iterator[pa.RecordBatch], table_map: TableMap) -> Iterator[pa.RecordBatch]:
    """Items with source and container, where they do not say: from their ids, else from the map."""
    elsewhere = table_map.container or table_map.source
    for batch in batches:
        given = dict(zip(batch.schema.names, batch.columns, strict=True))
        ids = _text(given["item_id"])
        for name, pattern, default in (
            ("source", r"^(?P<found>[^:#]+):", table_map.source),
            ("container", r"^(?:[^:#]*:)?(?P<found>.+)#[^#]*$", elsewhere),
        ):
            found = pc.struct_field(pc.extract_regex(ids, pattern), "found")
            said = _text(given.get(name, pa.nulls(len(batch))))
            given[name] = pc.coalesce(said, found, pa.scalar(default))
        yield pa.RecordBatch.from_pydict(given)


def prefixed(column: pa.Array, prefix: str) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(prefix), column, "")
