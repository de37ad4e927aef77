"""Clean-outs, the sieve included, against the plain rule."""

import numpy as np
import pytest

from stepin.analysis.definitions.bulk import ITEMS_AT_LEAST, bulk_events
from stepin.analysis.definitions.encoded import Rows
from stepin.analysis.records import HOUR_US

BOT = np.array([False, False, True, False])  # the last is for "nobody", −1


def some(rng, *, many, hours, items) -> Rows:
    item = np.sort(rng.integers(0, items, many)).astype(np.int32)
    at = rng.integers(0, round(hours * HOUR_US), many) + 473_000 * HOUR_US
    kind, actor = rng.integers(0, 2, many), rng.integers(-1, 3, many)
    return Rows(item, at, kind.astype(np.int8), actor.astype(np.int32), item, item)


def plainly(rows: Rows) -> list[bool]:
    hours: dict[tuple[int, ...], set[int]] = {}
    keys = []
    for item, at, kind, actor in zip(rows.item, rows.at, rows.kind, rows.actor, strict=True):
        person = actor >= 0 and not BOT[actor]
        keys.append([(actor, kind, s, (at + s) // HOUR_US) for s in (0, HOUR_US // 2) if person])
        for key in keys[-1]:
            hours.setdefault(key, set()).add(int(item))
    return [any(len(hours[key]) >= ITEMS_AT_LEAST for key in mine) for mine in keys]


@pytest.mark.parametrize("seed", range(12))
def test_a_clean_out_is_dozens_of_items_by_one_person_within_an_hour(seed):
    rng = np.random.default_rng(seed)
    rows = some(rng, many=int(rng.integers(100, 1500)), hours=rng.choice([0.8, 3, 9]), items=400)
    assert bulk_events(rows, BOT).tolist() == plainly(rows)


def test_a_log_of_nothing_holds_none():
    assert not bulk_events(some(np.random.default_rng(1), many=0, hours=1, items=1), BOT).any()
