"""The only reader of the environment."""

import os
from pathlib import Path

from platformdirs import user_data_path


def home(given: Path | None = None) -> Path:
    """The home folder: ``--home``, else ``STEPIN_HOME``, else the platform's data folder."""
    if given is not None:
        return given
    named = os.environ.get("STEPIN_HOME")
    return Path(named) if named else user_data_path("stepin")


def github_token() -> str | None:
    """``GITHUB_TOKEN``, else ``GH_TOKEN``; None where neither is set."""
    return os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN")


def shows_tracebacks() -> bool:
    """``STEPIN_DEBUG`` set to anything but nothing: an unexpected error shows where it came from."""
    return bool(os.environ.get("STEPIN_DEBUG"))


def wants_colour() -> bool:
    """False where ``NO_COLOR`` is set (no-color.org) or the terminal is ``dumb``."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
