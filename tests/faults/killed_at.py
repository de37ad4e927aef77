"""``stepin`` that kills itself, as ``kill -9`` does, on coming to a place: ``MODULE:NAME``, or the nth time
``MODULE:NAME:N``. Then come the command's own arguments."""

import os
import signal
import sys
from functools import reduce
from importlib import import_module
from typing import Any

from stepin.cli.main import main


def lay(place: str, home: str) -> None:
    from pathlib import Path

    from stepin.ledger.setup import setup

    setup(Path(home))
    module, name, *times = place.split(":")
    *owners, attribute = name.split(".")
    owner: Any = reduce(getattr, owners, import_module(module))
    real, left = getattr(owner, attribute), [int(times[0]) if times else 1]

    def mine(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    setattr(owner, attribute, mine)


if __name__ == "__main__":
    place, *arguments = sys.argv[1:]
    lay(place, arguments[arguments.index("--home") + 1])
    sys.exit(main(arguments))
