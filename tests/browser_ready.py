"""Finds a Chromium for the browser tests, or fetches one; says loudly where there is none, and why.

Run before pytest (``python -m tests.browser_ready``). Always ends with 0: without a browser its tests are
skipped, and everything else still runs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FETCHED = ROOT / ".tools" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> Path | None:
    """``STEPIN_CHROMIUM``, else one on the PATH, else the one fetched earlier."""
    if named := os.environ.get("STEPIN_CHROMIUM"):
        return Path(named) if Path(named).is_file() else None
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    fetched = FETCHED / "usr/lib/chromium/chromium"  # not usr/bin: that script looks under /usr/lib
    return fetched if fetched.is_file() else None


def environment() -> dict[str, str]:
    """What a fetched Chromium needs to find its own libraries."""
    folders = [
        FETCHED / "usr/lib/x86_64-linux-gnu",
        FETCHED / "usr/lib/aarch64-linux-gnu",
        FETCHED / "usr/lib",
    ]
    known = [str(folder) for folder in folders if folder.is_dir()]
    if not known:
        return dict(os.environ)
    return dict(os.environ) | {"LD_LIBRARY_PATH": ":".join([*known, os.environ.get("LD_LIBRARY_PATH", "")])}


def main() -> int:
    if chromium() or os.environ.get("STEPIN_CHROMIUM"):
        return _say_if_missing("STEPIN_CHROMIUM names no file")
    if not shutil.which("apt-get"):
        return _say_if_missing("there is no apt-get to fetch one with")
    why = _installed() if os.geteuid() == 0 else _unpacked()
    return _say_if_missing(why)


def _installed() -> str:
    """As root: Debian's package. Empty where it worked, else why not."""
    _run("apt-get", "update")
    done = _run("apt-get", "install", "-y", "--no-install-recommends", "chromium")
    return "" if done is None else f"apt-get install chromium failed: {done}"


def _unpacked() -> str:
    """Without root: the packages that are missing here, unpacked under .tools, from lists kept there too."""
    for folder in ("lists/partial", "cache/archives/partial"):
        (FETCHED / folder).mkdir(parents=True, exist_ok=True)
    private = ("-o", f"Dir::State::lists={FETCHED}/lists", "-o", f"Dir::Cache={FETCHED}/cache")
    _run("apt-get", *private, "update")
    wanted = ("install", "--simulate", "--no-install-recommends", "chromium")
    listed = subprocess.run(["apt-get", *private, *wanted], capture_output=True, text=True)
    names = [line.split()[1] for line in listed.stdout.splitlines() if line.startswith("Inst ")]
    if not names:
        return f"apt-get knows no chromium: {(listed.stderr or listed.stdout).strip()[-200:]}"
    failed = _run("apt-get", *private, "download", *names, cwd=FETCHED)
    if failed is not None:
        return f"apt-get download failed: {failed}"
    for package in FETCHED.glob("*.deb"):
        _run("dpkg", "-x", str(package), str(FETCHED))
        package.unlink()
    return ""


def _run(*command: str, cwd: Path | None = None) -> str | None:
    """None where it worked, else the end of what it said."""
    done = subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    )
    return None if done.returncode == 0 else (done.stderr or done.stdout).strip()[-200:]


def _say_if_missing(why: str) -> int:
    if not chromium():
        print(f"\n*** No Chromium: the browser tests will be SKIPPED ({why}). ***\n", file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
