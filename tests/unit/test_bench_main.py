"""``make bench`` runs the parts it is asked for, and tells the others apart."""

import pytest

pytest.importorskip("psutil", reason="the benchmark's libraries are installed by make bench")

from bench import __main__ as bench
from bench.machine import describe
from bench.report import Bar, Part


def _with_parts(monkeypatch, **held):
    def part(name):
        return lambda folder, quick: Part(name, (Bar(name, "bar", "measured", held[name]),))

    monkeypatch.setattr(bench, "_PARTS", {name: part(name) for name in bench.PARTS if name in held})


def test_parts_not_asked_for_are_said_not_to_have_run(monkeypatch, tmp_path):
    _with_parts(monkeypatch, start=True)
    page = tmp_path / "page.md"
    code = bench.main(["--only", "start", "--output", str(page), "--folder", str(tmp_path / "logs")])
    text = page.read_text()
    assert code == 0
    assert "Written by `python -m bench --only start`" in text
    assert (
        "1 of 1 bars held. Did not run: Truth, Controls on two real repositories, Speed and memory." in text
    )


def test_a_missed_bar_is_a_failure(monkeypatch, tmp_path):
    _with_parts(monkeypatch, start=False, speed=True)
    asked = ["--only", "speed,start", "--output", str(tmp_path / "page.md"), "--folder", str(tmp_path)]
    assert bench.main(asked) == 1
    assert "**Missed**: start." in (tmp_path / "page.md").read_text()


def test_a_quick_run_leaves_the_page_of_the_full_one_alone(monkeypatch, tmp_path):
    _with_parts(monkeypatch, start=True)
    bench.main(["--only", "start", "--quick", "--folder", str(tmp_path)])
    assert "--only start --quick`" in (tmp_path / "quick.md").read_text()


def test_a_part_that_there_is_not_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        bench.main(["--only", "weather", "--folder", str(tmp_path)])
    assert "no such part: weather; there are truth, controls, speed, start" in capsys.readouterr().err


def test_the_machine_is_told_with_its_libraries():
    told = dict(describe())
    assert int(told["cores that may be used"]) >= 1
    assert {"processor", "memory", "system", "Python", "duckdb", "pandas"} <= set(told)
