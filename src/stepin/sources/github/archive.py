"""The files of a folder or of a tar, one at a time, in memory: nothing is unpacked, no name is trusted."""

import bz2
import gzip
import lzma
import os
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from stepin.errors import InputError

_LARGEST = 256 * 1024 * 1024  # bytes: no item is so large, a hostile archive may be
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_CUT = (tarfile.TarError, EOFError, lzma.LZMAError, zlib.error, OSError)


class NoSuchPathError(InputError):
    """The path to import does not exist, or may not be read."""


class ZstandardError(InputError):
    """A .tar.zst: Python reads it from 3.14 on only."""


@dataclass(frozen=True, slots=True)
class File:
    """``data`` is None where it could not be read; ``reason`` says why."""

    name: str
    data: bytes | None
    reason: str = ""


def files(path: Path) -> Iterator[File]:
    """Every file below a folder, by name; of a tar (plain, gzip, bzip2 or xz), in its order; or the one file.

    An archive that breaks off ends with a File that says so; what came before is whole.
    """
    try:
        if path.is_dir():
            yield from _in_folder(path)
        elif _is_tar(head := _head(path)):
            yield from _in_tar(path, head)
        else:
            yield _read(path, path.name)
    except (FileNotFoundError, PermissionError) as error:
        raise NoSuchPathError(f"{path} cannot be read: {error.strerror}. Check the path.") from error


def _in_folder(path: Path) -> Iterator[File]:
    with os.scandir(path):  # rglob finds nothing, silently, in a folder that may not be read
        pass
    for file in sorted(path.rglob("*")):
        if file.is_file() and not file.is_symlink():
            yield _read(file, file.relative_to(path).as_posix())


def _read(file: Path, name: str) -> File:
    try:
        if file.stat().st_size > _LARGEST:
            return File(name, None, "larger than any issue or pull request")
        return File(name, file.read_bytes())
    except OSError as error:
        return File(name, None, f"cannot be read: {error.strerror}")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(_ZSTANDARD):
        raise ZstandardError(f"{path} is compressed with Zstandard. Unpack it first: zstd -d {path.name}")
    return head


def _is_tar(head: bytes) -> bool:
    return _is_compressed(head) or head[257:262] == b"ustar"


def _is_compressed(head: bytes) -> bool:
    return head.startswith((b"\x1f\x8b", b"\xfd7zXZ\x00", b"BZh"))


def _in_tar(path: Path, head: bytes) -> Iterator[File]:
    count = 0
    try:
        with _opened(path, head) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                if member.isfile():
                    count += 1
                    yield _member(tar, member)
            while stream.read(1 << 20):  # to the checksum at the end of what is compressed
                pass
            if not _is_compressed(head) and not _ends_whole(path):
                raise EOFError
    except _CUT:
        yield File(
            path.name, None, f"the archive breaks off or is damaged after {_files(count)}; fetch it again"
        )


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> File:
    if member.size > _LARGEST:
        return File(member.name, None, "larger than any issue or pull request")
    inside = tar.extractfile(member)
    return File(member.name, inside.read() if inside else b"")


def _opened(path: Path, head: bytes) -> BinaryIO:
    if head.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.open(path))
    if head.startswith(b"\xfd7zXZ\x00"):
        return cast(BinaryIO, lzma.open(path))
    if head.startswith(b"BZh"):
        return cast(BinaryIO, bz2.open(path))
    return path.open("rb")


def _ends_whole(path: Path) -> bool:
    """A plain tar ends with two blocks of zeros; tarfile takes a missing end for an end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1024))
        return not file.read().strip(b"\0")
