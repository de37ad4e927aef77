"""What people stated is kept whole, and a file that cannot be believed is not."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepin.analysis.corrections import FORMS, Correction
from stepin.errors import HomeError
from stepin.findings.corrections import FILE, read_corrections, write_corrections

AT = datetime(2024, 6, 10, 9, tzinfo=UTC)
ids = st.text(min_size=1)
instants = st.datetimes(timezones=st.just(UTC))
forms = st.lists(st.sampled_from(FORMS), min_size=1, unique=True).map(",".join)
corrections = st.one_of(
    st.builds(Correction, st.just("not_a_step_in"), ids, st.just(""), instants, ids),
    st.builds(Correction, st.just("form"), ids, forms, instants, ids),
    st.builds(Correction, st.just("waited_on"), ids, ids, instants, ids),
    st.builds(Correction, st.just("bot"), st.just(""), ids, instants, ids),
)


def test_a_home_without_the_file_has_no_corrections(tmp_path: Path) -> None:
    assert read_corrections(tmp_path) == ()


@given(said=st.lists(corrections))
def test_what_was_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, said: list) -> None:
    home = tmp_path_factory.mktemp("home")
    write_corrections(home, [Correction("bot", "", "ci", AT, "ana")])
    write_corrections(home, said)
    assert read_corrections(home) == tuple(said)
    assert [each.name for each in home.iterdir()] == [FILE]


@pytest.mark.parametrize(
    ("fact", "event_id", "value"),
    [
        ("needed_me", "e1", ""),
        ("form", "e1", "shouted"),
        ("bot", "e1", "ci"),
        ("waited_on", "", "ana"),
        ("waited_on", "e1", ""),
        ("not_a_step_in", "e1", "yes"),
    ],
)
def test_what_is_no_fact_is_refused(fact: str, event_id: str, value: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (each says something else)
        Correction(fact, event_id, value, AT, "ana")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks its time zone"):
        Correction("bot", "", "ci", AT.replace(tzinfo=None), "ana")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"format": "1", "corrections": []}',
        '{"format": 1}',
        '{"format": 1, "corrections": [{}]}',
        '{"format": 1, "corrections": [3]}',
        json.dumps(
            {
                "format": 1,
                "corrections": [
                    {"fact": "x", "event_id": "e", "value": "", "at": AT.isoformat(), "by": "ana"}
                ],
            }
        ),
    ],
)
def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(HomeError, match=r"cannot be read .*Bring it back from a backup"):
        read_corrections(tmp_path)


def test_a_file_of_a_newer_version_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"format": 2}')
    with pytest.raises(HomeError, match=r"newer stepin .*Install the newer version"):
        read_corrections(tmp_path)


def test_a_folder_that_takes_no_file_leaves_the_table_as_it_was(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(HomeError, match="It is as it was before"):
        write_corrections(tmp_path, [])
    assert [each.name for each in tmp_path.iterdir()] == [FILE]
