"""The configuration page: every setting is on it, and its example is true."""

import re
from pathlib import Path

import pytest

from stepin.org.calendar import OFFICE_HOURS
from stepin.org.file import parse_organisation
from stepin.org.kinds import KINDS
from stepin.org.organisation import Organisation
from stepin.org.reading import KEYS
from stepin.org.values import hours_text

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
EXPLAINED = PAGE[PAGE.rindex("```") :]
EXAMPLE = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]


@pytest.mark.parametrize("key", sorted({key for keys in KEYS.values() for key in keys}))
def test_every_setting_is_explained(key):
    written = re.findall(r"`[^`\n]+`", EXPLAINED)
    assert any(re.search(rf"(?<![\w-]){key}(?![\w-])", code) for code in written)


def test_the_example_loads_and_uses_every_table():
    read = parse_organisation(EXAMPLE)
    assert [team.id for team in read.teams] == ["payments", "platform"]
    used = (read.people, read.selectors, read.expects, read.kind_rules, read.statuses, read.owner)
    assert all(used)


def test_the_page_tells_the_defaults():
    default = Organisation()
    told = [f"`{each}`" for each in (default.log_url, *default.waits_on_owner_labels)]
    assert [
        each for each in (*told, hours_text(OFFICE_HOURS), ", ".join(KINDS)) if each not in EXPLAINED
    ] == []
