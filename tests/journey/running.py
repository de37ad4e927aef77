"""The site as people run it: a process of its own, on a home, at a moment that stands still."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

COMMAND = [sys.executable, "-m", "stepin"]
PATIENCE_S = 90


@dataclass(frozen=True, slots=True)
class Site:
    home: Path
    database: str | None = None  # an address; None: the home's own file

    def environment(self, now: datetime) -> dict[str, str]:
        """Of a process of its own: without what the tests' own site goes by."""
        told = {
            name: value for name, value in os.environ.items() if not name.startswith(("STEPIN_", "DJANGO_"))
        }
        told |= {"STEPIN_NOW": now.isoformat(), "STEPIN_HOME": str(self.home)}
        return told | ({"STEPIN_DATABASE_URL": self.database} if self.database else {})

    def run(self, *args: str, now: datetime) -> str:
        """A command on this home, which has to end well."""
        done = subprocess.run(
            [*COMMAND, *args, "--home", str(self.home)],
            env=self.environment(now),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def served(self, *, now: datetime) -> Iterator[tuple[str, str]]:
        """Its address, and the link that signs in the first leader ("" where somebody has signed in)."""
        port = _free_port()
        server = subprocess.Popen(
            [*COMMAND, "serve", "--home", str(self.home), "--port", str(port), "--no-open"],
            env=self.environment(now),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said: list[str] = []
        opened = threading.Event()

        def listen() -> None:
            assert server.stdout
            for line in server.stdout:
                said.append(line)
                if "Ctrl-C ends it" in line:
                    opened.set()
            opened.set()

        reader = threading.Thread(target=listen)
        reader.start()
        try:
            assert opened.wait(PATIENCE_S), "".join(said)
            assert server.poll() is None, "".join(said)
            _wait(f"http://127.0.0.1:{port}/healthz")
            link = re.search(r"http://\S+/sign-in/\S+", "".join(said))
            yield f"http://127.0.0.1:{port}", link.group() if link else ""
        finally:
            server.terminate()
            server.wait(PATIENCE_S)
            reader.join()
            if server.stdout:
                server.stdout.close()


def _wait(address: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            if httpx.get(address, timeout=PATIENCE_S).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
