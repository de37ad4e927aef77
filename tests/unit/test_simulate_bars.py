"""The bars of the truth benchmark, on worlds whose errors and misses are counted by hand."""

from dataclasses import replace

import pytest
from bench import pattern_truth
from bench.pattern_truth import PatternRow
from bench.truth import Judged, Row, holds, judge, kept, markdown, not_run, rows_of, run, summary

from stepin.simulate.worlds import world_type


def judged(*, progressed=300, truth=(0.4, 0.2, 0.4), anyway=(0.4, 0.3, 0.5)):
    return Judged(progressed, truth, (anyway, None, None))


def test_error_is_told_from_worlds_with_enough_step_ins_and_coverage_from_all():
    worlds = [
        judged(anyway=(0.42, 0.30, 0.50)),  # off by .02, holds .4
        judged(anyway=(0.36, 0.30, 0.39)),  # off by .04, misses it
        judged(anyway=(0.90, 0.80, 0.95), progressed=249),  # too few for the error, misses it
        judged(anyway=None),
    ]
    row = rows_of(world_type("mixed"), worlds)[0]
    assert (row.kind, row.share, row.worlds, row.told) == ("mixed", "anyway", 4, 3)
    assert (row.error, row.bias, row.coverage) == pytest.approx((0.03, (0.02 - 0.04 + 0.5) / 3, 1 / 3))


@pytest.mark.parametrize(
    ("truth", "error", "coverage", "held"),
    [
        (0.4, 0.05, 0.90, True),
        (0.4, 0.051, 0.90, False),
        (0.4, 0.01, 0.84, False),
        (0.4, 0.01, 0.96, False),  # too wide to be a 90% interval
        (1.0, 0.01, 1.00, True),  # at a true 1 it cannot be too wide
        (0.0, 0.01, 0.84, False),
        (float("nan"), float("nan"), float("nan"), False),
    ],
)
def test_a_row_holds_its_bars_or_it_does_not(truth, error, coverage, held):
    row = Row("mixed", True, "anyway", 200, 200, truth, 0.0, error, coverage, 300)
    assert row.held is held


def test_a_share_that_no_world_could_tell_is_a_miss_in_the_table():
    rows = rows_of(world_type("slow periods"), [judged(), judged()])
    assert markdown(rows).splitlines()[3:] == [
        "| slow periods | 300 | anyone | nan | +nan | nan | nan | 0/2 "
        "| **missed**: error (breaks the assumptions) |",
        "| slow periods | 300 | you | nan | +nan | nan | nan | 0/2 "
        "| **missed**: error (breaks the assumptions) |",
    ]


@pytest.mark.parametrize(
    ("worlds", "coverages", "held"),
    [
        (200, (0.86, 0.94), True),
        (200, (0.84, 0.96), False),
        (20, (0.84, 0.96), True),
        (20, (0.8, 0.85), False),
    ],
)
def test_few_worlds_are_held_to_the_coverage_of_all_together(worlds, coverages, held):
    rows = [Row("mixed", True, "you", worlds, worlds, 0.4, 0.0, 0.01, each, 300) for each in coverages]
    assert holds(rows) is held


def test_an_error_is_missed_however_few_the_worlds():
    row = Row("mixed", True, "you", 20, 20, 0.4, 0.06, 0.06, 0.9, 300)
    assert not holds([row])
    assert summary([row]) == "largest error 0.060; coverage of all together 90%"


def test_a_world_told_as_events_is_judged_as_from_its_counts():
    small = replace(world_type("mixed"), items=2000)
    straight, told = (judge(small, 3, whole) for whole in (False, True))
    assert told.progressed == straight.progressed
    assert told.found[0] == pytest.approx(straight.found[0], abs=0.02)


def test_a_run_that_was_broken_off_goes_on_after_the_types_that_were_done(tmp_path):
    asked = {"worlds": 1, "jobs": 1, "first_seed": 1, "folder": tmp_path}
    first = run(types=["mixed"], **asked)
    (path,) = tmp_path.rglob("*.json")
    path.write_text(path.read_text().replace('"worlds": 1', '"worlds": 7'))
    both = run(types=["mixed", "equal"], **asked)
    assert [row.worlds for row in both] == [7, 7, 7, 1, 1, 1]
    assert [replace(row, worlds=1) for row in both[:3]] == first


def test_what_is_kept_is_told_with_what_is_missing(tmp_path):
    assert kept(tmp_path, worlds=1, whole_path=False) == []
    rows = run(worlds=1, types=["mixed"], jobs=1, folder=tmp_path)
    assert kept(tmp_path, worlds=1, whole_path=False) == rows
    assert not_run(rows).startswith("Did not run: equal, inert, ")


@pytest.mark.parametrize(
    ("row", "held"),
    [
        (PatternRow(6, 16, 200, precision=0.90, recall=0.80, calm=0.0), True),
        (PatternRow(6, 16, 200, precision=0.89, recall=0.90, calm=0.0), False),
        (PatternRow(6, 16, 200, precision=1.00, recall=0.79, calm=0.0), False),
        (PatternRow(6, 7, 200, precision=1.00, recall=0.30, calm=0.0), True),  # recall is asked from 16 on
        (PatternRow(0, 50, 200, precision=1.00, recall=1.00, calm=0.90), True),
        (PatternRow(0, 50, 200, precision=1.00, recall=1.00, calm=0.89), False),
    ],
)
def test_patterns_hold_their_bars_or_they_do_not(row, held):
    assert row.held is held


def test_patterns_are_searched_in_worlds_with_and_without_any():
    rows = pattern_truth.run(worlds=3, first_seed=1)
    assert [(row.hot, row.per_cell, row.worlds) for row in rows] == [
        (hot, per_cell, 3) for hot in (6, 0) for per_cell in (7, 16, 50)
    ]
    assert rows[2].recall > 0.8
