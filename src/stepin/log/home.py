"""Where a home keeps its log, and what can be wrong with that place."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError

from stepin.errors import HomeError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class HomeIsFullError(HomeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no room left to write to {folder}. Nothing was lost: the log is as it was before. "
            "Free some space there (or name another home with --home) and run this again."
        )


class HomeIsReadOnlyError(HomeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} may not be written to. The log is as it was before. "
            "Give yourself the right to write there, or name another home with --home."
        )


class HomeIsMissingError(HomeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no home at {folder}. Name an existing one with --home or STEPIN_HOME, "
            "or start this one with `stepin import` or `stepin sync`."
        )


class HomeFailedError(HomeError):
    def __init__(self, folder: Path, cause: Exception) -> None:
        super().__init__(f"The log in {folder} could not be read or written: {_first_line(cause)}")


class StorageFailedError(HomeError):
    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The object storage that holds the log said no, or nothing: {reason}. "
            "The log is as it was before. Look at [log] url in stepin.toml, and at the variables AWS_REGION, "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (docs/configuration.md)."
        )


class HomeOutOfMemoryError(HomeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Not enough memory, and no room in {folder} to work on disk instead. "
            "The log is as it was before. Free some space there and run this again."
        )


def _storage_reason(error: Exception) -> str:
    """The innermost cause, of those that object storage tells one below the other, in colour."""
    plain = re.sub(r"\x1b\[\d+m", "", str(error))
    said = re.search(r"<Message>([^<]*)</Message>", plain)
    causes = [line.strip() for line in plain.partition("<?xml")[0].splitlines() if "↳" in line]
    return said[1] if said else causes[-1].lstrip("↳ ") if causes else _first_line(error)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


@dataclass(frozen=True, slots=True)
class LogHome:
    """A home folder and the log in it. ``url`` is the organisation's ``log_url``: a path (one that is not
    absolute starts at the home) or the address of object storage (``s3://bucket/log``)."""

    folder: Path
    url: str = "log/"

    @property
    def is_remote(self) -> bool:
        return "://" in self.url and not self.url.startswith("file://")

    def table_url(self, name: str) -> str:
        """Where the table ``name`` is: an address, or an absolute path without a trailing slash."""
        if self.is_remote:
            return f"{self.url.rstrip('/')}/{name}"
        return str((self.folder / self.url.removeprefix("file://") / name).absolute())

    @property
    def staging(self) -> Path:
        """Work in progress; whatever is here when a writer starts was left by one that died."""
        return self.folder / ".staging"


# InvalidInput and ArrowInvalid: a data file that is damaged.
_FAILURES = (OSError, DeltaError, duckdb.OperationalError, duckdb.InvalidInputException, pa.ArrowInvalid)


@contextmanager
def home_errors(folder: Path) -> Iterator[None]:
    """Says what is wrong with the home when writing or reading it fails; other errors pass."""
    try:
        yield
    except _FAILURES as error:
        raise _explained(folder, error) from error


def _explained(folder: Path, error: Exception) -> HomeError:
    number, text = getattr(error, "errno", None), str(error).casefold()
    if text.startswith("generic s3 error"):
        return StorageFailedError(_storage_reason(error))
    if number in _FULL or "no space left" in text or "file too large" in text or "quota exceeded" in text:
        return HomeIsFullError(folder)
    if number in _READ_ONLY or "read-only" in text or "permission denied" in text:
        return HomeIsReadOnlyError(folder)
    if isinstance(error, duckdb.OutOfMemoryException):
        return HomeOutOfMemoryError(folder)
    return HomeFailedError(folder, error)
