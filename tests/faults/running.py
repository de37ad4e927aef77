"""``stepin`` as a person runs it: in a process of its own, with nothing of ours in its environment."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

import pytest

STEPIN = [sys.executable, str(Path(__file__).with_name("as_installed.py"))]
_OURS = ("STEPIN_", "DJANGO_", "GITHUB_TOKEN", "GH_TOKEN", "XDG_", "PYTEST", "COV", "PYTHON")
# An installed program has its bytecode; without it, each child takes twice as long.
_BYTECODE = str(Path(__file__).parents[2] / ".pytest_cache" / "bytecode")


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        """Whatever goes wrong, no traceback reaches a person, and nothing is a mistake of ours."""
        assert "Traceback" not in self.err, self.err
        assert "mistake in stepin" not in self.err, self.err


def environment(place: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return kept | {"HOME": str(place), "PYTHONUTF8": "0", "PYTHONPYCACHEPREFIX": _BYTECODE} | more


def limited(place: Path, size: int) -> dict[str, Any]:
    """For ``stepin``: no file may grow past so many bytes, as on a full disk."""
    return {
        # Python 3.11 would keep the first part of a file of bytecode, and run that the next time.
        "env": environment(place, PYTHONDONTWRITEBYTECODE="1"),
        "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    }


def started(*arguments: object, place: Path, before: tuple[str, ...] = (), **more: Any) -> subprocess.Popen:
    """In the folder ``place``; ``before``: a program that starts it."""
    more = {"env": environment(place), "stdin": subprocess.DEVNULL, "cwd": place} | more
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | more
    return subprocess.Popen([*before, *STEPIN, *map(str, arguments)], **pipes)


def finished(process: subprocess.Popen) -> Ended:
    out, err = process.communicate(timeout=120)
    return Ended(process.returncode, out or "", err or "")


def stepin(*arguments: object, place: Path, **more: Any) -> Ended:
    return finished(started(*arguments, place=place, **more))


def killed(process: subprocess.Popen) -> None:
    """With -9, if it has not ended by itself."""
    process.kill()
    process.communicate()


def once_there(path: Path, process: subprocess.Popen) -> subprocess.Popen:
    """The process, once there is something at ``path`` (a pattern in its last part), or it has ended."""
    while process.poll() is None and not any(path.parent.glob(path.name)):
        time.sleep(0.001)
    return process


def ordinary_rights() -> tuple[str, ...]:
    """What to start a program with, so that rights bind it even where root runs the tests."""
    if os.geteuid() != 0:
        return ()
    if which("setpriv") is None:
        pytest.skip("NOT TESTED: root runs the tests, and there is no setpriv to take its powers away")
    return ("setpriv", "--inh-caps=-all", "--bounding-set=-all")


def mounted(place: Path, size: str) -> Callable[[], None]:
    """A file system of its own at ``place``; what is returned takes it away."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("NOT TESTED: there is no mount here")
    if done.returncode != 0:
        pytest.skip(f"NOT TESTED: nothing can be mounted here ({done.stderr.strip()})")
    return lambda: subprocess.run(["umount", str(place)], check=True) and None
