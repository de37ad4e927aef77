"""Open changes block what they were linked to as its fix: as if somebody had said so on what they fix."""

import pandas as pd

from bench.pandas_version.columns import before, last
from bench.pandas_version.owning import ruled
from stepin.org.organisation import Organisation

FIXES = "fixes:"
LAST = 2**62  # as ``seq``: after everything else of that instant


def with_fixes(
    e: pd.DataFrame, items: pd.DataFrame, organisation: Organisation, closing: tuple[str, ...]
) -> pd.DataFrame:
    """The events, sorted, with those that were added, which have no id yet."""
    links = e[_is_fix(e)]
    if links.empty:
        return e
    named = {*links["item_id"], *links["value"].str[len(FIXES) :]}
    some = e[e["item_id"].isin(named)].reset_index(drop=True)
    some["change"] = _are_changes(some, items, organisation)
    turned = last(some, closed=some["kind"].isin(closing), reopened=some["kind"] == "reopened")
    some["open"] = turned["closed"] <= turned["reopened"]
    links = some[_is_fix(some) & some["change"] & before(some, some["open"], missing=True)]
    links = links.sort_values(["at", "item_id"], kind="stable")
    fixed = _open_then(some, _fixed(some, links))
    added = fixed[["item_id", "item", "at", "value"]].assign(
        seq=LAST + fixed.index.to_numpy(),
        kind="blocked",
    )
    return put_in(e, added)


def put_in(e: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    """Done by nobody. ``added``: item_id, item, at, seq, kind and value."""
    moment = pd.to_datetime(added["at"].astype("int64"), unit="us", utc=True)
    added = added.assign(occurred_at=moment, event_id="")
    whole = pd.concat([e, added.reindex(columns=e.columns)], ignore_index=True)
    return whole.sort_values(["item", "at", "seq", "event_id"], ignore_index=True)


def _is_fix(e: pd.DataFrame) -> pd.Series:
    return (e["kind"] == "linked") & e["value"].str.startswith(FIXES, na=False).astype("bool")


def _are_changes(e: pd.DataFrame, items: pd.DataFrame, organisation: Organisation) -> pd.Series:
    item_kind = e["item_id"].map(items.set_index("item_id")["kind"])
    told = e.assign(item_kind=item_kind, value=e["value"].astype("category"))
    return ruled(told, organisation) == "change"


def _fixed(some: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """By link, in order: item_id and item of what is fixed, no change; at; value, change: what fixes it."""
    pairs = links.assign(named=links["value"].str[len(FIXES) :], change=links["item"])
    pairs = pairs[["item_id", "named", "change", "at"]].rename(columns={"item_id": "value", "at": "linked"})
    firsts = some.drop_duplicates("item_id")
    firsts = firsts.loc[~firsts["change"], ["item_id", "item", "at"]]
    found = pairs.merge(firsts, left_on="named", right_on="item_id")
    return found.assign(at=found["at"].where(found["at"] > found["linked"], found["linked"]))


def _open_then(some: pd.DataFrame, fixed: pd.DataFrame) -> pd.DataFrame:
    """Where the change that fixes is open at that moment."""
    states = some[["item", "at", "open"]].rename(columns={"item": "change"})
    found = pd.merge_asof(
        fixed.reset_index().sort_values("at", kind="stable"),
        states.sort_values("at", kind="stable"),
        on="at",
        by="change",
    ).set_index("index")
    return found[found["open"].astype("bool")]
