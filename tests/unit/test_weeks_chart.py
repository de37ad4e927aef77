"""Step-ins by week: places in percent of the width, worked by hand on four weeks from the 6th of May 2024."""

from datetime import UTC, date, datetime

from stepin.web.weeks_chart import Bar, Mark, Row, weeks

NOW = datetime(2024, 5, 31, 12, tzinfo=UTC)


def may(day):
    return datetime(2024, 5, day, 10, tzinfo=UTC)


def test_each_week_with_a_step_in_has_a_bar_and_each_change_a_line():
    """Four weeks of 25 percent: 2 step-ins in the first, 1 in the third, a change in the second."""
    told = weeks([may(6), may(12), may(22)], [(may(16), "Name one owner")], NOW)
    assert told.bars == (Bar("2.5", "20", "4", "68"), Bar("52.5", "20", "38", "34"))
    assert told.marks == (Mark("35.71", date(2024, 5, 16), "Name one owner"),)
    assert told.rows == (
        Row(date(2024, 5, 20), 1, ""),
        Row(date(2024, 5, 13), 0, "Name one owner"),
        Row(date(2024, 5, 6), 2, ""),
    )
    assert told.says == "3 step-ins in 4 weeks; at most 2 in one"


def test_no_more_than_a_year_is_shown():
    told = weeks([datetime(2022, 5, 6, tzinfo=UTC), may(6)], [(datetime(2022, 6, 1, tzinfo=UTC), "Old")], NOW)
    assert (told.says, told.marks, len(told.rows)) == ("1 step-in in 52 weeks; at most 1 in one", (), 1)


def test_with_nothing_to_show_there_is_no_picture():
    assert weeks([], [], NOW) is None
