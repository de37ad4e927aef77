"""In which capacity somebody is waited on, and what makes stepping in right whatever else."""

import pandas as pd

from bench.pandas_version import people
from bench.pandas_version.columns import at, last
from bench.pandas_version.events import Log
from bench.pandas_version.usual import PLACE, Usual
from bench.pandas_version.waiting import NOBODY, SPOKEN_FOR, Waiting

BY_RULE = {
    "closed": "nobody", "unclaimed": "nobody", "nobody": "nobody", "merge_usual": "reviewer",
    "requested": "reviewer", "approvals": "reviewer", "reviewers": "reviewer", "pool": "reviewer",
    "merge_leads": "lead", "unclaimed_led": "lead", "blocked": "other_team", "requester": "requester",
    "draft": "owner", "label": "owner", "feedback": "owner", "merge_owner": "owner", "paged": "owner",
    "acked": "owner", "team": "owner", "owned": "owner",
}  # fmt: skip
UNNAMED = ["pool", "approvals"]
NEAR_DAYS = 3
DAY_US = 86_400_000_000


def roles(log: Log, usual: Usual, state: pd.DataFrame) -> pd.Series:
    """``state``: rule and who after some events, indexed by their positions, which may repeat."""
    e = log.e.loc[state.index]
    spoken_for = state["rule"].isin(SPOKEN_FOR)
    role = state["rule"].map(BY_RULE)
    role.loc[spoken_for.to_numpy()] = asked_as(log, state.loc[spoken_for, "who"]).to_numpy()
    role = role.mask((role == "owner") & (state["who"] == NOBODY) & (state["rule"] != "team"), "nobody")
    keys = pd.DataFrame({"team": e["team"], "person": state["who"], "at": e["at"]}).reset_index(drop=True)
    led = (people.level(log.leads, keys) > 0).set_axis(state.index)
    led |= _led_pool(log, usual, e[state["rule"].isin(UNNAMED).to_numpy()]).reindex(
        state.index, fill_value=False
    )
    return role.mask((role == "reviewer") & led, "lead")


def asked_as(log: Log, who: pd.Series) -> pd.Series:
    """The role of each who was asked, or promised, as things stand after the event at the index of each."""
    e = log.e.loc[who.index]
    keys = pd.DataFrame({"team": e["team"], "person": who, "at": e["at"]}).reset_index(drop=True)
    level = people.level(log.leads, keys).set_axis(who.index)
    role = pd.Series("owner", index=who.index).mask(e["change"], "reviewer").mask(level > 0, "lead")
    role = role.mask(who == e["author"], "requester")
    return role.mask((who == e["owner"]) | (e["change"] & (who == e["author"])), "owner")


def _led_pool(log: Log, usual: Usual, pool: pd.DataFrame) -> pd.Series:
    """Whether all who usually review there, the author aside, lead the item's team; nobody does not."""
    pool = pool[~pool.index.duplicated()]
    each = pool[[*PLACE, "team", "at", "author"]].rename_axis("row").reset_index()
    each = each.merge(usual.reviewers, on=PLACE)
    each = each[each["person"] != each["author"]]
    led = people.level(log.leads, each[["team", "person", "at"]]) > 0
    return led.groupby(each["row"]).all().reindex(pool.index, fill_value=False)


def reasons(log: Log, waiting: Waiting) -> pd.DataFrame:
    """urgent, near_date, blocked and customer_impact after each event."""
    e = log.e
    said = last(e, priority=e["kind"] == "priority_changed", due=e["kind"] == "due_changed")
    dates = pd.to_datetime(e["value"].cat.categories.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    due = pd.Series(dates).reindex(at(e["word"], said["due"])).set_axis(e.index)
    days_left = (due - pd.Timestamp(0)).dt.days - e["at"] // DAY_US
    return pd.DataFrame(
        {
            "urgent": at(e["urgent"], said["priority"], missing=False).astype("bool") | e["urgent_label"],
            "near_date": days_left <= NEAR_DAYS,
            "blocked": waiting.state["blocked"],
            "customer_impact": e["hurts"],
        }
    )


def in_words(flags: pd.DataFrame) -> pd.Series:
    """The names of the columns that hold, separated by spaces."""
    words = pd.Series("", index=flags.index)
    for name in flags.columns:
        words = words.mask(flags[name], words + f" {name}")
    return words.str.strip()
