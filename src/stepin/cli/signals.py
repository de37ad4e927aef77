"""Ctrl-C, and being asked to end (SIGTERM): kept in mind, so that neither is taken for a mistake."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDED_BY = {signal.SIGINT: "Interrupted", signal.SIGTERM: "Asked to end"}
_USUAL = (signal.default_int_handler, signal.SIG_DFL)


@contextmanager
def noted() -> Iterator[Callable[[], signal.Signals | None]]:
    """Both raise KeyboardInterrupt while the block runs; what is given says which came first, or None.

    Libraries make an error of their own of it (DuckDB a RuntimeError), so that its class does not tell.
    A signal that whoever started us wants ignored, or handles, stays so.
    """
    came: list[signal.Signals] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(signal.Signals(number))
        raise KeyboardInterrupt

    before = {each: signal.getsignal(each) for each in ENDED_BY}
    ours = [each for each, handler in before.items() if handler in _USUAL]
    for each in ours:
        signal.signal(each, note)
    try:
        yield lambda: came[0] if came else None
    finally:
        for each in ours:
            signal.signal(each, before[each])
