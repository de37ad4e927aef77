"""Whose approval counts, and whether as many have approved as usually do."""

import pandas as pd

from bench.pandas_version import people
from bench.pandas_version.columns import among
from bench.pandas_version.events import Log
from bench.pandas_version.usual import PLACE, Usual


def approves(log: Log, usual: Usual) -> pd.Series:
    """Approvals that count: by insiders, or by anybody where nobody but the author usually reviews."""
    some = log.e[log.e["approval"]]
    return log.e["approval"] & (insider(log, usual, some) | ~has_pool(log.e, usual))


def enough(log: Log, usual: Usual) -> pd.Series:
    """Whether as many have approved, after each event, as usually do there."""
    wanted = log.e[PLACE].merge(usual.merging, on=PLACE, how="left")["approvals"].set_axis(log.e.index)
    return log.e["have_approved"] >= wanted.fillna(1)


def has_pool(e: pd.DataFrame, usual: Usual) -> pd.Series:
    """Whether the place has usual reviewers other than the author."""
    size = usual.reviewers.groupby(PLACE, as_index=False).size()
    keys = e[[*PLACE, "author"]].rename(columns={"author": "person"})
    many = keys.merge(size, on=PLACE, how="left")["size"].fillna(0).set_axis(e.index)
    return many - among(keys, usual.reviewers).astype("int64") > 0


def insider(log: Log, usual: Usual, asks: pd.DataFrame) -> pd.Series:
    """Of the events ``asks``: by a lead or member of the item's team, or a usual reviewer or merger."""
    keys = asks[[*PLACE, "actor", "team", "at"]].rename(columns={"actor": "person"})
    customary = keys[[*PLACE, "person"]]
    found = (
        (asks["level"] > 0)
        | (people.level(log.members, keys) > 0)
        | among(customary, usual.reviewers)
        | among(customary, usual.mergers)
    )
    return found.reindex(log.e.index, fill_value=False)
