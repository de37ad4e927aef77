"""Times are held against the bars, and the analysis's answers against those of pandas."""

import pytest

pytest.importorskip("pandas", reason="the benchmark's libraries are installed by make bench")

from bench.child import Ran, contender
from bench.homes import AS_OF, home_of
from bench.speed import Sizes, against_pandas, judged_growth, judged_sort

GB = 2**30


def _ran(seconds, events, gigabytes=1.0, step_ins=0):
    return Ran(seconds, seconds * 1.5, int(gigabytes * GB), {"events": events, "step_ins": step_ins})


def test_three_times_a_sort_holds_and_more_is_missed():
    bars, rows = judged_sort(
        {
            "DuckDB sorts, sorted": _ran(10, 1000),
            "stepin analyses, sorted": _ran(30, 1000, 2.5),
            "DuckDB sorts, unsorted": _ran(10, 1000),
            "stepin analyses, unsorted": _ran(31, 1000),
        }
    )
    assert [(bar.name, bar.measured, bar.held) for bar in bars] == [
        ("1,000 events, sorted file", "3.00 × (30.0 s against 10.0 s)", True),
        ("1,000 events, unsorted file", "3.10 × (31.0 s against 10.0 s)", False),
    ]
    assert rows[:2] == [
        ("DuckDB sorts, sorted", "10.0 s", "15.0 s", "1.00 GB", "1"),
        ("stepin analyses, sorted", "30.0 s", "45.0 s", "2.50 GB", "3.00"),
    ]


def test_growth_is_held_against_n_log_n_from_the_smallest_log_on():
    """From 1,000 to 10,000 events n·log n grows 10 · 4/3 = 13.33 times; 20 s after 1 s is 1.5 times that."""
    (cost, memory), rows = judged_growth([_ran(1, 1000), _ran(20, 10_000, 9.0, 7)])
    assert (cost.measured, cost.held) == ("at most 1.50 × n·log n", False)
    assert (memory.measured, memory.held) == ("9.00 GB", False)
    assert rows == [
        ("1,000", "1.00 s", "1.50 s", "1.00", "1.00 GB", "0"),
        ("10,000", "20.0 s", "30.0 s", "1.50", "9.00 GB", "7"),
    ]


def test_cost_that_grows_like_n_log_n_holds():
    (cost, memory), _ = judged_growth([_ran(1, 1000), _ran(40 / 3, 10_000)])
    assert (cost.measured, cost.held, memory.held) == ("at most 1.00 × n·log n", True, True)


def test_no_log_is_larger_than_asked_for():
    assert Sizes().up_to(3_000_000) == Sizes(3_000_000, 1_000_000, (1_000_000, 3_000_000))
    assert Sizes().up_to(1000) == Sizes(1000, 1000, (1_000_000,))


def test_pandas_and_the_analysis_are_said_to_agree_where_they_do(tmp_path):
    (_, agree), rows = against_pandas(tmp_path, 3000, rounds=1)
    assert (agree.held, agree.measured) == (True, "the same, row by row")
    assert [row[0] for row in rows] == ["stepin", "pandas"]
    assert rows[0][4:] == rows[1][4:]


def test_the_whole_analysis_tells_what_it_found(tmp_path):
    ran = contender("analyse", str(home_of(tmp_path, 3000)), AS_OF.isoformat())
    assert ran.counts["events"] > 2500
    assert min(ran.counts[name] for name in ("items", "stuck", "step_ins")) > 0
