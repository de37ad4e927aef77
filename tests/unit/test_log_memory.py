"""Memory does not grow with the file."""

import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
import pyarrow as pa
from stepin.log import engine, writing
from stepin.log.home import LogHome
from stepin.log.writing import append

engine.MEMORY = "100MB"
engine.GROUP_ROWS = writing.GROUP_ROWS = 20_000
count, part = int(sys.argv[2]), 20_000
start = 1_600_000_000_000_000

def batches():
    for first in range(0, count, part):
        rows = range(first, first + part)
        yield pa.RecordBatch.from_pydict({
            "event_id": [f"github:event/{row * 7919 % count}" for row in rows],
            "item_id": [f"github:acme/shop#{row * 104729 % (count // 10)}" for row in rows],
            "occurred_at": pa.array([start + row * 1_000_000 for row in rows], pa.timestamp("us", tz="UTC")),
            "kind": ["labelled"] * part,
            "value": [f"a label that is not short {row}" for row in rows],
        })

done = append(LogHome(Path(sys.argv[1])), items=[], events=batches(), now=datetime(2024, 1, 1, tzinfo=UTC))
assert done.events.new == count, done
# Not getrusage: a child's peak starts at its parent's there.
(peak,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


def peak_mb(folder: Path, count: int) -> int:
    command = [sys.executable, "-c", CHILD, str(folder), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return int(done.stdout)


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="NOT TESTED: peak memory is read from /proc"
)
def test_four_times_the_rows_need_hardly_more_memory(tmp_path):
    """With 100 MB for DuckDB, so that a small input spills too. The rows of the larger input, as Arrow, are
    some 70 MB, and 200 MB while they are sorted."""
    small, large = peak_mb(tmp_path / "small", 140_000), peak_mb(tmp_path / "large", 560_000)
    assert large < small * 1.25, (small, large)
