"""Memory that an analysis lets go of is used again by it, where the C library can be told to (glibc)."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # as in malloc.h
_NEVER = 2**31 - 1  # bytes; the most that can be said
_USUAL = 2**25  # to where glibc lets its own thresholds rise


@contextmanager
def reused() -> Iterator[None]:
    """Within it freed memory stays with the process; at its end it is given back.

    By itself glibc gives the memory of each large array back as it is let go, and the system has to find and
    zero pages for the next one. One arena, so that threads use what others let go.
    """
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if library is None or not hasattr(library, "mallopt"):  # musl has none
        yield
        return
    library.mallopt(_ARENA_MAX, 1)
    _keep(library, at_most=_NEVER)
    try:
        yield
    finally:
        _keep(library, at_most=_USUAL)
        library.malloc_trim(0)


def _keep(library: ctypes.CDLL, *, at_most: int) -> None:
    for threshold in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
        library.mallopt(threshold, at_most)
