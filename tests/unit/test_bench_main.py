"""``make bench`` runs the parts it is asked for, and tells the others apart."""

import pytest

pytest.importorskip("pandas", reason="the benchmark's libraries are installed by make bench")

from bench import __main__ as bench
from bench.machine import describe
from bench.report import Bar, Part


def _with_parts(monkeypatch, **held):
    def part(name):
        return lambda asked: Part(name, (Bar(name, "bar", "measured", held[name]),))

    monkeypatch.setattr(bench, "_PARTS", {name: part(name) for name in bench.PARTS if name in held})


def test_parts_that_never_ran_are_said_not_to_have_run(monkeypatch, tmp_path):
    _with_parts(monkeypatch, start=True)
    page = tmp_path / "page.md"
    code = bench.main(["--only", "start", "--output", str(page), "--folder", str(tmp_path / "logs")])
    text = page.read_text()
    assert code == 0
    assert "`python -m bench --only start` on " in text
    assert "1 of 1 bars held. Did not run: Truth, Controls on two real repositories, " in text


def test_a_part_measured_before_is_told_again(monkeypatch, tmp_path):
    _with_parts(monkeypatch, start=True, growth=False)
    asked = ["--output", str(tmp_path / "page.md"), "--folder", str(tmp_path)]
    assert bench.main(["--only", "growth", *asked]) == 1
    assert bench.main(["--only", "start", *asked]) == 0
    text = (tmp_path / "page.md").read_text()
    assert "1 of 2 bars held. **Missed**: growth." in text
    assert "`python -m bench --only growth` on " in text


def test_a_missed_bar_is_a_failure(monkeypatch, tmp_path):
    _with_parts(monkeypatch, start=False, sort=True)
    asked = ["--only", "sort,start", "--output", str(tmp_path / "page.md"), "--folder", str(tmp_path)]
    assert bench.main(asked) == 1
    assert "**Missed**: start." in (tmp_path / "page.md").read_text()


def test_a_quick_run_leaves_the_page_and_the_results_of_the_full_one_alone(monkeypatch, tmp_path):
    _with_parts(monkeypatch, start=True)
    bench.main(["--only", "start", "--quick", "--folder", str(tmp_path)])
    assert "--only start --quick`" in (tmp_path / "quick.md").read_text()
    assert not (tmp_path / "results").exists()


def test_the_page_says_how_a_part_was_asked_for(monkeypatch, tmp_path):
    _with_parts(monkeypatch, sort=True)
    asked = ["--only", "sort", "--rounds", "1", "--largest", "3000000", "--folder", str(tmp_path)]
    bench.main([*asked, "--output", str(tmp_path / "page.md")])
    told = "`python -m bench --only sort --rounds 1 --largest 3000000` on "
    assert told in (tmp_path / "page.md").read_text()


def test_a_part_that_there_is_not_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        bench.main(["--only", "weather", "--folder", str(tmp_path)])
    told = capsys.readouterr().err
    assert "no such part: weather; there are truth, controls, sort, growth, pandas, start, pages" in told


def test_the_machine_is_told_with_its_libraries():
    told = dict(describe())
    assert int(told["cores that may be used"]) >= 1
    assert {"processor", "memory", "system", "Python", "duckdb", "pandas"} <= set(told)
