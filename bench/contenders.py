"""The work that is timed, each run in a process of its own: ``python -m bench.contenders NAME ARGUMENTS``.

Prints one JSON line: seconds by the clock and cpu_s of all threads (from the first look at the files to the
last result, without the start of Python and its imports), peak_bytes of resident memory, and counts. Results
go to Parquet files where a folder is named, after the clock has stopped.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.memory import peak_bytes

Took = tuple[float, float]  # seconds, cpu_s
Work = Callable[..., tuple[Took, dict[str, Any]]]


def _now() -> Took:
    return time.perf_counter(), time.process_time()


def _since(began: Took) -> Took:
    clock, processor = _now()
    return clock - began[0], processor - began[1]


def sort(events: str) -> tuple[Took, dict[str, Any]]:
    """DuckDB's sort of the whole table into memory, on two threads."""
    import duckdb

    began = _now()
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.read_parquet(events).create_view("events")
        connection.execute(
            "create table t as select * from events order by item_id, occurred_at, seq, event_id"
        ).fetchall()
        took = _since(began)
        rows = connection.execute("select count(*) from t").fetchall()[0][0]
    return took, {"events": rows}


def analyse(home: str, as_of: str) -> tuple[Took, dict[str, Any]]:
    """The whole of ``stepin analyse``: the log's files read, everything worked out, the run written."""
    from stepin.findings.analyse import analyse as analyse_home

    began = _now()
    found = analyse_home(Path(home), as_of=datetime.fromisoformat(as_of), now=datetime.now(UTC))
    took = _since(began)
    counts = {"events": found.log.events, "items": found.log.items, "stuck": len(found.stuck)}
    return took, {**counts, "step_ins": len(found.step_ins), "patterns": len(found.patterns)}


def definitions(home: str, as_of: str, answers: str) -> tuple[Took, dict[str, Any]]:
    """stepin's definitions alone, from the log's files: what the pandas version answers too."""
    from bench.same_answers import answers_of, keep
    from stepin.findings.analyse import read_and_analyse
    from stepin.log.home import LogHome
    from stepin.log.reading import open_log
    from stepin.org.file import read_organisation

    folder, moment = Path(home), datetime.fromisoformat(as_of)
    began = _now()
    log = open_log(LogHome(folder))
    found = read_and_analyse(log, folder, read_organisation(folder), as_of=moment)
    took = _since(began)
    event_ids = log.events(as_of=moment, columns=["event_id"]).read_all()["event_id"]
    return took, keep(answers_of(found, event_ids), Path(answers))


def pandas(home: str, as_of: str, answers: str) -> tuple[Took, dict[str, Any]]:
    """The same in vectorised pandas, from the same files."""
    from bench.homes import data_file
    from bench.pandas_version import answer
    from bench.same_answers import keep
    from stepin.org.file import read_organisation

    folder = Path(home)
    events, items = data_file(folder, "events"), data_file(folder, "items")
    began = _now()
    found = answer(events, items, read_organisation(folder), as_of=datetime.fromisoformat(as_of))
    took = _since(began)
    return took, keep(found, Path(answers))


def process_mining(home: str) -> tuple[Took, dict[str, Any]]:
    """PM4Py's handover of work, case durations and performance DFG, from the same file."""
    from bench.homes import data_file
    from bench.process_mining import figures

    began = _now()
    found = figures(data_file(Path(home), "events"))
    return _since(began), found


def take_in(raw: str, home: str) -> tuple[Took, dict[str, Any]]:
    """``stepin import table`` without its messages: two Parquet files into a new home's log."""
    from bench.homes import take_in as taken_in

    began = _now()
    events, items = taken_in(Path(raw), Path(home))
    return _since(began), {"events": events, "items": items}


CONTENDERS: dict[str, Work] = {
    each.__name__: each for each in (sort, analyse, definitions, pandas, process_mining, take_in)
}


def main(argv: list[str]) -> int:
    (seconds, cpu_s), counts = CONTENDERS[argv[0]](*argv[1:])
    print(json.dumps({"seconds": seconds, "cpu_s": cpu_s, "peak_bytes": peak_bytes(), "counts": counts}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
