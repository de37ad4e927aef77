"""``HOME/corrections.json``: what people stated about the past, for the analysis to go by."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from stepin.analysis.corrections import Correction
from stepin.analysis.definitions.stated import with_bots
from stepin.errors import HomeError
from stepin.org.file import read_organisation
from stepin.org.organisation import Organisation

FILE = "corrections.json"
FORMAT = 1


class CorrectionsDamagedError(HomeError):
    def __init__(self, path: Path, why: object) -> None:
        super().__init__(
            f"{path} cannot be read ({why}). Bring it back from a backup, or move it away: "
            "the analysis then goes by the log alone."
        )


class CorrectionsFromNewerVersionError(HomeError):
    def __init__(self, path: Path, found: int) -> None:
        super().__init__(
            f"{path} was written by a newer stepin (format {found}; this one reads up to {FORMAT}). "
            "Install the newer version (pip install --upgrade stepin)."
        )


class CorrectionsNotWrittenError(HomeError):
    def __init__(self, path: Path, why: OSError) -> None:
        super().__init__(
            f"Cannot write {path} ({why.strerror or why}). It is as it was before. "
            "See that there is room, and that you may write there."
        )


def read_corrections(home: Path) -> tuple[Correction, ...]:
    """In the order in which they were written; none where there is no such file. Raises HomeError."""
    path = home / FILE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        _refuse_newer(path, said["format"])
        return tuple(_correction(row) for row in said["corrections"])
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CorrectionsDamagedError(path, error.strerror or error) from error
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise CorrectionsDamagedError(path, error) from error


def write_corrections(home: Path, corrections: Sequence[Correction]) -> None:
    """The whole table anew: a reader, or whoever comes after a crash, finds the old one or this one.

    Raises HomeError where it cannot be written.
    """
    path = home / FILE
    rows = [asdict(each) | {"at": each.at.astimezone(UTC).isoformat()} for each in corrections]
    text = json.dumps({"format": FORMAT, "corrections": rows}, indent=1, ensure_ascii=False)
    try:
        home.mkdir(parents=True, exist_ok=True)
        _replace(path, text + "\n")
    except OSError as error:
        raise CorrectionsNotWrittenError(path, error) from error


def organisation_as_stated(home: Path) -> Organisation:
    """The home's organisation, in which whoever was stated to be a bot is one. Raises StepinError."""
    return with_bots(read_organisation(home), read_corrections(home))


def _refuse_newer(path: Path, found: Any) -> None:
    if not isinstance(found, int):
        raise ValueError("it names no format")
    if found > FORMAT:
        raise CorrectionsFromNewerVersionError(path, found)


def _correction(row: dict[str, str]) -> Correction:
    return Correction(**(row | {"at": datetime.fromisoformat(row["at"])}))  # type: ignore[arg-type]


def _replace(path: Path, text: str) -> None:
    """Written beside it, flushed to the disk, then renamed over it."""
    handle, beside = mkstemp(prefix=f".{FILE}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(beside).unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no handle on a folder
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
