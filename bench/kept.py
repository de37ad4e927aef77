"""Results kept in a folder, so that parts of the benchmark can be measured singly and told together."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from bench.child import ROOT
from bench.report import Bar, Measured, Part

_SOURCES = ("src/stepin", "bench")
_R = TypeVar("_R")


@cache
def fingerprint() -> str:
    """Of all the code that is measured and that measures; twelve hexadecimal digits."""
    digest = hashlib.sha256()
    for folder in _SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def keep(folder: Path, name: str, measured: Measured) -> None:
    """Over what was kept by that name before."""
    _write(folder / f"{name}.json", asdict(measured))


def kept(folder: Path, name: str) -> Measured | None:
    """None where that part was never measured here."""
    path = folder / f"{name}.json"
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    part = told["part"] | {"bars": tuple(Bar(**bar) for bar in told["part"]["bars"])}
    return Measured(**(told | {"part": Part(**part)}))


def once(path: Path | None, record: type[_R], measure: Callable[[], Sequence[_R]]) -> list[_R]:
    """The rows kept there, or measured now and kept; with no path they are measured and not kept."""
    if path is not None and path.exists():
        return [record(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    rows = list(measure())
    if path is not None:
        _write(path, [asdict(row) for row in rows])  # type: ignore[call-overload]
    return rows


def _write(path: Path, told: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=1), encoding="utf-8")
