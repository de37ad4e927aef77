import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stepin.cli import main as cli
from stepin.cli.main import main
from stepin.findings.freshness import organisation_hash
from stepin.findings.runs import Origin, write_run
from stepin.findings.tables import Tables
from stepin.org.writing import organisation_text
from tests.builders import acme, example, findings, stuck

STEPIN = [sys.executable, "-c", "import sys; from stepin.cli.main import main; sys.exit(main())"]


def home_with(tmp_path, found=None, *, owner=None):
    """A home whose last analysis found this."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "stepin.toml").write_text(organisation_text(acme(owner=owner)))
    write_run(home, Tables.of(found or example()), Origin(0, organisation_hash(home), "0.1.0"))
    return home


def run(*arguments, home=None):
    return main([*map(str, arguments), *(["--home", str(home)] if home else [])])


def test_help_imports_nothing_heavy():
    heavy = ["pyarrow", "numpy", "rich", "jinja2", "duckdb", "deltalake", "httpx", "scipy"]
    code = f"import sys, stepin.cli.main; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_help_takes_less_than_a_third_of_a_second_of_cpu():
    before = os.times()
    subprocess.run([*STEPIN, "--help"], check=True, capture_output=True)
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 0.3


def test_without_a_command_help_is_shown(capsys):
    assert run() == 2
    assert "Try it:        stepin demo" in capsys.readouterr().err


def test_version(capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("stepin 0.")


@pytest.mark.parametrize("command", ["report", "stuck", "step-ins", "patterns"])
@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_each_reading_command_tells_in_each_form(tmp_path, capsys, command, form):
    home = home_with(tmp_path)
    assert run(command, "--format", form, "--for", "ana", home=home) == 0
    out, err = capsys.readouterr()
    assert ("Refunds are rounded down" in out) == (command in ("report", "stuck"))
    assert err == ""


def test_json_of_one_command_is_its_own_lists(tmp_path, capsys):
    home = home_with(tmp_path)
    run("step-ins", "--format", "json", "--for", "ana", home=home)
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["version", "as_of", "run", "view", "step_ins", "need"]
    assert {each["leader"] for each in told["step_ins"]} == {"ana", "dana"}


def test_the_home_s_owner_reads_where_nobody_is_named(tmp_path, capsys):
    run("report", home=home_with(tmp_path, owner="ben"))
    assert "As seen by Ben, who leads search." in capsys.readouterr().out


def test_the_home_comes_from_the_environment_too(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("STEPIN_HOME", str(home_with(tmp_path)))
    assert run("report", "--share") == 0
    assert "Made to be shared" in capsys.readouterr().out


def test_a_report_can_go_to_a_file(tmp_path, capsys):
    page = tmp_path / "monday.html"
    assert run("report", "--format", "html", "--output", page, home=home_with(tmp_path)) == 0
    assert page.read_text().startswith("<!doctype html>")
    assert capsys.readouterr() == ("", f"Written to {page}\n")


def test_quiet_says_nothing_but_the_result(tmp_path, capsys):
    page = tmp_path / "monday.html"
    run("report", "--format", "html", "--output", page, "--quiet", home=home_with(tmp_path))
    assert capsys.readouterr() == ("", "")


def test_a_changed_organisation_is_remarked_on(tmp_path, capsys):
    home = home_with(tmp_path)
    (home / "stepin.toml").write_text(organisation_text(acme(owner="ana")))
    assert run("report", home=home) == 0
    remark = "Since this analysis stepin.toml or people.toml changed. Anew: stepin analyse\n"
    assert capsys.readouterr().err == remark


# arguments | exit code | what the message says
MISTAKES = """
report --home {none}                   | 5 | There is no home at {none}. Bring some history in first
report --for zoe                       | 3 | has no person 'zoe'. It has: dana, ana, ben
report --for ana --share               | 2 | Leave one of them out
report --as-of yesterday               | 2 | 'yesterday' is no time. Write it like 2024-06-10
report --format html -o {none}/x.html  | 1 | Cannot write {none}/x.html
explain github:nothing                 | 3 | no step-in 'github:nothing' that you may see
init                                   | 1 | Edit it, or replace it with: stepin init --force
analyse                                | 5 | holds no log yet
import github {none}                   | 3 | {none}
demo                                   | 5 | not empty and no earlier demo, so it is left alone
"""


@pytest.mark.parametrize("row", MISTAKES.strip().splitlines())
def test_mistakes_are_told_in_one_message_with_an_exit_code(tmp_path, capsys, row):
    home, none = home_with(tmp_path), tmp_path / "none"
    command, code, says = (cell.strip().format(none=none) for cell in row.split("|"))
    arguments = command.split()
    assert run(*arguments, home=None if "--home" in arguments else home) == int(code)
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert "Traceback" not in err


def test_a_home_from_which_nothing_was_analysed_says_what_comes_first(tmp_path, capsys):
    assert run("report", home=tmp_path) == 5
    err = capsys.readouterr().err
    assert "This has not been analysed yet, so that comes first." in err
    assert "`stepin import` or `stepin sync` first" in err


def test_a_mistake_in_the_organisation_is_named_with_its_place(tmp_path, capsys):
    home = home_with(tmp_path)
    (home / "stepin.toml").write_text('ownr = "ana"\n')
    assert run("report", home=home) == 4
    assert "stepin.toml line 1" in capsys.readouterr().err


def fail(*_, **__):
    raise ZeroDivisionError("by nothing")


def test_an_unexpected_error_is_one_message_and_says_how_to_see_more(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("STEPIN_DEBUG", raising=False)
    monkeypatch.setattr(cli, "_run", fail)
    assert run("report") == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "(ZeroDivisionError: by nothing). That is a mistake in stepin." in err
    assert "STEPIN_DEBUG=1" in err


def test_debugging_shows_the_traceback(monkeypatch):
    monkeypatch.setenv("STEPIN_DEBUG", "1")
    monkeypatch.setattr(cli, "_run", fail)
    with pytest.raises(ZeroDivisionError):
        run("report")


def test_a_reader_that_leaves_is_no_error(tmp_path):
    home = home_with(tmp_path, findings(stuck=example().stuck * 200))
    command = [*STEPIN, "stuck", "--format", "json", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_terminal_that_lacks_a_letter_shows_a_question_mark(tmp_path):
    home = home_with(tmp_path, findings(stuck=(stuck(title="Überweisung 🚀"),)))
    command = [*STEPIN, "stuck", "--home", str(home)]
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
    told = subprocess.run(command, capture_output=True, env=ascii_only, check=True).stdout
    assert b"?berweisung ?" in told


def test_an_interrupt_is_one_line_and_the_shell_s_exit_code(capsys, monkeypatch):
    def interrupted(*_):
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(cli, "_run", interrupted)
    assert run("report") == 130
    assert capsys.readouterr().err == (
        "stepin: Interrupted. What was finished before is kept; the same command again does the rest.\n"
    )


def test_what_is_said_cannot_drive_the_terminal(tmp_path, capsys):
    run("report", "--for", "\x1b[2Jzoe", home=home_with(tmp_path))
    assert "\x1b" not in capsys.readouterr().err


def test_a_file_that_cannot_be_replaced_stays_whole(tmp_path):
    home, folder = home_with(tmp_path), tmp_path / "a-folder"
    folder.mkdir()
    assert run("report", "--output", folder, home=home) == 1
    assert [each.name for each in Path(tmp_path).iterdir() if each.name.endswith(".new")] == []
