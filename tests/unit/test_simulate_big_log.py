"""The speed benchmark's log is of the size asked for, valid, and something for the definitions to chew on."""

import pyarrow.compute as pc
import pyarrow.parquet as pq
from bench.big_log import write_big_log

from stepin.analysis.records import End, Who
from stepin.analysis.run import analyse_log
from stepin.log import schema
from stepin.simulate.cast import organisation_of


def test_a_big_log_is_of_about_the_size_asked_for_with_unique_ids_and_known_words(tmp_path):
    log = write_big_log(tmp_path, events=60_000, seed=3)
    events, items = pq.read_table(log.events), pq.read_table(log.items)
    assert abs(len(events) - 60_000) < 6_000
    assert (events.schema, items.schema) == (schema.EVENTS, schema.ITEMS)
    assert pc.count_distinct(events["event_id"]).as_py() == len(events)
    assert set(pc.unique(events["kind"]).to_pylist()) <= set(schema.EVENT_KINDS)
    assert set(pc.unique(events["item_id"]).to_pylist()) == set(items["item_id"].to_pylist())


def test_the_same_seed_writes_the_same_log(tmp_path):
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    first, second = (pq.read_table(write_big_log(folder, events=3000, seed=4).events) for folder in folders)
    assert first.equals(second)


def test_every_end_and_everybody_occurs_in_a_big_log(tmp_path):
    log = write_big_log(tmp_path, events=40_000, seed=3)
    order = [(name, "ascending") for name in ("item_id", "occurred_at", "seq", "event_id")]
    events = pq.read_table(log.events).sort_by(order)
    last_us = pc.max(events["occurred_at"]).value
    found = analyse_log(
        events.select(["item_id", "occurred_at", "kind", "actor", "value", "previous"]),
        pq.read_table(log.items),
        organisation_of(log.cast),
        as_of_us=last_us,
    )
    assert set(found.spells.end) == set(End) - {End.BULK}
    assert set(found.touches.who) == set(Who)
