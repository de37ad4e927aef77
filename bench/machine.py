"""What the benchmark ran on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil

LIBRARIES = ("duckdb", "deltalake", "pyarrow", "numpy", "scipy", "pandas", "pm4py")
_CPUINFO = Path("/proc/cpuinfo")


def describe() -> list[tuple[str, str]]:
    """Name and value, a row each."""
    return [
        ("processor", processor()),
        ("cores that may be used", str(cores())),
        ("memory", f"{psutil.virtual_memory().total / 2**30:.1f} GB"),
        ("system", platform.platform()),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        *((name, version(name)) for name in LIBRARIES),
    ]


def load() -> str:
    """How many processes want to run, on average."""
    one, five, fifteen = psutil.getloadavg()
    return f"{one:.1f} (1 min), {five:.1f} (5 min), {fifteen:.1f} (15 min)"


def cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def processor() -> str:
    if _CPUINFO.exists():
        for line in _CPUINFO.read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
