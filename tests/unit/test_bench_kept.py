"""What was measured once is told again, and is measured anew where the code is another."""

from bench.kept import fingerprint, keep, kept, once
from bench.report import Bar, Measured, Part

MEASURED = Measured(
    Part("Start", (Bar("help", "< 0.3 s", "0.2 s", True), Bar("report", "< 2 s", "3 s", False, "big"))),
    command="python -m bench --only start",
    began="2024-01-01 10:00 UTC",
    took="1 minute",
    load="0.1",
    code="abc",
)


def test_a_part_is_told_again_as_it_was_measured(tmp_path):
    keep(tmp_path / "new", "start", MEASURED)
    assert kept(tmp_path / "new", "start") == MEASURED
    assert kept(tmp_path / "new", "speed") is None


def test_rows_are_measured_once(tmp_path):
    rows = [Bar("help", "< 0.3 s", "0.2 s", True)]
    assert once(tmp_path / "a" / "rows.json", Bar, lambda: rows) == rows
    assert once(tmp_path / "a" / "rows.json", Bar, list) == rows


def test_rows_that_are_not_to_be_kept_are_measured_each_time():
    assert once(None, Bar, list) == []


def test_the_fingerprint_is_of_the_code():
    assert len(fingerprint()) == 12
    assert int(fingerprint(), 16) > 0
