"""The benchmark's homes: the same log once in order, as an import leaves it, and once not."""

import pyarrow.parquet as pq
from bench.homes import AS_OF, data_file, home_of, unsorted_home_of

from stepin.log.delta import EVENTS_TABLE
from stepin.log.engine import is_sorted
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.org.file import read_organisation


def _event_ids(home):
    log = open_log(LogHome(home))
    return log.event_ids(log.in_order(as_of=AS_OF).lies).to_pylist()


def test_the_unsorted_home_holds_the_same_events_in_another_order(tmp_path):
    in_order, not_in_order = home_of(tmp_path, 3000), unsorted_home_of(tmp_path, 3000)
    files = [data_file(home, "events") for home in (in_order, not_in_order)]
    assert [is_sorted(str(file), None, EVENTS_TABLE) for file in files] == [True, False]
    first, second = (pq.read_table(file)["event_id"].to_pylist() for file in files)
    assert first != second
    assert sorted(first) == sorted(second)
    assert _event_ids(in_order) == _event_ids(not_in_order)


def test_a_home_is_made_once_and_knows_its_teams(tmp_path):
    home = home_of(tmp_path, 3000)
    made = data_file(home, "events").stat().st_mtime_ns
    assert data_file(home_of(tmp_path, 3000), "events").stat().st_mtime_ns == made
    assert len(read_organisation(home).teams) == 55
