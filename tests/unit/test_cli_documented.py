"""Everything that the command line and the report offer is in the documents."""

import json
import re
from pathlib import Path

import pytest
import typer

from stepin.cli.main import app
from stepin.cli.signals import ENDED_BY
from stepin.errors import StepinError
from stepin.findings.json_report import json_report
from stepin.findings.views import view_for
from tests.builders import acme, example

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = (DOCS / "commands.md").read_text()


def commands(group, path=()):
    """Every command with its path, groups opened."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


ALL = dict(commands(typer.main.get_command(app)))


def section_of(name):
    found = re.search(rf"^### `stepin {name}\b.*?(?=^##|\Z)", COMMANDS, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no section on {name}"
    return found[0]


@pytest.mark.parametrize("name", ALL)
def test_each_command_is_documented_with_its_arguments(name):
    heading = section_of(name).splitlines()[0]
    arguments = [p for p in ALL[name].params if p.param_type_name == "argument"]
    assert [p.name for p in arguments if (p.metavar or p.name).upper() not in heading] == []


@pytest.mark.parametrize("name", ALL)
def test_each_option_is_in_its_command_s_section(name):
    listed = re.search(r"^Options: (.*?)\.$", section_of(name), re.MULTILINE)[1]
    options = [p for p in ALL[name].params if p.param_type_name == "option" and p.name != "help"]
    named = {opt.removeprefix("--no-") for opt in re.findall(r"--[a-z-]+", listed)}
    offered = {p.opts[0] for p in options}
    assert {opt if opt.startswith("--") else f"--{opt}" for opt in named} - {"--titles"} == offered - {
        "--titles"
    }
    assert ("--titles" in listed) == ("--titles" in offered)


@pytest.mark.parametrize("name", ALL)
def test_each_command_s_help_teaches_by_example(name):
    assert f"stepin {name}" in ALL[name].help


def every(error):
    yield error
    for each in error.__subclasses__():
        yield from every(each)


def test_each_exit_code_is_documented_and_no_other():
    codes = {each.exit_code for each in every(StepinError)} | {128 + each for each in ENDED_BY} | {0, 2}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", COMMANDS, re.MULTILINE)} == codes


def keys_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_each_field_of_the_json_is_documented():
    told = (DOCS / "report.md").read_text()
    keys = set(keys_of(json.loads(json_report(view_for(example(), acme(), person=None)))))
    assert {key for key in keys if f"`{key}`" not in told and f'"{key}"' not in told} == set()
