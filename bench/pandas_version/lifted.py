"""Blocks that name an item are lifted when it closes: as if somebody had said so on what they block."""

import pandas as pd

from bench.pandas_version.columns import before, last
from bench.pandas_version.fixing import LAST, put_in, with_fixes
from stepin.org.organisation import Organisation

AT_LAST = LAST + 2**61  # as ``seq``: after the blocks of that instant


def with_blocks(
    e: pd.DataFrame, items: pd.DataFrame, organisation: Organisation, closing: tuple[str, ...]
) -> pd.DataFrame:
    """The events, sorted, with those that nobody wrote down; their ids say which of that moment they are."""
    whole = _with_lifted(with_fixes(e, items, organisation, closing), closing)
    added = whole[whole["seq"] >= LAST]
    names = (
        added["item_id"].astype("str")
        + " added "
        + added["occurred_at"].map(pd.Timestamp.isoformat).astype("str")
        + " "
        + added.groupby(["item", "at"], sort=False).cumcount().astype("str")
    )
    return whole.assign(event_id=whole["event_id"].where(whole["seq"] < LAST, names))


def _with_lifted(e: pd.DataFrame, closing: tuple[str, ...]) -> pd.DataFrame:
    """The events, sorted, with those that were added, which have no id yet."""
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
    added = found[["item_id", "item", "value"]].assign(
        at=found["closed_at"].astype("int64"),
        seq=AT_LAST,
        kind="unblocked",
    )
    return put_in(e, added)


def _closings(e: pd.DataFrame, closing: tuple[str, ...]) -> pd.DataFrame:
    """value (the item), closed_at: each closing of an open item, in order of time."""
    e = e.reset_index(drop=True)
    turned = last(e, closed=e["kind"].isin(closing), reopened=e["kind"] == "reopened")
    was_open = before(e, turned["closed"] <= turned["reopened"], missing=True)
    closed = e[e["kind"].isin(closing) & was_open]
    named = closed[["item_id", "at"]].rename(columns={"item_id": "value", "at": "closed_at"})
    return named.sort_values("closed_at", kind="stable")
