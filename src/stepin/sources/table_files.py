"""Reading somebody's table, CSV or Parquet, batch by batch; what is wrong with the file is said in words."""

import codecs
import csv
import io
import lzma
import time
import traceback
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from stepin.errors import InputError
from stepin.log.columns import excerpt
from stepin.log.rejects import KEPT, BadRow, Rejects

BLOCK_BYTES = 8 * 1024 * 1024
BATCH_ROWS = 64 * 1024
HEAD_BYTES = 64 * 1024
_PACKED = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd"}
_DAMAGE = ("truncated", "corrupt", "magic", "footer", "ended", "inflate", "decompress", "deserialize")
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class TableUnreadableError(InputError):
    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        super().__init__(f"{path} {problem}. {remedy}")


class TableColumnsError(InputError):
    def __init__(self, path: Path, problem: str, found: list[str]) -> None:
        there = ", ".join(found[:40]) or "none"
        super().__init__(
            f"{path} {problem}. Its columns are: {there}. Other names can be mapped with --map "
            "(docs/bring-your-own-table.md)."
        )


@dataclass(slots=True)
class Malformed:
    """Lines of a CSV with more or fewer cells than its header, as they are met."""

    rows: list[int] = field(default_factory=list)
    examples: list[BadRow] = field(default_factory=list)

    def take(self, row: pacsv.InvalidRow) -> str:
        number, lines = (row.number or 1) - 1, row.text.count("\n")
        self.rows.append(number)
        if len(self.examples) < KEPT:
            cells = f"{row.actual_columns} cells where the header has {row.expected_columns}"
            run = f", {lines + 1} lines run together by a quote that is not closed" if lines else ""
            self.examples.append(BadRow(number, "row", cells + run, excerpt(row.text)))
        return "skip"

    @property
    def rejects(self) -> Rejects:
        reasons = {"row: not as many cells as the header": len(self.rows)} if self.rows else {}
        return Rejects(len(self.rows), reasons, tuple(self.examples))


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table that can be read: its columns, and how many bytes there are to read."""

    path: Path
    delimiter: str
    missing: tuple[str, ...]
    columns: tuple[str, ...]
    is_parquet: bool


def open_table(path: Path, *, delimiter: str, missing: tuple[str, ...]) -> TableFile:
    """Looks at the table's header. Raises InputError where there is no table, or none that can be read."""
    with _said_in_words(path):
        is_parquet = path.is_dir() or path.suffix.casefold() in (".parquet", ".pq")
        found = _parquet_columns(path) if is_parquet else _csv_columns(path, delimiter)
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise TableColumnsError(path, f"has more than one column named {', '.join(twice)}", found)
    return TableFile(path, delimiter, missing, tuple(found), is_parquet)


def read(table: TableFile, columns: list[str], malformed: Malformed) -> Iterator[pa.RecordBatch]:
    """The columns asked for, as batches; CSV cells as text, null where they read as missing."""
    rows = _parquet_batches(table, columns) if table.is_parquet else _csv_batches(table, columns, malformed)
    with _said_in_words(table.path):
        yield from rows


@contextmanager
def _said_in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise TableUnreadableError(path, "is not there", "Look at the path you gave.") from error
    except PermissionError as error:
        raise TableUnreadableError(path, "may not be read", "Give yourself the right to.") from error
    except csv.Error as error:
        raise TableUnreadableError(
            path, "has a header with a quote out of place", f"Mend it ({error})."
        ) from error
    except (EOFError, lzma.LZMAError, zlib.error) as error:
        raise TableUnreadableError(path, "is cut short or damaged", "Fetch or export it again.") from error
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise TableUnreadableError(path, *_problem(str(error))) from error


def _problem(text: str) -> tuple[str, str]:
    first = (text.strip() or "no reason given").splitlines()[0][:300]
    lower = text.casefold()
    if "utf8" in lower or "utf-8" in lower or "codec" in lower:
        return "is not encoded in UTF-8", "Save it as UTF-8 and run this again."
    if "straddling" in lower or "block" in lower:
        return "has a row that never ends (a quote that is not closed?)", "Mend the quotes; " + first
    if "size is 0 bytes" in lower:
        return "is empty", "Fetch or export it again."
    if any(sign in lower for sign in _DAMAGE):
        return "is cut short or damaged", f"Fetch or export it again ({first})."
    return "cannot be read", f"{first}."


def _parquet_files(path: Path) -> list[Path]:
    found = sorted(one for one in path.rglob("*.parquet")) if path.is_dir() else [path]
    if not found:
        raise TableUnreadableError(
            path, "is a folder without Parquet files", "Name a table, or such a folder."
        )
    return found


def _parquet_columns(path: Path) -> list[str]:
    kept: list[str] = []
    for one in _parquet_files(path):
        names = list(pq.read_schema(one).names)
        if kept and set(names) != set(kept):
            raise TableColumnsError(one, "has other columns than the files before it", names)
        kept = kept or names
    return kept


def _parquet_batches(table: TableFile, columns: list[str]) -> Iterator[pa.RecordBatch]:
    for one in _parquet_files(table.path):
        with pq.ParquetFile(one) as source:
            for batch in source.iter_batches(BATCH_ROWS, columns=columns):
                yield batch.select(columns)


def _opened(path: Path) -> Any:
    """The file's bytes, unpacked."""
    if path.suffix.casefold() == ".xz":
        return pa.PythonFile(lzma.open(path, "rb"), mode="r")
    return pa.input_stream(str(path), compression=_PACKED.get(path.suffix.casefold()))


class _Held:
    """What Arrow's threads hold of ours: the stream, and what takes malformed lines.

    ``read`` raises UnicodeDecodeError where the bytes are not UTF-8: Arrow does not for malformed lines.
    """

    closed = False

    def __init__(self, stream: Any, malformed: Malformed) -> None:
        self._stream, self._malformed = stream, malformed
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def read(self, size: int = -1) -> bytes:
        content = bytes(self._stream.read(size))
        self._decoder.decode(content, final=not content)
        return content

    def close(self) -> None:
        self.closed = True

    def __call__(self, row: pacsv.InvalidRow) -> str:
        return self._malformed.take(row)


def _wait_until_let_go(held: weakref.ref[_Held]) -> None:
    """Some seconds at most. A thread of Arrow's that lets go of it while Python ends aborts the process."""
    until = time.monotonic() + 5
    while held() is not None and time.monotonic() < until:
        time.sleep(0.001)


def _head(path: Path) -> bytes:
    with _opened(path) as stream:
        return bytes(stream.read(HEAD_BYTES))


def _csv_columns(path: Path, delimiter: str) -> list[str]:
    head = _head(path)
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise TableUnreadableError(path, "is empty", "A table starts with a row of column names.")
    if head.startswith(_MARKS) or head[1::2].count(0) > len(head) // 4:
        raise TableUnreadableError(path, "is not encoded in UTF-8 but UTF-16", "Save it as UTF-8.")
    text = codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD_BYTES)
    names = _header(text, delimiter)
    other = [mark for mark in ",;\t|" if mark != delimiter and len(names) == 1 and mark in names[0]]
    if other:
        raise TableColumnsError(
            path, f"seems to have {other[0]!r} between its cells, not {delimiter!r}", names
        )
    return names


def _header(text: str, delimiter: str) -> list[str]:
    """Not with Arrow: a command that ends at once would end while Arrow's threads still run, and abort."""
    whole = io.StringIO(text.removeprefix("\ufeff"), newline="")
    lines = csv.reader(whole, delimiter=delimiter, strict=True)
    return next((cells for cells in lines if cells), [])


def _reading() -> pacsv.ReadOptions:
    return pacsv.ReadOptions(block_size=BLOCK_BYTES, use_threads=False)


def _csv_batches(table: TableFile, columns: list[str], malformed: Malformed) -> Iterator[pa.RecordBatch]:
    with _opened(table.path) as packed:
        held = _Held(packed, malformed)
        gone = weakref.ref(held)
        batches = _batches_of(held, table, columns)
        del held
        try:
            yield from batches
        except BaseException as error:
            traceback.clear_frames(error.__traceback__)  # they hold it too
            raise
        finally:
            del batches
            _wait_until_let_go(gone)


def _batches_of(held: _Held, table: TableFile, columns: list[str]) -> Iterator[pa.RecordBatch]:
    parsing = pacsv.ParseOptions(delimiter=table.delimiter, newlines_in_values=True, invalid_row_handler=held)
    converting = pacsv.ConvertOptions(
        column_types={name: pa.string() for name in table.columns},
        include_columns=columns,
        null_values=list(table.missing),
        strings_can_be_null=True,
    )
    yield from pacsv.open_csv(
        pa.PythonFile(held, mode="r"),
        read_options=_reading(),
        parse_options=parsing,
        convert_options=converting,
    )
