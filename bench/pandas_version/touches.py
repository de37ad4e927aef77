"""Acts on a spell by somebody not waited on."""

import pandas as pd

from bench.pandas_version.clocks import Clocks
from bench.pandas_version.columns import among, at, following
from bench.pandas_version.events import CLARIFYING, HOUR_US, SAYING, Log
from bench.pandas_version.usual import PLACE, Usual

DELIBERATE = (
    "pushed", "assigned", "unassigned", "review_requested", "escalated", "priority_changed", "due_changed",
    "blocked", "unblocked", "status_changed", "acknowledged",
)  # fmt: skip


def acts(
    log: Log,
    usual: Usual,
    ended: pd.DataFrame,
    spell: pd.Series,
    spells: pd.DataFrame,
    clocks: Clocks,
    as_of_us: int,
) -> pd.DataFrame:
    """One row per touch and per carrying, indexed by position.

    spell, at, at_us, who, carries, deliberate, outcome (a carrying has itself, at once), until_us, by_self.
    """
    e, ending = log.e, ended["ending"]
    rows = (spell >= 0) & (_by_people(e, ended["party"], spell) | _by_bots(e))
    found = e.loc[rows, ["item", "actor", "at", "level"]].assign(spell=spell[rows])
    found["carries"] = ending[rows].isin(["CARRIED", "ABANDONED"])
    after = following(e, ending.notna() & (ending != "REDIRECTED"))[rows]
    after = after.mask(found["carries"], found.index.to_series())
    clock = spells["clock"].reindex(found["spell"]).set_axis(found.index)
    found["at_us"] = clocks.read(clock, found["at"])
    found["until_us"] = clocks.read(clock, at(e["at"], after, missing=as_of_us)) - found["at_us"]
    found["by_self"] = at(e["actor"], after, missing=-2) == found["actor"]
    outcome = ending.reindex(after).set_axis(found.index).fillna("OPEN")
    found["outcome"] = outcome.mask(found["by_self"] & outcome.isin(["PROGRESS", "PASS"]), "CARRIED")
    found["who"] = _who(e[rows])
    found["deliberate"] = _deliberate(e[rows], usual, ended[rows], found["carries"]) & ~_taken_back(e)[rows]
    return found


def _taken_back(e: pd.DataFrame) -> pd.Series:
    """Whether it closes, and the same person opens it again within an hour."""
    reopened = e["at"].where(e["kind"] == "reopened")
    again = reopened.groupby([e["item"], e["actor"]]).bfill()
    return (e["kind"] == "closed") & (again - e["at"] <= HOUR_US)


def _by_people(e: pd.DataFrame, party: pd.Series, spell: pd.Series) -> pd.Series:
    does = e["progress"] | e["passing"] | e["kind"].isin(CLARIFYING)
    echoes = (at(e["actor"], spell, missing=-2) == e["actor"]) & (e["at"] - at(e["at"], spell) <= HOUR_US)
    return e["acting"] & does & ~party & ~echoes


def _by_bots(e: pd.DataFrame) -> pd.Series:
    return (e["actor"] >= 0) & ~e["human"] & (e["kind"] == "commented")


def _who(e: pd.DataFrame) -> pd.Series:
    leads = (e["level"] > 0) & (e["actor"] != e["author"]) & (e["actor"] != e["owner_before"])
    return pd.Series("PEER", index=e.index).mask(leads, "LEAD").mask(~e["human"], "BOT")


def _deliberate(e: pd.DataFrame, usual: Usual, ended: pd.DataFrame, carries: pd.Series) -> pd.Series:
    """Meant to get the work moving, rather than part of an ordinary conversation or review."""
    rule = ended["rule"]
    keys = e[[*PLACE, "actor"]].rename(columns={"actor": "person"})
    seen = keys.merge(usual.merging, on=PLACE, how="left")["seen"].fillna(0).set_axis(e.index)
    theirs = (e["kind"] == "merged") & ((seen < 5) | among(keys, usual.mergers))
    theirs |= e["review"] & among(keys, usual.reviewers)
    tidying = (e["kind"] == "closed") & ~e["change"]
    by_writer = (e["actor"] == e["owner_before"]) | (e["change"] & (e["actor"] == e["author"]))
    own_work = (e["kind"] == "pushed") & by_writer
    decides = e["decide"] & (e["owner_before"] >= 0) & ~e["change"] & (rule != "requester")
    directed = ended["reaches"] & (rule != "nobody")
    to_others = ~(e["kind"].isin(["assigned", "review_requested"]) & e["to_bot"])
    to_others &= (e["kind"] != "review_requested") | (e["named"] != e["actor"])
    spoken = e["kind"].isin(SAYING) & (directed | e["chase"] | decides)
    meant = (carries & ~theirs & ~tidying) | (e["kind"].isin(DELIBERATE) & ~own_work & to_others) | spoken
    return meant | e["around_the_clock"]
