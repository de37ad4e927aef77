"""Who usually reviews and merges in a place, from the four quarters before each quarter."""

from dataclasses import dataclass

import pandas as pd

LOOKS_BACK = 4
PLACE = ["place", "quarter"]


@dataclass(frozen=True, slots=True)
class Usual:
    """``reviewers`` and ``mergers``: PLACE, person. ``merging``: by PLACE — seen, own, top,
    approvals (how many usually approve)."""

    reviewers: pd.DataFrame
    mergers: pd.DataFrame
    merging: pd.DataFrame


def usual(e: pd.DataFrame) -> Usual:
    reviews = _looked_back_on(e[e["review"]])
    reviewers = reviews[(reviews["done"] >= 3) & (reviews["done"] * 20 >= reviews["seen"])]
    merged = e[(e["kind"] == "merged") & e["human"]]
    merges = _looked_back_on(merged)
    mergers = merges[(merges["seen"] >= 5) & (merges["done"] * 10 >= merges["seen"])]
    return Usual(reviewers[[*PLACE, "person"]], mergers[[*PLACE, "person"]], _merging(merges, merged))


def _looked_back_on(deeds: pd.DataFrame) -> pd.DataFrame:
    """PLACE, person, done, own (of one's own items), seen (by anybody) in the quarters looked back on."""
    deeds = deeds[[*PLACE, "actor", "author"]].rename(columns={"actor": "person"})
    deeds = deeds.assign(done=1, own=(deeds["person"] == deeds["author"]).astype("int64"))
    each = deeds.groupby([*PLACE, "person"], as_index=False)[["done", "own"]].sum()
    ahead = [each.assign(quarter=each["quarter"] + later) for later in range(1, LOOKS_BACK + 1)]
    summed = pd.concat(ahead).groupby([*PLACE, "person"], as_index=False)[["done", "own"]].sum()
    return summed.assign(seen=summed.groupby(PLACE)["done"].transform("sum"))


def _merging(merges: pd.DataFrame, merged: pd.DataFrame) -> pd.DataFrame:
    by_place = merges.groupby(PLACE, as_index=False).agg(seen=("done", "sum"), own=("own", "sum"))
    most = merges.sort_values(["done", "person"], ascending=[False, True]).drop_duplicates(PLACE)
    merging = by_place.merge(most[[*PLACE, "person"]].rename(columns={"person": "top"}), on=PLACE)
    return merging.merge(_approving(merged), on=PLACE)


def _approving(merged: pd.DataFrame) -> pd.DataFrame:
    """PLACE, approvals: what at least half of the merges looked back on had, 1 where fewer than five were."""
    each = merged.groupby([*PLACE, "have_approved"], as_index=False).size()
    ahead = pd.concat([each.assign(quarter=each["quarter"] + later) for later in range(1, LOOKS_BACK + 1)])
    ahead = ahead.sort_values("have_approved", ascending=False, kind="stable")
    by_place = ahead.groupby(PLACE)["size"]
    seen = by_place.transform("sum")
    enough = (seen >= 5) & (by_place.cumsum() * 2 >= seen)
    approvals = ahead["have_approved"].where(enough, 1).clip(lower=1)
    most = ahead.assign(approvals=approvals).sort_values("approvals", ascending=False, kind="stable")
    return most.drop_duplicates(PLACE)[[*PLACE, "approvals"]]
