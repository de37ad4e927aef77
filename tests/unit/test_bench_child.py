"""What is timed runs in a process of its own, and says what went wrong there."""

import sys

import pyarrow.parquet as pq
import pytest
from bench.child import ChildFailedError, contender, cost, in_turn

from stepin.log.schema import EVENTS


def _python(code):
    return [sys.executable, "-c", code]


def test_waiting_takes_time_by_the_clock_and_none_of_the_processor():
    waited = cost(_python("import time; time.sleep(0.5)"))
    worked = cost(_python("import time\nwhile time.process_time() < 0.5: pass"))
    assert waited.wall_s >= 0.5
    assert waited.cpu_s < 0.5 <= worked.cpu_s


def test_a_command_that_fails_says_what_it_said():
    with pytest.raises(ChildFailedError, match=r"ended with 3:\nno such luck"):
        cost(_python("import sys; print('no such luck'); sys.exit(3)"))


def test_contenders_take_turns_and_tell_their_time_memory_and_counts(tmp_path):
    paths = [tmp_path / f"{name}.parquet" for name in ("none", "none-again")]
    for path in paths:
        pq.write_table(EVENTS.empty_table(), path)
    ran = in_turn({path.stem: ("sort", str(path)) for path in paths}, rounds=2)
    assert {name: each.counts for name, each in ran.items()} == {
        "none": {"events": 0},
        "none-again": {"events": 0},
    }
    assert all(each.seconds > 0 and each.peak_bytes > 10 * 2**20 for each in ran.values())


def test_a_contender_that_fails_is_no_result(tmp_path):
    with pytest.raises(ChildFailedError, match="No files found"):
        contender("sort", str(tmp_path / "absent.parquet"))
