"""The benchmark's page says of every bar whether it held, and of every part whether it ran."""

from bench.report import Bar, Measured, Part, gigabytes, page, seconds, table

RAN = Part(
    "Start",
    (
        Bar("help", "< 0.3 s of CPU", "0.12 s", True),
        Bar("report", "< 2 s", "3.10 s", False, "45,000 events"),
        Bar("shown beside it", "none", "7", None),
    ),
    "Medians of 5.",
)


def measured(part):
    return Measured(part, "python -m bench", "2024-01-01", "1 minute", "0.5 (1 min)", "abc")


def test_a_page_tells_held_missed_and_not_run():
    skipped = Part("Controls", skipped="the data are not here.")
    parts = [("Start", measured(RAN)), ("Controls", measured(skipped)), ("Truth", None)]
    how = (
        "`python -m bench` on 2024-01-01; it took 1 minute. Load before it began: 0.5 (1 min). Code abc.\n\n"
    )
    assert page(parts, machine=[("cores", "2")]) == (
        "# Benchmarks\n\n"
        "Written by `python -m bench`, which `make bench` runs. Each part says when it was measured; the "
        "contenders of a part ran side by side.\n\n"
        "1 of 2 bars held. **Missed**: report. Did not run: Controls, Truth.\n\n"
        "## The machine\n\n"
        "|  |  |\n| --- | --- |\n| cores | 2 |\n\n"
        "## Start\n\n"
        f"{how}"
        "| what | bar | measured |  | note |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| help | < 0.3 s of CPU | 0.12 s | held |  |\n"
        "| report | < 2 s | 3.10 s | **MISSED** | 45,000 events |\n"
        "| shown beside it | none | 7 | shown |  |\n\n"
        "Medians of 5.\n\n"
        "## Controls\n\n"
        f"{how}"
        "Did not run: the data are not here.\n\n"
        "## Truth\n\n"
        "Did not run yet.\n"
    )


def test_notes_come_last():
    assert page([], machine=[], notes="## What was tried\n\nMuch.\n").endswith(
        "\n\n## What was tried\n\nMuch.\n"
    )


def test_numbers_stand_at_the_right_of_their_column():
    assert table(("name", "time:"), [("a", "1 s")]) == "| name | time |\n| --- | --: |\n| a | 1 s |"


def test_times_and_sizes_bear_their_units():
    assert (seconds(1.234), seconds(12.34), gigabytes(3 * 2**30)) == ("1.23 s", "12.3 s", "3.00 GB")
