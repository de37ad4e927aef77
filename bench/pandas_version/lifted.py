"""Blocks that name an item are lifted when it closes: as if somebody had said so on what they block."""

import pandas as pd

from bench.pandas_version.columns import before, last

LAST = 2**62  # as ``seq``: after everything else of that instant


def with_lifted(e: pd.DataFrame, closing: tuple[str, ...]) -> pd.DataFrame:
    """The events, sorted, with those that were added; their ids say what was lifted when."""
    turning = e[e["kind"].isin(["blocked", "unblocked"])]
    turning = turning.assign(next_at=turning.groupby("item", sort=False)["at"].shift(-1))
    names_item = (turning["value"] != turning["item_id"]) & turning["value"].isin(e["item_id"])
    blocks = turning[(turning["kind"] == "blocked") & names_item].sort_values("at", kind="stable")
    if blocks.empty:
        return e
    closings = _closings(e[e["item_id"].isin(blocks["value"])], closing)
    found = pd.merge_asof(
        blocks.astype({"value": "object"}),
        closings.astype({"value": "object"}),
        left_on="at",
        right_on="closed_at",
        by="value",
        direction="forward",
    )
    found = found[found["closed_at"].notna() & ~(found["next_at"] <= found["closed_at"])]
    moment = pd.to_datetime(found["closed_at"].astype("int64"), unit="us", utc=True)
    added = found[["item_id", "item", "value"]].assign(
        event_id=found["item_id"].astype("str")
        + " lifted "
        + moment.map(pd.Timestamp.isoformat).astype("str"),
        at=found["closed_at"].astype("int64"),
        occurred_at=moment,
        seq=LAST,
        kind="unblocked",
    )
    whole = pd.concat([e, added.reindex(columns=e.columns)], ignore_index=True)
    return whole.sort_values(["item", "at", "seq", "event_id"], ignore_index=True)


def _closings(e: pd.DataFrame, closing: tuple[str, ...]) -> pd.DataFrame:
    """value (the item), closed_at: each closing of an open item, in order of time."""
    e = e.reset_index(drop=True)
    turned = last(e, closed=e["kind"].isin(closing), reopened=e["kind"] == "reopened")
    was_open = before(e, turned["closed"] <= turned["reopened"], missing=True)
    closed = e[e["kind"].isin(closing) & was_open]
    named = closed[["item_id", "at"]].rename(columns={"item_id": "value", "at": "closed_at"})
    return named.sort_values("closed_at", kind="stable")
