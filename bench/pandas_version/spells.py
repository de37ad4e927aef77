"""How long the next step sat with one party: from one ending to the next."""

import pandas as pd

from bench.pandas_version.clocks import Clocks
from bench.pandas_version.columns import at, before, following, last
from bench.pandas_version.events import CLOSING


def beginnings(e: pd.DataFrame, ending: pd.Series) -> pd.Series:
    return e["open_after"] & ((e.index == e["first"]) | ending.notna() | ~e["open_before"])


def containing(e: pd.DataFrame, begins: pd.Series) -> pd.Series:
    """The spell each event falls into, by its position: begun before it, not over before it; −1 none."""
    return before(e, last(e, at=begins)["at"]).where(e["open_before"], -1)


def spells(
    e: pd.DataFrame, ending: pd.Series, begins: pd.Series, clocks: Clocks, as_of_us: int
) -> pd.DataFrame:
    """One row per spell, indexed by the position of the event it starts with."""
    columns = ["item", "team", "item_kind", "quarter", "around_the_clock", "at"]
    found = e.loc[begins, columns].rename(columns={"at": "started_at"})
    found["stop"] = following(e, ending.notna())[begins]
    found["end"] = ending.reindex(found["stop"]).set_axis(found.index).fillna("OPEN")
    found["ended_at"] = at(e["at"], found["stop"], missing=as_of_us)
    found["clock"] = clocks.which(found["team"], found["around_the_clock"])
    found["start_us"] = clocks.read(found["clock"], found["started_at"])
    found["end_us"] = clocks.read(found["clock"], found["ended_at"])
    found["responded"] = last(e, at=_responses(e))["at"][begins] >= 0
    return found


def lives(e: pd.DataFrame, clocks: Clocks) -> pd.DataFrame:
    """One row per item: when it began, was first answered and first closed, UTC; null where it was not."""
    found = e.loc[e.index == e["first"], ["item", "team", "item_kind", "quarter", "around_the_clock", "at"]]
    found = found.rename(columns={"at": "started_at"}).set_index("item")
    answers, closings = e[_responses(e)], e[e["open_before"] & e["kind"].isin(CLOSING)]
    found["answered_at"] = answers.drop_duplicates("item").set_index("item")["at"]
    found["closed_at"] = closings.drop_duplicates("item").set_index("item")["at"]
    found["clock"] = clocks.which(found["team"], found["around_the_clock"])
    found["start_us"] = clocks.read(found["clock"], found["started_at"])
    return found


def _responses(e: pd.DataFrame) -> pd.Series:
    return e["acting"] & (e["progress"] | e["passing"]) & (e["actor"] != e["author"])
