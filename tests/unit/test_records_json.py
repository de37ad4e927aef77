from dataclasses import asdict

import pytest

from stepin.findings.json_report import to_json_values
from stepin.findings.records_json import from_plain, to_plain
from tests.builders import asks, need_row, pattern, step_in, stuck


@pytest.mark.parametrize(
    "record", [stuck(), stuck(asked=asks("ana")), step_in(), step_in(asked_before=asks("ana")), need_row()]
)
def test_a_record_is_kept_as_the_report_has_it_and_comes_back(record):
    assert to_plain(record) == to_json_values(asdict(record))
    assert from_plain(type(record), to_plain(record)) == record


def test_a_number_that_json_has_no_word_for_is_null():
    assert to_plain(pattern(exposure_hours=float("inf")))["exposure_hours"] is None
