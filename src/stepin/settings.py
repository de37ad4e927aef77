"""The only reader of the environment."""

import os
from pathlib import Path

from platformdirs import user_data_path

from stepin.errors import HomeError


class NowhereError(HomeError):
    def __init__(self) -> None:
        super().__init__(
            "There is no place for a home: HOME is not set, and you have no account here. "
            "Name a folder with --home or STEPIN_HOME."
        )


def home(given: Path | None = None) -> Path:
    """The home folder: ``--home``, else ``STEPIN_HOME``, else the platform's data folder."""
    if given is not None:
        return given
    if named := os.environ.get("STEPIN_HOME"):
        return Path(named)
    try:
        return user_data_path("stepin")
    except RuntimeError:
        raise NowhereError from None


def github_token() -> str | None:
    """``GITHUB_TOKEN``, else ``GH_TOKEN``; None where neither is set."""
    return os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN")


def shows_tracebacks() -> bool:
    """``STEPIN_DEBUG`` set to anything but nothing: an unexpected error shows where it came from."""
    return bool(os.environ.get("STEPIN_DEBUG"))


def wants_colour() -> bool:
    """False where ``NO_COLOR`` is set (no-color.org) or the terminal is ``dumb``."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
